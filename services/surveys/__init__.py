"""好差评: enterprises are asked about finished milestones, rate them, and bad words are followed up."""

from services.surveys.drafts import FollowDraft, RatingDraft
from services.surveys.following import contact, mend
from services.surveys.listing import list_surveys
from services.surveys.mailed import count_forwarded, count_mailed
from services.surveys.rating import mark_sent, rate
from services.surveys.views import SurveysView, SurveyView

__all__ = [
    "FollowDraft",
    "RatingDraft",
    "SurveyView",
    "SurveysView",
    "contact",
    "count_forwarded",
    "count_mailed",
    "list_surveys",
    "mark_sent",
    "mend",
    "rate",
]
