"""Clerks of two organs who send files by the form of the desk."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from chengxin.collection import api as collection
from chengxin.ground.api import outbox
from tests.desk import administrators, appointed, browser, desk
from tests.district import District


def staffed(district: District) -> SimpleNamespace:
    """A clerk and a reviewer of the emergency bureau, a clerk of another organ, an officer who looks."""
    both = administrators()
    appointed("clerk", "clerk", both)
    appointed("reviewer", "reviewer", both)
    appointed("foreign", "reviewer", both, organ="区市场监督局")
    return SimpleNamespace(district=district, both=both)


@contextmanager
def at_work(filled) -> Iterator[SimpleNamespace]:
    """They sit at the desk; afterwards what is kept of rows left to mend is counted again."""
    made = filled(staffed)
    (made.district.home.path / "inbox").mkdir(exist_ok=True)
    with made.district.side("desk"), desk():
        made.clerk, made.reviewer, made.foreign = map(browser, ("clerk", "reviewer", "foreign"))
        yield made
    kept, counted = (sorted(made.district.rows(f"SELECT batch_id, organ_id, received_on, open FROM {name}")) for name in ("collection_tomend", "collection_unmended"))
    assert kept == counted  # whatever was done to the batches


def sent(at, *rows: dict, client=None, source: str = "penalties", name: str = "处罚.csv", body: bytes | None = None, **more):
    """A file goes up by the form; the worker takes it in; where the answer leads."""
    file = io.BytesIO(body if body is not None else at.district.write(list(rows)).read_bytes())
    file.name = name
    answer = (client or at.clerk).post("/send", {"source": source, "file": file, **more})
    taken_in(at)
    return answer


def taken_in(at) -> None:
    """The worker takes in what was sent."""
    with at.district.side("worker"):
        collection.take_in(actor="接口")
        collection.revoke_all_asked()
        outbox.deliver()


def batch_of(at, answer) -> int:
    """The batch an upload became."""
    told = at.clerk.get(answer["Location"])
    assert told.status_code == 302, told.content.decode()
    return int(told["Location"].partition("?")[0].rpartition("/")[2])


BAD = {"CF_NR_FK": "", "CF_WSH": "津北试罚〔2026〕坏号"}
