"""权责: what other rooms may use of access."""

from chengxin.access.loading import district, grant_mandate, load
from chengxin.access.models import Mandate, Officer
from chengxin.access.queries import officer

__all__ = ["Mandate", "Officer", "district", "grant_mandate", "load", "officer"]
