"""What access stores, by subject: officers and standing mandates, people and posts, signing in, agents and consents."""

from chengxin.access.models.agents import AgentMandate, AgentMandateEnd, Consent, ConsentEnd
from chengxin.access.models.drafts import Draft
from chengxin.access.models.officers import AccessKey, AccessKeyRevocation, Mandate, Officer
from chengxin.access.models.passkeys import Passkey, PasskeyRemoval, PasskeyUse
from chengxin.access.models.people import Account, Appointment, AppointmentDecision, Handover, Person, Post
from chengxin.access.models.signing_in import Activation, ActivationUse, Attempt, Password, RecoveryCode, RecoveryUse, Session, TotpSecret, TotpUse

__all__ = [
    "AccessKey",
    "AccessKeyRevocation",
    "Account",
    "Activation",
    "ActivationUse",
    "AgentMandate",
    "AgentMandateEnd",
    "Appointment",
    "AppointmentDecision",
    "Attempt",
    "Consent",
    "ConsentEnd",
    "Draft",
    "Handover",
    "Mandate",
    "Officer",
    "Passkey",
    "PasskeyRemoval",
    "PasskeyUse",
    "Password",
    "Person",
    "Post",
    "RecoveryCode",
    "RecoveryUse",
    "Session",
    "TotpSecret",
    "TotpUse",
]
