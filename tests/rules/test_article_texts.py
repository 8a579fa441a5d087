"""Texts of articles: what Markdown becomes, and what the check of words stops at. Naughty strings stay words."""

import re
import zlib
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.ground.api import WrongUse
from chengxin.publicity import api as publicity
from chengxin.publicity.articles import attaching, rendering
from tests.articles import pdf
from tests.district import credit_code, identity_number

articles = publicity.articles
FILES = [
    {"number": 1, "picture": True, "alt": "会场", "width": 40, "height": 30},
    {"number": 2, "picture": False, "alt": "", "width": None, "height": None},
]
ALLOWED = rendering._TAGS


def html(body: str) -> str:
    return articles.html(body, files=FILES, at=lambda kind, number: f"/articles/7/{number}")


class Seen(HTMLParser):
    """Every tag and attribute of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("一段。", "<p>一段。</p>"),
        ("# 小标题", "<h2>小标题</h2>"),
        ("###### 小", "<h4>小</h4>"),
        ("**重**", "<p><strong>重</strong></p>"),
        ("![](picture-1)", '<p><img src="/articles/7/1" alt="会场" width="40" height="30" loading="lazy"></p>'),
        ("![全景](picture-1)", '<p><img src="/articles/7/1" alt="全景" width="40" height="30" loading="lazy"></p>'),
        ("![全景](picture-9)", "<p>全景</p>"),
        ("![外](https://elsewhere.example/x.png)", "<p>外</p>"),
        ("[表](file-2)", '<p><a href="/articles/7/2">表</a></p>'),
        ("[表](file-9)", "<p><a>表</a></p>"),
        ("[本站](/law)", '<p><a href="/law">本站</a></p>'),
        ("[外](https://a.example/)", '<p><a href="https://a.example/" rel="noopener noreferrer">外</a></p>'),
        ("[外](//elsewhere.example)", "<p>[外](//elsewhere.example)</p>"),
        ("<b>粗</b>", "<p>&lt;b&gt;粗&lt;/b&gt;</p>"),
    ],
)
def test_what_markdown_becomes(body, made):
    assert html(body).strip() == made


def test_a_table_moves_by_itself():
    made = html("| 甲 | 乙 |\n| :-- | --: |\n| 1 | 2 |")
    assert '<div class="scroll" tabindex="0" role="region" aria-label="表格">' in made
    assert '<th scope="col">甲</th>' in made and "style" not in made


NAUGHTY = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)",
    "![x](javascript:alert(1))", '![x" onerror="alert(1)](picture-1)', "[x](https://a.example/\"onmouseover=alert(1))", "<svg/onload=alert(1)>", "<iframe src=//evil.example>", "`<script>`", "```\n</pre><script>alert(1)</script>\n```",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>", "[x]: javascript:alert(1)\n[x]", "<style>*{display:none}</style>", "<form action=//evil.example><input>", "| <script> |\n|-|\n| x |", "<!--<script>-->", "&lt;script&gt;", "[x](\x01javascript:alert(1))",
    "[x](/\\evil.example)", "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]  # fmt: skip


def harmless(made: str) -> None:
    for tag, attributes in Seen(made).tags:
        assert tag in ALLOWED, made
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "action", "id")], made
        for name in ("href", "src"):
            assert re.match(r"^(https?://|/(?![/\\])|#|$)", attributes.get(name) or ""), made


@pytest.mark.parametrize("body", NAUGHTY)
def test_naughty_strings_stay_words(body):
    harmless(html(body))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>\"'&;:/\\()[]!`|#*_- \nabjavscript=onerrimgdtfile12")), max_size=80))
def test_nothing_that_is_typed_becomes_code(body):
    harmless(html(body))


PERSON = identity_number("11010119900307237")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"身份证{PERSON}。", [("mend", "identity-number")]),
        (f"身份证{PERSON[:6]}\u200b{PERSON[6:]}。", [("mend", "identity-number")]),
        ("身份证" + "".join(chr(ord(c) + 0xFEE0) for c in PERSON), [("mend", "identity-number")]),
        (PERSON[:-1] + ("1" if PERSON[-1] != "1" else "2"), [("stop", "like-identity-number")]),
        (credit_code("91120105MA0000001"), []),
        ("电话13812345678", [("stop", "telephone")]),
        ("电话138 1234 5678", [("stop", "telephone")]),
        ("电话022-12345678", []),
        ("卡号6222 0200 0000 0000 003", []),
        ("卡号4111111111111111", [("stop", "card-number")]),
        ("住址：河北区某路8号2门301", [("stop", "address")]),
        ("中山路12号2门301室", [("stop", "address")]),
        ("中山路12号政务服务大厅", []),
        ("失信黑名单", [("hint", "word")]),
        ("他是老赖", [("stop", "word")]),
        ("信用修复不收费，到期自动撤下。", []),
        ("邮箱 a@b.example", [("hint", "email")]),
        ("见 https://a.example/13812345678", []),
    ],
)
def test_what_the_check_stops_at(text, found):
    assert [(one.level, one.code) for one in articles.check([("正文", text)])] == found


def test_a_finding_keeps_no_whole_identity_number():
    (finding,) = articles.check([("正文", PERSON)])
    assert PERSON not in str(finding.stored)


def test_the_longer_word_of_the_list_counts_once():
    (finding,) = articles.check([("正文", "列入失信黑名单")])
    assert finding.found == "失信黑名单" and "严重失信主体名单" in finding.told


def _packed(text: bytes, kind: bytes = b"/Type/ObjStm") -> bytes:
    return b"7 0 obj<<" + kind + b"/Filter/FlateDecode>>\nstream\n" + zlib.compress(text) + b"\nendstream endobj\n"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (b"3 0 obj<</S/JavaScript/JS(x)>>endobj\n", "document-runs"),
        (b"3 0 obj<</S/J#61vaScript>>endobj\n", "document-runs"),
        (_packed(b"3 0 <</S/JavaScript>>"), "document-runs"),
        (_packed(b"3 0 <</S/Launch>>", b"/Type/Obj#53tm"), "document-runs"),
        (b"%stream\n3 0 obj<</S/JavaScript>>endobj\n%endstream\n", "document-runs"),
        (b"7 0 obj<</Type/ObjStm/Filter/LZWDecode>>\nstream\nabc\nendstream endobj\n", "document-runs"),
        (b"4 0 obj<</Type/EmbeddedFile>>endobj\n", "document-runs"),
        (b"/Encrypt 4 0 R", "document-locked"),
    ],
)
def test_a_pdf_that_would_run_is_refused(inside, code):
    with pytest.raises(WrongUse) as refused:
        attaching._check_pdf(pdf(inside))
    assert refused.value.code == code


def test_the_bytes_of_a_picture_in_a_pdf_say_nothing():
    attaching._check_pdf(
        pdf(b"5 0 obj<</Subtype/Image>>\nstream\n\x00/JS \xff/Launch \nendstream endobj\n" + _packed(b"/JavaScript ", b"/Subtype/Image") + _packed(b"3 0 <</Type/Page>>"))
    )
