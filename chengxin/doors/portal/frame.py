"""网站结构: the places of the site, once: the navigation, the footer, the site map and the path above a heading are all drawn from here."""

import functools
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field

from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """一处: a page people go to, by the name of its route."""

    label: str | Promise
    about: str | Promise = ""
    named: KW_ONLY
    route: str
    words: tuple[str, ...] = ()

    @property
    def to(self) -> str:
        """Its address, in the language and size of the page that asks."""
        return _address(self.route, self.words, get_language(), get_script_prefix())


@functools.cache  # every page draws every place
def _address(route: str, words: tuple[str, ...], language: str | None, prefix: str) -> str:
    return reverse(route, args=words)


@dataclass(frozen=True)
class Section:
    """一类: a group of places with a page of its own, and how the navigation names it."""

    code: str
    label: str | Promise
    head: Place
    places: tuple[Place, ...] = field(default_factory=tuple)


PUBLICITY = Section(
    "publicity", _("信用公示"), Place(_("信用公示"), route="publicity"),
    (
        Place(_("双公示"), _("行政许可和行政处罚，自作出决定之日起七个工作日内公示。"), route="columns"),
        Place(_("各机关的公示"), _("一个机关作出的、正在公示的全部信息。"), route="organs"),
        Place(_("守信激励"), _("依法认定的守信主体和对他们的便利。"), route="incentives"),
        Place(_("严重失信主体名单"), _("由法律、行政法规规定的机关列入，到期移出。"), route="serious"),
        Place(_("信用承诺"), _("经营主体公开作出的承诺和履行情况。"), route="commitments"),
        Place(_("信用目录"), _("收哪些信息、由谁提供、向谁公开。"), route="catalogue"),
        Place(_("公示留痕"), _("公示和撤下都有不可改写的记录，任何人可以核验。"), route="ledger"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """栏目 of articles, in words for readers."""

    code: str
    label: str | Promise
    about: str | Promise


COLUMNS: dict[str, Column] = {
    column.code: column
    for column in (
        Column("news", _("信用动态"), _("区内信用建设的进展：会议、活动、系统上线、工作通报。")),
        Column("notices", _("通知公告"), _("通知、公告、公示和征求意见。")),
        Column("policy", _("政策法规"), _("法律、法规、规章和政策文件的解读。逐条的释义见“法律依据”。")),
        Column("cases", _("典型案例"), _("守信和失信的案例。涉及公示中的失信信息时，信息撤下，案例同时撤下。")),
        Column("knowledge", _("信用知识"), _("什么会被公示、公示多久、怎样修复、怎样提出异议。")),
        Column("campaigns", _("专项治理"), _("正在开展的专项治理：治理什么、依据什么、到什么时候。")),
    )
}
ARTICLES = Section(
    "articles", _("资讯"), Place(_("资讯"), route="articles"), tuple(Place(column.label, column.about, route="articles-column", words=(column.code,)) for column in COLUMNS.values())
)  # fmt: skip
GUIDE = Section(
    "guide", _("办事指南"), Place(_("办事指南"), route="guide"),
    (
        Place(_("信用修复"), _("改正之后，申请提前结束公示。"), route="guide-page", words=("repair",)),
        Place(_("异议申请"), _("公示的内容有误，请求核实更正。"), route="guide-page", words=("objection",)),
        Place(_("信用报告"), _("查询、下载和核验信用报告。"), route="guide-page", words=("report",)),
        Place(_("登录注册"), _("本人、法定代表人和代理人怎样登录。"), route="guide-page", words=("registration",)),
    ),
)  # fmt: skip
FIGURES = Section(
    "figures", _("数据统计"), Place(_("数据统计"), route="statistics"),
    (
        Place(_("统计分析"), _("公示了什么、是谁的、及不及时。"), route="statistics"),
        Place(_("政府报送及时榜"), _("各机关报送和公示的及时率、通报。"), route="punctuality"),
        Place(_("数据开放"), _("可以整批下载的公开数据。"), route="data"),
    ),
)  # fmt: skip
LAW = Section("law", _("法律依据"), Place(_("法律依据"), route="law"), (Place(_("法律依据"), _("本站依据的法律、法规、规章和文件，逐条可查。"), route="law"),))
ABOUT = Section(
    "about", _("关于本站"), Place(_("关于本站"), route="about"),
    (
        Place(_("关于本站"), _("这里有什么、没有什么、公示多久。"), route="about"),
        Place(_("联系我们"), _("主办单位和联系方式。"), route="contact"),
        Place(_("无障碍声明"), _("大字版、键盘、读屏、打印。"), route="accessibility"),
        Place(_("网站地图"), _("全部页面。"), route="site-map"),
    ),
)  # fmt: skip
SECTIONS = (PUBLICITY, ARTICLES, GUIDE, FIGURES, LAW, ABOUT)


def of_route(name: str) -> str:
    """The section that a route belongs to, for the mark in the navigation; empty where it belongs to none."""
    return next((code for code, routes in _ROUTES.items() if name in routes), "")


def places() -> Iterator[Place]:
    """Every place, once."""
    for section in SECTIONS:
        yield from section.places


_ROUTES = {
    "publicity": {"publicity", "incentives", "serious", "commitments", "catalogue", "catalogue-item", "subject", "line", "columns", "column", "organs", "organ", "ledger"},
    "articles": {"articles", "articles-column", "article"},
    "guide": {"guide", "guide-page"},
    "figures": {"statistics", "data", "punctuality"},
    "law": {"law", "law-instrument", "law-article"},
    "about": {"about", "contact", "accessibility", "site-map"},
}
