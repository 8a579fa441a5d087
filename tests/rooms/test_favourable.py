"""有利情形: a record that says nothing against anybody is not told as if it did (docs/rulings.md, 480)."""

import copy

import pytest
import yaml

from chengxin.catalogue import api as catalogue
from chengxin.catalogue import grammar
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.my import CITIZEN, FIRM, browser, key_of_my, my, published, today
from tests.rooms.making import row_of


@pytest.fixture
def at(filled):
    made = filled(published)
    with made.district.side("my"), my():
        yield made


def promised(at, number: str, state: str) -> None:
    """A commitment of the citizen comes in."""
    item = catalogue.item("commitment")
    row = row_of(item, item.version_on(today()), person=True, CN_CNR_MC="钱多多", CN_ZJHM=CITIZEN, CN_BM=number, CN_LXZT=state, CN_WLXNR="未按期", CN_ZRZJ="撤销决定")
    with at.district.side("worker"):
        figures = at.district.collect(path=at.district.write([row], header=list(row)), source="commitments", received=today().isoformat())
    assert figures["accepted"] == 1, figures


def front(at, login: str, subject: str) -> str:
    return browser(key_of_my(at.district, login, subject=at.subject[subject])).get("/").content.decode()


def weighing(page: str) -> int:
    return int(page.split("对您不利的信息</dt><dd>")[1].split("<")[0])


def test_a_promise_that_was_kept_weighs_on_nobody(at):
    before = weighing(front(at, "citizen", CITIZEN))
    promised(at, "12010520260512000001", "全部履行")
    kept = front(at, "citizen", CITIZEN)
    assert weighing(kept) == before and "信用承诺信息" in kept and "全部履行" in kept
    promised(at, "12010520260512000002", "部分履行")
    broken = front(at, "citizen", CITIZEN)
    assert weighing(broken) == before + 1 and broken.count('class="card adverse"') == kept.count('class="card adverse"') + 1


def test_what_was_withdrawn_is_not_counted_against_anybody(at):
    before = weighing(front(at, "manager", FIRM))
    assert before
    with at.district.side("desk"):
        number = at.district.value("SELECT min(r.id) FROM records_record r WHERE r.subject_id = %s AND r.item_id = 'penalty'", at.subject[FIRM])
        record = records.Record.objects.get(pk=number)
        publicity.withdraw(record, organ=record.organ_id, kind="unlawful", reason="确认违法", on=today(), actor="测试")
    assert weighing(front(at, "manager", FIRM)) == before - 1


def test_only_what_the_item_names_is_favourable():
    inspection, penalty, licence = catalogue.item("inspection"), catalogue.item("penalty"), catalogue.item("licence")
    assert not inspection.weighs({"JC_JG_JL": "未发现问题"})
    assert inspection.weighs({"JC_JG_JL": "发现问题已责令改正"}) and inspection.weighs({}) and penalty.weighs({}) and not licence.weighs({})


@pytest.mark.parametrize(
    ("favourable", "words"),
    [(["全部履行"], "写作"), ({"CN_LXZT": "全部履行"}, "写作"), ({"CN_LXZT": []}, "写作"), ({"CN_NIRGENDS": ["全部履行"]}, "没有代码为 CN_NIRGENDS 的元素")],
)
def test_a_faulty_item_is_told(favourable, words):
    data = yaml.safe_load(catalogue.item("commitment").path.read_text(encoding="utf-8"))
    assert list(grammar.faults_of_item(data)) == []
    faulty = copy.deepcopy(data) | {"favourable": favourable}
    assert [text for place, text in grammar.faults_of_item(faulty) if place == ("favourable",) and words in text]


def test_a_benign_item_has_nothing_to_except():
    data = yaml.safe_load(catalogue.item("honour").path.read_text(encoding="utf-8"))
    assert [place for place, _ in grammar.faults_of_item(data | {"favourable": {data["versions"][0]["elements"][0]["code"]: ["甲"]}})] == [("favourable",)]
