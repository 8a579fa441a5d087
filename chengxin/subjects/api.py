"""主体: what other rooms may use of subjects."""

from chengxin.subjects.actions import end_relation, register_organ, relate
from chengxin.subjects.indexing import index_again
from chengxin.subjects.models import Kind, Organ, Relation, RelationKind, Subject
from chengxin.subjects.queries import (
    KIND_LABELS,
    Found,
    OrganName,
    by_code,
    compact,
    current_name,
    looks_like_code,
    names_of,
    near,
    organ,
    organ_names,
    organs_by_name,
    persons_by_mac,
    relations_of,
    search,
)

__all__ = [
    "KIND_LABELS",
    "Found",
    "Kind",
    "Organ",
    "OrganName",
    "Relation",
    "RelationKind",
    "Subject",
    "by_code",
    "compact",
    "current_name",
    "index_again",
    "looks_like_code",
    "names_of",
    "near",
    "organ",
    "organ_names",
    "organs_by_name",
    "persons_by_mac",
    "end_relation",
    "register_organ",
    "relate",
    "relations_of",
    "search",
]
