"""调取本人信息: the ways by which pages of this side read records, one's own and, by consent, another's: a look is committed, then it is read and used up."""

import datetime as dt
from typing import Any

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.my import showing
from chengxin.law import api as law
from chengxin.publicity import api as publicity
from chengxin.records import api as records


def archive(me: access.own.Me, *, on: dt.date, purpose: str = "本人查看") -> tuple[dict[str, Any], list[showing.Group]]:
    """What is on file about the subject somebody acts for, as told and as shown."""
    catalogue.refresh(older_than=60)
    look = access.questions.commit_look(me, purpose=purpose)
    with access.agents.acting(me.key):
        told, lines = records.mine(look=look, on=on), publicity.mine()
    return told, showing.groups(told, lines, today=on)


def consented(me: access.own.Me, consent: int, *, on: dt.date) -> tuple[dict[str, Any], dict[str, Any], list[showing.Group], list[publicity.Shown]]:
    """By a consent of the bank or buyer somebody acts for: the consent, who it is about with what it covers, the records as shown, the public lines. Raises Refusal."""
    catalogue.refresh(older_than=60)
    look = access.agents.commit_look(me.key, consent)
    with access.agents.acting(me.key):
        told, lines = publicity.consented(consent, look=look, on=on)
        mine = next(one for one in access.agents.held() if one["id"] == consent)
    return mine, told, showing.groups(told, [], today=on), [publicity.shown(line, today=on) for line in lines]


def letters(me: access.own.Me) -> list[dict[str, object]]:
    """Letters served to that subject."""
    with access.agents.acting(me.key):
        return law.letters.mine()


def letter(me: access.own.Me, number: int) -> tuple[str, bytes]:
    """The number and the page of one. Raises NotFound."""
    look = access.questions.commit_look(me, purpose="本人查看文书", reference=f"letter:{number}")
    with access.agents.acting(me.key):
        return law.letters.my_page(number, look=look)
