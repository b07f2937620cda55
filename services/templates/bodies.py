"""A package as rows, as a value and as the JSON of a published version."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from domain.errors import NotFound
from domain.network import Link
from domain.templates import TemplateBody, TemplateGroup, TemplateRow, body_of
from domain.vocabulary import LinkKind
from models import RoadmapTemplate, TemplateStep, TemplateVersion
from models import TemplateGroup as GroupRow
from services.database import UnitOfWork

Json = dict[str, Any]
_ROW = ("item_code", "seq", "mode", "parallel_group", "optional")
_GROUP = ("parallel_group", "stage", "name_zh", "name_en", "lead_department_code")


def template_row(session: Session, code: str) -> RoadmapTemplate:
    """Raises NotFound roadmap.unknown_template."""
    found = session.get(RoadmapTemplate, code)
    if found is None:
        raise NotFound("roadmap.unknown_template", template=code)
    return found


def current_body(session: Session, code: str) -> TemplateBody:
    """The package as it counts for new projects."""
    steps = session.exec(select(TemplateStep).where(TemplateStep.template_code == code))
    groups = session.exec(select(GroupRow).where(GroupRow.template_code == code))
    return body_of((_row(step) for step in steps), (_group(group) for group in groups))


def body_at(session: Session, code: str, version: int) -> TemplateBody:
    """A published state. The current one also when nobody has written it down yet.

    Raises NotFound templates.no_such_version.
    """
    query = select(TemplateVersion.body).where(
        TemplateVersion.template_code == code, TemplateVersion.version == version
    )
    stored = session.exec(query).first()
    if stored is not None:
        return body_from(stored)
    if template_row(session, code).version != version:
        raise NotFound("templates.no_such_version", version=version)
    return current_body(session, code)


def body_from(stored: Json) -> TemplateBody:
    rows = (
        TemplateRow(
            **{name: step[name] for name in _ROW},
            conversion_requires=tuple(step["conversion_requires"]),
            links=links_from(step.get("links", ())),
        )
        for step in stored["steps"]
    )
    return body_of(rows, (TemplateGroup(**group) for group in stored["groups"]))


def json_of(body: TemplateBody) -> Json:
    return {
        "steps": [
            {
                **{name: getattr(row, name) for name in _ROW},
                "conversion_requires": [*row.conversion_requires],
                "links": links_json(row),
            }
            for row in body.rows
        ],
        "groups": [{name: getattr(group, name) for name in _GROUP} for group in body.groups],
    }


def links_from(stored: Iterable[Json]) -> tuple[Link, ...]:
    return tuple(Link(one["source"], LinkKind(one["kind"]), one["lag"]) for one in stored)


def links_json(row: TemplateRow) -> list[Json]:
    """As steps and package rows keep them."""
    return [{"source": one.source, "kind": one.kind.value, "lag": one.lag} for one in row.links]


def store_version(work: UnitOfWork, template: RoadmapTemplate, body: TemplateBody, note: str | None) -> None:
    """Write a state down under the template's version."""
    work.session.add(
        TemplateVersion(
            template_code=template.code,
            version=template.version,
            body=json_of(body),
            note=note,
            published_by=work.actor.account_id,
            published_at=work.now,
        )
    )


def write_down_missing(work: UnitOfWork, templates: Iterable[RoadmapTemplate]) -> int:
    """Write down packages that have no version row yet: running roadmaps are based on that state."""
    found = select(TemplateVersion.template_code, TemplateVersion.version)
    known = set(work.session.exec(found).all())
    missing = [one for one in templates if (one.code, one.version) not in known]
    for template in missing:
        store_version(work, template, current_body(work.session, template.code), None)
    work.session.flush()
    return len(missing)


def replace_rows(work: UnitOfWork, code: str, body: TemplateBody) -> None:
    """Steps and groups of a package as the body has them; what did not change keeps its row."""
    session = work.session
    steps = {row.item_code: row for row in session.exec(_of(TemplateStep, code))}
    for row in body.rows:
        step = steps.pop(row.item_code, None) or TemplateStep(
            template_code=code, item_code=row.item_code, seq=row.seq, mode=row.mode
        )
        for name in _ROW[1:]:
            setattr(step, name, getattr(row, name))
        step.conversion_requires = [*row.conversion_requires]
        step.links = links_json(row)
        session.add(step)
    groups = {row.parallel_group: row for row in session.exec(_of(GroupRow, code))}
    for group in body.groups:
        values = {name: getattr(group, name) for name in _GROUP}
        stored = groups.pop(group.parallel_group, None) or GroupRow(template_code=code, **values)
        for name, value in values.items():
            setattr(stored, name, value)
        session.add(stored)
    for gone in (*steps.values(), *groups.values()):
        session.delete(gone)
    session.flush()


def _of(model: Any, code: str) -> Any:
    return select(model).where(col(model.template_code) == code)


def _row(step: TemplateStep) -> TemplateRow:
    values = {name: getattr(step, name) for name in _ROW}
    return TemplateRow(
        **values, conversion_requires=tuple(step.conversion_requires), links=links_from(step.links)
    )


def _group(group: GroupRow) -> TemplateGroup:
    return TemplateGroup(**{name: getattr(group, name) for name in _GROUP})
