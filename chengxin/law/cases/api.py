"""案件: what law offers of its cases."""

from chengxin.law.cases.acting import (
    By,
    Read,
    approve,
    close,
    draft_of,
    drop,
    give_back,
    make_letter,
    may,
    open_case,
    propose,
    put_step,
    read,
    save_draft,
    serve_letter,
    take_back,
    warrant_of,
)
from chengxin.law.cases.asking import MET, OPEN, UNMET, Answer, Condition, Draft
from chengxin.law.cases.errors import CaseMoved
from chengxin.law.cases.moves import MOVES, STAGES, onward
from chengxin.law.cases.queries import (
    PAGE,
    Wanted,
    acts,
    any_case,
    approvers,
    basis,
    case,
    counts,
    document,
    facts,
    last_draft,
    listing,
    of_act,
    of_letter,
    opened_for,
    powers_of,
    proposal,
    seen,
)
from chengxin.law.cases.rules import SERVED, changes

__all__ = [
    "MET", "MOVES", "OPEN", "PAGE", "SERVED", "STAGES", "UNMET", "Answer", "By", "CaseMoved", "Condition", "Draft", "Read", "Wanted", "acts", "any_case", "approve", "approvers", "basis", "case", "changes", "close",
    "counts", "document", "draft_of", "drop", "facts", "give_back", "last_draft", "listing", "make_letter", "may", "of_act", "of_letter", "onward", "open_case", "opened_for", "powers_of", "proposal", "propose", "put_step",
    "read", "save_draft", "seen", "serve_letter", "take_back", "warrant_of",
]  # fmt: skip
