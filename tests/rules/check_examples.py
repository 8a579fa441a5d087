"""For every check of a row: cells for which it has nothing to say, which pass, and which fail. Cells as sent, by role or element code."""

from dataclasses import dataclass

FIRM, FIRM_WITHOUT_INNER, INDIVIDUAL, PERSON = "91120105MA0000007Q", "91120105MA00000016", "92120105MA0TERT08G", "12010519000101002X"
FILLER = "00000000000000000X"
ORGANISATION_KIND, INDIVIDUAL_KIND, PERSON_KIND = "法人及非法人组织", "个体工商户", "自然人"


@dataclass(frozen=True)
class Examples:
    """Rows by what becomes of them; ``target`` is the column the check is asked about."""

    item: str
    target: str
    not_applicable: list[dict[str, str]]
    passing: list[dict[str, str]]
    failing: list[dict[str, str]]


def _of(item: str, target: str, not_applicable: list, passing: list, failing: list) -> Examples:
    """A bare text stands in the target's column."""
    return Examples(item, target, *([cell if isinstance(cell, dict) else {target: cell} for cell in cells] for cells in (not_applicable, passing, failing)))


def _fined(kinds: str, fine: str) -> dict[str, str]:
    return {"kinds": kinds, "fine": fine}


def _subject(kind: str, code: str = "", identity: str = "", identity_kind: str = "") -> dict[str, str]:
    return {"subject_kind": kind, "subject_code": code, "identity": identity, "identity_kind": identity_kind}


