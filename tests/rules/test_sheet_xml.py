"""reading.sheet_xml: however a part is cut, its prefixes go and every cell tells its place."""

import pytest

from chengxin.collection.reading.sheet_xml import column_letters, column_number, placed, unprefixed

LEFT_OUT = (
    b'<worksheet><cols><col min="1"/></cols><sheetData><row><c t="s"><v>1</v></c><c/><c r="E1"/><c s="2"><v>2</v></c></row>'
    b'<row r="5"><c><v>1</v></c></row><row/><row spans="1:2"><c/></row></sheetData><rowBreaks/></worksheet>'
)
TOLD = (
    b'<worksheet><cols><col min="1"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"/><c r="E1"/><c r="F1" s="2"><v>2</v></c></row>'
    b'<row r="5"><c r="A5"><v>1</v></c></row><row r="6"/><row r="7" spans="1:2"><c r="A7"/></row></sheetData><rowBreaks/></worksheet>'
)


@pytest.mark.parametrize("sheet", [LEFT_OUT, TOLD, LEFT_OUT.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")], ids=["left out", "told", "with a prefix"])
def test_every_cell_tells_its_place(sheet):
    for size in range(1, len(sheet) + 1):
        assert b"".join(placed(unprefixed(sheet[at : at + size] for at in range(0, len(sheet), size)))) == TOLD


def test_letters_and_numbers_of_columns():
    assert [column_letters(number) for number in (0, 25, 26, 701, 702, 16383)] == [b"A", b"Z", b"AA", b"ZZ", b"AAA", b"XFD"]
    assert all(column_number(column_letters(number)) == number for number in range(2000))
