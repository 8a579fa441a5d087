"""演示主体账户: a citizen, the legal representative of a firm, an agent, a buyer's officer: who can sign in at the subjects' side of a demo; and some looks at them to ask about.

The password is told to everybody, so it opens a demo only.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from chengxin.access import api as access
from chengxin.access.api import staffing
from chengxin.demo.acting import acting_as
from chengxin.ground.api import Refusal, audit, database
from chengxin.records import api as records

# The natural person with most records; the firm with a line that weighs on it and most records besides.
_CITIZEN = "SELECT subject_id FROM records_record WHERE of_person AND subject_id IS NOT NULL GROUP BY subject_id ORDER BY count(*) DESC, subject_id LIMIT 1"
_FIRM = """
SELECT l.subject_id FROM publicity_line l JOIN subjects_subject s ON s.id = l.subject_id WHERE l.nature = 'adverse' AND s.kind = 'enterprise'
GROUP BY l.subject_id ORDER BY count(*) DESC, l.subject_id LIMIT 1"""
_BUYER = "SELECT id FROM subjects_subject WHERE kind = 'enterprise' AND code IS NOT NULL AND id <> %s ORDER BY id LIMIT 1"
_DIRECTOR = "director"  # of the buyer: there to give its officer a mandate; nobody is told of the account
_LOOKS = (("handler", "办理行政处罚案件"), ("inspector", "双随机检查前核对"), ("credit-a", "核对异议材料"))


def make(on: dt.date, *, say: Callable[[str], None]) -> None:
    """Put them in, unless they are there."""
    citizen, firm = database.fetch_value(_CITIZEN), database.fetch_value(_FIRM)
    if citizen is None or firm is None or database.fetch_value("SELECT count(*) FROM access_account WHERE login = 'citizen'"):
        return
    given = max(on, database.fetch_value("SELECT ground_today()"))  # given and asked for days to come, whatever day the demo is of
    with acting_as("desk"):
        entries = [_look(login, subject, purpose) for login, purpose in _LOOKS for subject in (citizen, firm)]
        name = records.of_person(citizen, look=entries[0], as_of=on, known_on=on)["identity"]["name"]
    with acting_as("desk"), transaction.atomic():
        owner = staffing.By(None, "演示")
        buyer = database.fetch_value(_BUYER, [firm])
        for login, called, subject in (("citizen", name, citizen), ("manager", "万事达", None), ("agent", "周代办", None), ("buyer", "采阅明", None), (_DIRECTOR, "董事成", None)):
            staffing.register_person(str(called), login, by=owner, subject=subject)
        audit.record_act("demo-subjects", actor="演示", reference="demo")
        access.entering.open_for_demo([*(login for login, _ in access.own.DEMO_PEOPLE), _DIRECTOR], access.own.DEMO_PASSWORD, None)
        for login, of in (("manager", firm), (_DIRECTOR, buyer)):
            access.agents.verify_principal(login, of, until=given + dt.timedelta(days=300), on=given, who=_somebody("window"))
    _wishes(firm, citizen, buyer, entries, given)
    say("演示数据：主体账户 4 个，可在主体端登录")


def _look(login: str, subject: int, purpose: str) -> int:
    return audit.commit_look(**_somebody(login).entry, subject=subject, purpose=purpose, fields=["*"])


def _wishes(firm: int, citizen: int, buyer: int, entries: list[int], on: dt.date) -> None:
    """The manager gives the agent a mandate; the citizen asks twice, and is answered once; both agree that the buyer's officer looks them up."""
    with acting_as("my"):
        manager = _session("manager", firm)
        with access.agents.acting(manager):
            access.agents.mandate_agent("agent", scope="request", begins_on=on, ends_on=on + dt.timedelta(days=365))
            access.agents.give_consent(buyer, scope="public", purpose="供应商资格审查", ends_on=on + dt.timedelta(days=180))
        with access.agents.acting(_session(_DIRECTOR, buyer)):
            access.agents.mandate_agent("buyer", scope="client", begins_on=on, ends_on=on + dt.timedelta(days=365))
        asker = _session("citizen", citizen)
        with access.agents.acting(asker):
            access.agents.give_consent(buyer, scope="archive", purpose="项目负责人资格审查", ends_on=on + dt.timedelta(days=90))
            answered = access.questions.ask(entries[0], "我没有办过任何案件，请问为什么查我？", on=on)
            access.questions.ask(entries[2], "检查和我本人有什么关系？", on=on)
    with acting_as("desk"):
        access.questions.answer(answered, "您好，这次查阅是办理一件与您同名的案件时核对身份，已确认不是您，没有留下其他记录。", on=on, who=_somebody("handler"))


def _session(login: str, subject: int) -> str:
    key, whole = access.own.show_password(login, access.own.DEMO_PASSWORD, access.Place("127.0.0.1"))
    who = access.own.seen(key)
    if not whole or who is None or not access.own.choose(who, subject):
        raise Refusal(["demo"], f"演示账户 {login} 不能代表演示主体")
    return key


def _somebody(login: str) -> access.Who:
    """An officer of the demo, as a session of theirs would know them."""
    found = access.sessions.of_login(login)
    if found is None:
        raise Refusal(["demo"], f"没有演示人员 {login}")
    return found
