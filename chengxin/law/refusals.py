"""不予授权的代码: every code of ruling 25 with the sentence a person reads and the article it rests on."""

from collections.abc import Iterable

from chengxin.law.library.data import articles_by_code

SENTENCES = {
    "no-such-power": "没有这种权力",
    "not-in-force": "这项权力在当日不在施行期内",
    "basis-unverified": "这项权力的依据尚待核实",
    "wrong-organ": "这个机关无权就这些事实作出",
    "wrong-subject": "这项权力不及于这类主体",
    "same-officer": "经办与批准应为两名在岗且与本案无关的人员",
    "facts-missing": "所依据的事实不存在或已撤回",
    "facts-unfit": "这项权力不及于这样的事实",
    "facts-disputed": "所依据的事实正在异议处理中",
    "step-missing": "应先行完成的步骤（告知、决定、送达）尚未完成",
    "beyond-term": "期限已经届满",
    "beyond-measure": "超出措施清单",
}


# The article behind each code; None: a rule of ours (ruling 25), told as such.
ARTICLES: dict[str, str | None] = {
    "no-such-power": "sc-2020-49",
    "not-in-force": "sc-2020-49",
    "basis-unverified": "sc-2020-49",
    "wrong-organ": "ndrc-2018-424",
    "wrong-subject": "npc-2021-personal-information-protection-law#第二十五条",
    "same-officer": None,
    "facts-missing": "tj-2020-social-credit#第十二条",
    "facts-unfit": "sc-2025-22",
    "facts-disputed": None,
    "step-missing": "sc-2020-49",
    "beyond-term": "ndrc-order-36-2025",
    "beyond-measure": "ndrc-measures-list",
}
OURS = "本平台规则"


def because(codes: Iterable[str]) -> list[dict[str, str]]:
    """Of each code its ``sentence`` and its ``basis``: the article's name, number and summary, or that the rule is ours."""
    told = []
    for code in sorted(codes):
        named = ARTICLES[code]
        (article,) = articles_by_code([named]) if named else (None,)
        basis = f"《{article['instrument']}》{article['label']}（{article['summary'].rstrip('。')}）" if article else OURS
        told.append({"code": code, "sentence": SENTENCES[code], "basis": basis})
    return told


def told(codes: Iterable[str]) -> str:
    """The codes as one Chinese sentence."""
    return "；".join(SENTENCES[code] for code in sorted(codes))
