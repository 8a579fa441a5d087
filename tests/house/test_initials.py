"""The table of pinyin initials says what the library it was made from says."""

import importlib.util


def test_the_table_of_initials_is_the_librarys(root):
    spec = importlib.util.spec_from_file_location("initials", root / "tools" / "initials.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TABLE.read_text(encoding="ascii").splitlines() == tool.lines()
