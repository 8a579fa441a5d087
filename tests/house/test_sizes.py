"""A file of over 400 lines says why: its first docstring or comment holds the words “long because”."""

from pathlib import Path

LIMIT = 400
WORDS = "long because"


def unexplained(paths: list[Path]) -> list[str]:
    """Files over the limit that give no reason among their first lines."""
    found = []
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LIMIT and WORDS not in "\n".join(lines[:20]).lower():
            found.append(f"{path} ({len(lines)} lines)")
    return found


def test_long_files_explain_themselves(root):
    folders = [root / name for name in ("chengxin", "tests", "tools", "bench") if (root / name).is_dir()]
    paths = [path for folder in folders for kind in ("*.py", "*.sql") for path in folder.rglob(kind) if "node_modules" not in path.parts]
    assert paths
    assert unexplained(paths) == []


def test_a_long_silent_file_is_noticed(tmp_path):
    silent, told = tmp_path / "silent.py", tmp_path / "told.sql"
    silent.write_text("x = 1\n" * (LIMIT + 1), encoding="utf-8")
    told.write_text("-- long because one statement\n" + "select 1;\n" * LIMIT, encoding="utf-8")
    assert [line.split(" ")[0] for line in unexplained([silent, told])] == [str(silent)]
