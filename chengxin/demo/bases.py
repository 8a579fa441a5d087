"""演示依据: the demo confirms the powers its acts need, openly marked 演示, with made-up excerpts of our own summaries that say so."""

import datetime as dt
from pathlib import Path

from chengxin.access import api as access
from chengxin.law import api as law

# The lists its records name, and what follows from them in the district.
POWERS = ("list-SXBZXR", "list-ZDSS", "list-SJYZWF", "list-abnormal", "mark-key-supervision", "order-rectification", "interview-remind", "interview-warn")
SAID = "（演示文本：由本平台的摘要写成，不是法律原文，只供演示核实的做法。）"


def confirm(folder: Path, *, on: dt.date, actor: str) -> list[str]:
    """Confirm what is not confirmed yet; tells which powers. Done twice it changes nothing."""
    officer = access.officer("A")
    waiting = [row for row in law.powers(on=on) if row["code"] in POWERS and not row["verified"]]
    for power in waiting:
        unsure = dict.fromkeys(one["article"] for one in power["articles"] if one["from_memory"] or not one["source"].startswith("S"))
        confirmed = {one["article"] for one in law.confirmations(power["code"])}
        for number, article in enumerate(law.articles_by_code(code for code in unsure if code not in confirmed)):
            path = folder / f"{power['code']}-{number}.md"
            path.write_text(_excerpt(article), encoding="utf-8")
            law.confirm(power["code"], path, officer=officer, actor=actor, demo=True)
            path.unlink()
    return [power["code"] for power in waiting]


def _excerpt(article: dict[str, str]) -> str:
    return f"# {article['instrument']}（节录）\n\n{SAID}\n\n{article['label'] or '第一条'}　{article['summary']}\n"
