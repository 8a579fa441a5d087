"""Reads of subjects: by code, by identity number, by part of a name. Natural persons are not found by name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from chengxin.ground.api import NotFound, SeveralFound, digests, folding, keys, places
from chengxin.subjects import rules
from chengxin.subjects.models import Kind, Organ, Relation, RelationKind, Subject


@dataclass(frozen=True)
class Found:
    """A subject as a search tells it."""

    id: int
    kind: str
    code: str | None
    name: str


def compact(code: str) -> str:
    """A code as it is compared: half width, capitals, no blanks."""
    return folding.code_form(code)


def near(names: Sequence[str]) -> list[bool]:
    """For each name whether a reader could take another of them for it; the district's own place tells none apart."""
    return rules.near(names, re.compile(places.places().anywhere))


def looks_like_code(word: str) -> bool:
    """Whether ``word`` is written like a unified social credit code."""
    form = compact(word)
    return len(form) == 18 and form.isascii() and form.isalnum()


def by_code(code: str) -> Subject:
    """The subject of a unified social credit code or an identity number. Raises NotFound.

    An identity number is looked up by its keyed digest; only the reference comes back.
    """
    wanted = compact(code)
    subject = Subject.objects.filter(code=wanted).first()
    if subject is None:
        mac = digests.mac(keys.identity_key(), wanted)
        subject = Subject.objects.filter(pk=persons_by_mac([mac]).get(mac)).first()
    if subject is None:
        raise NotFound("没有查到这个代码对应的主体")
    return subject


def persons_by_mac(macs: Sequence[str]) -> dict[str | None, int]:
    """Keyed digest to reference, for those whose natural person is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mac, subjects_person_by_mac(mac) FROM unnest(%s::text[]) AS mac", [list(macs)])
        return {mac: subject for mac, subject in cursor.fetchall() if subject}


def current_name(subject: int) -> str:
    """What a subject other than a natural person is called now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subjects_current_name(%s)", [subject])
        return cursor.fetchone()[0] or ""


def names_of(subject: int) -> list[dict[str, object]]:
    """Every name on file with the day it became known, oldest first."""
    from chengxin.subjects.models import Name

    return list(Name.objects.filter(subject=subject).order_by("id").values("name", "received_on", "from_register"))


def relations_of(subject: int) -> list[dict[str, object]]:
    """Relations on file, both ways, oldest first: kind in words, the other subject's code and name, since, until, reference."""
    found = Relation.objects.filter(Q(subject=subject) | Q(to=subject)).select_related("subject", "to", "end").order_by("since", "pk")
    return [_told(relation, seen_from=subject) for relation in found]


def _told(relation: Relation, *, seen_from: int) -> dict[str, object]:
    own = relation.subject_id == seen_from
    other = relation.to if own else relation.subject
    label = RelationKind(relation.kind).label if own else _SEEN_FROM_THE_OTHER[relation.kind]
    return {
        "id": relation.pk, "kind": relation.kind, "own": own, "label": label, "code": other.code, "name": current_name(other.pk),
        "since": relation.since, "until": relation.end.until if hasattr(relation, "end") else None, "reference": relation.reference,
    }  # fmt: skip


def organ(word: str) -> Organ:
    """The organ whose code, full name or alias is ``word``. Raises NotFound or SeveralFound."""
    word = word.replace("\x00", "�").strip()  # no text of the database holds it
    found = list(Organ.objects.select_related("subject").filter(subject__code=compact(word)))
    # A body that merely reports under an organ's name is never taken for the organ of the district file.
    for named in ({"official_name": word}, {"aliases__contains": [word]}):
        found = found or list(Organ.objects.select_related("subject").filter(in_district_file=True, **named))
        found = found or list(Organ.objects.select_related("subject").filter(**named))
    if not found:
        raise NotFound(f"没有登记名为“{word}”的机关")
    if len(found) > 1:
        raise SeveralFound(f"“{word}”对应不止一个机关", details=[{"name": o.official_name, "code": o.subject.code} for o in found])
    return found[0]


@dataclass(frozen=True)
class OrganName:
    """机关名称: what an organ is called, and its code."""

    name: str
    code: str | None


@dataclass(frozen=True)
class RegisteredOrgan:
    """在册机关: an organ by which rows that name no code are told apart."""

    subject_id: int
    code: str | None
    name: str
    aliases: tuple[str, ...]
    in_district_file: bool

    @property
    def key(self) -> str:
        """# and its number: what stands for it in the key of a decision, the same before and after it has a code."""
        return f"#{self.subject_id}"


def registered_organs() -> list[RegisteredOrgan]:
    """Every organ with its names. A firm whose code was reported in an organ's column is none (ruling 531)."""
    return [registered(organ) for organ in Organ.objects.select_related("subject").filter(subject__kind=Kind.ORGAN).order_by("pk")]


def registered(organ: Organ) -> RegisteredOrgan:
    """An organ as it stands in the register."""
    return RegisteredOrgan(organ.subject_id, organ.subject.code, organ.official_name, tuple(organ.aliases), organ.in_district_file)


def organ_names(numbers: Sequence[int]) -> dict[int, OrganName]:
    """What these subjects, organs among them, are called; an organ by its official name."""
    found = Subject.objects.filter(pk__in=list(numbers)).select_related("organ")
    return {one.pk: OrganName(one.organ.official_name if hasattr(one, "organ") else current_name(one.pk), one.code) for one in found}


def organs_by_name(names: Iterable[str]) -> dict[str, int]:
    """The organs of the district file by their official names."""
    return dict(Organ.objects.filter(in_district_file=True, official_name__in=list(names)).values_list("official_name", "subject_id"))


def search(text: str, *, limit: int = 20, offset: int = 0) -> tuple[int, list[Found]]:
    """Subjects by part of a name (past names too), pinyin initials, or part of a code; and how many there are (counted to 1,001).

    For staff. Natural persons have no row among the names and cannot be found here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, code, name, total FROM subjects_search(%s, %s, %s)", [text[:100], limit, offset])
        rows = cursor.fetchall()
    return (rows[0][4] if rows else 0), [Found(*row[:4]) for row in rows]


KIND_LABELS = dict(Kind.choices)
_SEEN_FROM_THE_OTHER = {"branch-of": "下设分支机构", "merged-into": "吸收", "split-from": "分立出", "continued-as": "前身"}
