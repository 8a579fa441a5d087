"""What a cell shows by its number format (ECMA-376 part 1, 18.8.30 and 18.8.31; ruling 494)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.collection.reading.display_format import Unclear, formats, parsed
from chengxin.collection.reading.sheet_xml import unprefixed

DAY = dt.date(2026, 5, 1)
MOMENT = dt.datetime.combine(DAY, dt.time(3, 4))
ITSELF = None

SHOWN = [
    # words around a number
    ('"津北市监罚〔2024〕"0"号"', 15, "津北市监罚〔2024〕15号"), ('"第"0"号"', 0, "第0号"), ("第0号", 3, "第3号"), ('General"号"', 7, "7号"), ('G/通用格式"号"', 4, "4号"), ('"2024-"0000', 7, "2024-0007"),
    ('0.00"元"', 5000, "5000.00元"), ('0.00"元"', 5000.123, "5000.123元"), ('#,##0.00"元"', 5000, "5000.00元"), ('[$USD] 0.00', 5, "USD 5.00"), ('"$"#,##0', 5, "$5"), ('0;-0;"无"', 0, "无"),
    # zeros before it, and marks between its figures
    ("000000", 15, "000015"), ("000000", 1234567, "1234567"), ("0000-00-00", 20260512, "2026-05-12"), ('0000"-"00"-"00', 20260512, "2026-05-12"), ("00\\-00", 1234, "12-34"),
    ("0%", 0.5, "50%"), ("0.00%", 0.1234, "12.34%"), ("#,##0;-#,##0;;@", 0, ""),
    # what says nothing more than the number
    ("General", 5, ITSELF), ("0.00", 1.5, ITSELF), ("#,##0.00", 1234.5, ITSELF), ("0.000000_ ", 1.5, ITSELF), ("@", 5, ITSELF), ("0_);[Red](0)", 4, ITSELF), ("[Red]0;[Blue]-0", 5, ITSELF),
    ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 5, ITSELF), ('"¥"#,##0.00;"¥"\\-#,##0.00', -5, ITSELF), ("#,##0_);(#,##0)", -5, ITSELF), ("0.00E+00", 5, ITSELF), ("# ?/?", 0.5, ITSELF),
    ('0"号"', 10**15, ITSELF), ('0"号"', True, ITSELF), ("[DBNum2]General", 5, ITSELF), ("[>=10000]0.0;0", 5, ITSELF),
    # texts
    ('@"局"', "河北", "河北局"), ("@", "河北", ITSELF), ('0.00"元"', "免罚", ITSELF), ('0"元";0;0;"见"@', "附件", "见附件"), ('@"局"', " ", ITSELF),
    # days
    ('yyyy"年"m"月"d"日"', DAY, "2026/05/01"), ('[$-804]yyyy"年"m"月"d"日";@', MOMENT, "2026/05/01"), ("yyyy/m/d h:mm;@", MOMENT, ITSELF), ("h:mm", MOMENT, ITSELF), ("[h]:mm:ss", MOMENT, ITSELF),
    ('yyyy"年"m"月"', DAY, "2026年5月"), ('m"月"d"日"', DAY, "5月1日"), ("yyyy-mm", DAY, "2026-05"), ("[$-F800]dddd, mmmm dd, yyyy", DAY, "2026/05/01"), ("yyyy", DAY, "2026"),
]  # fmt: skip
UNCLEAR = [
    (";;;", 5), (";;;", "x"), ("0;;", -5), ('0!.0,"万"', 50000), ("0.00,", 50000), ("0,", 50000), ("mmm-yy", DAY), ('[>=10000]0!.0,"万";0', 5), ('0"元";-0"元"', -3), ('0.00E+00"元"', 5), ('0;0;0;"略"', "某某"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "shown"), SHOWN)
def test_what_a_cell_shows(code, value, shown):
    assert parsed(code).shown(value) == shown


@pytest.mark.parametrize(("code", "value"), UNCLEAR)
def test_what_cannot_be_told_is_not_guessed(code, value):
    with pytest.raises(Unclear):
        parsed(code).shown(value)
    assert parsed(code).changes_numbers()


@pytest.mark.parametrize(("code", "value", "shown"), SHOWN)
def test_a_format_that_shows_something_else_is_looked_for(code, value, shown):
    form = parsed(code)
    assert shown in (None, value) or form.changes_numbers() or form.drops_hours()


@pytest.mark.parametrize(
    ("code", "unit", "shown"),
    [
        ('0.00"万元"', "万元", ITSELF),
        ('"¥"0.0"万"', "万元", ITSELF),
        ('0.00"元"', "万元", "5.00元"),
        ('0.00"元"', "元", ITSELF),
        ('0.00"万元"', "元", "5.00万元"),
        ('0.00"万元"', "", "5.00万元"),
    ],
)
def test_the_unit_of_a_column_is_said_twice(code, unit, shown):
    assert parsed(code).shown(5, unit=unit) == shown


@given(
    st.lists(st.sampled_from([*'0#?.,%@;"\\!_*[]ymdhse+-/>=$年号 ', "General", "E+", "AM/PM", "[>5]"]), max_size=20).map("".join),
    st.one_of(st.integers(), st.floats(), st.text(max_size=3), st.dates(), st.datetimes(), st.none(), st.booleans()),
)
def test_no_format_is_too_odd(code, value):
    form = parsed(code)
    form.changes_numbers()
    form.drops_hours()
    try:
        assert isinstance(form.shown(value), str | None)
    except Unclear:
        pass


def test_only_formats_that_may_show_something_else_are_kept():
    styles = """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="176" formatCode="0&quot;号&quot;"/><numFmt numFmtId="177" formatCode="0.00_ "/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="57"/><xf numFmtId="14"/><xf/><xf numFmtId="x"/></cellXfs></styleSheet>"""
    assert set(formats(styles.encode())) == {1, 3, 4}
    assert formats(b"") == formats(b"<!DOCTYPE x><styleSheet/>") == {}


def test_prefixes_of_elements_go_wherever_the_pieces_are_cut():
    whole = b'<?xml version="1.0"?><x:sheet xmlns:x="u"><x:c r="A1" t="e"><x:v>x:y</x:v></x:c></x:sheet>'
    plain = b'<?xml version="1.0"?><sheet xmlns:x="u"><c r="A1" t="e"><v>x:y</v></c></sheet>'
    for cut in range(30, len(whole)):
        assert b"".join(unprefixed(iter((whole[:cut], whole[cut:])))) == plain
    assert b"".join(unprefixed(iter((plain, b"<c/>")))) == plain + b"<c/>"
