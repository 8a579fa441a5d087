"""collection: every row ends as exactly one of four, and what that means (rulings 7 to 16)."""

import datetime as dt

import pytest

from chengxin.collection import api as collection
from chengxin.ground.api import NotFound, Refusal, WrongUse
from tests.district import PENALTY_HEADER, credit_code, identity_number, penalty_row

SUMS = ("accepted", "unchanged", "corrections", "quarantined")


def fates(figures: dict) -> tuple[int, ...]:
    """accepted, unchanged, corrections, quarantined; they add up to the rows."""
    assert sum(figures[what] for what in SUMS) == figures["rows"]
    return tuple(figures[what] for what in SUMS)


def test_rows_count_in_line_order_and_the_last_received_wins(district):
    first = penalty_row()
    second = first | {"CF_NR": "罚款6000元"}
    assert fates(district.collect(first, second, first, first)) == (1, 1, 2, 0)
    assert district.value("SELECT v.values->>'CF_NR' FROM records_version v ORDER BY id DESC LIMIT 1") == first["CF_NR"]
    assert fates(district.collect(second, received="2026-05-18")) == (0, 0, 1, 0)
    chain = district.value("SELECT array_agg(corrects_id IS NULL ORDER BY id) FROM records_version")
    assert chain == [True, False, False, False]


def test_ways_of_writing_are_folded_and_are_no_correction(district):
    row = penalty_row()
    code = row["CF_XDR_SHXYM"]
    assert fates(district.collect(row)) == (1, 0, 0, 0)
    same = [
        row | {"CF_XDR_SHXYM": f" {code}\t"},
        row | {"CF_XDR_SHXYM": code.lower()},
        row | {"CF_XDR_SHXYM": "".join(chr(ord(c) + 0xFEE0) for c in code)},
        row | {"CF_JDRQ": "2026-05-12"},
        row | {"CF_JDRQ": "2026.5.12"},
        row | {"CF_JDRQ": "20260512"},
        row | {"CF_JDRQ": "２０２６年５月１２日"},
        row | {"CF_WSH": f"\u3000{row['CF_WSH']}\u200b"},
        row | {"CF_XDR_MC": f"\ufeff{row['CF_XDR_MC']} "},
    ]
    figures = district.collect(*same)
    assert fates(figures) == (0, len(same), 0, 0)
    assert figures["notes"]["folded"]


def test_characters_of_names_are_kept_as_received(district):
    name = "天津市（河北）ＡＢＣ商贸有限公司"
    district.collect(penalty_row(CF_XDR_MC=name))
    assert district.value("SELECT name FROM subjects_name ORDER BY id DESC LIMIT 1") == name


def test_the_same_bytes_get_their_first_batch_back_and_write_nothing(district):
    path = district.write([penalty_row(), penalty_row(CF_XDR_MC="")])
    first = district.collect(path=path)
    counted = (
        "SELECT (SELECT count(*) FROM records_version) + (SELECT count(*) FROM collection_batch) + (SELECT count(*) FROM ground_event) + (SELECT count(*) FROM ground_auditentry)"
    )
    before = district.value(counted)
    again = district.collect(path=path, received="2026-05-20")
    assert (again["batch"], fates(again)) == (first["batch"], (0, 1, 0, 1))
    assert district.value(counted) == before


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"CF_XDR_MC": ""}, "missing-name"),
        ({"CF_WSH": "  "}, "missing-document-number"),
        ({"CF_CFJGDM": ""}, "organ-code-missing"),
        ({"CF_XDR_SHXYM": ""}, "code-missing"),
        ({"CF_XDR_SHXYM": "91120105MA0000007"}, "code-short"),
        ({"CF_XDR_SHXYM": "91120105MA0000007Q1"}, "code-long"),
        ({"CF_XDR_SHXYM": "91120105IA0000007Q"}, "code-forbidden-letter"),
        ({"CF_XDR_SHXYM": "91120105MA00000070"}, "code-check-digit"),
        ({"CF_CFJGDM": "11120105MB1F000200"}, "code-check-digit"),
        ({"CF_JDRQ": "2026/02/30"}, "date-impossible"),
        ({"CF_YXQ": "2027/13/01"}, "date-impossible"),
        ({"CF_JDRQ": "去年"}, "date-text"),
        ({"CF_JDRQ": ""}, "missing-value"),
        ({"CF_JDRQ": "2026/05/16"}, "date-in-future"),
        ({"CF_XDR_LB": "外星组织"}, "kind-unknown"),
        ({"CF_CFLB": "警告；罚款", "CF_NR_FK": ""}, "fine-missing"),
        ({"CF_NR_FK": "叁仟"}, "fine-not-a-number"),
        ({"CF_SY": ""}, "missing-value"),
        ({"CF_XDR_MC": "长" * 201}, "too-long"),
        ({"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": "120105190001010010"}, "identity-check"),
        ({"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": "120105190002300010"}, "identity-check"),
    ],
)
def test_what_is_returned(district, said, code):
    figures = district.collect(penalty_row(), penalty_row(**said))
    assert fates(figures) == (1, 0, 0, 1)
    with district.side("desk"):
        (row,) = collection.returned_rows(figures["batch"], actor="测试", purpose="核对")
    assert (row["line"], [f["code"] for f in row["findings"]]) == (2, [code])
    assert row["values"] == {name: row["values"][name] for name in PENALTY_HEADER}
    assert all(finding["message"] for finding in row["findings"])


