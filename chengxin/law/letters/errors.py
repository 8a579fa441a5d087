"""文书的拒绝: the codes the database answers with, each with the sentence a person reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError

from chengxin.ground.api import Refusal, database

SENTENCES = {
    "same-officer": "经办与批准应为两名在岗的人员",
    "day-to-come": "这一天还没有到",
    "template-past": "模板的启用日不得早于今天，并应有文字和理由",
    "template-digest": "模板文字与摘要不符",
    "template-approved": "这个模板已经批准过了",
    "no-such-template": "没有这个模板，或者它在成文日期尚未批准、尚未启用",
    "number-unused": "取了文号而没有制发文书，或者文号不是刚取的那一个",
    "day-before-last": "成文日期早于同一机关同类文书上一号的日期，不得倒签",
    "letter-beside-warrant": "文书与凭据（或所述、所更正的文书）的主体、机关、权力或日期不符",
    "letter-of-another-act": "这种文书只能由同一行为的凭据制发：不予修复、不予受理、异议答复各须先有自己的凭据",
    "letter-exists": "这份凭据已有同类文书；需要更正时请写明更正哪一份（--replaces）和理由（--why）",
    "served-before-letter": "送达日早于文书的成文日期",
    "service-unproved": "送达缺少签收人、见证人或公告，或与公告的日期不符",
    "service-other-letter": "所更正的不是这份文书的送达",
    "served-already": "这份文书已有送达记录；需要更正时请写明理由（--reason）",
    "not-repairable": "这份凭据的事项没有最早修复日，不制发修复告知书",
    "character-unknown": "字库中没有这个字符",
}
_CONSTRAINTS = {
    "law_letter_once": "letter-exists",
    "law_letter_replaces_id_key": "letter-exists",
    "law_service_first": "served-already",
    "law_service_corrects_id_key": "served-already",
}


def refusal(code: str, said: str = "") -> Refusal:
    """The refusal of this code, with what more is to be said."""
    return Refusal([code], SENTENCES[code] + (f"：{said}" if said else ""))


@contextmanager
def told() -> Iterator[None]:
    """The database's answers as refusals; anything else is a bug and passes."""
    try:
        yield
    except DatabaseError as error:
        state, code = database.answer(error)
        if state != "CX040":
            code = _CONSTRAINTS.get(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "", "") if isinstance(error, IntegrityError) else ""
        if code in SENTENCES:
            raise refusal(code) from error
        raise
