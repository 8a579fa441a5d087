"""A district changes an item: proposed by one officer, compared, approved by another, in force from its day; all at the command line."""

import pytest
import yaml

from tests.district import penalty_row
from tests.stories.test_command_line import Shop

NOVEMBER = {"CHENGXIN_INSTANCE": "test", "CHENGXIN_TODAY": "2026-11-20"}
DECEMBER = NOVEMBER | {"CHENGXIN_TODAY": "2026-12-01"}


@pytest.fixture(scope="module")
def shop():
    with Shop.at_work() as made:
        yield made


def proposed(shop, *, drop: str = "", add: bool = False) -> str:
    """The engineer's file: the item as shipped, its last version changed and named anew."""
    from chengxin.catalogue import api as catalogue

    raw = yaml.safe_load((catalogue.item("penalty").path).read_text(encoding="utf-8"))
    version = raw["versions"][-1] | {"version": "2026-12", "in_force_from": "2026-12-01"}
    version.pop("forms")
    version["elements"] = [e for e in version["elements"] if e["code"] != drop]
    if add:
        version["elements"].append({"code": "CF_LY", "name": "处罚领域", "type": "text", "public": "plain", "source": "ours", "rule": "如 食品、消防"})
    path = shop.home / "提案.yaml"
    text = yaml.safe_dump({"item": "penalty", "versions": [*raw["versions"], version]}, allow_unicode=True, sort_keys=False)
    path.write_text(text.replace("'2026-12-01'", "2026-12-01"), encoding="utf-8")
    return str(path)


def test_two_officers_change_an_item_from_a_day_on(shop):
    refused = shop.ask("catalogue", "propose", proposed(shop, drop="CF_SY"), "--by", "A", "--reason", "不再需要", code=3, **NOVEMBER)
    assert refused["error"]["codes"] == ["mandatory-dropped"]
    assert "违法事实" in refused["error"]["message"]

    told = shop.ask("catalogue", "propose", proposed(shop, add=True), "--by", "A", "--reason", "写明处罚领域", **NOVEMBER)
    assert "天津市河北区发展和改革委员会" in told["proposer"]
    assert "公示A岗" in told["proposer"]
    assert shop.ask("catalogue", "approve", "penalty", "2026-12", "--by", "A", code=3, **NOVEMBER)["error"]["codes"] == ["same-officer"]
    (waiting,) = shop.ask("catalogue", "proposals", **NOVEMBER)
    assert (waiting["approver"], waiting["reason"]) == (None, "写明处罚领域")
    done = shop.ask("catalogue", "approve", "penalty", "2026-12", "--by", "B", **NOVEMBER)
    assert (done["in_force_from"], done["approved_on"]) == ("2026-12-01", "2026-11-20")
    assert "公示B岗" in done["approver"]
    assert shop.ask("catalogue", "approve", "penalty", "2026-12", "--by", "B", code=3, **NOVEMBER)["error"]["codes"] == ["day-not-later", "version-exists"]

    assert shop.ask("catalogue", "compare", "penalty", "2018", "2026-12", **NOVEMBER)["differences"] == [
        "生效日：2018-07-25 → 2026-12-01", "新增要素：处罚领域（CF_LY，C，可空）", "表式 legal 有变动", "表式 natural 有变动",
    ]  # fmt: skip
    assert shop.ask("catalogue", "penalty", **NOVEMBER)["version"] == "2018"
    assert shop.ask("catalogue", "penalty", "--on", "2026-12-01", **NOVEMBER)["version"] == "2026-12"
    before, after = (shop.ask("template", "penalty", str(shop.home / f"{day}.xlsx"), "--on", day, **NOVEMBER) for day in ("2026-11-30", "2026-12-01"))
    assert (before["columns"], after["columns"]) == (30, 31)

    early = shop.file("早.csv", [penalty_row(CF_WSH="早号") | {"处罚领域": "食品"}])
    late = shop.file("晚.csv", [penalty_row(CF_WSH="晚号") | {"处罚领域": "食品"}])
    assert shop.ask("collect", "penalties", early, **NOVEMBER)["notes"]["unknown_columns"] == ["处罚领域"]
    assert shop.ask("collect", "penalties", late, **DECEMBER)["notes"]["unknown_columns"] == []


def test_words_that_make_no_sense_are_told_how_to_mend(shop):
    for words in (("compare", "penalty"), ("penalty", "x"), ("approve",)):
        assert "用法" in shop.ask("catalogue", *words, code=2, **NOVEMBER)["error"]["message"]
    assert "--by" in shop.ask("catalogue", "propose", proposed(shop, add=True), "--reason", "x", code=2, **NOVEMBER)["error"]["message"]
    assert shop.ask("catalogue", "compare", "penalty", "2018", "9", code=2, **NOVEMBER)["error"]["code"] == "not-found"
    assert ".xlsx" in shop.ask("template", "penalty", "/tmp/x.csv", code=2, **NOVEMBER)["error"]["message"]
    assert "natural" in shop.ask("template", "penalty", str(shop.home / "x.xlsx"), "--form", "x", code=2, **NOVEMBER)["error"]["message"]
    text = shop.run("catalogue", **NOVEMBER).stdout
    assert "严重失信主体名单信息" in text
    assert "天津市河北区教育局" in text
