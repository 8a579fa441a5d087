"""公示: what doors and higher rooms may use of publicity."""

from chengxin.publicity.actions import classify, end_terms, index_again, publish, published_through, settle, withdraw
from chengxin.publicity.queries import Page, figures, invented, line, lines_of, search, shelf, subject
from chengxin.publicity.repairing import repair_when, repairs_of
from chengxin.publicity.whatif import EFFECTS, whatif

__all__ = [
    "EFFECTS",
    "Page",
    "classify",
    "end_terms",
    "figures",
    "index_again",
    "invented",
    "line",
    "lines_of",
    "publish",
    "published_through",
    "repair_when",
    "repairs_of",
    "search",
    "settle",
    "shelf",
    "subject",
    "whatif",
    "withdraw",
]
