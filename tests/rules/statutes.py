"""Statutes made for tests: their parts are known, so that what a splitter finds can be compared; written in the many ways real files are."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from chengxin.law.library.numerals import numeral

WORDS = (
    "公共信用信息 行政处罚 信用主体 应当 可以 不得 公示 期限 修复 申请 受理 决定 告知 陈述 申辩 区人民政府 有关部门 依照本法第三条第一款的规定 法律、行政法规另有规定的，从其规定 "
    "“信用中国”网站 （以下简称名单） 自收到之日起五个工作日内 违反本法规定 情节严重 三万元以上十万元以下 2026年4月1日 GB/T 39441 前款第（一）项"
).split(" ")


@dataclass
class Item:
    text: str
    points: list[str] = field(default_factory=list)


@dataclass
class Paragraph:
    text: str
    items: list[Item] = field(default_factory=list)
    table: list[str] = field(default_factory=list)


@dataclass
class Article:
    number: int
    branch: int
    paragraphs: list[Paragraph]
    path: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"第{numeral(self.number)}条" + (f"之{numeral(self.branch)}" if self.branch else "")


@dataclass
class Heading:
    kind: str
    number: int
    title: str


@dataclass
class Statute:
    name: str
    head: list[str]
    preamble: list[str]
    body: list[Heading | Article]
    annexes: list[tuple[str, list[str]]]

    @property
    def articles(self) -> list[Article]:
        return [part for part in self.body if isinstance(part, Article)]


@dataclass(frozen=True)
class Style:
    """How a statute is written down."""

    label: str  # blank, wide, bold, bold-tight, alone, hash, digits
    headings: str  # hashes, bare, bold
    gap: bool  # a blank line between paragraphs
    indent: str
    newline: str
    contents: str  # none, plain, list
    info_end: bool
    wrapped: bool


sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map("".join)
items = st.builds(Item, sentences, st.lists(sentences, max_size=2))
paragraphs = st.one_of(
    sentences.map(lambda text: Paragraph(f"{text}。")),
    st.builds(lambda text, inner: Paragraph(f"{text}：", inner), sentences, st.lists(items, min_size=2, max_size=4)),
    st.builds(lambda text, rows: Paragraph(f"{text}如下：", [], rows), sentences, st.lists(st.sampled_from(["| 一般 | 三个月 |", "| 严重 | 一年 |"]), min_size=1, max_size=3)),
)
styles = st.builds(
    Style,
    label=st.sampled_from(["blank", "wide", "bold", "bold-tight", "alone", "hash", "digits"]),
    headings=st.sampled_from(["hashes", "bare", "bold"]),
    gap=st.booleans(),
    indent=st.sampled_from(["", "　　"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    contents=st.sampled_from(["none", "plain", "list"]),
    info_end=st.booleans(),
    wrapped=st.booleans(),
)


@st.composite
def statutes(draw, *, most_articles: int = 14) -> Statute:
    """A statute with or without 编 and 节, with articles inserted later (之一) and annexes."""
    parts, sections = draw(st.booleans()), draw(st.booleans())
    wanted = draw(st.integers(2, most_articles))
    body: list[Heading | Article] = []
    path: dict[str, str] = {}
    number, chapter = 0, 0

    def heading(kind: str, sign: str, n: int) -> None:
        title = draw(st.sampled_from(["总则", "一般规定", "信用信息的归集和公示", "法律责任", "权益 保护"]))
        body.append(Heading(kind, n, title))
        for lower in {"part": ("part", "chapter", "section"), "chapter": ("chapter", "section"), "section": ("section",)}[kind]:
            path.pop(lower, None)
        path[kind] = f"第{numeral(n)}{sign}　{title.replace(' ', '')}"

    part = 0
    while number < wanted:
        if parts and (not body or draw(st.integers(0, 3)) == 0):
            part += 1
            heading("part", "编", part)
            chapter = 0
        if draw(st.booleans()) or not body or (parts and chapter == 0):
            chapter += 1
            heading("chapter", "章", chapter)
            if sections:
                heading("section", "节", 1)
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            where = tuple(path[kind] for kind in ("part", "chapter", "section") if kind in path)
            body.append(Article(number, 0, draw(st.lists(paragraphs, min_size=1, max_size=3)), where))
            for branch in range(1, draw(st.sampled_from([0, 0, 0, 1, 2])) + 1):
                body.append(Article(number, branch, draw(st.lists(paragraphs, min_size=1, max_size=2)), where))
    head = draw(st.sampled_from([[], ["（2010年1月1日第一届代表大会通过　根据2020年5月1日《关于修改部分法律的决定》第一次修正）"], ["2010年1月1日 通过", "2020年5月1日 修订"]]))
    preamble = draw(st.sampled_from([[], ["序言", "为了建设诚信社会，总结经验，制定本法。"]]))
    annexes = draw(st.sampled_from([[], [("附件", ["第一条 附件里的条不是本法的条。", "1. 表一"])], [("附件一", ["甲"]), ("附件二：清单", ["乙", "第五条　丙"])]]))
    return Statute("某某市社会信用法", head, preamble, body, annexes)


def written(statute: Statute, style: Style) -> str:
    """The statute as a file in that style."""
    lines: list[str] = [f"# {statute.name}", ""]
    lines += [line for text in statute.head for line in (text, "")]
    if style.info_end:
        lines += ["<!-- INFO END -->", ""]
    headings = [part for part in statute.body if isinstance(part, Heading)]
    if style.contents != "none":
        lines += ["## 目录" if style.headings == "hashes" else "目　　录", ""]
        lines += [("- " if style.contents == "list" else "") + _heading_text(part) for part in headings if part.kind != "section"]
        lines += [""]
    lines += [line for text in statute.preamble for line in (text, "")]
    for part in statute.body:
        if isinstance(part, Heading):
            marks = {"hashes": "#" * {"part": 2, "chapter": 3, "section": 4}[part.kind] + " ", "bare": "", "bold": "**"}[style.headings]
            lines += [f"{marks}{_heading_text(part)}{'**' if style.headings == 'bold' else ''}", ""]
        else:
            lines += _article_lines(part, style)
    for title, texts in statute.annexes:
        lines += ["", f"## {title}" if style.headings == "hashes" else title, "", *texts]
    return style.newline.join(lines) + style.newline


def _heading_text(part: Heading) -> str:
    return f"第{numeral(part.number)}{ {'part': '编', 'chapter': '章', 'section': '节'}[part.kind] }　{part.title}"


def _article_lines(article: Article, style: Style) -> list[str]:
    gap = [""] if style.gap else []
    label = article.label if style.label != "digits" else f"第{article.number}条" + (f"之{numeral(article.branch)}" if article.branch else "")
    opening = {
        "blank": f"{label} ", "wide": f"{style.indent}{label}　", "bold": f"**{label}** ", "bold-tight": f"**{label}**", "alone": None, "hash": None, "digits": f"{label} ",
    }[style.label]  # fmt: skip
    lines: list[str] = []
    if opening is None:
        lines += [f"##### {label}" if style.label == "hash" else label, *gap]
    for place, paragraph in enumerate(article.paragraphs):
        text = paragraph.text
        if style.wrapped and len(text) > 24 and "一" <= text[11] <= "鿿" and text[12] not in "（第":
            text = text[:12] + style.newline + text[12:]
        lines += [(opening if place == 0 and opening is not None else style.indent) + text, *gap]
        for n, item in enumerate(paragraph.items, 1):
            end = "。" if n == len(paragraph.items) else "；"
            lines += [f"{style.indent}（{numeral(n)}）{item.text}{'：' if item.points else end}", *gap]
            for k, point in enumerate(item.points, 1):
                lines += [f"{style.indent}{k}. {point}{end}", *gap]
        if paragraph.table:
            lines += ["", "| 等级 | 期限 |", "|---|---|", *paragraph.table, ""]
    return lines + ([""] if style.gap else [])
