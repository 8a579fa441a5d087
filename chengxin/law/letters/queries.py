"""文书的查阅: one letter's page, when it was served."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from chengxin.ground.api import NotFound, Refusal, SeveralFound, audit, database, digests, files, keys
from chengxin.law.letters import rules
from chengxin.law.letters.kinds import kinds, ways
from chengxin.law.models import Letter, Service, ServiceSigner
from chengxin.subjects import api as subjects


def letter(word: str) -> Letter:
    """The letter with this id or number (文号). Raises NotFound, or SeveralFound with the list."""
    found = list(Letter.objects.filter(pk=int(word))) if word.isascii() and word.isdigit() and len(word) < 18 else []
    found = found or list(Letter.objects.filter(number=word.strip())[:50])
    if not found:
        raise NotFound(f"没有编号或文号为“{word}”的文书，见 chengxin letters")
    if len(found) > 1:
        raise SeveralFound(f"文号“{word}”对应 {len(found)} 份文书，请改用编号", details=[{"letter": one.pk, "kind": one.kind, "day": one.day} for one in found])
    return found[0]


def page(row: Letter, *, actor: str, purpose: str) -> bytes:
    """The stored page of a letter. A natural person's is opened by a look. Raises Refusal where it was destroyed with the person."""
    return _opened(row.file_id, row, actor=actor, purpose=purpose, what="文书")


def receipt(row: Letter, *, actor: str, purpose: str) -> bytes:
    """The signed receipt of a letter's standing service. Raises NotFound where none is on file."""
    served = standing_service(row.pk)
    if served is None or served.receipt_id is None:
        raise NotFound("这份文书没有送达回证的文件")
    return _opened(served.receipt_id, row, actor=actor, purpose=purpose, what="送达回证")


def mine() -> list[dict[str, object]]:
    """Letters served by today to the subject a session of the subjects' side acts for, the latest first. Inside ``access.agents.acting``."""
    return [row | {"name": kinds()[row["kind"]].name, "way": ways()[row["way"]].name} for row in database.fetch("SELECT * FROM law_my_letters()")]


def my_page(letter: int, *, look: int) -> tuple[str, bytes]:
    """The number and the stored page of one of those. Inside ``access.agents.acting``. Raises NotFound for another's, as for none; Refusal where it was destroyed."""
    found = database.fetch("SELECT * FROM law_my_letter(%s, %s)", [letter, look])
    if not found:
        raise NotFound("没有这份文书")
    if found[0]["wrapped"] is None:
        raise Refusal(["erased"], "文书的密钥已随个人信息一并销毁，不能再读")
    return found[0]["number"], files.content_under(found[0]["digest"], bytes(found[0]["wrapped"]), cipher=found[0]["cipher"])


def _opened(file: int, row: Letter, *, actor: str, purpose: str, what: str) -> bytes:
    look = None
    if subjects.Subject.objects.get(pk=row.subject_id).kind == subjects.Kind.PERSON:
        look = audit.commit_look(actor=actor, subject=row.subject_id, purpose=purpose, reference=f"letter:{row.pk}", fields=["*"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT law_letter_key(%s, %s), (SELECT digest FROM ground_storedfile WHERE id = %s)", [file, look, file])
        wrapped, digest = cursor.fetchone()
    if wrapped is None:
        raise Refusal(["erased"], f"{what}的密钥已随个人信息一并销毁，不能再读")
    return files.content_under(digest, bytes(wrapped))


def signers(row: Letter, *, actor: str, purpose: str) -> dict[str, str]:
    """Who received and who witnessed a letter's standing service; of a natural person's letter by a look."""
    served = standing_service(row.pk)
    if served is None:
        return {}
    if subjects.Subject.objects.get(pk=row.subject_id).kind == subjects.Kind.PERSON:
        audit.commit_look(actor=actor, subject=row.subject_id, purpose=purpose, reference=f"service:{served.pk}", fields=["signers"])
    return {one.role: digests.open_text(keys.identity_key(), one.name_sealed) for one in ServiceSigner.objects.filter(service=served)}


def standing_service(letter: int) -> Service | None:
    """The service of a letter that no later row corrects."""
    rows = list(Service.objects.filter(letter=letter).values("id", "corrects_id"))
    found = rules.standing(rows)
    return Service.objects.get(pk=found["id"]) if found else None


def history(letter: int) -> list[dict[str, object]]:
    """Every service put down for a letter, with what corrected what."""
    rows = Service.objects.filter(letter=letter).select_related("officer").order_by("pk")
    return [
        {
            "service": s.pk,
            "way": s.way,
            "handed_on": s.handed_on,
            "served_on": s.served_on,
            "tracking": s.tracking,
            "corrects": s.corrects_id,
            "reason": s.reason,
            "officer": s.officer.name,
        }
        for s in rows
    ]


def served_on(letter: int) -> dt.date | None:
    """The day a letter counts as served; None where no service is on file. A public notice's day may lie ahead."""
    found = standing_service(letter)
    return found.served_on if found else None


def service_days(
    *, warrant: int | None = None, power: str | None = None, subject: int | None = None, organ: int | None = None, records: Sequence[int] | None = None
) -> dict[str, dt.date]:
    """Kind of letter to the day it counts as served, for a warrant or for an act still under way; to feed a procedure's steps.

    For an act under way name power, subject, organ and the records it rests on. Replaced letters do not count;
    of several of a kind the latest does.
    """
    rows = Letter.objects.filter(replaced_by__isnull=True, about__isnull=True)
    if warrant is not None:
        rows = rows.filter(warrant=warrant)
    else:
        assert power and subject and organ, "an act under way is named by power, subject and organ"
        rows = rows.filter(power=power, subject=subject, organ=organ)
        if records is not None:
            rows = rows.filter(records__contains=sorted(records), records__contained_by=sorted(records))
    days: dict[str, dt.date] = {}
    for row in rows.order_by("pk"):
        if (on := served_on(row.pk)) is not None:
            days[row.kind] = on
    return days
