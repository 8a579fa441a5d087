"""区情入库: organs, officers and the built-in mandates from district.yaml and the sources, at every migration. Idempotent."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from chengxin.access.models import Mandate, Officer
from chengxin.ground.api import digests, written
from chengxin.subjects import api as subjects


@dataclass(frozen=True)
class Standing:
    """常设授权: a standing mandate that ships with the product, beside those of the sources."""

    source: str
    name: str
    power: str
    proposer: str
    approver: str
    statement: str


#: 经同意查询: under it a bank or buyer is shown what weighs on somebody who agreed; it is asked for at each look (publicity/sql/views_of_consent.sql).
CONSENT_LOOKS = Standing(
    "consent-looks", "经本人同意的查询", "disclose-line", "A", "B", "社会信用主管部门声明：经本人同意、在同意的范围、目的和期限内的查询，由 A 岗经办、B 岗复核批准后提供。"
)


def district() -> dict:
    """The district file as data. Everything particular to the district stands in it."""
    return written.kept(Path(settings.DISTRICT_FILE))


def load() -> None:
    """Bring the stored organs and officers up to the district file; nobody is removed."""
    data = district()
    organs = {entry["name"]: subjects.register_organ(entry["name"], aliases=entry.get("aliases", [])) for entry in data["organs"]}
    for entry in data["officers"]:
        Officer.objects.update_or_create(handle=entry["handle"], defaults={"name": entry["name"], "organ_id": organs[entry["organ"]]})


def grant_mandate(source: str, *, power: str, proposer: str, approver: str, statement: str) -> None:
    """Store a source's signed standing mandate for every organ that reports through it, once for each wording."""
    text = "|".join((source, power, proposer, approver, statement))
    pair = {handle: Officer.objects.get(handle=handle) for handle in (proposer, approver)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access_mandate'))")
    if not Mandate.objects.filter(source=source, power=power, signed__in=digests.every_digest(text.encode())).exists():
        Mandate.objects.create(source=source, power=power, signed=digests.digest(text.encode()), proposer=pair[proposer], approver=pair[approver], statement=statement)
