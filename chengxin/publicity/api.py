"""公示: what doors and higher rooms may use of publicity."""

from chengxin.publicity import doubts
from chengxin.publicity.actions import classify, end_terms, index_again, publish, published_through, settle, tell_repairs, withdraw, withdraw_by
from chengxin.publicity.articles import api as articles
from chengxin.publicity.consented import consented
from chengxin.publicity.dual import api as dual
from chengxin.publicity.ledger import log as ledger
from chengxin.publicity.opendata import api as opendata
from chengxin.publicity.presenting import Shown, TermLine, labelled, shown, title_of
from chengxin.publicity.queries import Page, figures, health, invented, last_laid, line, lines_of, mine, search, shelf, stamp, subject
from chengxin.publicity.repairing import repair_when, repairs_of
from chengxin.publicity.statistics import api as statistics
from chengxin.publicity.whatif import EFFECTS, whatif

__all__ = [
    "EFFECTS",
    "Page",
    "Shown",
    "TermLine",
    "articles",
    "classify",
    "consented",
    "doubts",
    "dual",
    "end_terms",
    "figures",
    "health",
    "index_again",
    "invented",
    "last_laid",
    "labelled",
    "ledger",
    "line",
    "lines_of",
    "mine",
    "opendata",
    "publish",
    "published_through",
    "repair_when",
    "repairs_of",
    "search",
    "settle",
    "shelf",
    "shown",
    "stamp",
    "statistics",
    "subject",
    "tell_repairs",
    "title_of",
    "whatif",
    "withdraw",
    "withdraw_by",
]
