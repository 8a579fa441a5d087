"""文书登记: every letter of the organ, by number, year, kind, subject and state of service; page after page; of another organ nothing; also letters made in no case."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengxin.access.models import Officer
from chengxin.law import api as law
from chengxin.law.letters import register
from tests import cases as of
from tests.desk import browser, desk
from tests.rooms.test_case_pages import text
from tests.said import said


@pytest.fixture
def office(district):
    made = of.office(district, firms=3)
    with district.side("desk"), desk():
        yield made


def listed(client, query: str = "") -> list[str]:
    """The numbers a page of the register shows, in its order."""
    return re.findall(r'<span class="under">([^<]+号)</span></a></th>', client.get(f"/letters{query}").content.decode())


def _notice(office, firm: int) -> int:
    number, by = of.drafted(office.of(firm)), office.by("handler")
    (made,) = law.cases.make_letter(law.cases.read(number), "notice", by=by, on=of.today())
    return made.pk


def test_an_empty_register_says_what_comes_into_it(office):
    assert "本机关还没有制发文书" in text(browser("handler").get("/letters")) and "没有缺号" not in text(browser("handler").get("/letters"))


def test_by_every_filter_and_page_after_page(office, monkeypatch):
    made, handler = [_notice(office, firm) for firm in range(3)], browser("handler")
    numbers = [law.letters.letter(str(one)).number for one in made]
    assert listed(handler) == numbers[::-1]  # the latest first
    whole = text(handler.get("/letters"))
    assert f"{of.today().year}年的文号连续，没有缺号" in whole and "告知书3" in whole and "案件" in whole
    assert listed(handler, f"?q={numbers[1]}") == [numbers[1]] and listed(handler, f"?q={of.FIRM}") == [numbers[0]] and listed(handler, "?q=试3号") == [numbers[2]]
    assert listed(handler, f"?year={of.today().year}&kind=notice&state=waiting") == numbers[::-1]
    assert "没有符合筛选的文书" in text(handler.get("/letters?kind=decision")) and listed(handler, "?year=1999&kind=nonsense&state=nonsense&before=x") == numbers[::-1]
    monkeypatch.setattr(register.registered, "__kwdefaults__", {**register.registered.__kwdefaults__, "limit": 2})
    page = handler.get("/letters?kind=notice").content.decode()
    older = re.search(r'rel="next" href="/letters(\?[^"]+)"', page).group(1).replace("&amp;", "&")
    assert listed(handler, "?kind=notice") == numbers[:0:-1] and listed(handler, older) == [numbers[0]] and 'rel="next"' not in handler.get(f"/letters{older}").content.decode()


def test_as_many_queries_for_three_letters_as_for_one(office):
    handler = browser("handler")
    _notice(office, 0)
    asked = []
    for firm in (None, 1, 2):
        if firm is not None:
            _notice(office, firm)
        with CaptureQueriesContext(connection) as seen:
            assert handler.get("/letters").status_code == 200
        asked.append(len(seen))
    assert len(set(asked)) == 1, asked


def test_served_from_the_register_with_what_was_signed(office):
    """A letter made at the command line, in no case: opened, served, its signed receipt given back; then a correction says why."""
    warrant = law.cases.warrant_of(law.cases.read(of.decided(office)).acts)
    officer = Officer.objects.get(pk=office.by("handler").officer)
    decision, repair = law.letters.issue(warrant, law.letters.kind("decision"), officer=officer, on=of.today(), actor="命令行:测试")
    handler, day = browser("handler"), of.today().isoformat()
    assert law.cases.of_letter(decision.pk) is None and handler.get(f"/letters/{decision.pk}").content[:5] == b"%PDF-"
    assert f"/letters/{decision.pk}/serve" in handler.get("/letters").content.decode()
    tomorrow = (of.today() + dt.timedelta(days=1)).isoformat()
    for wrong in (
        {"way": "x"},
        {"way": "hand", "handed_on": day, "proof": ""},
        {"way": "hand", "handed_on": tomorrow, "proof": "李明"},
        {"way": "hand", "handed_on": "", "proof": "李明"},
    ):
        assert handler.post(f"/letters/{decision.pk}/serve", wrong).status_code in (400, 403) and law.letters.served_on(decision.pk) is None
    from io import BytesIO

    receipt = BytesIO(b"%PDF-1.7 signed")
    receipt.name = "回证.pdf"
    done = handler.post(f"/letters/{decision.pk}/serve", {"way": "hand", "handed_on": day, "proof": "李明", "document": receipt})
    assert done.status_code == 302 and done["Location"] == "/letters?done=serve"
    assert {row["letter"]: row["state"] for row in law.letters.registered(decision.organ_id, law.letters.Wanted(state="served"), on=of.today())[0]} == dict.fromkeys(
        (decision.pk, repair.pk), "served"
    ) | {row["letter"]: "served" for row in law.letters.registered(decision.organ_id, law.letters.Wanted(kind="notice"), on=of.today())[0]}
    assert handler.get(f"/letters/{decision.pk}/signed").content == b"%PDF-1.7 signed"
    assert handler.post(f"/letters/{decision.pk}/serve", {"way": "mail", "handed_on": day, "proof": "EMS1", "why": ""}).status_code == 400
    assert handler.post(f"/letters/{decision.pk}/serve", {"way": "notice", "handed_on": day, "why": "邮件退回"}).status_code == 302
    states = {row["kind"]: row["state"] for row in law.letters.registered(decision.organ_id, law.letters.Wanted(), on=of.today())[0]}
    assert states["decision"] == "running" and states["public-notice"] == "needless"
    later = {row["kind"]: row["state"] for row in law.letters.registered(decision.organ_id, law.letters.Wanted(), on=of.today() + dt.timedelta(days=30))[0]}
    assert later["decision"] == "served" and law.letters.gaps() == []
    assert "30日视为送达" not in text(handler.get("/letters")) and "视为送达" in text(handler.get("/letters"))


def test_the_public_notice_of_a_case_opens_too(office):
    number = of.decided(office)
    by = office.by("handler")
    law.cases.make_letter(law.cases.read(number), "decision", by=by, on=of.today())
    decision = next(row for row in law.letters.letters(kind="decision"))
    handler = browser("handler")
    read = law.cases.read(number).number
    assert handler.post(f"/letters/{decision['letter']}/serve", {"read": str(read), "way": "notice", "handed_on": of.today().isoformat()}).status_code == 302
    notice = law.letters.letters(kind="public-notice")[0]
    assert law.cases.of_letter(notice["letter"]) == number and handler.get(f"/letters/{notice['letter']}").content[:5] == b"%PDF-"


def test_of_another_organ_nothing_is_there(office):
    made, other = _notice(office, 0), browser("other")
    assert "本机关还没有制发文书" in text(other.get("/letters")) and listed(other, f"?q={law.letters.letter(str(made)).number}") == []
    for path in (f"/letters/{made}", f"/letters/{made}/receipt", f"/letters/{made}/signed", f"/letters/{made}/serve"):
        nowhere = path.replace(str(made), "999999")
        assert said(other.get(path), path) == said(other.get(nowhere), nowhere) and other.get(path).status_code == 404
    assert other.post(f"/letters/{made}/serve", {"way": "hand", "handed_on": of.today().isoformat(), "proof": "李明"}).status_code == 404
    assert browser("approver").get(f"/letters/{made}/signed").status_code == 404  # nothing is on file