EXAMPLES: dict[str, Examples] = {
    "missing-name": _of("penalty", "name", [], ["李", " 甲 "], ["", "  ", "无", "N/A", "\u200b", "NULL", "#N/A", " None "]),
    "name-is-number": _of("penalty", "name", ["", "无", "NULL"], ["李", "7天酒店", "LEE", "ABCDEFGHIJKLMNOPQ", "𠀀𠀀", "MA0000007Q商行", "2元", "10元店", "1984年", "三万"], ["1,000(万元人民币)", "50万元", "2026年5月12日", "3万美元", FIRM, PERSON, "13800000000", "？", "-", "（）", "120105000012345"]),
    "missing-document-number": _of("penalty", "document_number", [], ["1号", "〔2026〕1号"], ["", "无", "N/A", "\u3000", "null", "#REF!", "/", "—", "--", "（空白）", "暂无", "无文号", "暂无文号", "n/a", "NA"]),
    "document-number-damaged": _of("penalty", "document_number", [""], ["津北罚〔2026〕1号", "津北罚 〔2026〕\u200b 1 号\ufe0f", "津北罚〔2026〕\n1号", "No 12 ab", "津A&B1号", "'津北1号"], ["津北罚?2026?1号", "津北罚□2026□1号", "津北罚\ue0e12026\ue0e21号", "津北罚&#12308;2026&#12309;1号", "津北罚〔2026〕1号_x000D_", "津北1号\n津北2号", "12\n34", "津北<br>1号", "=A1&B1"]),
    "year-impossible": _of("tax_credit_a", "document_number", [""], ["2025", " 2026 ", "２０２５", "2025年", "2025年度", "1990"], ["25", "2027", "2052", "20255", "二〇二五", "2025-2026", "无"]),
    "organ-code-missing": _of("penalty", "organ_code", [], [FIRM, "短"], ["", "无", "n/a", FILLER, "null", "NaN", "#N/A"]),
    "organ-other": _of("licence_old", "organ_name", ["", " "], ["天津市河北区市场监督管理局", "天津市河北区 市场监督管理局", "河北区市场监督管理局", "市场监督管理局", "区市场监管局", "区局", "天津市河北区工商行政管理局", "局"], ["天津市河北区应急管理局", "区应急局"]),
    "kind-unknown": _of("penalty", "subject_kind", [], [ORGANISATION_KIND, PERSON_KIND, INDIVIDUAL_KIND], ["", "公司", "自然 人", "法人"]),
    "subject-not-collected": _of("credit_rating", "subject_kind", [""], [ORGANISATION_KIND, "公司"], [PERSON_KIND]),
    "licence-kind-unknown": _of("licence", "licence_kind", [""], ["普通", "登记", "其他-备案", "其他-"], ["其他", "普通许可", "其它-备案", "特许;登记"]),
    "missing-value": _of("penalty", "CF_SY", [], ["事实", "无", "NULL值"], ["", " \t", "NULL", "#VALUE!", "\\N"]),
    "value-missing-when": _of("altered", "CF_NR_ZKDX", [{"kinds": "罚款"}, {"kinds": ""}], [{"kinds": "暂扣", "CF_NR_ZKDX": "证"}], [{"kinds": "暂扣"}, {"kinds": "吊销", "CF_NR_ZKDX": " "}]),
    "code-missing": _of("penalty", "subject_code", [_subject(PERSON_KIND)], [_subject(ORGANISATION_KIND, FIRM), _subject("", "无"), _subject(INDIVIDUAL_KIND, FILLER)], [_subject(ORGANISATION_KIND), _subject("")]),
    "identity-as-code": _of("penalty", "subject_code", ["", FILLER, FIRM[:17], "91120105IA0000007Q", _subject(PERSON_KIND, PERSON)], [FIRM, INDIVIDUAL, "91120105MA00000070", "120105190001010010", "12010519001301002X"], [PERSON, PERSON.lower(), _subject(ORGANISATION_KIND, PERSON), _subject("", PERSON)]),
    "code-short": _of("penalty", "subject_code", ["", "无", "N/A", FILLER, _subject(PERSON_KIND, "1")], [FIRM, FIRM + "1"], ["1", FIRM[:17], "９１"]),
    "code-long": _of("penalty", "organ_code", ["", FILLER], [FIRM, "1"], [FIRM + "1", "𠀀" * 19]),
    "code-forbidden-letter": _of("penalty", "subject_code", ["", FIRM[:17], FIRM + "1", _subject(PERSON_KIND, "I" * 18)], [FIRM, FIRM.lower(), "0" * 18], ["91120105IA0000007Q", "91120105MA000000_Q", "𠀀" * 18, "91120105MA000000①Q"]),
    "code-check-digit": _of("penalty", "subject_code", ["", FILLER, FIRM[:17], "91120105IA0000007Q"], [FIRM, INDIVIDUAL, FIRM_WITHOUT_INNER], ["91120105MA00000070", "0" * 17 + "1"]),
    "code-pair-unknown": _of("penalty", "CF_SJLYDM", ["", "10", FILLER], [FIRM, INDIVIDUAL, "N2120105MF0000005C"], ["10" + FIRM[2:], "00" + FIRM[2:]]),
    "identity-check": _of(
        "penalty", "identity",
        [_subject(ORGANISATION_KIND, identity="1"), _subject(PERSON_KIND), _subject(PERSON_KIND, identity="无"), _subject(PERSON_KIND, identity="E1", identity_kind="护照号")],
        [_subject(PERSON_KIND, identity=PERSON), _subject(PERSON_KIND, identity=PERSON.lower(), identity_kind="身份证"), _subject(PERSON_KIND, identity=PERSON, identity_kind="居民身份证"), _subject(PERSON_KIND, code=PERSON)],
        [_subject(PERSON_KIND, identity="120105190001010010"), _subject(PERSON_KIND, identity="12010519900101123", identity_kind="居民身份证"), _subject(PERSON_KIND, identity="120105190002300010"), _subject(PERSON_KIND, identity="E1"), _subject(PERSON_KIND, identity="12010530000101002X")],
    ),
    "identity-elsewhere": _of("penalty", "CF_XDR_GSZC", [""], ["120105000012345", FIRM, "12010519000101002A", "120105199013010020"], [PERSON, "120105199001010020"]),
    "person-as-organisation": _of("penalty", "identity", [_subject(PERSON_KIND, "", PERSON), _subject(ORGANISATION_KIND, FILLER), _subject(ORGANISATION_KIND, FILLER, "护照E1")], [_subject(ORGANISATION_KIND, FIRM, PERSON)], [_subject(ORGANISATION_KIND, FILLER, PERSON), _subject(INDIVIDUAL_KIND, "", PERSON), _subject("", FILLER, PERSON)]),
    "date-text": _of("penalty", "CF_JDRQ", ["", " "], ["2026/05/12", "20260512", "2026/13/01", "２０２６．５．１２", "2026年5月1日", "2026/05/12\u0085"], ["去年", "2026", "2026-5", "26/05/12", "五月"]),
    "date-impossible": _of("penalty", "CF_YXQ", ["", "去年"], ["2099/12/31", "2024-02-29"], ["2026/02/30", "2025-02-29", "20261301", "0000/01/01"]),
    "date-in-future": _of("penalty", "CF_JDRQ", ["", "去年", "2026/02/30"], ["2026/11/20", "1950/01/01"], ["2026/11/21", "9999/12/31"]),
    "date-too-early": _of("penalty", "CF_JDRQ", ["", "去年"], ["1949/10/01", "2026/05/12"], ["0026/05/12", "1900/01/01", "1949/09/30"]),
    "validity-reversed": _of("licence", "XK_YXQZI", [{"valid_from": "2026/01/01"}, {"valid_to": "2026/01/01"}], [{"valid_from": "2026/01/01", "valid_to": "2026/01/01"}, {"valid_from": "2026/01/01", "valid_to": "2099/12/31"}], [{"valid_from": "2026/01/02", "valid_to": "2026/01/01"}]),
    "end-before-beginning": _of("confirmation", "QR_YXQZI", [{"QR_YXQZ": "2026/01/01"}, {"QR_YXQZI": "2026/01/01"}, {"QR_YXQZ": "2026/01/01", "QR_YXQZI": "长期"}], [{"QR_YXQZ": "2026/01/01", "QR_YXQZI": "2026/01/01"}, {"QR_YXQZ": "2026/01/01", "QR_YXQZI": "2099/12/31"}], [{"QR_YXQZ": "2026/01/02", "QR_YXQZI": "2026/01/01"}]),
    "end-before-decision": _of("penalty", "CF_GSJZQ", [{"CF_GSJZQ": "2026/01/01"}, {"held_on": "2026/01/01"}, {"held_on": "2026/01/01", "CF_GSJZQ": "长期"}], [{"held_on": "2026/01/01", "CF_GSJZQ": "2026/01/01"}, {"held_on": "2026/01/01", "CF_GSJZQ": "2099/12/31"}], [{"held_on": "2026/01/02", "CF_GSJZQ": "2026/01/01"}, {"held_on": "2026/01/02", "CF_GSJZQ": "1900/01/01"}]),
    "removal-to-come": _of("abnormal_operation", "YC_YC_RQ", ["", "2099/12/31", "9999/12/31"], ["2026/11/20", "2020/01/01"], ["2026/11/21", "2027/05/12"]),
    "removal-never": _of("abnormal_operation", "YC_YC_RQ", ["", "长期"], ["2026/11/20", "2099/12/31"], ["2100/01/01", "9999-12-31"]),
    "removal-incomplete": _of(
        "abnormal_operation", "YC_YC_SY", [{"YC_YC_SY": ""}, {"YC_YC_SY": "无"}, {"YC_YC_SY": "/", "YC_YC_RQ": "2099/12/31"}], [{"YC_YC_SY": "已补报", "YC_YC_RQ": "2026/05/12"}],
        [{"YC_YC_SY": "已补报"}, {"YC_YC_SY": "已补报", "YC_YC_RQ": "2099/12/31"}, {"YC_YC_SY": "已补报", "YC_YC_RQ": "9999-12-31"}, {"YC_YC_RQ": "2026/05/12"}, {"YC_YC_SY": "/", "YC_YC_RQ": "2026/05/12"}],
    ),
    "year-unlikely": _of("tax_credit_a", "document_number", ["", "25", "2052"], ["2014", "2026", {"document_number": "2026", "held_on": "2026/04/20"}], ["2013", {"document_number": "2026", "held_on": "2025/04/20"}]),
    "founding-unlikely": _of("registration", "REG_DATE", ["", "去年"], ["2026/11/20", "1949/10/01"], ["2026/11/21", "1899/12/30"]),
    "fine-missing": _of("penalty", "fine", [_fined("警告", ""), _fined("免予罚款", ""), _fined("罚款代缴", "")], [_fined("罚款", "1"), _fined("警告;罚款", "〇")], [_fined("罚款", ""), _fined("警告；罚款", " "), _fined("其他-罚款", ""), _fined("警告 罚款", ""), _fined("罚款、没收", "")]),
    "fine-not-a-number": _of("penalty", "fine", [_fined("警告", "五千"), _fined("罚款", "")], [_fined("罚款", "1"), _fined("罚款", "0.5"), _fined("罚款", "1,234.5"), _fined("罚款", "-1"), _fined("罚款", ".5"), _fined("罚款", "１．５")], [_fined("罚款", "五千"), _fined("罚款", "1元"), _fined("罚款", "1e3"), _fined("罚款", "."), _fined("罚款", "1\u0085"), _fined("罚款", "NaN")]),
    "refers-to-above": _of("penalty", "CF_CFLB", ["", " "], ["罚款", "同上述", "”甲“"], ["同上", " 同上 ", "同上。", "〃", "″", '"']),
    "mark-left-over": _of("penalty", "CF_WSH", ["", " "], ["津北市监罚〔2026〕1号", "津北“示范”罚〔2026〕1号", '"甲"1号', "”甲”1号"], ['津北"市监罚〔2026〕1号', '津北市监罚〔2026〕1号"', "“津北1号", '"甲"乙"1号', "津北＂1号"]),
    "too-long": _of("penalty", "CF_XDR_MC", [], ["长" * 200, "𠀀" * 200, ""], ["长" * 201, "𠀀" * 201, "a" * 201]),
    "value-advised": _of("penalty", "CF_FRDB", [], ["李明", "无"], ["", "\u00a0"]),
    "value-advised-when": _of("serious_list", "MD_YC_RQ", [{"MD_BD": "列入"}, ""], [{"MD_BD": "移出", "MD_YC_RQ": "2026/05/12"}], [{"MD_BD": "移出"}]),
    "value-not-listed": _of("penalty", "CF_CFLB", [""], ["罚款", "警告;罚款", "警告；罚款", "其他-通报批评"], ["罚金", "警告、罚款", "其他-", "罚款;", "罚款\u0085"]),
    "amount-not-a-number": _of("penalty", "CF_NR_WFFF", [""], ["1", "0.5", "1,000.00"], ["x", "5万元", "一千"]),
    "long": _of("penalty", "CF_WFXW", [], ["长" * 2000, "𠀀" * 2000], ["长" * 2001]),
    "fine-negative": _of("penalty", "fine", ["", "五千", "-"], ["1", "+1", "0"], ["-1", "-.5", "－１"]),
    "code-inner-check": _of("penalty", "subject_code", ["", FIRM[:17]], [FIRM, INDIVIDUAL], [FIRM_WITHOUT_INNER]),
    "code-kind-differs": _of("penalty", "subject_code", [_subject(PERSON_KIND, INDIVIDUAL), _subject(ORGANISATION_KIND), _subject(INDIVIDUAL_KIND, FILLER)], [_subject(ORGANISATION_KIND, FIRM), _subject(INDIVIDUAL_KIND, INDIVIDUAL)], [_subject(ORGANISATION_KIND, INDIVIDUAL), _subject(INDIVIDUAL_KIND, FIRM)]),
    "company-code-differs": _of("registration", "subject_code", [{"name": "天津甲有限公司", "subject_code": FIRM}, {"name": "天津甲有限公司", "subject_code": FILLER}, {"name": "天津甲有限公司"}], [{"name": "津北甲便民店", "subject_code": INDIVIDUAL}, {"name": "天津公司协会", "subject_code": "51120105MJ0000007Q"}], [{"name": "天津甲有限公司", "subject_code": INDIVIDUAL}, {"name": "天津甲商贸公司", "subject_code": "12120105MB0000007Q"}]),
    "private-use-character": _of("penalty", "CF_SY", [], ["", "𠀀龥（〇）"], ["\ue000", "字\uf8ff", "\U000f0000", "\U0010fffd"]),
    "invisible-character": _of("penalty", "CF_XDR_MC", [], ["", "天津某某公司", "\u200b天津\ufeff"], ["天津\u200b公司", "天津\u202e司公\u202c", "天\u2066津"]),
    "character-lost": _of("penalty", "CF_XDR_MC", [], ["", "天津某某公司", "天津〇一公司"], ["天津市?飞商贸有限公司", "天津市？飞公司", "天津□公司", "〓"]),
    "markup-left": _of("penalty", "CF_SY", [], ["", "A&B公司", "甲<乙", "销售<某某>；数量&单价", "AT&T;"], ["甲&amp;乙", "罚款&nbsp;", "第一<br>第二", "<p class=x>事实</p>", "&#12288;", "&ldquo;甲&rdquo;"]),
    "word-of-a-program": _of("penalty", "CF_FRDB", [""], ["李明", "无", "Null Island"], ["NULL", "undefined", "#N/A", "NaN"]),
}  # fmt: skip
