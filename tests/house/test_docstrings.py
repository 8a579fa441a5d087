"""Every module says what it is; every public function and class says what it promises."""

import ast
from pathlib import Path

# A verb's parts, a check's parts: the class or the register documents them once for all.
SAID_ONCE = {"Meta", "Command"}


def silent(path: Path) -> list[str]:
    """What in a module has no docstring: the module itself, its public functions and classes, their public methods."""
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return []
    tree = ast.parse(text)
    found = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if not _public(node):
            continue
        if not ast.get_docstring(node):
            found.append(node.name)
        if isinstance(node, ast.ClassDef) and node.name not in SAID_ONCE and not _overrides(node):
            found += [f"{node.name}.{part.name}" for part in node.body if _public(part) and not ast.get_docstring(part)]
    return [f"{path.name}: {name}" for name in found]


def _public(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_") and node.name not in SAID_ONCE - {"Command"}


def _overrides(node: ast.ClassDef) -> bool:
    """A class of a framework's making: what it overrides is documented there."""
    return any("Command" in ast.unparse(base) or "Middleware" in ast.unparse(base) for base in node.bases)


def test_nothing_public_is_silent(root):
    paths = [p for p in (root / "chengxin").rglob("*.py") if "migrations" not in p.parts]
    assert [f"{path.relative_to(root).parent}/{line}" for path in paths for line in silent(path)] == []


def test_every_name_of_an_api_is_told(root):
    """``__all__`` is the contract: every name in it exists in the module."""
    for path in (root / "chengxin").rglob("api.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        listed = [ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"]
        assert listed, f"{path} has no __all__"
        known = {name.asname or name.name for node in tree.body if isinstance(node, ast.ImportFrom | ast.Import) for name in node.names}
        known |= {node.name for node in tree.body if _public(node)}
        assert set(listed[0]) <= known, path
        assert sorted(known - set(listed[0])) == [], f"{path} imports what it does not offer"


def test_silence_is_noticed(tmp_path):
    quiet = tmp_path / "quiet.py"
    quiet.write_text("def act():\n    pass\n\nclass Case:\n    def open(self):\n        pass\n", encoding="utf-8")
    assert silent(quiet) == ["quiet.py: the module", "quiet.py: act", "quiet.py: Case", "quiet.py: Case.open"]
