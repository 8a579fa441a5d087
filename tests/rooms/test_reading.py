"""collection.reading: the quick reader reads as the careful one, blocks do not matter, and what a file is its bytes tell."""

import csv
import io
import tracemalloc

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chengxin.collection import gb18030, reading
from chengxin.collection.reading import careful, encoding, heading, quick
from chengxin.collection.reading.careful import Dialect
from chengxin.collection.returning import inert
from chengxin.ground.api import WrongUse

PIECES = st.sampled_from(["a", "中", ",", '"', '""', "\n", "\r\n", "\r", " ", "\t", ";", "'", "，", "b,c", 'x"y', ',"q,r",', "a,b,c\n", "\x0b", "\u2028", "\ufeff", ",,", "=1"])
NASTY = st.lists(PIECES, max_size=40).map("".join)
SOUND = st.lists(st.lists(st.text(st.sampled_from('ab中",\n; '), max_size=6), min_size=3, max_size=3), max_size=12)
QUIETLY = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def carefully(text: str) -> tuple[list[list[str]], list[str]]:
    """Rows with content and faults by the careful reader."""
    found = [record for record in careful.records(text, Dialect(",", width=3), final=True, longest=10_000) if record.cells]
    return [record.cells for record in found], [record.fault for record in found if record.fault]


@QUIETLY
@given(NASTY)
def test_the_quick_reader_reads_as_the_careful_one(text):
    columns = quick.columns(text.encode(), ",", 3)
    if columns is not None:
        assert (list(map(list, zip(*(column.to_pylist() for column in columns), strict=True))), []) == carefully(text)


