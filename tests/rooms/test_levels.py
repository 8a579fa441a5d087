"""Checks of a whole file and of what was known before: notices with lines to look at, counted per check; every row goes on (rulings 175 to 179)."""

import datetime as dt

import pytest

from tests.district import credit_code, penalty_row
from tests.rooms.test_collection import fates

FIRM, OTHER, SHOP = credit_code("91120105MA0000001"), credit_code("91120105MA0000002"), credit_code("92120105MA0000003")
NAME = "天津市北运宏达商贸有限公司"


def register_row(code: str = FIRM, name: str = NAME, *, founded: str = "2020-01-02", status: str = "存续") -> dict[str, str]:
    return {"企业名称": name, "统一社会信用代码": code, "注册日期": founded, "登记状态": status}


def quality(district, figures: dict, code: str) -> dict:
    from chengxin.collection import api as collection

    with district.side("desk"):
        return collection.batch(figures["batch"])["quality"][code]


@pytest.mark.parametrize(
    ("code", "said", "element"),
    [
        ("name-differs", {"CF_XDR_MC": "天津市南运宏达商贸有限公司"}, "CF_XDR_MC"),
        ("kind-differs", {"CF_XDR_LB": "个体工商户"}, "CF_XDR_LB"),
        ("struck-off", {"CF_XDR_SHXYM": OTHER, "CF_XDR_MC": "津北旧店"}, "CF_XDR_MC"),
        ("before-founding", {"CF_JDRQ": "2019/12/31"}, "CF_JDRQ"),
    ],
)
def test_what_the_register_says_otherwise(district, code, said, element):
    district.collect(register_row(), register_row(OTHER, "津北旧店", status="已注销（2025年）"), source="registrations")
    sound, odd = penalty_row(), penalty_row(**said)
    unknown = penalty_row(CF_XDR_SHXYM=credit_code("91120105MA0000009"))
    figures = district.collect(sound, odd, unknown)
    assert fates(figures) == (3, 0, 0, 0)
    assert figures["findings"][code] == 1
    assert quality(district, figures, code) == {"applies": 2, "fails": 1, "elements": {element: 1}, "lines": [2]}


def test_a_name_differs_only_where_its_letters_do(district):
    district.collect(register_row(name="天津（北运）商贸有限公司"), source="registrations")
    figures = district.collect(penalty_row(CF_XDR_MC="天津(北运)商贸有限公司"), penalty_row(CF_XDR_MC="天津 (北运) 商贸有限公司"))
    assert "name-differs" not in figures["findings"]
    district.collect(register_row(name="天津新北运商贸有限公司"), source="registrations", received="2026-06-01")
    assert district.collect(penalty_row(CF_XDR_MC="天津(北运)商贸有限公司"), received="2026-06-02")["findings"]["name-differs"] == 1


def test_two_names_of_a_firm_that_no_register_told_are_told_across_files(district):
    """It is called publicly as the first file called it (ruling 177)."""
    assert "name-differs" not in district.collect(penalty_row(CF_XDR_MC="天津甲商贸有限公司"))["findings"]
    assert district.collect(penalty_row(CF_XDR_MC="天津乙商贸有限公司"))["findings"]["name-differs"] == 1


@pytest.mark.parametrize(
    ("code", "element", "changes", "told"),
    [
        ("amount-leaps", "CF_NR_FK", [("0.5", "5.000001"), ("0.5", "5"), ("2", "0.19"), ("0", "0"), ("0.5", "0.4")], {"applies": 5, "fails": 2}),
        # an old copy of a row sent again would lengthen what weighs on somebody (ruling 571)
        (
            "end-later", "CF_GSJZQ", [("2027/05/12", "2027/05/13"), ("2027/05/12", "2027/05/11"), ("2027/05/12", "2099/12/31"), ("2099/12/31", "2029/05/12"), ("2027/05/12", "2027/05/12")],
            {"applies": 4, "fails": 2},
        ),
    ],
)  # fmt: skip
def test_a_correction_that_changes_too_much(district, code, element, changes, told):
    rows = [penalty_row(**{element: before}) for before, _ in changes]
    district.collect(*rows)
    figures = district.collect(*(row | {element: after, "CF_NR": "更正"} for row, (_, after) in zip(rows, changes, strict=True)), received="2026-05-20")
    assert fates(figures) == (0, 0, 5, 0)
    assert quality(district, figures, code) == told | {"elements": {element: 2}, "lines": [1, 3]}


def test_nothing_is_asked_of_natural_persons(district):
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E12345678"}
    district.collect(penalty_row(CF_XDR_MC="林小满", **person))
    figures = district.collect(penalty_row(CF_XDR_MC="林大满", **person), received="2026-05-20")
    assert not figures["findings"].keys() & {"name-differs", "kind-differs", "struck-off", "before-founding", "amount-leaps", "end-later"}


