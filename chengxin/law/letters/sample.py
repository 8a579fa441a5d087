"""样例数据: what a template is tried on before it is taken: an ordinary letter, a long one, one with odd characters."""

import datetime as dt

from chengxin.law.letters import content
from chengxin.law.letters.kinds import kinds

CASES = ("plain", "long", "odd")
DAY = dt.date(2026, 11, 25)
_LONG_NAME = "天津市河北区某某某某某某某某某某某某某某某某某某某某某国际供应链管理与跨境电子商务服务（集团）有限责任公司河北第一分公司"
_HOSTILE = '#panic("x") *粗* _斜_ $x^2$ `代码` <标签> @引用 \\ // 注释 #{1+1} = 标题 - 列表 "引号"'


def data(kind: str, case: str = "plain") -> dict[str, object]:
    """The data of a made-up letter of ``kind``. Nobody of that name exists."""
    chosen = kinds()[kind]
    many = 40 if case == "long" else 1
    name = {"plain": "天津某某商贸有限公司", "long": _LONG_NAME, "odd": f"天津𬭊㐂䶮𪣻龘{_HOSTILE}有限公司"}[case]
    rows = [["决定文书号", "津某罚〔2026〕1号"], ["违法事实", "经营超过保质期的食品。" if case == "plain" else _HOSTILE + "经营超过保质期的食品，" * 20]]
    warrant = {
        "id": 1024, "power": "公示行政处罚信息", "regime": "2026", "severity": "一般", "span": "term", "begins_on": DAY, "ends_on": dt.date(2027, 11, 12),
        "repair": [{"regime": "2026", "from": "2026-04-01", "severity": "一般失信", "earliest": "2027-02-12"}], "digest": "sha256:" + "0" * 64,
        "exit": "公示期届满当日二十四时自动终止。", "remedy": "不服本决定的，可以依法申请行政复议或者提起行政诉讼。", "steps": {"notice": "2026-11-01", "decision": "2026-11-12", "service": "2026-11-13"},
        "by_statement": False, "asked_on": DAY, "articles": [{"instrument": "中华人民共和国某某法", "number": "某令〔2026〕1号", "label": "第四十八条", "summary": "具有一定社会影响的决定应当依法公开。", "source": "S1"}],
    }  # fmt: skip
    organ = content.Sender("天津市河北区某某局" if case != "long" else "天津市河北区人民政府某某某某某某国有资产监督管理和综合行政执法委员会", None)
    return content.laid_out(
        chosen, day=DAY, sender=organ, addressee=content.Addressee(name, "91120105MA0000001X", False), number="津某信决〔2026〕1号" if chosen.numbered else None,
        warrant=warrant, facts=[content.Fact("行政处罚信息", rows)] * many, reason="经核查，理由如下。\n第二段。" if chosen.reason else None,
        about=content.About("行政决定书", "津某信决〔2026〕1号", DAY) if chosen.basis == "letter" else None, together="津某信决〔2026〕1号" if kind == "repair-notice" else None,
        attachments=["信用修复告知书"] if kind == "decision" else [],
    )  # fmt: skip
