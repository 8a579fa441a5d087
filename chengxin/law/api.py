"""依据: what other rooms may use of law, the kernel."""

from chengxin.law.actions import STEPS, authorise
from chengxin.law.cases import api as cases
from chengxin.law.copies import archive_copy
from chengxin.law.letters import api as letters
from chengxin.law.letters.plain import official_document
from chengxin.law.library.confirming import confirm, confirmations, waiting
from chengxin.law.library.data import LEVELS, article_codes, articles_by_code
from chengxin.law.library.importing import Imported, Said, complete, import_texts
from chengxin.law.library.queries import article, beside, instrument, instruments, one_bracket, powers, sections, text, wording_of, wordings_behind
from chengxin.law.loading import load
from chengxin.law.overlays import overlay_faults
from chengxin.law.procedures import procedure, procedures
from chengxin.law.queries import warrant
from chengxin.law.refusals import SENTENCES, told
from chengxin.law.repairs import repair_papers
from chengxin.law.trying import may, situations, try_one

__all__ = [
    "LEVELS",
    "SENTENCES",
    "STEPS",
    "Imported",
    "Said",
    "archive_copy",
    "article",
    "article_codes",
    "articles_by_code",
    "authorise",
    "beside",
    "cases",
    "complete",
    "confirm",
    "confirmations",
    "import_texts",
    "instrument",
    "instruments",
    "letters",
    "load",
    "may",
    "official_document",
    "one_bracket",
    "overlay_faults",
    "powers",
    "procedure",
    "procedures",
    "repair_papers",
    "sections",
    "situations",
    "text",
    "told",
    "try_one",
    "waiting",
    "warrant",
    "wording_of",
    "wordings_behind",
]
