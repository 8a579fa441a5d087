"""演示资讯: a dozen invented articles a column, each marked as such, written by one officer of the demo and published by the other. And a day's figures."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from chengxin.access import api as access
from chengxin.demo.acting import acting_as
from chengxin.demo.staff import TITLES
from chengxin.publicity import api as publicity
from chengxin.subjects import api as subjects

WRITER, REVIEWER, ORGAN = "credit-a", "credit-b", "区发改委"
MARK = "\n\n> 演示文章：人物、企业和事情均为虚构。"
articles = publicity.articles


def make(on: dt.date, *, say: Callable[[str], None]) -> None:
    """All of them or none; nothing where there are articles already. One more waits for review, one is a draft, one was taken back."""
    with acting_as("desk"), transaction.atomic():
        organ = subjects.organ(ORGAN).subject_id
        if articles.counts(organ):
            return
        writer, reviewer = _by(WRITER, organ), _by(REVIEWER, organ)
        written = list(_texts())
        for column, text in reversed(written):  # the first of each column is the newest
            number = articles.open_article(column, text, by=writer, on=on)
            articles.submit(number, 1, by=writer, on=on)
            stops = [one["key"] for one in articles.versions_of(number)[0]["findings"] if one["level"] == "stop"]
            articles.publish(number, 2, confirmed=stops, by=reviewer, on=on)
        waiting = articles.open_article("news", articles.Text("演示：等待审核的一篇", f"这一篇由另一人审核后公开。{MARK}"), by=writer, on=on)
        articles.submit(waiting, 1, by=writer, on=on)
        articles.open_article("knowledge", articles.Text("演示：还没有写完的一篇", f"登陆网站后可以看到自己的帐户，联系手机13800138000。{MARK}"), by=reviewer, on=on)
        gone = articles.open_article("policy", articles.Text("演示：已经撤回的一篇", f"引用的文件已经废止。{MARK}"), by=writer, on=on)
        articles.submit(gone, 1, by=writer, on=on)
        articles.publish(gone, 2, confirmed=(), by=reviewer, on=on)
        articles.withdraw(gone, 3, "引用的文件已经废止", by=writer, on=on)
    say(f"演示数据：演示资讯 {len(written) + 3} 篇")


def _texts() -> Iterator[tuple[str, publicity.articles.Text]]:
    """Column and text of each line of articles.txt: title, summary and body between bars, \\n for a new line."""
    column = ""
    for line in (Path(__file__).parent / "articles.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            column = line[2:].strip()
        elif line.strip():
            title, summary, body = line.split("|", 2)
            yield column, articles.Text(title, body.replace("\\n", "\n") + MARK, summary=summary, origin="演示")


def _by(login: str, organ: int | None) -> publicity.articles.By:
    return articles.By(access.Officer.objects.get(handle=login).pk, {"actor": f"账户:{login}", "post": TITLES[login], "organ": organ})
