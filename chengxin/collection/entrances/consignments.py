"""送达: a consignment is written down, collected once, and closed when its sender has been told.

Whatever dies in between, the next run finds which step is missing: without a result nothing was
collected; with one, nothing is collected again; until it is closed, the sender is told once more.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from chengxin.collection import actions
from chengxin.collection.entrances import receipts
from chengxin.collection.entrances.models import Consignment, ConsignmentClosing, ConsignmentResult
from chengxin.ground.api import NotFound, Refusal, WrongUse, files, outbox
from chengxin.subjects import api as subjects

#: What may be different at the next attempt: no result is written, the consignment stays where it is.
PASSING = {"store-full", "disk-full", "file-changed", "unreadable-file", "no-such-file"}


@dataclass(frozen=True)
class Arrived:
    """到达: what an entrance knows of a consignment before it is collected."""

    entrance: str
    name: str
    mark: str
    source: str
    organ: str | None
    file_name: str
    keys: Sequence[str] = ()


class NotNow(Exception):
    """暂不能收: nothing is wrong with the consignment; it stays where it is and is tried again."""


def begin(arrived: Arrived, path: Path, *, received: dt.date) -> Consignment:
    """Write down that the bytes at ``path`` arrived; the same one that was left unfinished is taken up again."""
    digest, size = files.digest_of(path)
    left = Consignment.objects.filter(entrance=arrived.entrance, name=arrived.name, mark=arrived.mark, digest=digest, closing__isnull=True).order_by("id").first()
    return left or Consignment.objects.create(
        entrance=arrived.entrance,
        name=arrived.name,
        mark=arrived.mark,
        digest=digest,
        size=size,
        source=arrived.source,
        organ_id=organ_of(arrived.organ),
        file_name=arrived.file_name[:255],
        received_on=received,
        keys=list(arrived.keys),
    )


def refused_lately(arrived: Arrived, path: Path) -> str | None:
    """Why the same content was refused within the last day, so that what cannot be mended by trying is not tried every minute."""
    digest, _ = files.digest_of(path)
    since = timezone.now() - dt.timedelta(days=1)
    last = ConsignmentResult.objects.filter(
        consignment__entrance=arrived.entrance, consignment__mark=arrived.mark, consignment__digest=digest, batch__isnull=True, recorded_at__gt=since
    ).first()
    return last.answer["message"] if last else None


def settle(consignment: Consignment, path: Path, *, organ: str | None, actor: str) -> ConsignmentResult:
    """Collect ``path`` as this consignment, once: batch and result are one transaction. Raises NotNow, NotFound (of the configuration).

    A file that is refused is a result too: its code and the reason.
    """
    done = ConsignmentResult.objects.filter(consignment=consignment).first()
    if done:
        return done
    try:
        with _named(path, consignment.file_name) as named, transaction.atomic():
            figures = actions.collect(consignment.source, named, received=consignment.received_on, organ=organ, actor=actor)
            if consignment.keys and figures["rows"] != len(consignment.keys):  # each line must be the row of its key
                raise WrongUse("读出的行数与取出的行数不符", code="rows-differ")
            answer = receipts.of_batch(consignment, figures)
            result = ConsignmentResult.objects.create(consignment=consignment, batch_id=figures["batch"], repeated=bool(figures["repeated"]), answer=answer)
    except NotFound:
        raise
    except (WrongUse, Refusal) as error:
        code = error.codes[0] if isinstance(error, Refusal) else error.code
        if code in PASSING:
            raise NotNow(str(error)) from error
        return ConsignmentResult.objects.create(consignment=consignment, code=code, answer=receipts.of_refusal(consignment, code, error))
    outbox.deliver()
    return result


def close(consignment: Consignment) -> None:
    """Write down that the sender's side has been told."""
    ConsignmentClosing.objects.get_or_create(consignment=consignment)


def unclosed(entrance: str) -> list[Consignment]:
    """Consignments of an entrance that have a result of which the sender may not have been told, oldest first."""
    return list(Consignment.objects.filter(entrance=entrance, result__isnull=False, closing__isnull=True).select_related("result").order_by("id"))


def organ_of(word: str | None) -> int | None:
    """The subject of the organ that sends, None where it is unnamed or its code is not in the register. Raises NotFound for an unknown name."""
    if word is None:
        return None
    try:
        return subjects.organ(word).subject_id
    except NotFound:
        if subjects.looks_like_code(word):
            return None
        raise


@contextmanager
def alone(entrance: str) -> Iterator[bool]:
    """Whether this process alone works at an entrance; the database frees the place at any death."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"entrance:{entrance}"])
        got = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"entrance:{entrance}"])


@contextmanager
def _named(path: Path, name: str) -> Iterator[Path]:
    """A file without a name under the name it was sent with: a link in a folder of our own, gone at the end."""
    plain = name.replace("/", "_").replace("\0", "")
    with TemporaryDirectory(prefix="in", dir=settings.HOME.run) as folder:
        link = Path(folder) / (_short(plain) or "文件")
        link.symlink_to(path)
        yield link


def _short(name: str) -> str:
    """A name that a folder can hold: at most 255 bytes, the end (with the suffix) kept."""
    raw = name.encode("utf-8", "replace")
    return name if len(raw) <= 255 else raw[-240:].decode("utf-8", "ignore")
