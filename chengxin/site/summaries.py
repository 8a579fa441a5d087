"""命令简介: one line a command for ``chengxin --help``, read from the commands' source without importing Django."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def summary(verb: str) -> str:
    """The ``help`` of the command's class, else the first line of its docstring; empty when there is no such command."""
    for path in sorted(PACKAGE.glob(f"**/management/commands/{verb.replace('-', '_')}.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name == "Command":
                return (_help(node) or ast.get_docstring(node) or "").partition("\n")[0]
    return ""


def _help(command: ast.ClassDef) -> str:
    for node in command.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "help" and isinstance(node.value, ast.Constant):
            return str(node.value.value)
    return ""
