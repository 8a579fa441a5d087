"""消息与邮件提醒: what happened is told in the transaction in which it happened (triggers beside the tables); here it is read, and copied by mail.

Mail names the kind and the day, never what it is about: it goes through others' hands. Whoever wants to know signs in.
"""

import datetime as dt
import smtplib
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from chengxin.access.loading import district
from chengxin.access.models import Mailing
from chengxin.access.signing import sessions
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import Refusal, digests, keys
from chengxin.ground.api import database as sql

#: 消息种类, in the words of a message.
KINDS = {
    "line-published": "关于您的一条信息已经公示",
    "letter-served": "有一份文书送达给您",
    "look-answered": "您的查阅疑问有了答复",
    "repair-day": "一条信息从这天起可以申请修复",
}
#: 机关收到的: what is told to an organ; its people read it at the desk.
ORGAN_KINDS = {
    "duty-soon": "本机关有报送期限将到",
    "duty-draft": "通报稿涉及本机关，可以说明",
    "duty-reply": "本机关对通报稿的说明有了答复",
    "duty-issued": "通报已经印发，涉及本机关",
    "duty-stale": "有栏目久未更新",
}


def mine(*, limit: int = 100) -> list[dict[str, Any]]:
    """The messages of the session's subject, the latest first. Inside ``agents.acting``."""
    return [one | {"title": KINDS.get(one["kind"], one["kind"])} for one in sql.fetch("SELECT * FROM access_my_messages(%s)", [limit])]


def read(*, through: int) -> None:
    """Whoever asks has seen them up to this one. Inside ``agents.acting``."""
    sql.fetch_value("SELECT access_my_messages_read(%s)", [through])


def wish() -> tuple[str, list[str]]:
    """Where the account wants mail, and about what. Inside ``agents.acting``."""
    found = sql.fetch("SELECT * FROM access_my_mailwish()")
    if not found or not found[0]["address"]:
        return "", list(found[0]["kinds"]) if found else list(KINDS)
    return digests.open_text(keys.access_key(), found[0]["address"]), list(found[0]["kinds"])


def wish_mail(address: str, kinds: list[str]) -> None:
    """Want mail there about these kinds; an empty address: none. Inside ``agents.acting``. Raises Refusal (``bad-address``)."""
    _checked(address)
    sql.fetch_value("SELECT access_my_wish_mail(%s, %s)", [digests.seal_text(keys.access_key(), address) if address else "", kinds])


def staff_wish(who: Who) -> str:
    """Where somebody at the desk wants mail about what is told to their organ; empty: nowhere."""
    sealed = sql.fetch_value("SELECT access_staff_mailwish(%s)", [sessions.proof(who.key)])
    return digests.open_text(keys.access_key(), sealed) if sealed else ""


def staff_wish_mail(who: Who, address: str) -> None:
    """Want it there; an empty address: nowhere. Raises Refusal (``bad-address``)."""
    _checked(address)
    sql.fetch("SELECT access_staff_wish_mail(%s, %s, %s)", [sessions.proof(who.key), digests.seal_text(keys.access_key(), address) if address else "", list(ORGAN_KINDS)])


def send_due(*, limit: int = 200) -> int:
    """Send what is due, each once; a server that does not take it is noted, and the message stays in the room. Returns how many went out."""
    due = sql.fetch("SELECT * FROM access_mail_due ORDER BY message_id LIMIT %s", [limit])
    if not due:
        return 0
    sent = 0
    with mail.get_connection() as connection:
        for one in due:
            trouble = _sent(connection, digests.open_text(keys.access_key(), one["address"]), one["kind"], one["on_day"])
            if trouble is None:
                break  # the server is away: the rest waits for the next round
            _, fresh = Mailing.objects.get_or_create(message_id=one["message_id"], account_id=one["account_id"], defaults={"trouble": trouble})
            sent += fresh and not trouble
    return sent


def _checked(address: str) -> None:
    try:
        if address:
            validate_email(address)
        if len(address) > 200:
            raise ValidationError("long")
    except ValidationError:
        raise Refusal(["bad-address"], "邮箱地址写得不对，请核对；不要邮件提醒请留空") from None


def _sent(connection: Any, address: str, kind: str, day: dt.date) -> str | None:
    site = district()["site_name"]
    if kind in ORGAN_KINDS:
        text = f"{ORGAN_KINDS[kind]}（{day.isoformat()}）。\n\n请登录工作人员端，在“报送任务”里查看。\n\n这封邮件不含具体内容，也不需要回复。不想再收到，可以在“我的账户”里关闭。\n{site}\n"
        return _posted(connection, f"{site}：{ORGAN_KINDS[kind]}", text, address)
    where = f"请登录 {settings.MY_ADDRESS} 查看。" if settings.MY_ADDRESS else "请登录本站主体端查看。"
    text = f"{KINDS[kind]}（{day.isoformat()}）。\n\n{where}\n\n这封邮件不含具体内容，也不需要回复。不想再收到，可以在“消息”里关闭邮件提醒。\n{site}\n"
    return _posted(connection, f"{site}：{KINDS[kind]}", text, address)


def _posted(connection: Any, title: str, text: str, address: str) -> str | None:
    try:
        mail.EmailMessage(title, text, to=[address], connection=connection).send()
    except smtplib.SMTPRecipientsRefused:
        return "收件地址被拒绝"
    except OSError:
        return None
    return ""
