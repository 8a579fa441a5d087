"""读取说明 say in Chinese and in English the same of everything that reading takes for granted."""

import json
import re
from html import unescape

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext

from chengxin.collection.telling import _COUNTED, sentences
from chengxin.ground.api import Refusal, WrongUse, wording
from tools import messages

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


def test_what_a_refusal_says_is_kept_with_what_it_is_made_of_and_said_again():
    """The worker writes it, the desk reads it days later in the language of whoever asks."""
    inner = wording.Sentence.of("“%(name)s”出现了两次", name="罚款金额%s")
    columns = Refusal(["duplicate-column"], wording.Sentence.of("列重复：%(told)s，整份文件未收", told=inner))
    archive = WrongUse(wording.Sentence.of("压缩包里的“%(name)s”：%(trouble)s", name="一.csv", trouble=wording.within(WrongUse("文件是空的"))))
    for error, said in ((columns, "“罚款金额%s” stands there twice"), (archive, "“一.csv” in the archive: The file is empty")):
        told = wording.told(error)
        again = wording.again(json.loads(json.dumps(wording.kept(told))))
        assert again == told == str(error)
        with translation.override("en"):
            assert said in wording.worded(again) == wording.worded(error)
    assert wording.again(wording.kept("没有这句话")) == "没有这句话"


def test_no_refusal_of_a_file_but_is_translated_and_ends_as_part_of_a_sentence():
    """A file is refused in Chinese; whatever is put together for it is known to the catalogue of messages, without the full stop that ends the whole."""
    known = set(messages.refusing())
    assert len(known) > 100
    with translation.override("en"):
        for pattern in known:
            assert gettext(pattern) != pattern, pattern
    raised = re.compile(r"(?:WrongUse|Refusal|Document)\((?:\[[^]]*\], )?f[\"']")  # put together so that nothing remembers of what
    for path in messages.refusing_files():
        assert not raised.search(path.read_text(encoding="utf-8")), path


def test_several_things_are_set_off_as_the_language_of_the_page_does():
    for language, said in (("zh-hans", "2、&lt;b&gt;"), ("en", "2, &lt;b&gt;")):
        with translation.override(language):
            assert Template("{% load look %}{{ these|listed }}").render(Context({"these": [2, "<b>"]})) == said
