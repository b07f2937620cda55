"""Ratings on the project page: asked with one press, the rate beside its number, nothing for liaisons."""

import pytest

from domain.vocabulary import Role
from services import surveys
from services.surveys import RatingDraft
from tests.apptest import page, signed_in, texts
from tests.factories_roadmaps import agent
from tests.factories_steps import person, see
from tests.services.test_surveys import finished, row

pytestmark = pytest.mark.usefixtures("sqlite_db")


def test_a_milestone_is_asked_about_with_one_press() -> None:
    by = agent()
    step = finished(by)
    project_id = see(step, by).project_id
    test = page("project", by, id=project_id, tab="ratings")
    assert not test.exception and "尚未请评价" in texts(test) and "尚无评价" in texts(test)
    with signed_in(by):
        test.button(key=f"survey.sent.{step}").click().run()
    assert not test.exception and row(step, by).sent_on is not None
    assert f"survey.sent.{step}" not in [button.key for button in test.button]


def test_a_bad_word_is_red_and_the_coordinator_is_offered_the_next_deed() -> None:
    by, coordinator = agent(), person("陈协调", Role.COORDINATOR)
    step = finished(by)
    said = RatingDraft(step_id=step, level=1, rated_by="刘<b>经理", document_no="9-1", comment="太慢")
    surveys.rate(draft=said, actor=by)
    project_id = see(step, by).project_id
    test = page("project", coordinator, id=project_id, tab="ratings")
    text = texts(test)
    assert "满意率<b>0</b>%" in text and "1个差评待回访整改" in text and "刘&lt;b&gt;经理" in text
    keys = {button.key for button in test.button}
    assert f"survey.contact.{step}" in keys and f"survey.mend.{step}" not in keys
    agents = {button.key for button in page("project", by, id=project_id, tab="ratings").button}
    assert f"survey.rate.{step}" in agents and f"survey.contact.{step}" not in agents
    liaison = person("联络", Role.LIAISON, "natural_resources")
    other = page("project", liaison, id=project_id, tab="ratings")
    assert "太慢" not in texts(other)
