"""A district's own items, code sets and sources from a folder outside the package, and a ledger of another city."""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from chengxin.catalogue import api as catalogue
from chengxin.catalogue import codesets, current
from chengxin.catalogue.definitions import packaged
from chengxin.collection import judging
from chengxin.collection.checks import plugged, register
from chengxin.collection.sources import definitions
from chengxin.collection.sources.mapping import Translation
from chengxin.collection.sources.translating import translated
from chengxin.ground.api import WrongUse
from chengxin.law import loading
from tests.district import EMERGENCY, credit_code, identity_number
from tests.stories.test_command_line import Shop

PLUGIN = Path(__file__).parent / "plugin"
FIRM = credit_code("91120105MA0000001")
LEDGER = [
    {
        "当事人": "天津市北运宏达商贸有限公司", "当事人类型": "企业", "当事人代码": FIRM, "身份证号": "", "案号": "东江罚〔2026〕7号", "案由": "超范围经营", "事实": "超出核准范围经营。",
        "适用法条": "《某条例》第五条", "处罚种类": "警告+罚金", "处罚结果": "警告并处罚款一万二千元", "罚款（元）": "12,000", "结案日期": "2026年5月12日",
        "办案单位": EMERGENCY[0], "办案单位代码": EMERGENCY[1], "报送单位": EMERGENCY[0], "报送单位代码": EMERGENCY[1],
    },
    {
        "当事人": "河北区意风小吃店", "当事人类型": "个体户", "当事人代码": credit_code("92120105MA0000003"), "身份证号": "", "案号": "东江罚〔2026〕8号", "案由": "超范围经营", "事实": "同上。",
        "适用法条": "《某条例》第五条", "处罚种类": "警告", "处罚结果": "警告", "罚款（元）": "", "结案日期": "2026.5.12",
        "办案单位": EMERGENCY[0], "办案单位代码": EMERGENCY[1], "报送单位": EMERGENCY[0], "报送单位代码": EMERGENCY[1],
    },
]  # fmt: skip


CHECK_CACHES = (register.of_rows, register.of_files, register.of_history, register.digest, plugged._checks, judging.rules)


@contextmanager
def read_anew(monkeypatch, plugin: Path):
    """As a process that starts with the setting: definitions are read once a process."""
    caches, known = (packaged, codesets.sets, definitions.sources, *CHECK_CACHES), current._Known.merged
    with monkeypatch.context() as moment:
        moment.setenv("CHENGXIN_PLUGINS", str(plugin))
        moment.setattr(current._Known, "merged", None)
        for cached in caches:
            cached.cache_clear()
        yield
    for cached in caches:
        cached.cache_clear()
    assert current._Known.merged is known


@pytest.fixture
def shop():
    """An instance whose database was made without the plugin: it comes in by the next command."""
    with Shop.at_work() as made:
        yield made


@pytest.fixture
def new_shop():
    """An instance whose database is made with it."""
    made = Shop()
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture
def plugin(tmp_path) -> Path:
    """The folder somewhere else on the machine, as a district would have it."""
    return Path(shutil.copytree(PLUGIN, tmp_path / "本区目录"))


def test_an_item_from_outside_is_collected_published_and_has_its_template(new_shop, plugin):
    shop = new_shop
    settings = {"CHENGXIN_PLUGINS": str(plugin), "CHENGXIN_INSTANCE": "test"}
    assert "time_honoured" in {i["item"] for i in shop.ask("catalogue", **settings)}
    row = {
        "商号名称": "天津市北运宏达商贸有限公司", "主体类别": "法人及非法人组织", "统一社会信用代码": FIRM, "老字号级别": "区级", "牌匾编号": "津北老字号〔2026〕1号",
        "认定日期": "2026-05-12", "认定机关": EMERGENCY[0], "认定机关统一社会信用代码": EMERGENCY[1],
    }  # fmt: skip
    figures = shop.ask("collect", "time_honoured", shop.file("老字号.csv", [row]), **settings)
    assert (figures["accepted"], figures["notes"]["unknown_columns"]) == (1, [])
    shop.ask("publish", **settings)
    (line,) = shop.ask("shelf", "--item", "time_honoured", **settings)["records"]
    assert line["fields"]["LZH_JB"] == "区级"
    out = shop.home / "老字号.xlsx"
    assert shop.ask("template", "time_honoured", str(out), **settings)["columns"] == 8
    assert shop.ask("catalogue", "time_honoured", "--schema", "json", **settings)["properties"]["LZH_JB"]["x-code-set"] == "TIME_HONOURED"
    assert shop.ask("catalogue", "time_honoured", code=2)["error"]["code"] == "not-found"  # without the setting the package stands alone


