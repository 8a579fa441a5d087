"""送达: how a letter reached its addressee, put down once and corrected only by another row."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from chengxin.access import api as access
from chengxin.ground.api import WrongUse, audit, digests, files, keys
from chengxin.law.letters import issuing, rules
from chengxin.law.letters.errors import refusal, told
from chengxin.law.letters.kinds import Way
from chengxin.law.letters.queries import standing_service
from chengxin.law.models import Letter, Service

LABELS = {"receiver": "签收人（--receiver）", "witness": "见证人（--witness）", "tracking": "邮件号码（--tracking）", "reference": "电子送达确认书编号（--reference）"}


def deliver(
    letter: Letter,
    way: Way,
    *,
    on: dt.date | None,
    officer: access.Officer,
    actor: str,
    receiver: str = "",
    witness: str = "",
    tracking: str = "",
    reference: str = "",
    receipt: Path | int | None = None,
    reason: str = "",
) -> list[Service]:
    """Put down that ``letter`` was served by ``way`` on ``on``; what is served together with it too (ruling 232).

    A letter that has a service already needs the ``reason`` why that one is corrected. Of a public notice the day
    is the notice's own. ``receipt``: a file, or the number of one that is kept already. Raises WrongUse, Refusal.
    """
    said = {"receiver": receiver.strip(), "witness": witness.strip(), "tracking": tracking.strip(), "reference": reference.strip()}
    if missing := [LABELS[need] for need in way.needs if need in LABELS and not said[need]]:
        raise WrongUse(f"{way.name}应当写明{'、'.join(missing)}", code="service-unproved")
    if extra := [LABELS[word] for word in ("tracking", "reference") if said[word] and word not in way.needs]:
        raise WrongUse(f"{way.name}不用{'、'.join(extra)}", code="wrong-arguments")
    letters = [letter, *Letter.objects.filter(together=letter)]
    with told(), transaction.atomic():
        stored = _receipt(receipt) if isinstance(receipt, Path) else receipt
        made = []
        for one in letters:
            notice = _announcement(one, letter) if "announcement" in way.needs else None
            handed_on = notice.day if notice else on
            if handed_on is None:
                raise WrongUse("请写明送达日（--on）", code="wrong-arguments")
            before = standing_service(one.pk)
            if before and not reason.strip():
                raise refusal("served-already")
            columns = {
                "letter_id": one.pk, "way": way.code, "handed_on": handed_on.isoformat(), "served_on": rules.served(way.term_days, handed_on).isoformat(), "term_days": way.term_days,
                "tracking": said["tracking"], "reference": said["reference"], "announcement_id": notice.pk if notice else None, "receipt_id": stored,
                "corrects_id": before.pk if before else None, "reason": reason.strip() if before else "", "officer_id": officer.pk,
            }  # fmt: skip
            signers = [{"role": role, "name": digests.seal_text(keys.identity_key(), said[role])} for role in ("receiver", "witness") if said[role]]
            with connection.cursor() as cursor:
                cursor.execute("SELECT law_letter_serve(%s::jsonb, %s::jsonb)", [json.dumps(columns), json.dumps(signers)])
                made.append(Service.objects.get(pk=cursor.fetchone()[0]))
            audit.record_act("letter.serve", actor=actor, organ=one.organ_id, subject=one.subject_id, reference=f"service:{made[-1].pk}")
    return made


def serve(letter: Letter, way: Way, *, on: dt.date, officer: access.Officer, actor: str, **said: Any) -> tuple[list[Service], list[int]]:
    """送达 in one go: where the way is a public notice, that is made first, for the letter and for what is served with it; then ``deliver``. The services, and the notices made."""
    with transaction.atomic():
        notices = []
        if "announcement" in way.needs:
            notices = [issuing.announce(one, officer=officer, on=on, actor=actor).pk for one in [letter, *Letter.objects.filter(together=letter)]]
        return deliver(letter, way, on=on, officer=officer, actor=actor, **said), notices


def _announcement(one: Letter, asked: Letter) -> Letter:
    """The public notice about a letter; what is served together is announced with it."""
    found = Letter.objects.filter(kind="public-notice", about=one, replaced_by__isnull=True).order_by("-pk").first()
    if found is None:
        told_of = "" if one.pk == asked.pk else "（两书同达的修复告知书也要公告）"
        raise WrongUse(f"还没有公告：先用 chengxin letter public-notice --letter {one.pk} 制发{told_of}", code="not-announced")
    return found


def _receipt(path: Path) -> int:
    if not path.is_file():
        raise WrongUse(f"找不到文件：{path}", code="no-such-file")
    with path.open("rb") as stream:
        return files.take(stream, purpose=files.Purpose.ATTACHMENT, name=path.name).pk
