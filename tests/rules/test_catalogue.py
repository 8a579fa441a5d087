"""Definitions without a database: schemas that two foreign programs understand, what differs, how words are translated."""

import copy
import csv
import datetime as dt
import json
import re
from dataclasses import replace

import pyarrow as pa
import pytest
from frictionless import Resource, Schema, system
from jsonschema import Draft202012Validator

from chengxin.catalogue import api as catalogue
from chengxin.catalogue import codesets, grammar
from chengxin.catalogue.definitions import read_version
from chengxin.collection.checks.words import NUMBER
from chengxin.collection.normalising import formed
from chengxin.collection.sources.mapping import Translation
from chengxin.collection.sources.translating import translated
from tests.rooms.making import row_of

DAY = dt.date(2026, 11, 20)
ITEMS = sorted(catalogue.items())


def written(tmp_path, rows, version):
    """A file as the template gives it: columns by code, days with slashes."""
    path = tmp_path / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [e.code for e in version.elements])
        writer.writeheader()
        writer.writerows(rows)
    return path


def by_code(item, **said):
    version = item.version_on(DAY)
    row = row_of(item, version, person=item.subjects == ("自然人",))
    return dict(zip([e.code for e in version.elements], row.values(), strict=True)) | said


@pytest.mark.parametrize("code", ITEMS)
def test_141_a_row_that_intake_takes_holds_by_every_schema(code, tmp_path):
    item = catalogue.item(code)
    version, row = item.version_on(DAY), by_code(item)
    schema = catalogue.json_schema(item, version)
    Draft202012Validator.check_schema(schema)
    sent = {key: value.replace("/", "-") if value.count("/") == 2 else value for key, value in row.items()}
    assert [e.message for e in Draft202012Validator(schema).iter_errors(sent)] == []
    with system.use_context(trusted=True):
        report = Resource(path=str(written(tmp_path, [row], version)), schema=Schema.from_descriptor(catalogue.frictionless(item, version))).validate()
    assert report.flatten(["type", "fieldName", "note"]) == []
    assert [c["name"] for c in catalogue.csvw(item, version)["tableSchema"]["columns"]] == list(row)
    json.dumps(catalogue.csvw(item, version))


def test_141_a_schema_refuses_what_a_found_rule_refuses_and_nothing_else(tmp_path):
    item = catalogue.item("penalty")
    version = item.version_on(DAY)
    check = Draft202012Validator(catalogue.json_schema(item, version))
    row = by_code(item) | {"CF_JDRQ": "2026-05-12", "CF_YXQ": "2099-12-31", "CF_GSJZQ": "2099-12-31"}
    assert not list(check.iter_errors(row))
    assert not list(check.iter_errors(row | {"CF_FRDB": "", "CF_WFXW": "长" * 2001}))  # M: told, not demanded
    for wrong in ({"CF_SY": ""}, {"CF_XDR_LB": "企业"}, {"CF_NR_FK": "叁仟"}, {"CF_XDR_MC": "长" * 201}, {"XX": "1"}):
        assert list(check.iter_errors(row | wrong)), wrong
    row.pop("CF_WSH")
    assert list(check.iter_errors(row))


def test_what_is_mandatory_under_a_condition_is_so_in_the_json_schema():
    item = catalogue.item("commitment")
    check = Draft202012Validator(catalogue.json_schema(item, item.version_on(DAY)))
    row = {key: value.replace("/", "-") for key, value in by_code(item, CN_WLXNR="", CN_ZRZJ="").items()}
    assert not list(check.iter_errors(row))
    assert len(list(check.iter_errors(row | {"CN_LXZT": "部分履行"}))) == 2


def test_forms_of_a_schema_have_the_columns_of_that_table():
    item = catalogue.item("licence")
    assert len(catalogue.frictionless(item, item.version_on(DAY), "natural")["fields"]) == 19
    assert len(catalogue.frictionless(item, item.version_on(DAY), "legal")["fields"]) == 28


# -- 145: what explains is no part of a version -------------------------------------------------


def changed(how):
    raw = copy.deepcopy(dict(catalogue.item("penalty").versions[0].raw))
    how(raw)
    return read_version("penalty", raw)


def test_145_better_words_make_no_new_version_and_a_rule_does():
    digest = catalogue.item("penalty").versions[0].digest
    assert changed(lambda raw: raw["elements"][0].update(rule="另一种说法", example="x", source="S6")).digest == digest
    assert changed(lambda raw: raw.pop("forms")).digest == digest
    for binding in ({"type": "text"}, {"mandatory": {"mark": "M"}}, {"code_set": "LICENCE_KIND"}, {"personal": True}, {"public": "text"}, {"openness": "政务共享"}):
        assert changed(lambda raw, binding=binding: raw["elements"][0].update(binding)).digest != digest, binding