def test_a_ledger_of_another_city_is_read_in_the_words_of_the_catalogue(district, plugin, monkeypatch):
    """What ``intake`` is to do with each chunk, done here by hand; the rows then go through the whole pipeline."""
    with read_anew(monkeypatch, plugin):
        source = definitions.source("dongjiang_penalties")
    version = catalogue.item("penalty").versions[0]
    codes = {name: code for code, names in source.aliases.items() for name in names}
    assert set(codes) == set(LEDGER[0])
    columns = {codes[name]: pa.array([row[name] for row in LEDGER], pa.string()) for name in LEDGER[0]}
    read = translated(columns, source.translation, version, rows=len(LEDGER))
    rows = [{code: column[i].as_py() for code, column in read.items()} for i in range(len(LEDGER))]
    assert (rows[0]["CF_XDR_LB"], rows[0]["CF_CFLB"], rows[0]["CF_NR_FK"], rows[0]["CF_YXQ"]) == ("法人及非法人组织", "警告;罚款", "1.2", "2099/12/31")
    assert (rows[1]["CF_XDR_LB"], rows[1]["CF_NR_FK"]) == ("个体工商户", "")
    figures = district.collect(*rows)
    assert (figures["accepted"], figures["quarantined"]) == (2, 0), figures["findings"]
    assert district.value("SELECT values->>'CF_NR_FK' FROM records_version WHERE values->>'CF_WSH' = '东江罚〔2026〕7号'") == "1.2"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "said"),
    [
        ("items/time_honoured.yaml", "type: number", "type: integer", "bad-definition", ("time_honoured.yaml", "第 25 行", "integer", "可用：")),
        ("items/time_honoured.yaml", "老字号级别", "经营者血型", "bad-definition", ("禁止归集",)),
        ("items/time_honoured.yaml", "nature: benign", "nature: adverse", "bad-definition", ("第 7 行 openness", "不得社会公开")),
        ("items/time_honoured.yaml", "item: time_honoured", "item: penalty", "bad-definition", ("已在",)),
        ("items/time_honoured.yaml", "name: 老字号认定信息", "name: [", "bad-definition", ("不是有效的 YAML",)),
        ("codesets/time_honoured.csv", "市级,市级老字号,ours", "市级,,ours", "bad-code-set", ("第 2 行", "缺少 name")),
        ("sources/time_honoured/source.yaml", "LZH_WSH", "LZH_XX", "bad-source", ("没有要素 LZH_XX",)),
        ("sources/time_honoured/source.yaml", "office: null\n", "", "bad-source", ("缺少 office:",)),
        ("sources/dongjiang_penalties/source.yaml", "CF_NR_FK: 元", "CF_NR_FK: 美元", "bad-source", ("不能由“美元”换算为“万元”",)),
        ("sources/dongjiang_penalties/source.yaml", 'joined: {CF_CFLB: "+"}', 'joined: "+"', "bad-source", ("joined: 写作",)),
        ("sources/dongjiang_penalties/source.yaml", "企业: 法人及非法人组织", "企业: 法人", "bad-source", ("“企业”译作“法人”", "可用：法人及非法人组织")),
        ("sources/dongjiang_penalties/source.yaml", "企业: 法", '" 企业": 自然人, 企业: 法', "bad-source", ("全角半角或前后空格不同", "“自然人”和“法人及非法人组织”")),
        ("sources/dongjiang_penalties/source.yaml", '"2099/12/31"', '"长期"', "bad-source", ("constants.CF_YXQ: “长期”不是日期",)),
        ("sources/dongjiang_penalties/source.yaml", '{CF_YXQ: "2099/12/31"}', '{CF_NR_WFFF: "0元"}', "bad-source", ("constants.CF_NR_WFFF: “0元”不是数字", "单位为万元")),
        ("sources/dongjiang_penalties/source.yaml", '{CF_YXQ: "2099/12/31"}', "{CF_CFLB: 罚款;罚金}", "bad-source", ("constants.CF_CFLB: “罚金”不可用", "可用：警告")),
        ("sources/dongjiang_penalties/source.yaml", '{CF_YXQ: "2099/12/31"}', '{CF_SJLYDM: "11120105MB1F00022X"}', "bad-source", ("不是有效的统一社会信用代码",)),
        ("sources/dongjiang_penalties/source.yaml", "[当事人类型]", "[当事人类型, 案号]", "bad-source", ("列名“案号”同时指 CF_XDR_LB 和 CF_WSH",)),
        ("sources/dongjiang_penalties/source.yaml", "office: null", "office: 东江局", "bad-source", ("没有职能“东江局”", "market-regulation")),
        ("sources/time_honoured/source.yaml", "item: time_honoured", "item: registration", "bad-source", ("应写明由哪个职能报送",)),
        ("codesets/time_honoured.csv", "TIME_HONOURED,区级", "TIME_HONOURED,市级", "bad-code-set", ("市级 出现了不止一次",)),
        ("codesets/time_honoured.yaml", "{name: 老字号级别, origin: 本区设定}", "老字号级别", "bad-code-set", ("time_honoured.yaml", "应写作")),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place_and_remedy(plugin, monkeypatch, server, file, old, new, code, said):
    path = plugin / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with read_anew(monkeypatch, plugin), pytest.raises(WrongUse) as told:
        definitions.sources()
    assert told.value.code == code
    for word in said:
        assert word in str(told.value), str(told.value)


@pytest.mark.parametrize("file", ["codesets/time_honoured.csv", "codesets/time_honoured.yaml", "items/time_honoured.yaml", "sources/time_honoured/source.yaml"])
def test_a_file_that_is_not_utf_8_is_told_as_such(plugin, monkeypatch, server, file):
    path = plugin / file
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with read_anew(monkeypatch, plugin), pytest.raises(WrongUse, match="不是 UTF-8") as told:
        definitions.sources()
    assert path.name in str(told.value)


def test_an_article_that_is_not_on_file_is_no_basis(plugin, monkeypatch, server):
    path = plugin / "items" / "time_honoured.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"tj-2020-social-credit#第十条"', '"tj-2020-credit#第十条"'), encoding="utf-8")
    with read_anew(monkeypatch, plugin), pytest.raises(WrongUse, match="依据文件中没有 tj-2020-credit#第十条，是否指 .*tj-2020-social-credit#第十条") as told:
        loading._check_citations()
    assert "time_honoured.yaml" in str(told.value)


def test_an_amount_may_repeat_the_unit_of_its_source():
    version = catalogue.item("penalty").versions[0]
    cells = ["500元", "50,000.00 元", "500", "500角", "元", ""]
    read = translated({"CF_NR_FK": pa.array(cells)}, Translation(units={"CF_NR_FK": "元"}), version, rows=len(cells))
    assert read["CF_NR_FK"].to_pylist() == ["0.05", "5", "0.05", "500角", "元", ""]


def test_a_definition_is_a_draft_until_a_file_was_read_by_it(shop, plugin):
    settings = {"CHENGXIN_PLUGINS": str(plugin), "CHENGXIN_INSTANCE": "test"}
    path = plugin / "items" / "time_honoured.yaml"

    def rename(old: str, new: str) -> None:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    shop.ask("catalogue", **settings)
    rename("type: name, public: plain", "type: name")  # from then on the public sees no name
    shop.ask("catalogue", **settings)
    rename("type: name", "type: name, public: plain")
    row = {
        "商号名称": "天津市北运宏达商贸有限公司", "主体类别": "法人及非法人组织", "统一社会信用代码": FIRM, "老字号级别": "区级", "牌匾编号": "津北老字号〔2026〕1号",
        "认定日期": "2026-05-12T00:00:00", "认定机关": EMERGENCY[0], "认定机关统一社会信用代码": EMERGENCY[1],
    }  # fmt: skip
    file = shop.file("老字号.csv", [row])
    assert shop.ask("collect", "time_honoured", file, **settings)["accepted"] == 1
    assert "没有再读" in shop.run("collect", "time_honoured", file, **settings).stdout
    shop.ask("publish", **settings)
    (line,) = shop.ask("shelf", "--item", "time_honoured", **settings)["records"]
    assert (line["fields"]["LZH_MC"], line["fields"]["LZH_RQ"]) == (row["商号名称"], "2026-05-12")
    rename("老字号级别", "老字号等级")
    done = shop.run("catalogue", "--json", **settings)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "time_honoured.yaml" in done.stderr
    assert "不得改动" in done.stderr


def test_a_mistake_is_wrong_use_and_not_a_fault_of_ours(shop, plugin):
    path = plugin / "items" / "time_honoured.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("type: number", "type: integer", 1), encoding="utf-8")
    done = shop.run("catalogue", "--json", CHENGXIN_PLUGINS=str(plugin), CHENGXIN_INSTANCE="test")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "bad-definition")
    assert "类型“integer”未知" in done.stderr
    assert "Traceback" not in done.stderr
    assert shop.run("catalogue", "--json", CHENGXIN_INSTANCE="test").returncode == 0


