"""Amounts in yuan wherever a table says so, and pages saved as a workbook whose words nobody sees: nothing of it is taken for what it is not (docs/rulings.md, 153, 490, 494)."""

import dataclasses
import datetime as dt
import io

import pytest
import xlsxwriter

from chengxin.catalogue import api as catalogue
from chengxin.collection import header
from chengxin.collection.reading import display_format
from chengxin.collection.sources.definitions import source
from chengxin.collection.sources.mapping import Translation
from chengxin.ground.api import Refusal
from tests.district import penalty_row
from tests.rooms.making import row_of

ROW = penalty_row(BZ="")
FINE = "CF_NR_FK"


def page(district, cells: dict[str, str] = {}, *, row: str = "", style: str = ""):
    """A page of one row, with these cells as they are written."""
    said = {code: f"<td>{value}</td>" for code, value in ROW.items()} | cells
    path = district.folder / "page.xls"
    head = "".join(f"<th>{code}</th>" for code in said)
    path.write_text(
        f"<html><head><meta charset=utf-8><style>{style}</style></head><body><table><tr>{head}</tr><tr {row}>{''.join(said.values())}</tr></table></body></html>", "utf-8"
    )
    return path


@pytest.mark.parametrize(
    "cell",
    [
        '<td><span style="display:none">9</span>0.5</td>', '<td><span style="VISIBILITY: hidden">9</span>0.5</td>', "<td><span hidden>9</span>0.5</td>", '<td><b class="no x">9</b>0.5</td>',
        '<td style="text-decoration:line-through">0.5</td>', '<td><font style="text-decoration-line: underline line-through">0.5</font></td>', '<td><span class=gone><i>0</i></span>0.5</td>',
    ],
)  # fmt: skip
def test_what_a_page_hides_or_strikes_out_makes_its_cell_unclear(district, cell):
    figures = district.collect(path=page(district, {FINE: cell}, style=".no { display : none } td .gone, .else {text-decoration: line-through}"))
    assert (figures["accepted"], figures["quarantined"], figures["findings"]["unclear-cell"]) == (0, 1, 1)


@pytest.mark.parametrize(("row", "returned"), [('style="text-decoration:line-through"', 1), ("class=gone", 1), ('style="display:none"', 0)])
def test_a_row_of_a_page_that_is_struck_out_is_no_decision_and_a_hidden_one_counts(district, row, returned):
    assert district.collect(path=page(district, row=row, style="tr.gone{text-decoration:line-through}"))["quarantined"] == returned


@pytest.mark.parametrize("cell", ["<td><p>0.5</p><p>3</p></td>", "<td><div>0.5</div><div>3</div></td>", "<td>0.5<li>3</td>", "<td>0.5<br>3</td>"])
def test_paragraphs_of_a_page_are_not_joined(district, cell):
    figures = district.collect(path=page(district, {FINE: cell}))
    assert (figures["quarantined"], figures["findings"]["fine-not-a-number"]) == (1, 1)


def test_a_page_with_paragraphs_and_empty_hidden_tags_is_taken(district):
    cells = {FINE: '<td><p class=MsoNormal>0.5</p><span style="display:none"></span></td>', "CF_SY": "<td><p>未按规定</p><p>公示</p></td>"}
    assert district.collect(path=page(district, cells, style=".gone{display:none}"))["accepted"] == 1
    assert district.rows("SELECT values ->> 'CF_NR_FK', values ->> 'CF_SY' FROM records_version") == [("0.5", "未按规定\n公示")]


def csv_of(district, *, above: str = "", head: str = "", under: str = "", below: str = ""):
    path = district.write([ROW])
    lines = path.read_text("utf-8").splitlines()
    place = list(ROW).index(FINE)

    def at(text):
        return ",".join(text if n == place else "" for n in range(len(ROW)))

    whole = [*([above] if above else []), *([at(head)] if head else []), lines[0], *([at(under)] if under else []), *lines[1:], *([below] if below else [])]
    path.write_text("\n".join(whole) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    "line",
    [
        "单位：元", "单位：元（人民币）", "单位：人民币（元）", "金额单位：元人民币", "单位(元)", "单位：元、份", "货币单位：人民币/元", "单位：元。", "单位：RMB元", "单位：圆", "金额以元为单位", "罚款金额单位为元",
        "填报人：李明 单位：元 2026年5月",
    ],
)  # fmt: skip
def test_a_table_that_says_yuan_is_refused_whole(district, line):
    for where in ("above", "below"):
        with pytest.raises(Refusal) as refusal:
            district.collect(path=csv_of(district, **{where: line if where == "above" else f"注：{line}"}))
        assert refusal.value.codes == ("amount-unit",)
    assert district.value("SELECT count(*) FROM records_version") == 0 == district.value("SELECT count(*) FROM collection_batch")


