"""权责: what other rooms may use of access."""

from chengxin.access import agents, counter, filters, guarding, messages, questions, roles, staffing
from chengxin.access.errors import SignInTrouble, TooSoon
from chengxin.access.errors import told as wishes_told
from chengxin.access.keys import SignedIn, list_keys, make_key, revoke_key, sign_in
from chengxin.access.loading import CONSENT_LOOKS, district, grant_mandate, load
from chengxin.access.models import Mandate, Officer
from chengxin.access.queries import officer, officer_of, officers, standing_mandates
from chengxin.access.signing import drafts, entering, factors, identity, own, passkeys, sealing, sessions
from chengxin.access.signing.attempts import Place
from chengxin.access.signing.sessions import Held, Who

__all__ = [
    "CONSENT_LOOKS",
    "Held",
    "Mandate",
    "Officer",
    "Place",
    "SignInTrouble",
    "SignedIn",
    "TooSoon",
    "Who",
    "agents",
    "counter",
    "drafts",
    "district",
    "entering",
    "factors",
    "filters",
    "grant_mandate",
    "guarding",
    "identity",
    "list_keys",
    "load",
    "make_key",
    "messages",
    "officer",
    "officer_of",
    "officers",
    "own",
    "passkeys",
    "questions",
    "revoke_key",
    "roles",
    "sealing",
    "sessions",
    "sign_in",
    "staffing",
    "standing_mandates",
    "wishes_told",
]