def test_a_folder_that_is_not_there_is_told(monkeypatch, tmp_path, server):
    for folder, code in ((tmp_path / "nowhere", "no-such-plugin"), (tmp_path, "empty-plugin")):
        with read_anew(monkeypatch, folder), pytest.raises(WrongUse) as told:
            definitions.sources()
        assert told.value.code == code


def test_the_ledger_goes_in_by_one_command(shop, plugin):
    settings = {"CHENGXIN_PLUGINS": str(plugin), "CHENGXIN_INSTANCE": "test"}
    figures = shop.ask("collect", "dongjiang_penalties", shop.file("台账.csv", LEDGER), **settings)  # GB18030, as their program writes it
    assert (figures["accepted"], figures["quarantined"], figures["notes"]["unknown_columns"]) == (2, 0, [])


TIME_HONOURED = {
    "商号名称": "天津市北运宏达商贸有限公司", "主体类别": "法人及非法人组织", "统一社会信用代码": FIRM, "老字号级别": "区级", "牌匾编号": "津北老字号〔2026〕1号",
    "认定日期": "2026-05-12", "认定机关": EMERGENCY[0], "认定机关统一社会信用代码": EMERGENCY[1],
}  # fmt: skip


def test_checks_from_outside_judge_rows_and_files(shop, plugin):
    settings = {"CHENGXIN_PLUGINS": str(plugin), "CHENGXIN_INSTANCE": "test"}
    rows = [TIME_HONOURED, TIME_HONOURED | {"牌匾编号": "2号"}, TIME_HONOURED | {"牌匾编号": "3号", "老字号级别": "市级"}]
    figures = shop.ask("collect", "time_honoured", shop.file("老字号.csv", rows), **settings)
    assert (figures["accepted"], figures["quarantined"]) == (3, 0)
    assert (figures["findings"]["plaque-number"], figures["findings"]["one-plaque"]) == (1, 3)
    told = shop.ask("batch", str(figures["batch"]), **settings)
    assert told["quality"]["plaque-number"] == {"applies": 2, "fails": 1, "elements": {"LZH_WSH": 1}, "lines": [2]}
    assert {(found["code"], found["message"]) for found in told["by_code"]} >= {("plaque-number", "区级老字号的牌匾编号应以“津北老字号”开头，请与认定文件核对")}
    listed = {check["code"]: check for check in shop.ask("catalogue", "time_honoured", **settings)["checks"]}
    assert (listed["plaque-number"]["level"], listed["plaque-number"]["elements"], listed["plaque-number"]["source"]) == ("record", ["LZH_WSH"], "ours; notice")
    assert (listed["one-plaque"]["level"], listed["one-plaque"]["action"]) == ("dataset", "notice")