def test_what_a_batch_that_was_taken_back_said_is_not_known(district):
    from chengxin.collection import api as collection

    wrong = district.collect(register_row(name="错名"), source="registrations")
    with district.side("worker"):
        collection.revoke(wrong["batch"], reason="错报", on=dt.date(2026, 5, 16), actor="测试")
    assert not district.collect(penalty_row(), received="2026-05-17")["findings"].keys() & {"name-differs", "before-founding"}


def test_a_file_as_a_whole(district):
    first = penalty_row(CF_WSH="津北试罚〔2026〕1号")
    rows = [first | {"CF_WSH": f"津北试罚〔2026〕{n}号"} for n in range(1, 31) if n not in (7, 8)]
    rows += [rows[0], rows[1] | {"CF_XDR_SHXYM": OTHER}]
    figures = district.collect(*rows)
    assert fates(figures) == (29, 1, 0, 0)
    told = {code: quality(district, figures, code) for code in ("row-repeated", "document-several-subjects", "number-gap", "one-day-for-all", "volume-leaps")}
    assert told == {
        "row-repeated": {"applies": 30, "fails": 1, "elements": {"CF_WSH": 1}, "lines": [29]},
        "document-several-subjects": {"applies": 30, "fails": 2, "elements": {"CF_WSH": 2}, "lines": [2]},
        "number-gap": {"applies": 30, "fails": 2, "elements": {"CF_WSH": 2}, "lines": [1]},
        "one-day-for-all": {"applies": 30, "fails": 30, "elements": {"CF_JDRQ": 30}, "lines": [1]},
        "volume-leaps": {"applies": 30, "fails": 0},
    }
    assert figures["findings"]["number-gap"] == 2


def test_a_number_that_stands_in_a_returned_row_is_not_missing(district):
    rows = [penalty_row(CF_WSH=f"津北试罚〔2026〕{n}号") for n in range(1, 21) if n != 9]
    rows[2] |= {"CF_NR_FK": ""}  # 3: a check returns it
    path = district.write(rows)
    header, *lines = path.read_text("utf-8").splitlines()
    lines[10] += ",多"  # 12: so does reading
    path.write_text("\n".join([header, *lines]), "utf-8")
    figures = district.collect(path=path)
    assert fates(figures) == (17, 0, 0, 2)
    assert quality(district, figures, "number-gap") == {"applies": 17, "fails": 1, "elements": {"CF_WSH": 1}, "lines": [1]}


def test_one_code_with_several_names_in_a_file(district):
    """As a code copied down: nobody knows the firm, so only the file itself shows it (ruling 523)."""
    names = ("天津（甲）商贸有限公司", "天津乙商贸有限公司", "天津 (甲) 商贸有限公司", "天津乙商贸有限公司")
    figures = district.collect(*(penalty_row(CF_XDR_MC=name) for name in names), penalty_row(CF_XDR_SHXYM=OTHER, CF_XDR_MC="丙"))
    assert fates(figures) == (5, 0, 0, 0)
    assert quality(district, figures, "code-several-names") == {"applies": 5, "fails": 4, "elements": {"CF_XDR_SHXYM": 4}, "lines": [1, 2]}
    register = district.collect(register_row(SHOP), register_row(SHOP, "津北另一店"), register_row(OTHER, "丙"), source="registrations")
    assert quality(district, register, "code-several-names") == {"applies": 3, "fails": 2, "elements": {"REG_USCC": 2}, "lines": [1, 2]}


def test_an_end_before_the_decision_is_told(district):
    figures = district.collect(penalty_row(CF_GSJZQ="1899/12/31"), penalty_row(CF_YXQ="1900/01/01"), penalty_row(CF_GSJZQ="2027/05/12"))
    assert fates(figures) == (3, 0, 0, 0)
    assert quality(district, figures, "end-before-decision") == {"applies": 5, "fails": 2, "elements": {"CF_YXQ": 1, "CF_GSJZQ": 1}, "lines": [1, 2]}


def test_an_ordinary_file_is_not_noticed(district):
    rows = [penalty_row(CF_WSH=f"津北试罚〔2026〕{n}号", CF_JDRQ=f"2026/05/{n % 9 + 1:02d}") for n in (*range(1, 12), 400)]
    assert not district.collect(*rows)["findings"].keys() & {"row-repeated", "document-several-subjects", "number-gap", "one-day-for-all", "volume-leaps"}


def test_a_file_many_times_larger_than_all_before(district):
    for day in range(1, 4):
        district.collect(*(penalty_row() for _ in range(day * 10)), received=f"2026-06-0{day}")
    assert "volume-leaps" not in district.collect(*(penalty_row() for _ in range(99)), received="2026-06-04")["findings"]
    rows = [penalty_row() for _ in range(500)]
    figures = district.collect(*rows, received="2026-06-05")
    assert figures["findings"]["volume-leaps"] == 500


