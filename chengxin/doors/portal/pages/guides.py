"""办事指南: what, who, papers, term and how, of four affairs. Only what was found in a source, with the instrument it stands in; what is not known is said so."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengxin.doors.portal import frame
from chengxin.doors.portal.pages.basis import bases
from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """一段: a heading and what is said under it, a sentence a line. ``code`` is its place in the page."""

    code: str
    heading: Words
    lines: tuple[Words, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Guide:
    """指南: one affair. ``bases``: codes of the instruments it rests on."""

    code: str
    title: Words
    lead: Words
    parts: tuple[Part, ...]
    bases: tuple[str, ...]


GUIDES: dict[str, Guide] = {
    guide.code: guide
    for guide in (
        Guide(
            "repair", _("信用修复"), _("已经改正、到了可以修复的日子，申请提前结束公示。期满的自动撤下，不用申请。"),
            (
                Part("what", _("什么时候可以申请"), (
                    _("每一条公示的处罚都写明最早可以申请的日子和自动终止的日子，以那里写的为准。"),
                    _("一般失信信息最短公示三个月、最长一年；严重失信信息最短公示一年、最长三年；轻微失信信息原则上不公示。自文书之日起算。"),
                )),
                Part("who", _("谁可以申请"), (_("被公示的企业、个体工商户或者其他组织。不必经过中介。"),)),
                Part("conditions", _("要满足什么"), (_("违法行为已经改正，处罚决定的义务已经全部履行。"), _("已满最短公示期。"), _("公开作出信用承诺。"))),
                Part("papers", _("要交什么"), (_("义务已经履行的证明。认定机关自己能查到的，不用您交。"), _("信用承诺书。"))),
                Part("how", _("怎样办"), (
                    _("在本站查到这一条，记下作出决定的机关和文书号。"),
                    _("在“信用中国”网站网上申请，或者到政务服务窗口申请。"),
                    _("由作出决定的机关办理：谁认定，谁修复。多个机关认定的，各办各的。"),
                    _("同意修复的，停止公示，也停止共享和使用。"),
                ), ordered=True),
                Part("fee", _("收费"), (_("不收费。声称可以花钱删除的，都不可信。"),)),
            ),
            ("ndrc-order-36-2025", "sc-2025-22"),
        ),
        Guide(
            "objection", _("异议申请"), _("公示的内容与事实不符、不该公示、或者不是您的，可以请求核实和更正。"),
            (
                Part("who", _("谁可以提出"), (_("信息所说的主体。公示的任何内容，被公示的一方都有权提出异议。"),)),
                Part("papers", _("要交什么"), (_("哪一条：文书号，或者页面的网址。"), _("错在哪里，应当是什么。"), _("有证明的附上；机关自己能查到的，不用您交。"))),
                Part("how", _("怎样办"), (
                    _("在本站查到这一条，上面写着作出决定的机关。"),
                    _("向作出决定的机关提出；不知道该找谁的，找本站的主办单位。"),
                    _("处理期间，这一条会标明“异议处理中”。"),
                    _("确有错误的，更正或者撤下，并写明已更正。决定被变更、撤销、确认违法或者无效的，机关应当在三个工作日内撤回公示。"),
                ), ordered=True),
                Part("term", _("多久答复"), (_("《天津市社会信用条例》规定了提出异议的权利，条文里没有查到答复的期限，以受理机关告知的日子为准。"),)),
                Part("fee", _("收费"), (_("不收费。"),)),
            ),
            ("tj-2020-social-credit:,", "npc-2021-administrative-penalty-law:第四十八条,第八十五条"),
        ),
        Guide(
            "report", _("信用报告"), _("公共信用信息报告，以及可以代替无违法违规证明的专项报告。"),
            (
                Part("general", _("公共信用信息报告"), (_("写明一个主体现在公开的登记、许可、处罚、荣誉、承诺等信息，和查询的时间。没有评分，也没有等级。"), _("已经期满撤下的信息不在报告里。"))),
                Part("proofs", _("用报告代替证明"), (
                    _("专项信用报告代替有无违法违规记录的证明：不用再到各个机关逐家开证明。"),
                    _("内容是行政处罚、行政强制、严重失信主体名单和刑事判决。期间由您选，最长五年。"),
                )),
                Part("check", _("核验报告"), (_("收到报告的人凭报告编号核对时间和内容是否一致。"),)),
                Part("how", _("怎样取得"), (
                    _("本站的网上出具和核验正在建设。现在请在“信用中国”网站查询下载，或者到政务服务窗口取得。"),
                    _("要看本主体在本平台的全部信息，登录主体端，可以取得一份副本。"),
                )),
                Part("fee", _("收费"), (_("不收费。"),)),
            ),
            ("ndrc-2025-565", "tj-2020-social-credit:第十三条"),
        ),
        Guide(
            "registration", _("登录注册"), _("看公开的信息不用登录。看本主体的全部信息、谁查阅过、授权代办，要先登录主体端。"),
            (
                Part("who", _("谁可以登录"), (_("自然人本人。"), _("企业的法定代表人，由窗口核验身份，一年内有效。"), _("受企业授权的代理人，在授权的范围和期限内。"))),
                Part("papers", _("要带什么"), (_("本人的身份证件原件。窗口只核对，不留复印件。"),)),
                Part("how", _("怎样办"), (
                    _("带身份证件到政务服务窗口，当场开通，领取启用码。"),
                    _("在主体端用启用码设置口令，可以再加一个验证器。"),
                    _("已经接通全市统一身份的，也可以用它登录。"),
                    _("登录以后选择代表谁办事。"),
                ), ordered=True),
                Part("nophone", _("没有手机怎么办"), (_("窗口可以代办，凭身份证件当面核验，代办的每一步都留有记录。"),)),
            ),
            ("tj-2020-social-credit:第十三条",),
        ),
    )
}  # fmt: skip


@audience(Audience.PUBLIC)
def hub(request: HttpRequest) -> HttpResponse:
    """The affairs there is a guide for."""
    return page(request, "guides", {"places": frame.GUIDE.places})


@audience(Audience.PUBLIC)
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One guide."""
    found = GUIDES.get(code)
    if found is None:
        raise Http404
    return page(request, "guide", {"guide": found, "bases": bases(*found.bases), "others": [one for one in GUIDES.values() if one.code != code]})