@QUIETLY
@given(SOUND, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_sound_text_is_read_as_it_was_written(rows, end, quoting):
    sink = io.StringIO()
    csv.writer(sink, lineterminator=end, quoting=quoting).writerows(rows)
    read, faults = carefully(sink.getvalue())
    # A line of a cell's text that is a row of three by itself cannot be told from a swallowed row: returned, not guessed.
    if not any(line.count(",") >= 2 for row in rows for cell in row for line in cell.splitlines()[1:]) and "quote-unclosed" not in faults:
        assert (read, faults) == (rows, [])


def test_the_quick_reader_takes_what_is_usual():
    for text in ("a,b,c\n1,2,3\n", 'a,b,c\r\n"1,","2""",3\r\n\r\n', "中,文,字\n"):
        assert quick.columns(text.encode(), ",", 3) is not None, text
    for text in ("a,b\n", "a,b,c,d\n", 'a,"b\nb",c\n', 'a,b"b",c\n"d"e,f,g\n', "a,b,c\rd,e,f\n", 'a,"b,c\n', ""):
        assert quick.columns(text.encode(), ",", 3) is None, text


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def rows_of(path, **limits) -> list[tuple[int, list[str], list[str]]]:
    """Line, cells and faults of every row."""
    how = reading.layout(path, limits=reading.Limits(**limits))
    found = []
    for chunk in reading.chunks(path, how):
        for index in range(len(chunk)):
            codes = [fault.code for fault in chunk.faults.get(index, [])]
            found.append((chunk.first_line + index, [column[index].as_py() for column in chunk.columns] + chunk.extra.get(index, []), codes))
    return found


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NASTY, st.integers(12, 60), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_where_blocks_are_cut_does_not_matter(folder, text, size, name):
    path = folder / "blocks.csv"
    path.write_bytes(("一,二,三\n" + text).encode(name))
    whole = rows_of(path)
    before = encoding.BLOCK
    encoding.BLOCK = size
    try:
        assert rows_of(path) == whole
    finally:
        encoding.BLOCK = before


WIDTHS = st.lists(
    st.tuples(st.sampled_from(["a,b,c\n", "a,b,c,\n", "a,b,c,,\n", "a,b,c,d\n", "\n", "a,b\n", ",,,\n", '"a",b,c\n']), st.sampled_from([1, 1, 2, 9, 16, 17])), max_size=12
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WIDTHS, st.integers(12, 300))
def test_where_blocks_are_cut_does_not_matter_to_longer_rows(folder, rows, size):
    path = folder / "longer.csv"
    path.write_text("一,二,三\n" + "".join(row * times for row, times in rows), newline="")

    def told():
        how = reading.layout(path)
        found = [(chunk.first_line, chunk.faults, chunk.extra, len(chunk)) for chunk in reading.chunks(path, how)]
        return {first + index: faults for first, within, _, _ in found for index, faults in within.items()}, sum(count for *_, count in found), how.notes()

    whole, before = (rows_of(path), told()), encoding.BLOCK
    encoding.BLOCK = size
    try:
        assert (rows_of(path), told()) == whole
    finally:
        encoding.BLOCK = before


@pytest.mark.parametrize(
    ("rows", "returned"),
    [
        (["1,2,3", "1,2,3,", "1,2,3"], [2]),  # alone
        (["1,2,3,", "1,2,3"], [1]),
        (["1,2,3,"], [1]),
        (["1,2,3,", "1,2,3,"], []),  # every row
        (["1,2,3,"] * 40, []),
        (["1,2,3,,"] * 40, []),
        (["1,2,3,", "", "1,2,3,"], []),  # blank lines are no rows
        (["1,2,3,"] * 20 + ["1,2,3,,"], [21]),  # longer than its file's habit
        (["1,2,3,"] * 20 + ["1,2,3"] + ["1,2,3,"] * 9, []),  # nearly every row
        (["1,2,3"] * 15 + ["1,2,3,"] * 16 + ["1,2,3"], []),  # sixteen from the top of the sheet
        (["1,2,3"] * 13 + ["1,2,3,"] * 5 + ["1,2,3"], [14, 15, 16, 17, 18]),  # not at once
        (["1,2,3"] * 31 + ["1,2,3,"], [32]),
    ],
)
def test_only_a_habit_explains_blank_cells_beyond_the_header(folder, rows, returned):
    path = folder / "habit.csv"
    path.write_text("\n".join(["一,二,三", *rows]) + "\n")
    assert [line for line, _, codes in rows_of(path) if codes == ["row-long"]] == returned
    assert all(not codes for line, _, codes in rows_of(path) if line not in returned)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_mark_in_quotation_is_not_left_over(folder, end):
    path = folder / "marks.csv"
    for row, left in (('a,b,""""', None), ('"""",b,c', None), ('a,b,48"', 1)):
        path.write_text(end.join(["一,二,三", row, "d,e,f"]) + end, newline="")
        how = reading.layout(path)
        assert sum(len(chunk) for chunk in reading.chunks(path, how)) == 2
        assert how.notes().get("marks_left_over") == left, row


def test_rows_are_counted_where_lines_end_in_a_return_alone():
    assert [quick.lines(block) for block in (b"", b"1,2,3\r", b"1,2,3", b"1,2,3\n", b"1,2,3\r\n\n4,5,6")] == [0, 1, 1, 1, 3]


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_an_inert_cell_is_undone_exactly(text):
    made = inert(text)
    assert pc.replace_substring_regex(pa.array([made]), r"^'('*[=+\-@\t\r])", r"\1")[0].as_py() == text
    if text[:1] in tuple("=+-@\t\r") and not text[1:].replace(".", "").isascii():
        assert made.startswith("'")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_lead_to_a_crash(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    try:
        rows_of(path)
    except WrongUse as error:
        assert error.code and str(error)


@settings(max_examples=150, deadline=None)
@example(444, b"\x84", "ods")  # the name of an entry as the directory has it, not as it stands before the entry
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=6), st.sampled_from(["xlsx", "zip", "xls", "ods"]))
def test_no_damage_to_a_workbook_leads_to_a_crash_or_to_other_rows(tmp_path_factory, workbooks, at, bytes_, kind):
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(workbooks[kind])
    sound = rows_of(path)
    data = bytearray(workbooks[kind])
    at %= len(data)
    data[at : at + len(bytes_)] = bytes_
    path.write_bytes(bytes(data))
    try:
        found = rows_of(path)
    except WrongUse as error:
        assert error.code and str(error)
    else:
        assert found == sound or kind == "xls"  # the old form has no sum that would tell


@pytest.fixture(scope="module")
def workbooks() -> dict[str, bytes]:
    """One small table in each form."""
    import zipfile

    import openpyxl
    import xlwt

    made = {}
    sink = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (["一", "二", "三"], ["a", 1, "=1+1"], ["b", 2.5, "c"]):
        book.active.append(row)
    book.save(sink)
    made["xlsx"] = sink.getvalue()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("一.csv", "一,二,三\na,b,c\n" * 20)
    made["zip"] = sink.getvalue()
    sink = io.BytesIO()
    old = xlwt.Workbook()
    sheet = old.add_sheet("表")
    for number in range(3):
        sheet.write(number, 0, "一")
        sheet.write(number, 1, number)
    old.save(sink)
    made["xls"] = sink.getvalue()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", open_document([["一", "二", "三"], ["a", "b", "c"]]))
    made["ods"] = sink.getvalue()
    return made


def open_document(rows: list[list[str]], extra: str = "") -> str:
    """content.xml of an .ods with one sheet."""
    cells = "".join(
        "<table:table-row>" + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row) + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    return f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表">{cells}{extra}</table:table></office:spreadsheet></office:body></office:document-content>'


def test_an_open_document_is_read_and_its_repeats_are_bounded(folder, workbooks):
    path = folder / "a.ods"
    path.write_bytes(workbooks["ods"])
    assert [cells for _, cells, _ in rows_of(path)] == [["a", "b", "c"]]
    import zipfile

    bomb = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", open_document([["一", "二", "三"]], bomb))
    with pytest.raises(WrongUse) as trouble:
        rows_of(path)
    assert trouble.value.code == "sheet-too-large"


