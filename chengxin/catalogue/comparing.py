"""版本对照: two versions of an item side by side, as people read them. Pure."""

from dataclasses import dataclass

from chengxin.catalogue.definitions import Element, ItemVersion
from chengxin.catalogue.rules import changes


@dataclass(frozen=True)
class Pair:
    """对照行: an element in both versions. ``state``: same, changed, added or gone; ``before`` and ``after`` say what it is, or what of it changed."""

    code: str
    name: str
    state: str
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def compared(before: ItemVersion, after: ItemVersion) -> list[Pair]:
    """Every element of both, in the order of the later version; what is gone stands where it stood."""
    old, new = ({element.code: element for element in version.elements} for version in (before, after))
    order = list(new)
    for place, code in enumerate(old):
        if code not in new:
            order.insert(min(place, len(order)), code)
    return [_pair(old.get(code), new.get(code)) for code in order]


def _pair(old: Element | None, new: Element | None) -> Pair:
    shown = new or old
    assert shown is not None
    if old is None or new is None:
        said = _told(shown)
        return Pair(shown.code, shown.name, "added" if old is None else "gone", () if old is None else said, () if new is None else said)
    changed = changes(old, new)
    if not changed:
        return Pair(new.code, new.name, "same", _told(new), _told(new))
    return Pair(new.code, new.name, "changed", tuple((name, was or "无") for name, was, _ in changed), tuple((name, now or "无") for name, _, now in changed))


def _told(element: Element) -> tuple[tuple[str, str], ...]:
    said = [("长度", element.notation), ("必填", element.must), ("公开", element.masking)]
    if element.code_set:
        said.append(("代码集", element.code_set))
    if element.rule:
        said.append(("填写规则", element.rule))
    return tuple(said)
