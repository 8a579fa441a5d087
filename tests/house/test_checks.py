"""Every check introduces itself: rule, source, level, action, and what the organ is to do; and keeps to what all engines understand."""

import ast
import re
from pathlib import Path

from chengxin.collection import messages
from chengxin.collection.checks import LEVELS, NOTICE, QUARANTINE, level_of, register, rule_of, source_of

TO_DO = re.compile("请|应为|建议|无需|可以")
# What RE2 and Java read differently, or one of them not at all.
UNLIKE = re.compile(r"\$|\\[sSdDwWbBZ]|\(\?")
ONE_CHARACTER = re.compile(r"\\.|\[[^\]]*\]")  # what is written out is read alike; a bare point is not: Java ends a line in five ways


def faults(check) -> list[str]:
    """What a check fails to say of itself."""
    found = []
    if level_of(check) not in LEVELS:
        found.append("level")
    if check.ACTION not in (QUARANTINE, NOTICE) or (level_of(check) in LEVELS[2:] and check.ACTION != NOTICE):
        found.append("action")
    if not TO_DO.search(check.MESSAGE):
        found.append("what to do")
    if not source_of(check) or "\u4e00" > rule_of(check)[:1]:
        found.append("rule and source")
    return found


def unlike(text: str) -> list[str]:
    """Patterns of a check's file that engines read differently: raw texts, and whatever is put together where it is searched for."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("re_"))
    built = ["".join(part.value for part in ast.walk(call) if isinstance(part, ast.Constant) and isinstance(part.value, str)) for call in calls]
    patterns = [*built, *re.findall(r'(?<!\w)rf?"((?:[^"\\]|\\.)*)"', text)]
    return [pattern for pattern in patterns if UNLIKE.search(pattern) or "." in ONE_CHARACTER.sub("", pattern)]


def test_every_check_says_what_it_is():
    assert {check.CODE: faults(check) for check in register.every() if faults(check)} == {}
    codes = [check.CODE for check in register.every()]
    assert len(codes) == len(set(codes))


def test_the_organ_reads_a_sentence_for_every_code():
    assert [check.CODE for check in register.every() if messages.message_of(check.CODE) != check.MESSAGE] == []


def test_every_file_of_a_check_is_in_the_register(root):
    listed = {check.__name__ for check in register.every()}
    for level in LEVELS:
        folder = root / "chengxin" / "collection" / "checks" / level
        assert {f"chengxin.collection.checks.{level}.{path.stem}" for path in folder.glob("[a-z]*.py")} <= listed


def test_the_reference_lists_every_check_with_level_action_and_source(root):
    page = (root / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    for level, part in zip(LEVELS, re.split(r"^## ", page, flags=re.MULTILINE)[1:], strict=False):
        assert part.startswith(level)
        for check in (check for check in register.every() if level_of(check) == level):
            assert f"| `{check.CODE}` | {check.ACTION} | {source_of(check)} |" in part


def test_patterns_keep_to_what_all_engines_understand(root):
    paths = [*(root / "chengxin" / "collection" / "checks").rglob("*.py"), *(root / "tests" / "files" / "plugin" / "checks").rglob("*.py")]
    told = {path.name: unlike(path.read_text(encoding="utf-8")) for path in paths if path.name not in ("plugged.py", "__init__.py")}
    assert {name: found for name, found in told.items() if found} == {}


def test_a_silent_check_and_an_unlike_pattern_are_noticed(tmp_path: Path):
    class Silent:
        __name__, __doc__, ACTION, MESSAGE = "chengxin.collection.checks.history.silent", "A rule.", QUARANTINE, "名称不一致"

    assert faults(Silent()) == ["action", "what to do", "rule and source"]
    assert unlike('row.x.re_search("^a$")\nA = r"\\d+"\n') == ["^a$", "\\d+"]
    assert unlike('row.x.re_search(f"^{one}([;；]{one})*$")\nA = r"^a.b\\z"\nB = r"^[.]\\.\\z"\n') == ["^([;；])*$", "^a.b\\z"]