def test_characters_that_left_private_use_in_2022():
    for old, new in gb18030.MOVED.items():
        assert gb18030.to_utf8(chr(old).encode("gb18030")) == chr(new).encode()
        assert gb18030.encoded(chr(new)) == chr(old).encode("gb18030")
    assert gb18030.to_utf8(b"\xa6\xd9\xfe\x59\xa8\xbc").decode() == "\ufe10\u9fb4\u1e3f"
    assert gb18030.to_utf8("天津市𬭊".encode("gb18030")).decode() == "天津市𬭊"


def test_a_long_file_is_not_looked_through_before_it_is_read(folder, monkeypatch):
    """Its beginning says UTF-8; lines further down that are not are told all the same."""
    monkeypatch.setattr(encoding, "_valid_utf8", lambda stream: pytest.fail("read twice"))
    path = folder / "long.csv"
    line = "天津某某商贸有限公司,天津市河北区,完\n"
    count = encoding._SAMPLE // len(line.encode()) + 10
    path.write_bytes(b"\xef\xbb\xbf" + "一,二,三\n".encode() + line.encode() * count + line.encode("gb18030") + "天津某".encode() + b"\xe5\xa4,x,y\n" + line.encode())
    how = reading.layout(path)
    assert how.encoding == "utf-8-sig"
    rows = [row for chunk in reading.chunks(path, how) for row in zip(*(column.to_pylist() for column in chunk.columns), strict=True)]
    assert len(rows) == count + 3 and rows[count] == rows[0] == rows[-1] and rows[count + 1][0] == "天津某\ufffd"
    assert (how.notes()["lines_in_gb18030"], how.notes()["lines_broken"]) == (1, 1)


def test_nothing_of_a_person_is_told_from_above_a_table():
    assert "120105" not in heading.told("填表人身份证 120105190001010010 共 2 页")
    assert len(heading.told("长" * 500)) == 100


def test_memory_does_not_grow_with_the_file(folder):
    path = folder / "large.csv"
    line = ("某某商贸有限公司," * 8 + "完\r\n").encode()
    with path.open("wb") as stream:
        stream.write(",".join("一二三四五六七八九").encode() + b"\r\n")
        for _ in range(120):
            stream.write(line * 5000)
    how = reading.layout(path)
    tracemalloc.start()
    try:
        sizes = [(len(chunk), pa.total_allocated_bytes()) for chunk in reading.chunks(path, how)]
        peak = tracemalloc.get_traced_memory()[1] + max(size for _, size in sizes)
    finally:
        tracemalloc.stop()
    assert sum(rows for rows, _ in sizes) == 600_000
    assert path.stat().st_size > 110 << 20
    assert peak < 90 << 20, f"{peak >> 20} MB"


def test_a_name_below_several_heads_is_told_apart_by_the_head_merged_across_it():
    known = {"当事人": "A", "文号": "B", "发证机关代码": "C", "信用代码": "D"}
    heads = ["持证主体", "", "文号", "发证机关", "", "报送单位", "", "备注"]
    below = ["当事人", "信用代码", "", "名称", "代码", "名称", "代码", ""]
    wide = {(1, 0): 1, (1, 3): 4, (1, 5): 6}
    rows = [["2026年台账"], heads, below, ["甲", "1", "2", "3", "4", "5", "6", "7"]]
    found, count = heading.find(rows, known.get, wide)
    assert found.cells == ("当事人", "信用代码", "文号", "发证机关名称", "发证机关代码", "报送单位名称", "报送单位代码", "备注")
    assert (found.rows, found.above, count) == (3, ("2026年台账",), 4)
    # Nothing says how far a head reaches in a text: the names stay doubled, and the file is refused for them.
    assert heading.find(rows, known.get)[0].cells.count("代码") >= 1
    # The upper row may name elements of its own, and the lower one hardly any but for its heads.
    upper, lower = ["编号", "甲方", "", "乙方", "", "日期"], ["", "名称", "代码", "名称", "代码", ""]
    known_too = {name: name for name in ("编号", "日期", "甲方名称", "甲方代码", "乙方名称", "乙方代码")}
    whole, _ = heading.find([upper, lower, ["1", "甲", "9", "乙", "9", "2"]], known_too.get, {(0, 1): 2, (0, 3): 4})
    assert (whole.cells, whole.rows) == (("编号", "甲方名称", "甲方代码", "乙方名称", "乙方代码", "日期"), 2)
    # A name that is known by itself is never hidden behind a head.
    twice = [["主体", "", "代表人", ""], ["当事人", "信用代码", "姓名", "信用代码"], ["甲", "1", "乙", "2"]]
    assert heading.find(twice, known.get, {(0, 0): 1, (0, 2): 3})[0].cells.count("信用代码") == 2
