"""The draft of a package: one an editor, kept until it is published or dropped; nobody else sees it."""

from sqlmodel import Session, select

from domain.access import Actor, Permission, require
from domain.templates import TemplateBody
from models import TemplateDraft
from services.database import UnitOfWork, reading, unit_of_work
from services.templates.bodies import body_from, current_body, json_of, template_row
from services.templates.drafts import PackageDraft


def draft_of(*, code: str, actor: Actor) -> PackageDraft | None:
    """The actor's own draft; none for those who only read. Raises Forbidden."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with reading(actor) as session:
        found = _row(session, code, actor)
        if found is None:
            return None
        body = body_from(found.body)
        return PackageDraft(template_code=code, version=found.version, rows=body.rows, groups=body.groups)


def keep(*, code: str, version: int, body: TemplateBody, actor: Actor) -> None:
    """Keep a draft in place of the one before; one that says what is published is none.

    `version`: the published one that it was edited from; a draft keeps the one that it began from.
    Raises Forbidden, NotFound roadmap.unknown_template.
    """
    require(actor, Permission.MANAGE_CATALOGUE)
    with unit_of_work(actor) as work:
        template_row(work.session, code)
        if body == current_body(work.session, code):
            forget(work, code)
            return
        found = _row(work.session, code, actor)
        row = found or TemplateDraft(template_code=code, account_id=actor.account_id, version=version)
        row.body = json_of(body)
        work.session.add(row)


def discard(*, code: str, actor: Actor) -> None:
    """Raises Forbidden."""
    require(actor, Permission.MANAGE_CATALOGUE)
    with unit_of_work(actor) as work:
        forget(work, code)


def forget(work: UnitOfWork, code: str) -> None:
    """The actor's draft is over, published or dropped."""
    found = _row(work.session, code, work.actor)
    if found is not None:
        work.session.delete(found)
        work.session.flush()


def _row(session: Session, code: str, actor: Actor) -> TemplateDraft | None:
    query = select(TemplateDraft).where(
        TemplateDraft.template_code == code, TemplateDraft.account_id == actor.account_id
    )
    return session.exec(query).first()
