"""What Python asks of the database by name is there: a function renamed in SQL would else be missed first by whoever measures."""

import ast
import re
from pathlib import Path

_CALLED = r"\b(?:{rooms})_[a-z_]+(?=\()"
_MADE = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION\s+([a-z_]+)", re.IGNORECASE)


def called(text: str, rooms: tuple[str, ...]) -> set[str]:
    """The functions of rooms that strings of a module call."""
    words = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {name for word in words for name in re.findall(_CALLED.format(rooms="|".join(rooms)), word)}


def made(root: Path) -> set[str]:
    """The functions that the house makes: in files of SQL, or as Python writes them from data."""
    paths = [path for kind in ("*.sql", "*.py") for path in (root / "chengxin").rglob(kind) if "migrations" not in path.parts]
    return {name for path in paths for name in _MADE.findall(path.read_text(encoding="utf-8"))}


def test_every_function_that_is_called_is_made(root, reference):
    known = made(root)
    missing = {
        (str(path.relative_to(root)), name)
        for folder in ("chengxin", "bench")
        for path in (root / folder).rglob("*.py")
        if "migrations" not in path.parts
        for name in called(path.read_text(encoding="utf-8"), reference.ROOMS) - known
    }
    assert missing == set()


def test_a_call_is_seen_and_a_table_is_none():
    text = """x = "SELECT law_nothing(%s), a FROM law_power p WHERE p.code = ANY (law_codes_of(1))"\nlaw_python(1)\n"""
    assert called(text, ("law",)) == {"law_nothing", "law_codes_of"}
