"""Texts of laws for tests: written as files, imported as a clerk would."""

from pathlib import Path

import yaml

from chengxin.law import api as law
from chengxin.law.library.numerals import article_label


def statute(name: str, *, articles: int = 50, changed: dict[int, str] | None = None, clause: str = "") -> str:
    """A law of so many articles, each saying its own sentence; ``changed`` says something else."""
    lines = [f"# {name}", "", "## 第一章 总则", ""]
    for number in range(1, articles + 1):
        lines += [f"{article_label(number)}　{(changed or {}).get(number, f'第{number}项事务由有关部门依法办理。')}", ""]
    return "\n".join([*lines, "## 第二章 附则", "", f"{article_label(articles + 1)}　{clause or '本法所称以上包括本数。'}", ""])


def written(folder: Path, name: str, text: str, **front: object) -> Path:
    """A file of the text under a front matter."""
    path = folder / name
    block = f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False)}---\n" if front else ""
    path.write_text(block + text, encoding="utf-8")
    return path


def taken(*paths: Path, **said) -> list[law.Imported]:
    """What became of the files."""
    return law.import_texts(list(paths), said=law.Said(**said), actor="测试")
