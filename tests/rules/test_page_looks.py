"""What of a page is hidden, struck out or a line of its own (CSS 2.1, chapters 6, 9.2, 11.2 and 16.3.1; ruling 490)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.collection.reading.page_looks import Element, Look, Looks

ROW = [("table", {}), ("tr", {"class": "void"}), ("td", {"class": "xl1", "id": "a"})]


def seen(style: str, *way: tuple[str, dict[str, str | None]]) -> Look:
    """The look of the last element of a way into the page."""
    looks = Looks.of_page(f"<html><STYLE type='text/css'>{style}</style>")
    around: list[Element] = []
    for tag, said in way:
        around.append(looks.element(tag, said, around))
    return around[-1].look


@pytest.mark.parametrize(
    ("style", "struck"),
    [
        (".xl1{text-decoration:line-through}", True),
        ("td{text-decoration:none} .xl1{text-decoration:line-through}", True),
        (".xl1{text-decoration:line-through} td{text-decoration:none}", True),
        ("#a{text-decoration:none} .xl1{text-decoration:line-through}", False),
        ("#a{text-decoration:none} .xl1{text-decoration:line-through !important}", True),
        (".xl1{text-decoration:line-through} .xl1{text-decoration:underline}", False),
        ("tr.void{text-decoration:line-through} td{text-decoration:none}", True),
        ("table > .void td, b{TEXT-DECORATION-LINE:Underline Line-Through}", True),
        (".void .void td{text-decoration:line-through}", False),
        ("td:hover, td[lang], td + td{text-decoration:line-through}", False),
        ("td:first-child, td:not(.other){text-decoration:line-through}", True),
        ("@media print{.xl1{text-decoration:line-through} .b{color:red}} .c{color:red}", False),
        ("@media screen{.xl1{text-decoration:line-through} .b{color:red}} .c{color:red}", True),
        ("@import 'x.css'; .xl1{text-decoration:line-through}", True),
        ("<!-- .xl1 /* } */ {text-decoration:line-through; -->", True),
        (".xl10{text-decoration:line-through}", False),
    ],
)
def test_what_is_struck_out(style, struck):
    assert seen(style, *ROW).struck == struck


def test_hidden_and_shown_again():
    assert seen(".void{display:none}", *ROW, ("b", {"style": "display:block"})).hidden
    assert seen(".void{visibility:hidden}", *ROW).hidden
    assert not seen(".void{visibility:hidden} .xl1{visibility:visible}", *ROW).hidden
    assert seen("", ("p", {"hidden": None})).hidden
    assert not seen("", ("p", {"hidden": None, "style": "display:block"})).hidden
    assert seen("p{display:none}", ("p", {})).hidden


def test_what_is_a_line_of_its_own():
    assert seen("", ("p", {})).line
    assert not seen("", ("span", {})).line
    assert not seen("p{display:inline-block}", ("p", {})).line
    assert seen("", ("span", {"style": "display: block"})).line
    assert not seen("", ("p", {}), ("b", {})).line


@given(st.lists(st.sampled_from([*"{};:,.#@! -*/<>a", "display", "none", "@media", "/*", "*/"]), max_size=60).map("".join))
def test_no_style_sheet_is_too_odd(style):
    assert isinstance(seen(style, *ROW), Look)
