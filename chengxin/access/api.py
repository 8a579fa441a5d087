"""权责: what other rooms may use of access."""

from chengxin.access.keys import SignedIn, list_keys, make_key, revoke_key, sign_in
from chengxin.access.loading import district, grant_mandate, load
from chengxin.access.models import Mandate, Officer
from chengxin.access.queries import officer

__all__ = ["Mandate", "Officer", "SignedIn", "district", "grant_mandate", "list_keys", "load", "make_key", "officer", "revoke_key", "sign_in"]