def test_passed_failed_and_not_concerned_add_up(district):
    figures = district.collect(penalty_row(), penalty_row(CF_CFLB="警告", CF_NR_FK=""), penalty_row(CF_NR_FK=""), penalty_row(CF_XDR_MC=""))
    assert fates(figures) == (2, 0, 0, 2)
    assert quality(district, figures, "fine-missing") == {"applies": 3, "fails": 1, "elements": {"CF_NR_FK": 1}}
    assert quality(district, figures, "missing-name") == {"applies": 4, "fails": 1, "elements": {"CF_XDR_MC": 1}}
    assert quality(district, figures, "identity-check") == {"applies": 0, "fails": 0}


def test_a_row_that_cannot_be_read_gives_no_notice(district):
    """Its cells may have moved: what they seem to say otherwise than usual is not counted (ruling 178)."""
    path = district.folder / "torn.csv"
    sound, torn = penalty_row(BZ=""), list(penalty_row(CF_CFLB="没有这一种", BZ="").values())
    path.write_text("\n".join(",".join(line) for line in (sound.keys(), sound.values(), torn[:-1], penalty_row(BZ="").values())) + "\n", encoding="utf-8")
    figures = district.collect(path=path)
    assert fates(figures) == (2, 0, 0, 1)
    assert (figures["findings"].get("row-short"), figures["findings"].get("value-not-listed")) == (1, None)
    assert quality(district, figures, "value-not-listed")["fails"] == 0
    assert district.collect(penalty_row(CF_CFLB="没有这一种"))["findings"]["value-not-listed"] == 1


def test_texts_longer_than_their_room_do_not_stop_a_file(district):
    long = "长" * 450
    district.collect(register_row(name=long), register_row(OTHER, long + "二"), source="registrations")
    names = district.value("SELECT array_agg(name) FROM subjects_name")
    assert len(names) == len(set(names)) == 2
    assert all(name.startswith("长" * 300) and len(name) <= 400 for name in names)
    assert district.value("SELECT values->>'REG_NAME' FROM records_version ORDER BY id LIMIT 1") == long
    licence = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "某种证件" * 30, "CF_XDR_ZJHM": "E12345678"}
    assert fates(district.collect(penalty_row(**licence))) == (1, 0, 0, 0)


def test_a_correction_that_loses_a_value_with_its_column_says_so(district):
    rows = [penalty_row(CF_GSJZQ="2027/05/12", BZ="程序：普通程序"), penalty_row(CF_GSJZQ="2027/05/12"), penalty_row()]
    district.collect(*rows)
    header = [("公示截止期限" if code == "CF_GSJZQ" else code) for code in rows[0] if code != "BZ"]
    path = district.folder / "renamed.csv"
    lines = [header, *([text for code, text in row.items() if code != "BZ"] for row in rows)]
    path.write_text("\n".join(",".join(line) for line in lines) + "\n", encoding="utf-8")
    figures = district.collect(path=path)
    assert fates(figures) == (0, 1, 2, 0)
    assert figures["findings"]["values-left-out"] == 3 and figures["notes"]["values_left_out"] == {"备注": 1, "公示截止期": 2}
    blank = district.collect(*(row | {"CF_GSJZQ": ""} for row in rows))  # a column that is there says that there is nothing
    assert "values-left-out" not in blank["findings"]


@pytest.mark.parametrize(
    ("said", "more", "told"),
    [
        # The day, the kind and the code are seen beside the cell at fault; its own blank and what the day says together with others are not.
        (
            {"CF_NR": "罚款锟斤拷", "CF_JDRQ": "2026/02/30", "CF_XDR_LB": "法人", "CF_XDR_SHXYM": FIRM[:-1], "CF_YXQ": "2099/01/01"},
            "",
            [("broken-encoding", "CF_NR"), ("kind-unknown", "CF_XDR_LB"), ("code-short", "CF_XDR_SHXYM"), ("date-impossible", "CF_JDRQ")],
        ),
        ({"CF_JDRQ": "2026/02/锟斤拷"}, "", [("broken-encoding", "CF_JDRQ")]),
        ({"CF_NR": "罚款锟斤拷", "CF_JDRQ": "2026/02/30"}, ",尾", [("broken-encoding", "CF_NR"), ("ragged", "")]),  # cells may have moved
    ],
    ids=["other cells", "the cell itself", "moved"],
)
def test_a_row_with_a_cell_that_cannot_be_read_is_told_of_its_other_cells_at_once(district, said, more, told):
    path = district.write([penalty_row(**said), penalty_row(CF_WSH="乙号", CF_JDRQ="2026/13/01"), penalty_row(CF_WSH="丙号")])
    header, first, *rest = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, first + more, *rest]), "utf-8")
    figures = district.collect(path=path)
    (row, _) = district.rows("SELECT findings FROM collection_quarantined WHERE batch_id = %s ORDER BY line", figures["batch"])
    assert sorted((one["code"], one["field"]) for one in row[0]) == sorted(told)
    counted = {code: figures["findings"].get(code, 0) for code, _ in told}
    assert counted == {code: 1 + (code == "date-impossible") for code, _ in told}
    assert quality(district, figures, "date-impossible")["fails"] == 1  # of the row that could be read
