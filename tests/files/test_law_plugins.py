"""A district adds instruments of its own from a plugin folder; a mistake in one is told with the file, the entry and the remedy."""

import pytest

from chengxin.ground.api import WrongUse
from chengxin.law.library import data
from tests.stories.test_command_line import Shop

OWN = """
level: 地方规范性文件
instruments:
  - code: dongjiang-2026-credit-rules
    name: 东江市公共信用信息管理办法
    number: 东政发〔2026〕3号
    issuer: 东江市人民政府
    in_force_from: 2026-05-01
    replaces: [tj-untrustworthiness-repair]
    source: M
    articles:
      - {label: 第五条, summary: 公共信用信息按目录归集。, source: M}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A plugin folder with instruments, read as by a process that starts with the setting."""
    place = tmp_path / "本市" / "instruments"
    place.mkdir(parents=True)
    monkeypatch.setenv("CHENGXIN_PLUGINS", str(tmp_path / "本市"))
    data.instruments.cache_clear()
    yield place
    data.instruments.cache_clear()


def test_an_instrument_from_outside_stands_beside_ours(folder):
    (folder / "本市.yaml").write_text(OWN, encoding="utf-8")
    found = data.instruments()["dongjiang-2026-credit-rules"]
    assert (found.level, found.in_force_to, found.articles[0].code) == ("地方规范性文件", None, "dongjiang-2026-credit-rules#第五条")
    assert "npc-2021-administrative-penalty-law" in data.instruments()
    assert "dongjiang-2026-credit-rules#第五条" in data.article_codes()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: 地方规范性文件", "level: 宪章", "文件应写 level"),
        ("instruments:", "laws:", "文件应写 level"),
        ("code: dongjiang-2026-credit-rules", "code: 东江", "第 1 个文件：code 应由小写字母"),
        ("code: dongjiang-2026-credit-rules", "code: npc-cryptography-law", "已在"),
        ("name: 东江市公共信用信息管理办法", "name:", "缺少 name"),
        ("in_force_from: 2026-05-01", "in_force_from: 明年", "in_force_from 应写作 YYYY-MM-DD"),
        ("    source: M\n", "    source: 听说\n", "source 应为 S 加编号或 M"),
        ("    source: M\n", "    source: M\n    colour: red\n", "不认识的键 colour"),
        ("[tj-untrustworthiness-repair]", "[no-such-rule]", "replaces 所指的 no-such-rule"),
        ("label: 第五条", "label: 第5条", "应写作第五条"),
        ("label: 第五条", "label: 第某条", "应写作第几条"),
        (", source: M}", "}", "第 1 条：应写 label"),
        ("      - {label: 第五条", "      - {label: 第五条, summary: 甲, source: M}\n      - {label: 第五条", "重复"),
        ("level:", "level: [", "第 3 行：不是 YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(folder, old, new, said):
    assert old in OWN
    (folder / "本市.yaml").write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongUse) as told:
        data.instruments()
    assert said in str(told.value)
    assert "本市.yaml" in str(told.value)
    assert told.value.exit_code == 2


def test_a_file_that_is_not_utf_8_is_told(folder):
    (folder / "本市.yaml").write_bytes(OWN.encode("gb18030"))
    with pytest.raises(WrongUse, match="不是 UTF-8"):
        data.instruments()


def test_an_instrument_from_outside_is_listed_and_its_text_imported(tmp_path):
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments" / "本市.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "办法.md").write_text("# 东江市公共信用信息管理办法\n\n第一条 甲。\n\n第二条 本办法自2026年5月1日起施行。\n", encoding="utf-8")
    settings = {"CHENGXIN_PLUGINS": str(tmp_path), "CHENGXIN_INSTANCE": "test"}
    with Shop.at_work() as shop:
        (row,) = (row for row in shop.ask("law", "instruments", **settings) if row["code"] == "dongjiang-2026-credit-rules")
        assert (row["number"], row["to_verify"]) == ("东政发〔2026〕3号", True)
        assert shop.ask("law", "import", str(tmp_path / "办法.md"), **settings)["versions"][0]["instrument"] == "dongjiang-2026-credit-rules"
        told = shop.ask("law", "article", "东政发〔2026〕3号", "5", **settings)
        assert (told["summary"], told["to_verify"], told["wording"]) == ("公共信用信息按目录归集。", True, None)
