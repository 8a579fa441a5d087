"""数据包说明: datapackage.json of an edition (Frictionless Data Package 1): what each file holds, from whom, under which licence, with its digest."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.publicity.opendata.columns import schema
from chengxin.publicity.opendata.settings import FORMATS, licence
from chengxin.publicity.opendata.writing import Written

_CSV_SAID = "以等号、加号、减号、@、制表符或回车开头的文字，前面加了一个半角单引号，以免表格软件当作公式；要原文的请用 JSON Lines 或 Parquet。"


def described(on: dt.date, number: int, files: Sequence[Written], rebuilt: Sequence[tuple[str, dt.date]], *, invented: bool) -> dict[str, Any]:
    """The package of ``files``. ``rebuilt``: items made anew without withdrawn rows, and the day of that; ``invented``: the records are of a demo."""
    district, terms = access.district(), licence()
    sources = [{"title": f"{district['site_name']}公示信息，由作出决定或认定的机关报送"}]
    about = f"{district['full_name']}{on.isoformat()}公示的、对主体没有不利的信用信息。不含自然人的信息，不含行政处罚等有公示期限的信息。撤回的行从以前各日的文件中去掉，重做的条目列在 chengxin:rebuilt。"
    return {
        "profile": "data-package",
        "name": f"credit-open-data-{district['code']}",
        "title": f"{district['site_name']}开放数据",
        "description": ("虚构数据，仅供演示。" if invented else "") + about,
        "version": f"{on.isoformat()}.{number}",
        "licenses": [{"name": terms.name, "title": terms.title, "path": terms.path}],
        "sources": sources,
        "contributors": [{"title": district["keeper"], "role": "publisher"}],
        "chengxin:day": on.isoformat(),
        "chengxin:invented": invented,
        "chengxin:rebuilt": [{"item": item, "on": day.isoformat()} for item, day in rebuilt],
        "resources": [_resource(one, catalogue.item(one.item), sources) for one in files],
    }


def _resource(file: Written, item: catalogue.Item, sources: list[dict[str, str]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": f"{file.item.replace('_', '-')}-{file.layout}",
        "path": file.name,
        "profile": "tabular-data-resource" if file.layout == "csv" else "data-resource",
        "title": item.name,
        "format": file.layout,
        "mediatype": FORMATS[file.layout],
        "bytes": file.size,
        "hash": file.digest,
        "sources": sources,
        "chengxin:item": item.code,
        "chengxin:rows": file.lines,
        "schema": schema(item),
    }
    if file.layout != "parquet":
        told["encoding"] = "utf-8"
    if file.layout == "csv":
        told |= {"description": _CSV_SAID, "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True}}
    return told