@pytest.mark.parametrize(
    "said",
    [
        {"CF_XDR_SHXYM": credit_code("N2120105MF0000005")},  # 农村集体经济组织
        {"CF_NR_ZKDX": "", "CF_CFLB": "暂扣或者吊销许可证、暂扣或者吊销执照"},
        {"CF_CFLB": "没收违法所得、没收非法财物", "CF_NR_WFFF": ""},
        {"CF_CFLB": "其他-责令改正", "CF_NR_FK": ""},
        {"CF_FRDB": ""},
        {"CF_WFXW": "长" * 2001},
        {"CF_XDR_SWDJ": "91120105MA0000007Q"},
        {"CF_CFJG": "某个不在册的机关", "CF_CFJGDM": credit_code("11120105MB9999990")},
        {"CF_GSJZQ": "2020/01/01"},
        {"CF_NR_FK": "1,234.5"},
        {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E12345678"},
    ],
)
def test_what_is_a_notice_at_most(district, said):
    assert fates(district.collect(penalty_row(**said))) == (1, 0, 0, 0)


@pytest.mark.parametrize("word", ["00000000000000000X", "无", "N/A", " n/a "])
@pytest.mark.parametrize("kind", ["法人及非法人组织", "个体工商户"])
def test_no_usable_code_leaves_a_row_unlinked_and_out_of_sight(district, word, kind):
    row = penalty_row(CF_XDR_SHXYM=word, CF_XDR_LB=kind)
    figures = district.collect(row)
    assert (fates(figures), figures["unlinked"], figures["new_subjects"]) == ((1, 0, 0, 0), 1, 0)
    assert fates(district.collect(row | {"CF_NR": "罚款1元"})) == (0, 0, 1, 0)
    assert district.publish("2026-05-20")["considered"] == 0


def test_late_counts_accepted_rows_after_the_seventh_working_day(district):
    # 2026-05-01 to 05-05 are holidays; from 04-30 the seventh working day is 05-13.
    rows = [penalty_row(CF_JDRQ="2026/04/30"), penalty_row(CF_JDRQ="2026/05/06")]
    assert district.collect(rows[0], received="2026-05-13")["late"] == 0
    assert district.collect(rows[0] | {"CF_WSH": "另一号"}, rows[1], received="2026-05-14")["late"] == 1
    assert district.collect(rows[0] | {"CF_NR": "更正"}, received="2026-05-20")["late"] == 0


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["甲", "乙"], "no-column"),
        ([c for c in PENALTY_HEADER if c != "CF_WSH"], "missing-column"),
        ([c for c in PENALTY_HEADER if c != "CF_XDR_SHXYM" and c != "CF_XDR_ZJHM"], "missing-column"),
        ([*PENALTY_HEADER, "处罚决定日期"], "duplicate-column"),
    ],
)
def test_a_wrong_header_refuses_the_whole_file(district, header, code):
    row = dict.fromkeys(header, "x")
    with pytest.raises(Refusal) as trouble:
        district.collect(path=district.write([row], header=header))
    assert trouble.value.codes == (code,)
    assert district.value("SELECT count(*) FROM collection_batch") == 0


