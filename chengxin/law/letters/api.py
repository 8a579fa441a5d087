"""文书: what law offers of its letters."""

from chengxin.law.letters.issuing import announce, announce_intent, copy_of, issue, receipt_form
from chengxin.law.letters.kinds import kind, kinds, ways
from chengxin.law.letters.queries import gaps, history, letter, letters, mine, my_page, page, receipt, served_on, service_days, signers, told
from chengxin.law.letters.serving import deliver
from chengxin.law.letters.templates import approve, current, listed, propose, source

__all__ = [
    "announce", "announce_intent", "approve", "copy_of", "current", "deliver", "gaps", "history", "issue", "kind", "kinds", "letter", "letters", "listed", "mine", "my_page", "page", "propose",
    "receipt", "receipt_form", "served_on", "service_days", "source", "signers", "told", "ways",
]  # fmt: skip
