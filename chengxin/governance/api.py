"""考核治理: what doors may use of governance."""

from chengxin.governance import caseload, gaps
from chengxin.governance.board import board, key_figure
from chengxin.governance.bulletins import concerns, draft, draft_due, history, issue, last_period, of_number, open_drafts, remark, remarks, reply, with_remarks
from chengxin.governance.figures import reckon
from chengxin.governance.models import OUTCOMES, PERIODS, Draft, Issue, Watch
from chengxin.governance.printing import pdf, title_of, workbook
from chengxin.governance.settings import cycles, settings, terms
from chengxin.governance.watching import latest, round_of, shortfalls, stale, stale_columns, waiting, warn, warn_stale

__all__ = [
    "OUTCOMES", "PERIODS", "Draft", "Issue", "Watch", "board", "caseload", "concerns", "cycles", "draft", "draft_due", "gaps", "history", "issue", "key_figure", "last_period", "latest",
    "of_number", "open_drafts", "pdf", "reckon", "remark", "remarks", "reply", "round_of", "settings", "shortfalls", "stale", "stale_columns", "terms", "title_of", "waiting", "warn", "warn_stale", "with_remarks", "workbook",
]  # fmt: skip
