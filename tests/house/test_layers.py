"""Rooms look downwards only: in imports (``.importlinter``), in rules, and in SQL, which no linter reads."""

import ast
import re
from pathlib import Path

import pytest

# What SQL of a room may name besides its own tables and those of rooms below it, and why.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def upward(room: str, text: str, rooms: tuple[str, ...]) -> set[tuple[str, str]]:
    """Names in SQL that belong to a room not below ``room``."""
    code = re.sub(r"--[^\n]*", "", text)
    beside = {frozenset(("collection", "publicity"))}
    found = set()
    for other in rooms:
        if rooms.index(other) > rooms.index(room) or frozenset((room, other)) in beside:
            found |= {(room, name) for name in re.findall(rf"\b{other}_[a-z_]+\b", code)}
    return found - EXCEPTIONS.keys()


def imports_django(path: Path) -> bool:
    """True if a module imports Django."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return any(name.split(".")[0] == "django" for name in names)


def test_import_contracts_are_kept(root, monkeypatch):
    cli = pytest.importorskip("importlinter.cli", reason="import-linter is not installed")
    monkeypatch.chdir(root)
    assert cli.lint_imports(config_filename=".importlinter", no_cache=True) == 0


def test_rules_know_no_django(root):
    paths = [p for p in (root / "chengxin").rglob("*.py") if p.name.endswith("rules.py")]
    assert [str(path) for path in paths if imports_django(path)] == []


def test_sql_names_nothing_of_a_room_above(root, reference):
    found = set()
    for room in reference.ROOMS:
        for path in (root / "chengxin" / room).rglob("*.sql"):
            found |= upward(room, path.read_text(encoding="utf-8"), reference.ROOMS)
    assert found == set()


def test_every_exception_is_still_needed(root):
    for (room, name), reason in EXCEPTIONS.items():
        assert reason
        assert any(name in path.read_text(encoding="utf-8") for path in (root / "chengxin" / room).rglob("*.sql")), name


def test_warrants_are_written_in_one_place(root):
    writing = re.compile(r"\b(INSERT INTO|COPY|UPDATE|MERGE INTO) law_warrant\b|\bWarrant\.objects\.\w*(create|update)", re.IGNORECASE)
    paths = [p for kind in ("*.py", "*.sql") for p in (root / "chengxin").rglob(kind)]
    moved = "chengxin/law/migrations/0010_grounds.py"  # words that stood in each warrant went to where they stand once (docs/decisions/0046)
    assert {str(p.relative_to(root)) for p in paths if writing.search(p.read_text(encoding="utf-8"))} - {moved} == {"chengxin/law/sql/authorise.sql"}


def test_a_look_upwards_is_noticed(reference, tmp_path):
    assert upward("law", "SELECT * FROM publicity_line", reference.ROOMS) == {("law", "publicity_line")}
    assert upward("publicity", "SELECT * FROM collection_batch", reference.ROOMS) == {("publicity", "collection_batch")}
    assert upward("law", "-- publicity_line\nSELECT * FROM records_record", reference.ROOMS) == set()
    (tmp_path / "rules.py").write_text("from django.db import models\n", encoding="utf-8")
    assert imports_django(tmp_path / "rules.py")
