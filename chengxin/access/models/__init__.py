"""What access stores, by subject: officers and standing mandates, people and posts, signing in, agents and consents, the subjects' side."""

from chengxin.access.models.agents import AgentMandate, AgentMandateEnd, Consent, ConsentEnd
from chengxin.access.models.counter import AccountClosing, CounterVisit
from chengxin.access.models.drafts import Draft
from chengxin.access.models.filters import SavedFilter
from chengxin.access.models.identity import Identity, IdentitySession, IdentityUse
from chengxin.access.models.messages import Mailing, MailWish, Message, MessageRead
from chengxin.access.models.officers import AccessKey, AccessKeyRevocation, Mandate, Officer
from chengxin.access.models.passkeys import Passkey, PasskeyRemoval, PasskeyUse
from chengxin.access.models.people import Account, Appointment, AppointmentDecision, Handover, Person, Post
from chengxin.access.models.questions import LookAnswer, LookQuestion
from chengxin.access.models.signing_in import Activation, ActivationUse, Attempt, Password, RecoveryCode, RecoveryUse, Session, TotpSecret, TotpUse

__all__ = [
    "AccessKey",
    "AccessKeyRevocation",
    "Account",
    "AccountClosing",
    "Activation",
    "ActivationUse",
    "AgentMandate",
    "AgentMandateEnd",
    "Appointment",
    "AppointmentDecision",
    "Attempt",
    "Consent",
    "ConsentEnd",
    "CounterVisit",
    "Draft",
    "Handover",
    "Identity",
    "IdentitySession",
    "IdentityUse",
    "LookAnswer",
    "LookQuestion",
    "MailWish",
    "Mailing",
    "Mandate",
    "Message",
    "MessageRead",
    "Officer",
    "Passkey",
    "PasskeyRemoval",
    "PasskeyUse",
    "Password",
    "Person",
    "Post",
    "RecoveryCode",
    "RecoveryUse",
    "SavedFilter",
    "Session",
    "TotpSecret",
    "TotpUse",
]
