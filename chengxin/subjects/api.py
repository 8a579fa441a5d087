"""主体: what other rooms may use of subjects."""

from chengxin.subjects.actions import register_organ
from chengxin.subjects.models import Kind, Organ, Subject
from chengxin.subjects.queries import KIND_LABELS, Found, by_code, compact, current_name, looks_like_code, names_of, organ, persons_by_mac, search

__all__ = [
    "KIND_LABELS",
    "Found",
    "Kind",
    "Organ",
    "Subject",
    "by_code",
    "compact",
    "current_name",
    "looks_like_code",
    "names_of",
    "organ",
    "persons_by_mac",
    "register_organ",
    "search",
]