def test_differences_are_told_one_by_one():
    before = catalogue.item("penalty").versions[0]

    def change(raw):
        raw["elements"][1].update(code_set="SUBJECT_KIND", mandatory={"mark": "M"}, length={"most": 20, "mark": "S6"})
        raw["elements"][0], raw["elements"][2] = raw["elements"][2], raw["elements"][0]
        raw["roles"].pop("remarks")
        del raw["elements"][-1]

    told = catalogue.differences(before, changed(change))
    assert told == [
        "删去要素：备注（BZ）",
        "行政相对人类别（CF_XDR_LB）必填：必填（出处 S6） → 建议填写（出处 M）",
        "行政相对人类别（CF_XDR_LB）长度：16（出处 M） → 20（出处 S6）",
        "行政相对人类别（CF_XDR_LB）代码集：SUBJECT_KIND_DP → SUBJECT_KIND",
        "角色 remarks：BZ → 无",
        "要素的次序有变动",
    ]
    assert catalogue.differences(before, before) == []


@pytest.mark.parametrize("word", ["宗教信仰", "基因检测结果", "指纹特征", "血型", "疾病史", "既往病史", "人脸信息"])
def test_what_no_law_lets_us_collect_is_in_no_definition(word, tmp_path):
    path = tmp_path / "x.yaml"
    source = catalogue.item("honour").path.read_text(encoding="utf-8")
    path.write_text(source.replace('name: "荣誉名称"', f'name: "{word}"'), encoding="utf-8")
    with pytest.raises(grammar.DefinitionError, match="禁止归集"):
        grammar.load(path)


# -- code sets ----------------------------------------------------------------------------------


def test_a_value_from_memory_says_that_it_is_to_be_verified():
    states = codesets.described("LICENCE_STATE")
    assert states.to_verify
    assert [value.remark for value in states.values] == ["待核实", "待核实"]
    assert codesets.described("SUBJECT_KIND_DP").to_verify is False


def test_a_value_holds_on_its_days():
    lists = codesets.described("SERIOUS_LIST")
    assert "AQSC" in {v.code for v in lists.on(dt.date(2023, 10, 1))}
    assert "AQSC" not in {v.code for v in lists.on(dt.date(2023, 9, 30))}
    assert len(lists.values) == 23


# -- 149: foreign words -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "unit", "wanted"),
    [
        ("12000", "元", "1.2"),
        ("12,000", "元", "1.2"),
        (" 1 ", "元", "0.0001"),
        ("", "元", ""),
        ("叁仟", "元", "叁仟"),
        ("0,500", "元", "0,500"),
        ("１２，０００ 元", "元", "1.2"),
        ("0", "元", "0"),
        ("2", "亿元", "20000"),
        ("1.5", "万元", "1.5"),
        # 610: as a cell of our own table is read, and only what is a number there
        ("'5000", "元", "0.5"),
        ('="5000"', "元", "0.5"),
        ("\u200b5000", "元", "0.5"),
        ("'5,000元", "元", "0.5"),
        ("\u200b5000\u2003元\u00a0", "元", "0.5"),
        ("+5000", "元", "0.5"),
        ("-5000", "元", "-0.5"),
        (".5", "元", "0.00005"),
        ("1.50 万元", "万元", "1.50"),
        ("5_000", "元", "5_000"),
        ("1e3", "元", "1e3"),
        ("٥٠٠٠", "元", "٥٠٠٠"),
        ("NaN", "元", "NaN"),
        ('\'="5000"', "元", '\'="5000"'),
        ("50万元", "元", "50万元"),
        ("1234567890123456789012345678901234567.89", "元", "123456789012345678901234567890123.456789"),
    ],
)
def test_610_units(given, unit, wanted):
    version = catalogue.item("penalty").versions[0]
    read = translated({"CF_NR_FK": pa.array([given])}, Translation(units={"CF_NR_FK": unit}), version, rows=1)
    assert read["CF_NR_FK"].to_pylist() == [wanted]


def test_149_a_word_without_translation_stays_for_the_checks_to_judge():
    version = catalogue.item("penalty").versions[0]
    how = Translation(values={"CF_XDR_LB": {"企业": "法人及非法人组织"}}, joined={"CF_CFLB": "、"}, constants={"CF_YXQ": "2099/12/31", "CF_XDR_LB": "自然人"})
    given = {"CF_XDR_LB": pa.array(["企业", "外星人", None, " 企业 "]), "CF_CFLB": pa.array(["警告、罚款", "罚款", "", None])}
    read = translated(given, how, version, rows=4)
    assert read["CF_XDR_LB"].to_pylist() == ["法人及非法人组织", "外星人", "", "法人及非法人组织"]  # a column beats a constant
    assert read["CF_CFLB"].to_pylist() == ["警告;罚款", "罚款", "", ""]
    assert read["CF_YXQ"].to_pylist() == ["2099/12/31"] * 4
    assert given["CF_XDR_LB"].to_pylist()[0] == "企业"


