"""不予授权的代码: every code of ruling 25 with the sentence a person reads."""

from collections.abc import Iterable

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


def told(codes: Iterable[str]) -> str:
    """The codes as one Chinese sentence."""
    return "；".join(SENTENCES[code] for code in sorted(codes))
