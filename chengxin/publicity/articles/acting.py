"""资讯的办理: every act on an article, each in one transaction with its entry. The database function publicity_article_act has the last word."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import IO, Any

from django.db import connection, transaction

from chengxin.ground.api import Conflict, Refusal, WrongUse, audit, database, files
from chengxin.publicity.articles import attaching, checking, queries, rendering
from chengxin.publicity.articles.columns import COLUMNS

TITLE, SUMMARY, BODY, SHORT = 100, 300, 20_000, 300  # characters
SENTENCES = {
    "not-now": "这篇文章现在的阶段不能办这件事",
    "not-allowed": "只有本机关在岗、有这项权责的人员可以办理",
    "same-officer": "公开和退回应由没有写过这一稿、也没有送审的另一人办理",
    "other-author": "只有送审的人可以取回；审核人请用“退回”",
    "no-reason": "请写明理由",
    "no-correction": "这篇文章公开过：请在“更正说明”里写明改了什么，再送审",
    "to-be-mended": "用语检查里还有必须修改的内容，改好后再送审",
    "not-confirmed": "用语检查停下的每一处，都要看过并勾选后才能公开",
    "already-over": "最后公开日已经过去",
    "not-today": "办理日应为今天",
    "too-many-files": "一篇文章最多 60 个图片和附件",
}


@dataclass(frozen=True)
class By:
    """办理人: which officer acts, and what every entry of theirs says."""

    officer: int
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """稿件: what an author has written. ``attached``: numbers of the documents that go with it."""

    title: str
    body: str
    summary: str = ""
    origin: str = ""
    correction: str = ""
    until: dt.date | None = None
    attached: Sequence[int] = field(default_factory=tuple)


def open_article(column: str, text: Text, *, by: By, on: dt.date) -> int:
    """建稿: a new article in ``column``. Returns its number. Raises WrongUse with every field that does not fit."""
    if column not in COLUMNS:
        raise WrongUse("没有这个栏目", code="no-such-column")
    return _write(None, text, by=by, on=on, column=column)


def write(article: int, read: int, text: Text, *, by: By, on: dt.date) -> None:
    """改稿: the next version; what was public stays so until this one is published. ``read``: the last act its author had seen."""
    _write(article, text, by=by, on=on, read=read)


def attach(article: int, name: str, stream: IO[bytes], *, alt: str, by: By) -> int:
    """收下图片或附件: examined, drawn anew where it is a picture, the original sealed. Returns its number in the article. Raises WrongUse, Refusal."""
    name = PurePath(name.replace("\\", "/")).name.strip()[-120:] or "附件"
    alt = " ".join(alt.split())[:200]
    copy = attaching.copied(stream, name)
    if copy.picture and not alt:
        raise WrongUse("请用一句话写明图片上有什么，给看不见图片的人读", code="no-alt")
    if copy.text and (found := [one for one in checking.check([(name, copy.text)]) if one.level == checking.MEND]):
        raise WrongUse(f"附件“{name}”里有必须去掉的内容：{found[0].around}，{found[0].told}", code="to-be-mended")
    stream.seek(0)
    with transaction.atomic(), told(), connection.cursor() as cursor:
        original = files.take(stream, purpose=files.Purpose.ATTACHMENT, name=name)
        said = {
            "article": article, "officer": by.officer, "picture": copy.picture, "name": name, "alt": alt, "media_type": copy.media_type, "width": copy.width, "height": copy.height,
            "readable": copy.text is not None, "file": original.pk,
        }  # fmt: skip
        cursor.execute("SELECT publicity_article_attach(%s::jsonb, %s)", [json.dumps(said, ensure_ascii=False), copy.content])
        number = int(cursor.fetchone()[0])
        audit.record_act("article.attach", **by.entry, reference=f"article:{article}/file:{number}")
    return number


def submit(article: int, read: int, *, by: By, on: dt.date) -> None:
    """送审."""
    _do("submit", article, read, by=by, on=on)


def take_back(article: int, read: int, *, by: By, on: dt.date) -> None:
    """取回: by whoever sent it."""
    _do("take-back", article, read, by=by, on=on)


def give_back(article: int, read: int, reason: str, *, by: By, on: dt.date) -> None:
    """退回, with why."""
    _do("return", article, read, by=by, on=on, reason=reason)


def publish(article: int, read: int, *, confirmed: Sequence[str], by: By, on: dt.date) -> None:
    """公开: by another than its authors, who has looked at each finding that stopped (``confirmed``: their keys)."""
    _do("publish", article, read, by=by, on=on, confirmed=list(confirmed))


def withdraw(article: int, read: int, reason: str, *, by: By, on: dt.date) -> None:
    """撤回公开: gone for every reader with this transaction."""
    _do("withdraw", article, read, by=by, on=on, reason=reason)


def drop(article: int, read: int, reason: str, *, by: By, on: dt.date) -> None:
    """不用: a draft that never came out is laid down."""
    _do("drop", article, read, by=by, on=on, reason=reason)


def checked(text: Text, kept: Sequence[Mapping[str, Any]] = ()) -> list[checking.Finding]:
    """What the check of words finds in a text as it would be written, with what only a human can tell of its files."""
    pictures, linked = rendering.named(text.body)
    known = {one["number"]: one for one in kept}
    found = checking.check(
        [("标题", text.title), ("摘要", text.summary), ("正文", text.body), ("来源", text.origin), ("更正说明", text.correction)]
        + [(f"图片{number}的说明", known[number]["alt"]) for number in sorted(pictures) if number in known]
    )
    for number in sorted(pictures - {n for n, one in known.items() if one["picture"]}):
        found.append(checking.Finding(checking.MEND, "no-picture", "正文", f"picture-{number}", f"picture-{number}", "没有这张图片，请先上传，或者改正编号"))
    for number in sorted(linked - {n for n, one in known.items() if not one["picture"]}):
        found.append(checking.Finding(checking.MEND, "no-file", "正文", f"file-{number}", f"file-{number}", "没有这个附件，请先上传，或者改正编号"))
    for address in dict.fromkeys(rendering.outside(text.body)):
        found.append(checking.Finding(checking.MEND, "picture-elsewhere", "正文", address[:60], address[:60], "别处的图片不会显示，请下载后上传到本文"))
    for number in sorted({*text.attached, *linked} & known.keys()):
        one = known[number]
        if one["picture"]:
            continue
        if not one["readable"]:
            found.append(checking.Finding(checking.STOP, "unread-file", "附件", one["name"], one["name"], "程序读不出这个附件的文字，请打开核对有没有不该公开的内容"))
    order = list(checking.LEVELS)
    return sorted(found, key=lambda one: order.index(one.level))


def fitted(text: Text) -> Text:
    """The text without blanks around. Raises WrongUse with every field that is missing or too long (``details``: field → why)."""
    plain = Text(
        " ".join(text.title.split()), text.body.replace("\r\n", "\n").strip(), " ".join(text.summary.split()), " ".join(text.origin.split()), " ".join(text.correction.split()), text.until,
        tuple(text.attached),
    )  # fmt: skip
    wrong = {}
    for name, label, value, most in (
        ("title", "标题", plain.title, TITLE), ("summary", "摘要", plain.summary, SUMMARY), ("body", "正文", plain.body, BODY), ("origin", "来源", plain.origin, 100),
        ("correction", "更正说明", plain.correction, SHORT),
    ):  # fmt: skip
        if not value and name in ("title", "body"):
            wrong[name] = f"请填写{label}"
        elif len(value) > most:
            wrong[name] = f"{label}不能超过 {most} 字，现有 {len(value)} 字"
        elif "\x00" in value:
            wrong[name] = f"{label}里有不能保存的字符"
    if wrong:
        raise WrongUse("；".join(wrong.values()), code="article-unfit", details=wrong)
    return plain


def told() -> AbstractContextManager[None]:
    """The database's answers as refusals; anything else is a bug and passes."""
    return database.refusing("CX070", _refusal)


