"""What the desk's commands share: one answer as data, shown as JSON or as text; days; who acts."""

import datetime as dt
import getpass
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import Instance, Refusal, WrongUse, business_day, calendars

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
UNSAID = "命令行调阅（未注明目的）"


def day(text: str) -> dt.date:
    """An ISO day from the command line. Raises WrongUse."""
    if not _DAY.fullmatch(text):
        raise WrongUse(f"日期应写作 YYYY-MM-DD，现为“{text}”")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"历法里没有 {text} 这一天，请核对日期") from error


def actor() -> str:
    """Who acts at the command line: the operating system's account."""
    try:
        return f"命令行:{getpass.getuser()}"
    except (KeyError, OSError):
        return "命令行"


def words_below(parser: CommandParser, **options: Any) -> Any:
    """The words below a verb. What is wrong with one is told through the verb's own parser, so that it is told alike everywhere."""

    class Word(CommandParser):
        def error(self, message):
            parser.usage = self.format_usage().partition("：")[2].strip()
            parser.error(message)

    return parser.add_subparsers(required=True, parser_class=Word, **options)


class DeskCommand(BaseCommand):
    """A verb: ``arguments`` declares its words, ``answer`` does it and returns data, ``show`` writes that for people."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="标准输出只有一份 JSON")
        self.arguments(parser)

    def arguments(self, parser: CommandParser) -> None:
        """Declare the verb's own words."""

    #: Does it and returns the answer as data; each verb takes its own words by keyword.
    answer: Callable[..., Any]

    def show(self, answer) -> None:
        """Write the answer for people."""
        self.stdout.write(as_json(answer))

    def exit_code(self, answer) -> int:
        """What a verb that has answered ends with: 3 where the answer is not what was asked for."""
        return 0

    def handle(self, *args: object, **options: object) -> None:
        calendars.refresh()
        catalogue.refresh()  # versions of items that this district approved meanwhile
        told = self.answer(**options)
        if options["json"]:
            self.stdout.write(as_json(told))
        else:
            self.show(told)
        if code := self.exit_code(told):
            raise SystemExit(code)

    def pairs(self, pairs: Iterable[tuple[str, object]]) -> None:
        """Write label and value lines."""
        for label, value in pairs:
            self.stdout.write(f"{label}：{plain(value)}")

    def table(self, rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> None:
        """Write rows as tab-separated lines under Chinese headings."""
        self.stdout.write("\t".join(columns.values()))
        for row in rows:
            self.stdout.write("\t".join(plain(row[key]) for key in columns))


def not_to_come(day: dt.date, *, what: str) -> dt.date:
    """``day``, unless it is still to come and the instance is in earnest. Raises Refusal (``day-to-come``)."""
    if day > today() and Instance.objects.values_list("kind", flat=True).get() == "production":
        raise Refusal(["day-to-come"], f"{day.isoformat()} 还没有到，不能提前{what}")
    return day


def text_of(path: Path) -> str:
    """The text of a file that is named at the command line. Raises WrongUse."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongUse(f"读不到文件 {path}：{error.strerror}", code="unreadable-file") from error
    except UnicodeDecodeError as error:
        raise WrongUse(f"文件 {path} 不是 UTF-8 编码，请另存为 UTF-8", code="unreadable-file") from error


def today() -> dt.date:
    """The business day, asked at the door."""
    return business_day.today()


def as_json(data: object) -> str:
    """``data`` as one JSON document."""
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain_json)


def plain(value: object) -> str:
    """A value in one line of text."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(f"{k} {plain(v)}" for k, v in value.items()) or "无"
    return str(value).replace("\n", " ")


def _plain_json(value: object) -> object:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
