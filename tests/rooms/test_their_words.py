"""What was found in a table with its own columns, unit and words is told in these."""

import shutil

import pytest
from django.utils import translation

from chengxin.collection import api as collection
from chengxin.collection import queries
from chengxin.ground.api import wording
from tests.district import penalty_row
from tests.files.test_plugins import LEDGER, PLUGIN, read_anew

SOURCE = "dongjiang_penalties"


@pytest.fixture
def ledger(district, tmp_path, monkeypatch):
    """Collects rows of the ledger of another city; gives the batch."""
    shutil.copytree(PLUGIN / "sources" / SOURCE, tmp_path / "folder" / "sources" / SOURCE)

    def collected(**said: str) -> int:
        figures = district.collect(LEDGER[0] | said, LEDGER[1], source=SOURCE)
        assert figures["quarantined"] == 1, figures["findings"]
        return figures["batch"]

    with read_anew(monkeypatch, tmp_path / "folder"):
        yield collected


def told(district, batch: int, code: str) -> dict:
    with district.side("desk"):
        return next(found for found in collection.batch(batch)["by_code"] if found["code"] == code)


def given_back(district, batch: int):
    with district.side("desk"):
        ((row,), _) = queries.rows_to_give_back(batch, actor="测试", purpose="测试")
    return row


def test_an_amount_is_asked_for_in_the_unit_and_under_the_name_of_the_file(ledger, district):
    batch = ledger(**{"罚款（元）": "5千"})
    found = told(district, batch, "fine-not-a-number")
    assert (found["field"], found["column"], found["message"]) == ("CF_NR_FK", "罚款（元）", "罚款金额不是数字，请只填数字，单位为元，如 2.040000")
    row = given_back(district, batch)
    assert row.found == "第 1 行：罚款（元）：罚款金额不是数字，请只填数字，单位为元，如 2.040000"
    assert list(row.at_fault.values()) == ["罚款金额不是数字，请只填数字，单位为元，如 2.040000"]
    missing = ledger(**{"罚款（元）": "", "案号": "东江罚〔2026〕9号"})
    assert told(district, missing, "fine-missing")["message"] == "处罚类别含罚款，但罚款金额为空，请填写金额（元）；没有罚款的请改处罚类别"


def test_words_of_the_source_stand_beside_ours(ledger, district):
    found = told(district, ledger(当事人类型="外星人"), "kind-unknown")
    assert found["column"] == "当事人类型"
    assert found["message"] == "行政相对人类别应为：法人及非法人组织、自然人、个体工商户；按这份表的用词，也可填：企业、社会组织、个体户、个人"
    with translation.override("en"):
        said = wording.worded(found["message"])
    assert said.startswith('<span lang="en">') and "企业、社会组织、个体户、个人" in said


def test_a_table_of_ours_is_told_as_ever(district):
    batch = district.collect(penalty_row(CF_NR_FK="5千"))["batch"]
    found = told(district, batch, "fine-not-a-number")
    assert (found["column"], found["message"]) == ("罚款金额(万元)", "罚款金额不是数字，请只填数字，单位为万元，如 2.040000")