@pytest.mark.parametrize("line", ["单位：万元", "金额单位：万元（人民币）", "报送单位：元氏县某某局", "单位：人民币万元", "单位：户", "金额以万元为单位"])
def test_a_table_that_says_ten_thousands_or_nothing_of_money_is_taken(district, line):
    assert district.collect(path=csv_of(district, above=line))["accepted"] == 1


@pytest.mark.parametrize("said", [{"under": "（元）"}, {"under": "元"}, {"under": "单位：元"}])
def test_units_below_the_header_are_heard(district, said):
    with pytest.raises(Refusal) as refusal:
        district.collect(path=csv_of(district, **said))
    assert refusal.value.codes == ("amount-unit",)


def whole_or_refused(district, path, rows: int | None) -> None:
    """All ``rows`` are accepted; where it is None, the file is refused for its unit."""
    if rows is not None:
        assert district.collect(path=path)["accepted"] == rows
        return
    with pytest.raises(Refusal) as refusal:
        district.collect(path=path)
    assert refusal.value.codes == ("amount-unit",)


@pytest.mark.parametrize(("head", "taken"), [("金额（元）", False), ("金额（单位：元）", False), ("金额（万元）", True)])
def test_the_head_of_a_group_of_columns_is_heard(district, head, taken):
    path = district.write([ROW])
    header, row = path.read_text("utf-8").splitlines()
    place = list(ROW).index(FINE)
    upper = ",".join(head if n == place else name for n, name in enumerate(ROW))
    lower = ",".join("罚款金额(万元)" if n == place else "" for n in range(len(ROW)))
    path.write_text(f"{upper}\n{lower}\n{row}\n", "utf-8")
    whole_or_refused(district, path, 1 if taken else None)


@pytest.mark.parametrize(
    ("column", "taken"),
    [
        ({"金额单位": "元"}, False),
        ({"罚款单位": "人民币元"}, False),
        ({"币种": "人民币（元）"}, False),
        ({"单位": "千元"}, False),
        ({"金额单位": "万元"}, True),
        ({"报送单位": "区应急局"}, True),
    ],
)
def test_a_column_that_tells_the_unit_is_heard(district, column, taken):
    path = district.write([penalty_row() | dict.fromkeys(column, ""), penalty_row(CF_WSH="津北市监罚〔2026〕2号") | column])
    whole_or_refused(district, path, 2 if taken else None)


def test_the_name_of_a_sheet_tells_the_unit(district):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("处罚（单位：元）")
        sheet.write_row(0, 0, list(ROW))
        sheet.write_row(1, 0, list(ROW.values()))
    path = district.folder / "unit.xlsx"
    path.write_bytes(made.getvalue())
    with pytest.raises(Refusal):
        district.collect(path=path)


@pytest.mark.parametrize(
    ("over", "taken"),
    [
        ({0: "基本信息", FINE: "金额（元）"}, False), ({0: "行政处罚情况表（元）"}, False), ({0: "单位：千元"}, False), ({0: "金额单位：亿元"}, False), ({0: "基本信息", FINE: "金额（万元）"}, True),
        ({0: "注册资本（元）", FINE: "罚没"}, True), ({0: "罚款总额（元）12000"}, True),
    ],
)  # fmt: skip
def test_the_row_above_a_whole_header_is_heard_over_its_amounts(district, over, taken):
    path = district.write([ROW])
    cells = ",".join(over.get(name, over.get(n, "")) for n, name in enumerate(ROW))
    path.write_text(f"{cells}\n{path.read_text('utf-8')}", "utf-8")
    whole_or_refused(district, path, 1 if taken else None)


def test_a_line_in_yuan_concerns_amounts_in_ten_thousands_only(district):
    """A table without such a column, or of a source that says itself that it is in yuan, has nothing wrong."""
    foreign = dataclasses.replace(source("penalties"), translation=Translation(units={FINE: "元"}))
    version = catalogue.item("penalty").version_on(dt.date(2026, 5, 15))
    mapping = header.mapped(tuple(ROW), version, foreign)
    assert header.amounts_in_ten_thousands(mapping, version, foreign) == [mapping.columns["CF_NR_WFFF"]]
    path = district.write([{code: value for code, value in ROW.items() if not code.startswith("CF_NR_")} | {"CF_CFLB": "警告"}])
    path.write_text(f"单位：元\n{path.read_text('utf-8')}", "utf-8")
    assert district.collect(path=path)["accepted"] == 1


