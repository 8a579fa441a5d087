"""带要素的列名: a column's name that carries its element, so that a rule knows what its own version says of it."""

import ibis.expr.types as ir

from chengxin.catalogue.api import Element, ItemVersion


class ElementColumn(str):
    """要素列: the code of an element as a column's name, with the element beside it."""

    __slots__ = ("element",)
    element: Element

    def __new__(cls, element: Element) -> "ElementColumn":
        """The column of ``element``."""
        made = super().__new__(cls, element.code)
        made.element = element
        return made

    @property
    def longest(self) -> int:
        """The longest text this version allows here."""
        return self.element.longest or 0


class ColumnWith(str):
    """带值的列名: the column of a role, with what its item says beside it."""

    __slots__ = ("values",)
    values: tuple[str, ...]

    def __new__(cls, role: str, values: tuple[str, ...]) -> "ColumnWith":
        """The column of ``role``, with these ``values``."""
        made = super().__new__(cls, role)
        made.values = values
        return made


def columns(version: ItemVersion) -> list[ElementColumn]:
    """Every element of a version as such a column."""
    return [ElementColumn(element) for element in version.elements]


def advised(mark: str | None) -> bool:
    """A rule with this mark, from memory or of ours, advises; one that was found returns a row (ruling 10)."""
    return mark is not None and not mark.startswith("S")


def condition_holds(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """The element must be filled in this row: the other element has, or has not, one of the values."""
    condition = column.element.condition
    assert condition is not None
    values = list(condition.values)
    other = row[condition.element]
    return (other != "") & other.notin(values) if condition.negated else other.isin(values)
