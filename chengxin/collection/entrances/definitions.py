"""入口: the entrances of an instance as data: ``entrances.yaml`` in its home, or the file that ``CHENGXIN_ENTRANCES`` names.

How to write it: docs/how-to/connect-an-organ.md. A mistake is told with the entrance and the key it stands in.
"""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import yaml
from django.conf import settings

from chengxin.collection.sources.definitions import sources
from chengxin.ground.api import NotFound, WrongUse, written

WHOLE = ("pause", "ok", "rename")
#: The states of a front-end table. The city's are unknown; these are ours (ruling 163).
OPEN, TAKEN, WRONG = "0", "1", "2"
KEEP_DAYS = 30  # ours (ruling 162): the original is kept encrypted; what lies in clear in a folder is nobody's archive


@dataclass(frozen=True)
class FileEntrance:
    """文件入口: a folder, or a folder of an SFTP server, with ``in``, ``done`` and ``failed`` in it.

    ``whole`` says how a file is known to be complete: it stood still for ``pause`` seconds, a ``.ok`` lies
    beside it, or it gets its name only when it is complete (``rename``).
    """

    name: str
    kind: str
    source: str
    organ: str | None
    where: str
    pattern: str = "*"
    whole: str = "pause"
    pause: float = 3.0
    receipts: str | None = None
    keep_days: int | None = None
    largest_mb: int = 512
    known_hosts: Path | None = None
    key_file: Path | None = None
    password_file: Path | None = None

    @property
    def address(self) -> SplitResult:
        """``where`` in its parts."""
        return urlsplit(self.where)


@dataclass(frozen=True)
class TableEntrance:
    """前置库入口: a table of an organ's database, its columns named by element code unless ``columns`` says otherwise."""

    name: str
    kind: str
    source: str
    organ: str | None
    where: str
    table: str
    key: str
    order: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    state: str = "state"
    error: str = "error"
    states: dict[str, str] = field(default_factory=lambda: {"open": OPEN, "taken": TAKEN, "wrong": WRONG})
    rows: int = 5000
    error_longest: int = 500
    password_file: Path | None = None

    @property
    def address(self) -> SplitResult:
        """``where`` in its parts."""
        return urlsplit(self.where)


Entrance = FileEntrance | TableEntrance


def entrances() -> list[Entrance]:
    """Every entrance of this instance, none where there is no file. Raises WrongUse that lists every mistake."""
    path = Path(settings.ENTRANCES_FILE)
    try:
        data = written.parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if os.environ.get("CHENGXIN_ENTRANCES"):
            raise WrongUse(f"找不到入口配置 {path}（CHENGXIN_ENTRANCES）", code="bad-entrances") from None
        return []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        where = getattr(error, "problem_mark", None)
        line = f"第 {where.line + 1} 行附近" if where else "文件"
        raise WrongUse(f"入口配置 {path} 无法读取：{line}有误", code="bad-entrances") from None
    entries = data.get("entrances") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise WrongUse(f"入口配置 {path} 应有一个列表“entrances”", code="bad-entrances")
    found: list[Entrance] = []
    problems: list[str] = []
    for number, entry in enumerate(entries, 1):
        try:
            found.append(_read(entry, number))
        except WrongUse as error:
            problems += error.details if isinstance(error.details, list) else [str(error)]
    names = [entrance.name for entrance in found]
    problems += [f"入口名称“{name}”重复" for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise WrongUse(f"入口配置 {path} 有误：\n" + "\n".join(problems), code="bad-entrances", details=problems)
    return found


def entrance(name: str) -> Entrance:
    """The entrance called ``name``. Raises NotFound."""
    known = {entry.name: entry for entry in entrances()}
    if name not in known:
        raise NotFound(f"没有入口“{name}”，现有：{'、'.join(known) or '无'}")
    return known[name]


def secret_of(path: Path) -> str:
    """The text of an owner-only file. Raises WrongUse where others may read it."""
    owner_only(path)
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"口令文件 {path} 无法读取", code="secret-unreadable") from error


