"""Reports that leave the house: what may be said, numbered and kept as issued."""

from services.reports.issuing import IssuedView, file_name, issue
from services.reports.progress import progress_report_view
from services.reports.views import ProgressReportView

__all__ = ["IssuedView", "ProgressReportView", "file_name", "issue", "progress_report_view"]
