"""假如: what a changed term, class or list would do to everything that is public, asked and not done."""

import datetime as dt
import json
from collections import Counter
from typing import Any

import yaml

from chengxin.ground.api import WrongUse, database, written
from chengxin.law import api as law

EFFECTS = {"appears": "新增公示", "vanishes": "不再公示", "shortens": "提前届满", "lengthens": "延后届满"}


def whatif(text: str, *, on: dt.date) -> dict[str, Any]:
    """The effects on ``on`` of an overlay (YAML, docs/how-to/what-if.md): ``totals`` by effect and ``rows`` by organ, item, kinds and effect.

    ``days`` is the sum of the days by which last public days move. Raises WrongUse for an overlay that says it wrongly.
    """
    try:
        change = written.parsed(text)
    except yaml.YAMLError as error:
        raise WrongUse("试改文件不是有效的 YAML，请检查缩进、引号和冒号后的空格", code="bad-overlay") from error
    faults = law.overlay_faults(change)
    if faults:
        raise WrongUse("试改文件有误：\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-overlay", details=faults)
    rows = database.fetch("SELECT * FROM publicity_whatif(%s, %s)", [json.dumps(change, ensure_ascii=False, default=str), on])
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["effect"]] += row["records"]
    return {"on": on, "totals": {effect: totals[effect] for effect in EFFECTS}, "rows": rows}
