"""The public ledger: what becomes a leaf, what a leaf does not tell, and what whoever holds a salt can find out."""

import pytest

from chengxin.ground import digests, merkle
from chengxin.publicity.ledger import heads, keys, sequencing
from tests.district import penalty_row

H = digests.raw_hash("sha256")


def leaves(district) -> list[tuple]:
    return district.rows("SELECT id, kind, publication, digest, detail, key, publicity_ledger_entry(l) FROM publicity_ledgerleaf l ORDER BY id")


@pytest.fixture
def told(district):
    """Three lines, laid in two runs."""
    district.collect(penalty_row(CF_WSH="甲1"), penalty_row(CF_WSH="甲2"))
    district.publish("2026-05-20")
    district.collect(penalty_row(CF_WSH="甲3"))
    district.publish("2026-05-21")
    return district


def test_a_run_puts_what_it_laid_into_the_log(told):
    rows = leaves(told)
    assert [kind for _, kind, *_ in rows] == ["key", "laid", "laid", "laid"]
    assert [place for place, *_ in rows] == [0, 1, 2, 3]
    note = heads.parse(told.value("SELECT note FROM publicity.ledger_head()"))
    made = [merkle.leaf(bytes(entry), H) for *_, entry in rows]
    assert (note.head.size, note.head.root) == (4, merkle.root(4, merkle.among(merkle.levels(b"".join(made), H)), H))
    assert note.signers([keys.current().public()])
    assert sequencing.sequence_all() == 0
