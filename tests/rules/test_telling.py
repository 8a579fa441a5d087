"""读取说明 say in Chinese and in English the same of everything that reading takes for granted."""

import json
import re
from html import unescape

import pytest
from django.utils import translation

from chengxin.collection.telling import _COUNTED, sentences
from chengxin.ground.api import wording

ODD = {
    "organ-not-registered": {
        "organs": 12,
        "most": [{"name": "某局", "code": "1", "official": "", "rows": 4, "line": 9}, {"name": "", "code": "2", "official": "", "rows": 5, "line": 8}],
    },
    "organ-name-differs": {"organs": 1, "most": [{"name": "某局", "code": "3", "official": "他局", "rows": 6, "line": 7}]},
    "organ-not-sender": {"organs": 1, "most": [{"name": "某局", "code": "", "official": "", "rows": 3, "line": 2}]},
}
EVERYTHING = {
    "kind": "csv", "encoding": "utf-16-le", "separator": ",", "quote": "'", "escape": "\\", "tables": ["一.csv", "二.csv"], "tables_left": ["说明"], "files_left": ["函.pdf"],
    "tables_elsewhere": [{"table": "许可", "source": "“行政许可”"}],
    "above_header": ["某表"], "wrapped_in": "data", "nameless_columns": [3], "unknown_columns": ["某列"], "values_left_out": {"备注": 2}, "values_moved": {"名称": 8},
    "folded": {"日期": 4}, "sender_unknown": "某局", "alike": ["某表"], "odd_organs": ODD, **dict.fromkeys(_COUNTED, 7),
}  # fmt: skip


def test_a_sentence_is_chinese_and_remembers_what_it_was_made_of():
    told = sentences({"kind": "xlsx"}) + sentences({"kind": "csv", "encoding": "gb18030", "separator": ","}) + sentences({"kind": "csv", "encoding": "utf-8-sig"})
    assert told == ["按 Excel 工作簿读取。", "按分隔文本读取，编码为 GB18030，以逗号分隔。", "按分隔文本读取，编码为带标记的 UTF-8。"]
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    with translation.override("en"):
        assert wording.worded(told[1]) == '<span lang="en">Read as separated text, encoded in GB18030, separated by commas.</span>'
    with translation.override("zh-hans"):
        assert wording.worded(told[1]) == told[1]


@pytest.mark.parametrize("notes", [EVERYTHING, {"kind": "zip"}, {"kind": "xls", "tables": ["一"]}, {"encoding": "utf-16"}, {"quote": "“"}])
def test_every_sentence_is_translated_and_keeps_what_it_tells(notes):
    for sentence in sentences(notes):
        with translation.override("en"):
            said = wording.worded(sentence)
        assert said.startswith('<span lang="en">'), sentence
        assert _figures(unescape(said)) == _figures(sentence)


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", re.sub("UTF-8|UTF-16|GB18030", "", text))