def owner_only(path: Path) -> None:
    """Raises WrongUse unless ``path`` is a file that only its owner may read."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise WrongUse(f"密钥或口令文件 {path} 无法读取：{error.strerror}", code="secret-unreadable") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise WrongUse(f"密钥或口令文件 {path} 能被其他账户读取，已拒绝使用。请执行 chmod 600 后重试", code="secret-exposed")


def _read(entry: Any, number: int) -> Entrance:
    if not isinstance(entry, dict):
        raise WrongUse(f"第 {number} 个入口应是一组键值", code="bad-entrances")
    told = f"入口“{entry.get('name', f'第 {number} 个')}”"
    kind = entry.get("kind")
    allowed = {"folder": _FOLDER, "sftp": _SFTP, "table": _TABLE}.get(str(kind))
    if allowed is None:
        raise WrongUse(f"{told}：kind 应为 folder、sftp 或 table，现为“{kind}”", code="bad-entrances")
    problems = [f"{told}：缺少 {key}" for key in allowed if allowed[key].needed and not entry.get(key)]
    problems += [f"{told}：不认识的键 {key}" for key in entry if key not in allowed]
    values: dict[str, Any] = {}
    for key in entry.keys() & allowed.keys():
        try:
            values[key] = allowed[key].read(entry[key])
        except ValueError as error:
            problems.append(f"{told}：{key} {error}")
    if values.get("source") and values["source"] not in sources():
        problems.append(f"{told}：没有数据源“{values['source']}”，现有：{'、'.join(sources())}")
    if kind == "sftp" and not problems and bool(values.get("key_file")) == bool(values.get("password_file")):
        problems.append(f"{told}：key_file 与 password_file 应写且只写一个")
    if problems:
        raise WrongUse("\n".join(problems), code="bad-entrances", details=problems)
    values.setdefault("organ", None)
    if kind == "folder":
        values.setdefault("keep_days", KEEP_DAYS)
    return TableEntrance(**values) if kind == "table" else FileEntrance(**values)


@dataclass(frozen=True)
class _Key:
    read: Callable[[Any], Any]
    needed: bool = False


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("应为一段文字")
    return value.strip()


def _name(value: Any) -> str:
    text = _text(value)
    if len(text) > 60 or text.startswith("http:"):
        raise ValueError("不超过 60 个字，不以 http: 开头")
    return text


def _path(value: Any) -> Path:
    path = Path(_text(value)).expanduser()
    return path if path.is_absolute() else Path(settings.ENTRANCES_FILE).parent / path


def _folder(value: Any) -> str:
    return str(_path(value))


def _plain_name(value: Any) -> str:
    text = _text(value)
    if "/" in text or text.startswith("."):
        raise ValueError("应为一个文件夹名，不带路径")
    return text


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError(f"应为 {'、'.join(words)} 之一，现为“{value}”")
        return str(value)

    return read


def _number(least: float, most: float, *, whole: bool) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most or (whole and value != int(value)):
            raise ValueError(f"应为 {least:g} 到 {most:g} 之间的数")
        return int(value) if whole else float(value)

    return read


def _address(*schemes: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _text(value)
        try:
            parts = urlsplit(text)
            good = parts.scheme in schemes and bool(parts.hostname) and bool(parts.username) and (parts.port or 1) and len(unquote(parts.path)) > 1
        except ValueError:
            good = False
        if not good:
            raise ValueError(f"应形如 {schemes[0]}://用户@主机:端口/…")
        if parts.password is not None:
            raise ValueError("不得写入口令，请另写 password_file")
        return text

    return read


def _columns(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise ValueError("应为“要素代码: 列名”")
    return dict(value)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in (value if isinstance(value, list) else [value]))


def _states(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) - {"open", "taken", "wrong"}:
        raise ValueError("只有 open、taken、wrong 三项")
    states = {"open": OPEN, "taken": TAKEN, "wrong": WRONG} | {key: str(one) for key, one in value.items()}
    if len(set(states.values())) < 3:
        raise ValueError("三种状态的值应各不相同")
    return states


_COMMON = {"name": _Key(_name, needed=True), "kind": _Key(_text, needed=True), "source": _Key(_text, needed=True), "organ": _Key(_text)}
_FILES = _COMMON | {
    "pattern": _Key(_text), "whole": _Key(_one_of(*WHOLE)), "pause": _Key(_number(0.1, 3600, whole=False)),
    "receipts": _Key(_plain_name), "largest_mb": _Key(_number(1, 8192, whole=True)),
}  # fmt: skip
_FOLDER = _FILES | {"where": _Key(_folder, needed=True), "keep_days": _Key(_number(1, 3650, whole=True))}
_SFTP = _FILES | {"where": _Key(_address("sftp"), needed=True), "known_hosts": _Key(_path, needed=True), "key_file": _Key(_path), "password_file": _Key(_path)}
_TABLE = _COMMON | {
    "where": _Key(_address("postgresql", "mysql"), needed=True), "password_file": _Key(_path, needed=True), "table": _Key(_text, needed=True), "key": _Key(_text, needed=True),
    "order": _Key(_names), "columns": _Key(_columns), "state": _Key(_text), "error": _Key(_text), "states": _Key(_states), "rows": _Key(_number(1, 50000, whole=True)), "error_longest": _Key(_number(10, 10000, whole=True)),
}  # fmt: skip
