"""名录外机关: one place for the district's office of what all sources name and the register does not know (docs/rulings.md, 602)."""

from types import SimpleNamespace

import pytest
from django.db import connection

from chengxin.collection import api as collection
from tests.desk import administrators, appointed, browser, desk
from tests.district import credit_code, penalty_row

ELSEWHERE = ("天津市某区应急管理局", credit_code("11120199MB1F00010"))


def put_in(district):
    both = administrators()
    appointed("clerk", "clerk", both)
    appointed("credit", "credit-office", both, organ="区发改委")
    return SimpleNamespace(district=district)


@pytest.fixture
def at(filled):
    made = filled(put_in)
    with made.district.side("desk"), desk():
        made.credit, made.clerk = browser("credit"), browser("clerk")
        yield made


def named(organ: tuple[str, str], count: int = 1) -> list[dict[str, str]]:
    return [penalty_row(CF_CFJG=organ[0], CF_CFJGDM=organ[1]) for _ in range(count)]


def collected(at, *rows) -> int:
    with at.district.side("worker"):
        return at.district.collect(*rows)["batch"]


def test_what_no_register_knows_is_one_line_for_all_its_batches(at):
    first, last = collected(at, *named(ELSEWHERE, 3)), collected(at, *named(ELSEWHERE, 2))
    (one,) = [row for row in collection.strange_organs(limit=10) if row["code"] == ELSEWHERE[1]]
    assert (one["name"], one["source"], one["rows"], one["batches"], one["first"], one["last"]) == (ELSEWHERE[0], "penalties", 5, 2, first, last)
    shown = at.credit.get("/odd-organs").content.decode()
    assert ELSEWHERE[0] in shown and ELSEWHERE[1] in shown and "请维护人员写进区情文件" in shown
    assert "ask the operator" in at.credit.get("/en/odd-organs").content.decode()
    assert at.clerk.get("/odd-organs").status_code == 403
    assert not one["namesake"] and "代码不同" not in shown
    for code in ("11120105MB1F00037", "11120199MB1F00037"):  # the first becomes its own (116)
        collected(at, *named(("天津市河北区应急管理局", credit_code(code))))
    assert "名录里有这个名称，代码不同" in at.credit.get("/odd-organs").content.decode()


def test_a_batch_that_was_taken_back_and_an_organ_that_came_into_the_register_are_not_there(at):
    number = collected(at, *named(ELSEWHERE))
    other = ("天津市另区应急管理局", credit_code("11120199MB1F00029"))
    collected(at, *named(other))
    with at.district.side("worker"):
        collection.revoke(number, reason="机关写错", on=at.district.value("SELECT received_on FROM collection_batch WHERE id = %s", number), actor="测试")
    assert {ELSEWHERE[1], other[1]} & {row["code"] for row in collection.strange_organs(limit=10)} == {other[1]}
    with at.district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE subjects_organ SET in_district_file = true WHERE subject_id = (SELECT id FROM subjects_subject WHERE code = %s)", [other[1]])
    assert other[1] not in {row["code"] for row in collection.strange_organs(limit=10)}


def test_it_is_paged_and_asks_by_an_index(at, monkeypatch):
    monkeypatch.setattr("chengxin.doors.desk.pages.odd_organs.PAGE", 2)
    organs = [(f"天津市{n}区应急管理局", credit_code(f"1112019{n}MB1F00010")) for n in range(1, 6)]
    for organ in organs:
        collected(at, *named(organ))
    pages = [at.credit.get(f"/odd-organs?after={after}").content.decode() for after in (0, 2, 4)]
    seen = [[n for n, organ in enumerate(organs) if organ[0] in page] for page in pages]
    assert sorted(sum(seen, [])) == [0, 1, 2, 3, 4] and seen[0] == [3, 4]
    assert 'rel="next"' in pages[0] and 'rel="prev"' not in pages[0] and 'rel="next"' not in pages[2]
    assert at.credit.get("/odd-organs?after=x").status_code == 200
    with at.district.connect("owner", options="-c search_path=chengxin -c enable_seqscan=off") as raw:
        plan = raw.execute("EXPLAIN SELECT id FROM collection_batch c WHERE c.findings ? 'organ-not-registered'").fetchall()
    assert "collection_batch_strange" in str(plan) and connection.vendor == "postgresql"