def _refusal(code: str) -> Refusal | None:
    if code == "article-moved":
        return Conflict([code], "这篇文章在您打开之后有变动，您的操作没有执行。请看过现在的情况再办")
    return Refusal([code], SENTENCES[code]) if code in SENTENCES else None


def _write(article: int | None, text: Text, *, by: By, on: dt.date, read: int = 0, column: str = "") -> int:
    plain = fitted(text)
    kept = queries.files_of(article) if article is not None else []
    pictures, linked = rendering.named(plain.body)
    said = {
        "column": column, "organ": by.entry["organ"], "title": plain.title, "summary": plain.summary, "body": plain.body, "origin": plain.origin, "correction": plain.correction,
        "until": plain.until.isoformat() if plain.until else None, "files": sorted({*pictures, *linked, *plain.attached}), "findings": [one.stored for one in checked(plain, kept)],
    }  # fmt: skip
    return _do("write", article, read, by=by, on=on, **said)


def _do(kind: str, article: int | None, read: int, *, by: By, on: dt.date, **said: Any) -> int:
    words = said | {"kind": kind, "article": article, "read": read, "officer": by.officer, "post": by.entry.get("post") or "", "day": on.isoformat()}
    if len(str(words.get("reason") or "")) > SHORT:
        raise WrongUse(f"理由不能超过 {SHORT} 字", code="too-long")
    with transaction.atomic(), told(), connection.cursor() as cursor:
        cursor.execute("SELECT article, number FROM publicity_article_act(%s::jsonb)", [json.dumps(words, ensure_ascii=False)])
        made, number = cursor.fetchone()
        audit.record_act(f"article.{kind}", **by.entry, reference=f"article:{made}/{number}")
    return int(made)