@pytest.mark.parametrize("name", ["罚款金额（单位：万元）", "罚款金额（人民币万元）", "罚款金额（人民币：万元）", "20.罚款金额(万元)", "20、罚款金额（万元）"])
def test_a_column_with_its_number_and_its_unit_in_words_is_known(district, name):
    assert district.collect(path=district.write([{name if code == FINE else code: value for code, value in ROW.items()}]))["accepted"] == 1


def workbook(district, form: str, value: float):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(ROW))
        sheet.write_row(1, 0, list(ROW.values()))
        sheet.write_number(1, list(ROW).index(FINE), value, book.add_format({"num_format": form}))
    path = district.folder / "shown.xlsx"
    path.write_bytes(made.getvalue())
    return path


@pytest.mark.parametrize("form", ["¥#,##0.00", '"¥"#,##0.00', "[$¥-804]#,##0.00", "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ", "￥0"])
def test_an_amount_shown_in_yuan_is_not_taken_for_ten_thousands(district, form):
    assert district.collect(path=workbook(district, form, 5000))["findings"]["shown-otherwise"] == 1


@pytest.mark.parametrize("form", ["¥#,##0", 7, '0"元"'])
def test_a_source_that_counts_in_yuan_may_show_its_sign(district, form, monkeypatch):
    yuan = Translation(units={FINE: "元"})
    monkeypatch.setattr(header, "Recognition", lambda version, source, *, real=header.Recognition: real(version, dataclasses.replace(source, translation=yuan)))
    assert header.Recognition(catalogue.item("penalty").versions[-1], source("penalties")).units[FINE] == "元"
    assert "shown-otherwise" not in district.collect(path=workbook(district, form, 5000))["findings"]


@pytest.mark.parametrize(("unit", "taken"), [("元", True), ("万元", False)])
def test_the_sign_of_an_old_workbook_is_the_yuan(unit, taken):
    """Format 7 of an .xls, which its reader writes as in America, is in yuan here."""
    form = display_format.of_cells(7, '"$"#,##0.00_);("$"#,##0.00)')
    if taken:
        assert form is not None and form.shown(5000.0, unit=unit) in (None, "5000")
    else:
        with pytest.raises(display_format.Unclear):
            form.shown(5000.0, unit=unit)


def test_a_consent_that_is_none_is_missing(district):
    """The number of a natural person's consent to an honour (S14) is a number, not the word that there is none."""
    item = catalogue.item("honour")
    rows = [row_of(item, item.versions[0]) | {"主体类别": "自然人", "本人同意文书编号": number} for number in ("津北同意〔2026〕1号", "无", "暂无文号")]
    figures = district.collect(*rows, source="honours")
    assert figures["findings"].get("value-missing-when") == 2


@pytest.mark.parametrize(
    ("form", "value", "stored"), [("0.000000", 0.00005, "0.00005"), ("General", 0.000001, "0.000001"), ("#,##0.00", 5000, "5000"), ("_ * #,##0.00_ ", 0.5, "0.5")]
)
def test_an_amount_is_stored_as_it_is(district, form, value, stored):
    assert district.collect(path=workbook(district, form, value))["accepted"] == 1
    assert district.value("SELECT values ->> 'CF_NR_FK' FROM records_version") == stored


@pytest.mark.parametrize("amount", ["0,500", "0，500", "00,500", "-0,500", "1,50"])
def test_a_point_mistyped_as_a_comma_is_no_thousand(district, amount):
    assert district.collect(penalty_row(CF_NR_FK=amount))["findings"]["fine-not-a-number"] == 1


@pytest.mark.parametrize(("fine", "told"), [("5000元", 1), ("五千", 1), ("", 0), ("无", 0), ("/", 0), ("0.5", 0)])
def test_a_fine_in_words_is_told_of_where_the_kind_is_another(district, fine, told):
    figures = district.collect(penalty_row(CF_CFLB="警告", CF_NR_FK=fine))
    assert (figures["accepted"], figures["findings"].get("amount-not-a-number", 0)) == (1, told)


def test_two_decisions_without_a_number_are_two_returned_rows(district):
    figures = district.collect(penalty_row(CF_WSH="/"), penalty_row(CF_WSH="/", CF_JDRQ="2026/05/11"), penalty_row(CF_WSH="—"))
    assert (figures["quarantined"], figures["findings"]["missing-document-number"]) == (3, 3)