PLAQUE = "record/plaque_number.py"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (PLAQUE, "MESSAGE =", "WORDS =", ("缺少 MESSAGE",)),
        (PLAQUE, "def passes(", "def holds(", ("缺少函数 passes", "record")),
        (PLAQUE, "def applies(row: ir.Table, column: str)", "def applies(row: ir.Table)", ("applies 应有 2 个参数",)),
        (PLAQUE, "(ours; notice)", "", ("末尾", "出处")),
        (PLAQUE, '"plaque-number", "notice"', '"missing-name", "notice"', ("missing-name", "由本平台使用")),
        (PLAQUE, '"plaque-number", "notice"', '"plaque-number", "quarantine"', ("没有出处", "notice")),
        (PLAQUE, '"plaque-number", "notice"', '"Plaque", "warn"', ("小写字母", "ACTION “warn”未知")),
        (PLAQUE, "return row.LZH_JB", "return return", ("第", "不是有效的 Python")),
        (PLAQUE, "import ibis.expr.types as ir", "import nowhere_at_all", ("读入时出错", "nowhere_at_all")),
        ("dataset/one_plaque.py", '"one-plaque", "notice"', '"one-plaque", "quarantine"', ("已经并入",)),
        ("dataset/one_plaque.py", '"one-plaque"', '"plaque-number"', ("已在", "plaque_number.py")),
    ],
)
def test_a_mistake_in_a_check_is_told_with_its_place_and_remedy(plugin, monkeypatch, server, file, old, new, said):
    path = plugin / "checks" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with read_anew(monkeypatch, plugin), pytest.raises(WrongUse) as told:
        register.every()
    assert told.value.code == "bad-check"
    assert all(word in str(told.value) for word in (*said, path.parent.name)), str(told.value)