def as_stored(code, cells, **how):
    """What becomes of cells of a foreign penalty or licence table, translated and read as intake does."""
    version = catalogue.item("licence" if code.startswith("XK") else "penalty").versions[0]
    element = next(one for one in version.elements if one.code == code)
    raw = pa.array(cells, pa.string())
    read = translated({code: raw}, Translation(**{kind: {code: said} for kind, said in how.items()}), version, rows=len(cells))
    return formed(element, read[code])[0].to_pylist()


@pytest.mark.parametrize(
    "cell", ["'5000", '="5000"', "\u200b5000", "５０００", "5_000", "5e3", "٥٠٠٠", '\'="5000"', '="\'5000"', "''5000", "\u200b'5000\u200b元", "5000万", "5000 000", "5,00,0"]
)
def test_610_an_amount_in_another_unit_never_passes_unconverted(cell):
    (stored,) = as_stored("CF_NR_FK", [cell], units="元")
    assert stored == "0.5" or not re.search(NUMBER.replace(r"\z", r"\Z"), stored), stored


@pytest.mark.parametrize("around", ["{}", "'{}'", '="{}"', "'{}", "\u200b{}", "\u2003{}\u3000", '\'="{}"'])
def test_610_a_word_that_the_source_gives_another_meaning_never_passes_as_ours(around):
    cells = [around.format(word) for word in ("0", "1", "１")]
    stored = as_stored("XK_ZT", cells, values={"0": "1", "1": "2"})
    if around == "'{}'":  # two marks are part of the word, in our own table too
        assert stored == cells
    else:
        assert stored == ["1", "2", "2"]


def test_610_a_word_of_ours_to_which_the_source_gives_no_meaning_is_ours():
    assert as_stored("XK_ZT", ["1", "有效", "9"], values={"在用": "1"}) == ["1", "有效", "9"]


def test_610_words_are_found_whatever_stands_around_them():
    cells = ["长期", "'长期", '="长期"', "\u200b长期", " 长期 ", "2026.5.12", "９９９９"]
    assert as_stored("XK_YXQZ", cells, values={"长期": "2099/12/31", "9999": "2099/12/31"}) == ["2099-12-31"] * 5 + ["2026-05-12", "2099-12-31"]
    assert as_stored("CF_CFLB", ["警告；罚金", "'罚金;警告"], values={"罚金": "罚款"}) == ["警告；罚款", "罚款;警告"]
    assert as_stored("BZ", ["简易 ; 另见附件", "简易"], values={"普通": "程序：普通程序"}) == ["简易 ; 另见附件", "简易"]


@pytest.mark.parametrize(
    ("mark", "cell", "stored"),
    [
        ("、", "没收违法所得、没收非法财物", "没收违法所得、没收非法财物"),
        ("、", "警告、没收违法所得、没收非法财物、罚款", "警告;没收违法所得、没收非法财物;罚款"),
        ("、", "'警告、 没收违法所得、没收非法财物 ", "警告;没收违法所得、没收非法财物"),
        ("、", "没收违法所得、没收非法财物等、罚款", "没收违法所得;没收非法财物等;罚款"),
        ("、", "罚金、没收款、没收物", "罚款;没收违法所得、没收非法财物"),
        ("、", "警告；罚金", "警告；罚款"),
        ("+", "警告＋罚金", "警告;罚款"),
        ("\u3000", "警告 罚款", "警告;罚款"),
    ],
)
def test_611_a_word_that_holds_the_mark_stays_whole(mark, cell, stored):
    values = {"罚金": "罚款", "没收款、没收物": "没收违法所得、没收非法财物"}
    assert as_stored("CF_CFLB", [cell], joined=mark, values=values) == [stored]


def test_611_a_word_that_is_several_others_of_its_list_is_taken_apart():
    """警告、通报批评 is the head of two kinds in the law of 2021, and two kinds in a cell."""
    version = catalogue.item("penalty").versions[0]
    element = next(one for one in version.elements if one.code == "CF_CFLB")
    of_law = replace(version, elements=(replace(element, code_set="PENALTY_KIND_2021"),))
    read = translated({"CF_CFLB": pa.array(["警告、通报批评"])}, Translation(joined={"CF_CFLB": "、"}), of_law, rows=1)
    assert read["CF_CFLB"].to_pylist() == ["警告;通报批评"]
