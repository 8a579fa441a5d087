"""reading.garbled: what came through a wrong encoding is known; what people write is left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.collection.reading import garbled
from chengxin.collection.reading.suspicion import is_suspicious

WRITTEN = (
    "天津南希置业有限公司", "天津市某某商贸有限公司", "《中华人民共和国食品安全法》第三十四条", "天津市河北区市场监督管理局", "法人及非法人组织", "河北区中山路325号", "一般项目：技术服务，技术开发", "津北市监罚〔2026〕12号",
)  # fmt: skip
SOUND = ("天津鑫鎏金属制品有限公司", "鏖战", "鋼鐵製品鏡鏈鍾錶有限公司", "臺灣鏈條", "Société Générale S.A.", "Müller & Söhne", "O’Brien “甲”", "Þórðardóttir", "王鎏", "")


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize(("written", "read"), [("utf-8", "gb18030"), ("utf-8", "cp1252"), ("gb18030", "latin-1"), ("gb18030", "cp1252")])
def test_what_was_read_in_the_wrong_encoding_is_known(written, read, text):
    said = text.encode(written).decode(read, "replace")
    if "\ufffd" in said:
        return  # the other program lost some of it, and that mark is known (broken-encoding)
    assert re.search(garbled.SUSPECT, said) and is_suspicious(f"a,{said},b".encode()) and garbled.is_garbled(said)


@pytest.mark.parametrize("mark", ["\ufffd", "锟斤拷", "\u9340", "\u943f", "à"])
@pytest.mark.parametrize("before", [0, 1, *range((1 << 17) - 10, (1 << 17) + 10)])
def test_a_suspicious_mark_is_found_wherever_a_window_ends(mark, before):
    assert is_suspicious(b"a" * before + mark.encode() + b"b" * 9)
    assert not is_suspicious(b"a" * before + "天津，锟铻\uffff\ue000\u933f\u9440".encode() + b"b" * 9)


@pytest.mark.parametrize("text", [*WRITTEN, *SOUND])
def test_what_people_write_is_left_alone(text):
    assert not garbled.is_garbled(text)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=30))
def test_any_characters_are_left_alone(text):
    assert not garbled.is_garbled(text) or any(0xE4 <= byte <= 0xE9 for byte in text.encode("gb18030")[::2])


@given(st.text(max_size=40))
def test_what_is_suspect_is_looked_at(text):
    assert not re.search(garbled.SUSPECT, text) or is_suspicious(text.encode("utf-8", "surrogatepass")) or not garbled.is_garbled(text)
