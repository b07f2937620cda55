"""An issued report is kept as it went out: numbered, its bytes by content hash, audited."""

import hashlib
import re
from dataclasses import dataclass

from sqlmodel import col, select

from domain.access import Actor, Permission, require
from models import IssuedReport, Project, StoredFile
from services import audit, files
from services.database import UnitOfWork, unit_of_work
from services.queries import one_readable
from services.reports.views import ProgressReportView
from services.words import translate

PURPOSE = "progress_report"
_NOT_IN_A_NAME = re.compile('[\x00-\x1f\x7f\\\\/:*?"<>|\u202a-\u202e\u2066-\u2069]+')


@dataclass(frozen=True)
class IssuedView:
    """One file that left the house; `file_id` is its row in the store."""

    number: int
    file_id: int
    file_name: str
    is_new: bool


def issue(*, view: ProgressReportView, data: bytes, actor: Actor) -> IssuedView:
    """Keep the bytes of a rendered view. The same bytes again are the same issue: only audited once more.

    Raises Forbidden and NotFound as the view does.
    """
    require(actor, Permission.EXPORT_REPORT)
    with unit_of_work(actor) as work:
        one_readable(work.session, actor, Project, view.project_id)
        name = file_name(view)
        known = _same_bytes(work, view, data)
        issued = known or _keep(work, view, name, data)
        audit.record(
            work,
            action="report.download" if known else "report.issue",
            subject_type="report",
            subject_id=issued.id,
            project_id=view.project_id,
            after={"number": issued.number, "as_of": view.as_of, "lang": view.lang},
        )
        return IssuedView(issued.number, issued.file_id, name, is_new=known is None)


def _same_bytes(work: UnitOfWork, view: ProgressReportView, data: bytes) -> IssuedReport | None:
    """The issue of this project that has exactly these bytes."""
    sha256 = hashlib.sha256(data).hexdigest()
    sha256 = hashlib.sha256(data).hexdigest()
    wanted = (
        select(IssuedReport)
        .join(StoredFile, col(StoredFile.id) == IssuedReport.file_id)
        .where(IssuedReport.project_id == view.project_id, StoredFile.sha256 == sha256)
    )
    return work.session.exec(wanted).first()


def _keep(work: UnitOfWork, view: ProgressReportView, name: str, data: bytes) -> IssuedReport:
    file_id = files.store(work, name=name, data=data, purpose=PURPOSE, project_id=view.project_id)
    row = IssuedReport(
        project_id=view.project_id,
        number=view.number,
        as_of=view.as_of,
        lang=view.lang,
        file_id=file_id,
        issued_by=work.actor.account_id,
        issued_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def file_name(view: ProgressReportView) -> str:
    """Project, number and day, without the characters that a file system refuses."""
    project = " ".join(_NOT_IN_A_NAME.sub(" ", view.project_name).split())[:60]
    day = f"{view.as_of:%Y%m%d}"
    name = translate("report.file_name", lang=view.lang, project=project, n=view.number, day=day)
    return f"{name}.xlsx"