def test_headers_by_chinese_name_in_any_order_with_unknown_columns(district):
    from chengxin.catalogue import api as catalogue

    names = {e.code: e.name for e in catalogue.item("penalty").versions[-1].elements}
    row = {names[code]: value for code, value in reversed(penalty_row().items())} | {"内部备注": "x"}
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        row["行政处罚决定书文号"] = f"津北{encoding}号"
        figures = district.collect(path=district.write([row], encoding=encoding))
        assert fates(figures) == (1, 0, 0, 0)
        assert figures["notes"]["unknown_columns"] == ["内部备注"]


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_other_separators(district, separator):
    row = penalty_row()
    path = district.folder / "separated.csv"
    path.write_text(separator.join(row) + "\r\n" + separator.join(row.values()) + "\r\n\r\n", encoding="utf-8")
    assert fates(district.collect(path=path)) == (1, 0, 0, 0)


def test_files_that_are_no_table(district):
    folder = district.folder
    (folder / "empty.csv").write_bytes(b"")
    (folder / "broken.csv").write_bytes(",".join(PENALTY_HEADER).encode() + b"\n\xff\xfe\xfa\x81\n")
    for name, code in (("empty.csv", "empty-file"), ("broken.csv", "unreadable-encoding"), ("nowhere.csv", "no-such-file"), (".", "no-such-file")):
        with pytest.raises(WrongUse) as trouble:
            district.collect(path=folder / name)
        assert trouble.value.code == code
    with pytest.raises(NotFound):
        district.collect(penalty_row(), source="nonsense")


def test_a_ragged_row_is_returned_and_a_short_one_filled(district):
    row = penalty_row()
    path = district.folder / "ragged.csv"
    cells = list(row.values())
    path.write_text("\n".join(",".join(line) for line in (PENALTY_HEADER, [*cells, "多出"], cells[:29])) + "\n", encoding="utf-8")
    assert fates(district.collect(path=path)) == (1, 0, 0, 1)


def test_a_register_row_brings_the_subject_and_its_new_name(district):
    code = credit_code("91120105MA0TE6T00")
    row = {"企业名称": "天津旧名商贸有限公司", "统一社会信用代码": code, "注册日期": "2020-01-02"}
    assert district.collect(row, source="registrations")["new_subjects"] == 1
    assert fates(district.collect(row | {"企业名称": "天津新名商贸有限公司"}, source="registrations", received="2026-06-01")) == (0, 0, 1, 0)
    assert district.value("SELECT array_agg(name ORDER BY id) FROM subjects_name WHERE subject_id = (SELECT id FROM subjects_subject WHERE code = %s)", code) == [
        "天津旧名商贸有限公司",
        "天津新名商贸有限公司",
    ]
    from chengxin.subjects import api as subjects

    with district.side("desk"):
        assert subjects.search("新名")[1][0].code == code
        assert subjects.search("旧名")[1][0].name == "天津新名商贸有限公司"


def test_an_archive_read_as_of_a_day_as_known_on_a_day(district):
    from chengxin.records import api as records

    row = penalty_row(CF_JDRQ="2026/05/12")
    district.collect(row, received="2026-05-15")
    district.collect(row | {"CF_NR": "罚款100元"}, received="2026-05-18")
    subject = district.value("SELECT subject_id FROM records_record")

    def told(as_of: str, known_on: str) -> list[str]:
        return [r["values"]["CF_NR"] for r in records.archive(subject, as_of=dt.date.fromisoformat(as_of), known_on=dt.date.fromisoformat(known_on))]

    assert told("2026-05-20", "2026-05-20") == ["罚款100元"]
    assert told("2026-05-20", "2026-05-17") == ["罚款5000元"]
    assert told("2026-05-20", "2026-05-14") == []
    assert told("2026-05-11", "2026-05-20") == []


def test_identity_numbers_are_nowhere_in_the_clear(district):
    number = identity_number("12010519000101003")
    district.collect(
        penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number, CF_XDR_MC="张三丰", CF_SY="张三丰无照经营"),
        penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number[:-1] + ("0" if number[-1] != "0" else "1"), CF_XDR_MC="李四光"),
    )
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        tables = [name for (name,) in raw.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'chengxin' AND table_type = 'BASE TABLE'")]
        holding = [t for t in tables if raw.execute(f'SELECT EXISTS (SELECT 1 FROM "{t}" x WHERE x::text LIKE %s)', [f"%{number[:17]}%"]).fetchone()[0]]
        named = {t for t in tables if raw.execute(f'SELECT EXISTS (SELECT 1 FROM "{t}" x WHERE x::text LIKE %s)', ["%张三丰%"]).fetchone()[0]}
    assert holding == []
    assert named <= {"subjects_person", "records_personal"}
