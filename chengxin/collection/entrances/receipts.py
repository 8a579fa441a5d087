"""回执: what the sender of a consignment is told, as data and in words: the four fates, the findings, or why nothing was taken.

Holds no value of any row, so that reading it is no look.
"""

import json
from typing import Any

from chengxin.collection import queries
from chengxin.collection.entrances.models import Consignment
from chengxin.ground.api import Refusal, WrongUse, wording

FATES = {"accepted": "接收", "unchanged": "无变化", "corrections": "更正", "quarantined": "退回"}
_BESIDE = {"late": "迟报", "unlinked": "未关联"}
_ORDER = (
    "receipt",
    "state",
    "state_text",
    "message",
    "code",
    "codes",
    "file",
    "source",
    "received",
    "digest",
    "batch",
    "rows",
    *FATES,
    *_BESIDE,
    "new_subjects",
    "repeated",
    "findings",
    "told",
)
_OF_REFUSAL = "%(reason)s。没有写入任何内容，请改正后重新报送。"
_OF_TROUBLE = "文件读不出来，整份未收：%(reason)s。没有写入任何内容，请改正后重新报送。"
_MEND = "请按退回的原因改正后重新报送；没有退回的行已经入库，不必再报。"


def of_batch(consignment: Consignment, figures: dict[str, Any]) -> dict[str, Any]:
    """The answer for a consignment that became a batch, or was one already."""
    counted = {name: figures[name] for name in ("batch", "rows", *FATES, *_BESIDE, "new_subjects", "repeated")}
    return _head(consignment, "repeated" if figures["repeated"] else "collected") | counted | _findings(int(figures["batch"])) | {"message": _in_words(figures)}


def of_refusal(consignment: Consignment, code: str, error: WrongUse | Refusal) -> dict[str, Any]:
    """The answer for a consignment of which nothing was taken."""
    codes = list(error.codes) if isinstance(error, Refusal) else [code]
    pattern = _OF_REFUSAL if isinstance(error, Refusal) else _OF_TROUBLE  # a refusal of columns says itself that nothing was taken
    told = wording.Sentence.of(pattern, reason=wording.within(error))
    return _head(consignment, "refused") | {"code": code, "codes": codes, "message": told, "said": wording.kept(told)}


def said(answer: dict[str, Any]) -> str:
    """The message of an answer as the database kept it, fit to be said in another language."""
    return wording.again(answer["said"]) if "said" in answer else answer["message"]


def ordered(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer in the order in which people read it; the database keeps none."""
    return {name: answer[name] for name in _ORDER if name in answer}


def as_file(answer: dict[str, Any]) -> bytes:
    """The answer as the receipt that is put back."""
    return (json.dumps(ordered(answer), ensure_ascii=False, indent=1) + "\n").encode()


def _head(consignment: Consignment, state: str) -> dict[str, Any]:
    return {
        "receipt": str(consignment.handle),
        "state": state,
        "state_text": {"collected": "已入库", "repeated": "重复送达", "refused": "未收"}[state],
        "file": consignment.file_name,
        "source": consignment.source,
        "received": consignment.received_on.isoformat(),
        "digest": consignment.digest,
    }


def _in_words(figures: dict[str, Any]) -> str:
    parts = [f"{word} {figures[name]} 行" for name, word in FATES.items()]
    text = f"批次 {figures['batch']}，共 {figures['rows']} 行：{'，'.join(parts)}。"
    if figures["repeated"]:
        text = f"这份内容以前已经收过，没有再次写入。{text}"
    beside = [f"{word} {figures[name]} 行" for name, word in _BESIDE.items() if figures[name]]
    if beside:
        text += f"接收的行中{'、'.join(beside)}。"
    return text + (_MEND if figures["quarantined"] else "")


def _findings(number: int) -> dict[str, Any]:
    found = queries.batch(number)
    return {"findings": found["by_code"], "told": found["told"]}
