"""依据: what other rooms may use of law, the kernel."""

from chengxin.law.actions import STEPS, authorise
from chengxin.law.library.confirming import confirm, confirmations
from chengxin.law.library.data import LEVELS, article_codes, articles_by_code
from chengxin.law.library.importing import Imported, Said, complete, import_texts
from chengxin.law.library.queries import article, instrument, instruments, powers, text, wording_of, wordings_behind
from chengxin.law.loading import load
from chengxin.law.queries import warrant
from chengxin.law.refusals import SENTENCES, told

__all__ = [
    "LEVELS",
    "SENTENCES",
    "STEPS",
    "Imported",
    "Said",
    "article",
    "article_codes",
    "articles_by_code",
    "authorise",
    "complete",
    "confirm",
    "confirmations",
    "import_texts",
    "instrument",
    "instruments",
    "load",
    "powers",
    "text",
    "told",
    "warrant",
    "wording_of",
    "wordings_behind",
]
