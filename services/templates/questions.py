"""The short questionnaire of a package: one question decides its optional items (reference/questions.csv).

A question is asked of every package in which one of its items is optional, so a copied or changed package
asks what fits it; an optional item that no question decides is chosen by itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from domain.errors import BadInput, NotFound
from services.catalogue.loading import records
from services.words import translate


@dataclass(frozen=True)
class Question:
    """Yes: its items are needed; no: they are not, for the reason. `excludes`: both cannot be yes."""

    code: str
    question_zh: str
    question_en: str
    items: tuple[str, ...]
    excludes: tuple[str, ...]
    no_zh: str
    no_en: str
    law: str

    def text(self, lang: str) -> str:
        return self.question_en if lang == "en" else self.question_zh

    def reason(self, lang: str) -> str:
        """Why its items are not needed, as the log keeps it: 问卷：不新设企业."""
        why = self.no_en if lang == "en" else self.no_zh
        return translate("questions.reason", lang=lang, why=why)


@dataclass(frozen=True)
class Decision:
    """What the answers say: items needed, and items not needed by the question that says so."""

    needed: tuple[str, ...]
    dropped: Mapping[str, Question]


@lru_cache
def all_questions() -> tuple[Question, ...]:
    """In the order in which they are asked."""
    return tuple(
        Question(
            **{name: row[name] for name in ("code", "question_zh", "question_en", "no_zh", "no_en", "law")},
            items=tuple(filter(None, row["items"].split(";"))),
            excludes=tuple(filter(None, row["excludes"].split(";"))),
        )
        for row in records("questions")
    )


def asked_of(optional: Collection[str]) -> tuple[Question, ...]:
    """The questions of a package with these optional items."""
    return tuple(one for one in all_questions() if set(one.items) & set(optional))


def condition_of(item_code: str, *, lang: str) -> str:
    """The question that decides about an optional item; empty if it is chosen by itself."""
    asked = asked_of([item_code])
    return asked[0].text(lang) if asked else ""


def undecided(optional: Iterable[str]) -> tuple[str, ...]:
    """Optional items that no question decides."""
    known = {code for one in all_questions() for code in one.items}
    return tuple(code for code in optional if code not in known)


def decide(answers: Mapping[str, bool], optional: Collection[str], *, lang: str) -> Decision:
    """What answers (yes is True) mean for the optional items of a package; what is not answered stays open.

    Raises NotFound questions.unknown, BadInput questions.exclude_each_other.
    """
    by_code = {one.code: one for one in all_questions()}
    if unknown := sorted(answers.keys() - by_code.keys()):
        raise NotFound("questions.unknown", question=unknown[0])
    chosen = [one for one in asked_of(optional) if one.code in answers]
    for one in chosen:
        for other in one.excludes:
            if answers[one.code] and answers.get(other):
                raise BadInput(
                    "questions.exclude_each_other", one=one.text(lang), other=by_code[other].text(lang)
                )
    yes = [one for one in chosen if answers[one.code]]
    no = [one for one in chosen if not answers[one.code]]
    return Decision(
        needed=tuple(code for one in yes for code in one.items if code in optional),
        dropped={code: one for one in no for code in one.items if code in optional},
    )
