"""文书: what law offers of its letters."""

from chengxin.law.letters.issuing import announce, announce_intent, copy_of, issue, receipt_form
from chengxin.law.letters.kinds import kind, kinds, ways
from chengxin.law.letters.queries import history, letter, mine, my_page, page, receipt, served_on, service_days, signers
from chengxin.law.letters.register import STATES, Wanted, bearing, gaps, last_numbers, letters, registered, told
from chengxin.law.letters.serving import deliver, serve
from chengxin.law.letters.templates import approve, current, listed, propose, source

__all__ = [
    "STATES", "Wanted", "announce", "announce_intent", "approve", "bearing", "copy_of", "current", "deliver", "gaps", "history", "issue", "kind", "kinds", "last_numbers", "letter", "letters", "listed",
    "mine", "my_page", "page", "propose", "receipt", "receipt_form", "registered", "serve", "served_on", "service_days", "source", "signers", "told", "ways",
]  # fmt: skip