@pytest.mark.parametrize("place", ["plaque_number.py", "rows/plaque_number.py", "record/deeper/plaque_number.py"])
def test_a_check_in_a_folder_of_no_level_is_told(plugin, monkeypatch, server, place):
    target = plugin / "checks" / place
    target.parent.mkdir(parents=True, exist_ok=True)
    (plugin / "checks" / PLAQUE).rename(target)
    with read_anew(monkeypatch, plugin), pytest.raises(WrongUse) as told:
        register.every()
    assert "field、record、dataset、history" in str(told.value)


def test_an_expression_that_reads_what_is_not_there_is_wrong_use(shop, plugin):
    path = plugin / "checks" / PLAQUE
    path.write_text(path.read_text(encoding="utf-8").replace("row.LZH_JB", "row.LZH_XX"), encoding="utf-8")
    done = shop.run("collect", "time_honoured", shop.file("老字号.csv", [TIME_HONOURED]), "--json", CHENGXIN_PLUGINS=str(plugin), CHENGXIN_INSTANCE="test")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "bad-check")
    assert "LZH_XX" in done.stderr
    assert "plaque-number" in done.stderr


def test_a_source_of_persons_only_has_neither_codes_nor_kinds(district, plugin, monkeypatch):
    """What the page on sources says of it: the number of the document, and the kind as a constant."""
    path = plugin / "sources" / "dongjiang_penalties" / "source.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        "".join(line for line in text.splitlines(keepends=True) if "CF_XDR_LB" not in line).replace("constants: {", "constants: {CF_XDR_LB: 自然人, "), encoding="utf-8"
    )
    shutil.rmtree(plugin / "items")
    shutil.rmtree(plugin / "sources" / "time_honoured")
    shutil.rmtree(plugin / "checks")
    row = {name: text for name, text in LEDGER[0].items() if name not in ("当事人类型", "当事人代码")} | {"当事人": "王秀兰", "身份证号": identity_number("12010519800101002")}
    with read_anew(monkeypatch, plugin):
        figures = district.collect(row, source="dongjiang_penalties")
    assert (figures["accepted"], figures["quarantined"]) == (1, 0), figures["findings"]


CAST = '''"""罚金不超过一千。 No more than a thousand. (ours)"""

CODE, ACTION = "no-more-than-a-thousand", "notice"
MESSAGE = "超过一千，请核对"


def targets(version):
    return [%(target)s] if version.item == "time_honoured" else []


def applies(%(given)s):
    return %(applies)s


def %(judge)s:
    return %(passes)s
'''
ROW = {"target": '"document_number"', "given": "row, column", "applies": 'row[column].re_search("^[0-9]+$")', "judge": "passes(row, column)"}
FILE = {"target": '"document_number"', "given": "file", "judge": "failing(file, before)"}


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("field", ROW | {"passes": 'row[column].cast("float64") <= 1000'}),
        ("record", ROW | {"passes": 'row[column].cast("float64") <= 1000'}),
        ("history", ROW | {"applies": 'row.name != ""', "passes": 'row.name.cast("float64") <= 1000'}),
        ("dataset", FILE | {"applies": '(file.line.cast("string") + "万").cast("int64").max()', "passes": "file.select(rows=1, line=file.line)"}),
        ("dataset", FILE | {"applies": "file.count()", "passes": 'file.select(rows=1, line=(file.line.cast("string") + "万").cast("int64"))'}),
    ],
)
def test_a_check_that_meets_a_value_it_cannot_reckon_with_is_named(shop, plugin, level, said):
    settings = {"CHENGXIN_PLUGINS": str(plugin), "CHENGXIN_INSTANCE": "test"}
    before = shop.ask("collect", "time_honoured", shop.file("先.csv", [TIME_HONOURED]), **settings)["batch"]
    path = plugin / "checks" / level / "thousand.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CAST % said, encoding="utf-8")
    rows = [TIME_HONOURED | {"牌匾编号": "1"}, TIME_HONOURED | {"牌匾编号": "5万"}, TIME_HONOURED | {"牌匾编号": "3"}]
    done = shop.run("collect", "time_honoured", shop.file("后.csv", rows), "--json", **settings)
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "bad-check"), done.stderr
    assert all(word in done.stderr for word in ("no-more-than-a-thousand", str(path), "try_cast"))
    assert "5万" not in done.stderr
    assert [batch["batch"] for batch in shop.ask("batches", **settings)] == [before]
    path.write_text(path.read_text(encoding="utf-8").replace(".cast(", ".try_cast("), encoding="utf-8")
    assert shop.ask("collect", "time_honoured", shop.file("后.csv", rows), **settings)["accepted"] == 3
