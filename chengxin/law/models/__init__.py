"""What law stores: instruments and articles, powers with their regimes, and the warrants given under them.

No application role may insert, update or delete here; the only way in is the database function
``law_authorise`` (architecture, section 2).
"""

from chengxin.law.models.cases import Case, CaseAct, CasePresence, CaseStand
from chengxin.law.models.letters import Letter, LetterCounter, LetterTemplate, LetterTemplateApproval, Service, ServiceSigner
from chengxin.law.models.library import Article, Instrument
from chengxin.law.models.powers import ClassRule, Measure, Power, PowerArticle, Regime, Term
from chengxin.law.models.texts import Confirmation, KeptSummary, TextUnit, TextVersion, WordingSet
from chengxin.law.models.warrants import Ask, Grounds, Refused, Warrant, WarrantFact

__all__ = [
    "Article",
    "Ask",
    "Case",
    "CaseAct",
    "CasePresence",
    "CaseStand",
    "ClassRule",
    "Confirmation",
    "Grounds",
    "Instrument",
    "KeptSummary",
    "Letter",
    "LetterCounter",
    "LetterTemplate",
    "LetterTemplateApproval",
    "Measure",
    "Power",
    "PowerArticle",
    "Refused",
    "Regime",
    "Service",
    "ServiceSigner",
    "Term",
    "TextUnit",
    "TextVersion",
    "Warrant",
    "WarrantFact",
    "WordingSet",
]
