"""A month of an organ that is late: it is warned, asked, told, answers, is corrected; the bulletin goes out; the public board is right."""

import datetime as dt
import io
import json
from types import SimpleNamespace

import pytest
import python_calamine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from chengxin.access import api as access
from chengxin.doors.desk import work
from chengxin.governance import api as governance
from chengxin.governance.models import Draft, GapAsk, Issue, Score
from chengxin.ground.api import Refusal, WrongUse, audit
from chengxin.subjects import api as subjects
from tests.desk import administrators, appointed, browser, desk
from tests.district import EMERGENCY, identity_number, penalty_row

SEPTEMBER = dt.date(2026, 9, 1)
PUBLIC = list(settings.MIDDLEWARE)  # of the public side, before a test stands at the desk


@pytest.fixture
def at(district, monkeypatch):
    """A clerk of the emergency bureau, one of another organ, an officer of the credit office; the day is moved by the test."""
    monkeypatch.setenv("CHENGXIN_TODAY", "2026-09-01")
    both = administrators()
    appointed("clerk", "clerk", both)
    appointed("foreign", "reviewer", both, organ="区市场监督局")
    appointed("credit", "credit-office", both, organ="区发改委")
    with district.side("desk"), desk():
        made = SimpleNamespace(district=district, clerk=browser("clerk"), foreign=browser("foreign"), credit=browser("credit"), organ=subjects.organ("区应急局").pk)
        made.day = lambda text: monkeypatch.setenv("CHENGXIN_TODAY", text)
        yield made


def numbered(place: int, decided: str, **said: str) -> dict[str, str]:
    return penalty_row(CF_WSH=f"津北应急罚〔2026〕{place}号", CF_JDRQ=decided, **said)


def rounds(at, day: str) -> dict[str, int]:
    at.day(day)
    with at.district.side("worker"):
        return governance.round_of(dt.date.fromisoformat(day), actor="测试")


def waiting(login: str, day: str, kind: str) -> list[str]:
    who = access.sessions.of_login(login)
    return [one.piece.title for one in work.of(who, dt.date.fromisoformat(day), only=kind).pieces]


def told(client: Client, path: str, **posted: str) -> str:
    answer = client.post(path, posted) if posted else client.get(path)
    assert answer.status_code in (200, 302), answer.content.decode()
    return client.get(answer["Location"]).content.decode() if answer.status_code == 302 else answer.content.decode()


def test_a_number_is_asked_about_by_the_day_that_stands(at):
    """The known decision after it was corrected by mistake; its batch was taken back (ruling 431)."""
    from chengxin.collection import api as collection

    after = numbered(3, "2026/09/14")
    at.district.collect(numbered(1, "2026/09/10"), after, received="2026-09-15")
    mistake = at.district.collect(after | {"CF_JDRQ": "2026/08/03"}, received="2026-09-15")["batch"]
    at.day("2026-09-16")
    with at.district.side("worker"):
        collection.revoke(mistake, reason="报送有误", on=dt.date(2026, 9, 16), actor="测试")
    assert rounds(at, "2026-09-16")["asked"] == 1
    ask = GapAsk.objects.get()
    assert (ask.first, ask.last, ask.decided_by) == (2, 2, dt.date(2026, 9, 14))


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_month_from_warning_to_the_public_board(at):
    told(at.clerk, "/account/mail", address="clerk@example.com")
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_MC": "王芳", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": identity_number("12010519900101123"), "CF_FRDB": ""}
    at.district.collect(numbered(1, "2026/09/10"), numbered(3, "2026/09/14", **person), numbered(4, "2026/09/14", CF_NR_FK=""), received="2026-09-15")

    # The number between two known ones is asked about, while there is time, and warned of two working days before.
    assert rounds(at, "2026-09-16")["asked"] == 1 and rounds(at, "2026-09-16")["asked"] == 0
    ask = GapAsk.objects.get()
    assert (ask.first, ask.last, ask.due_on) == (2, 2, dt.date(2026, 9, 22)), ask.due_on
    assert waiting("clerk", "2026-09-16", "number-gaps") == ["津北应急罚〔2026〕2号 没有收到"]
    assert waiting("foreign", "2026-09-16", "number-gaps") == []
    assert at.foreign.get(f"/duties/gaps/{ask.pk}").status_code == 404
    with at.district.side("worker"):
        assert access.messages.send_due() == 0
    rounds(at, "2026-09-21")
    with at.district.side("worker"):
        assert access.messages.send_due() == 2  # with the draft of the week, which says something of the organ
        assert access.messages.send_due() == 0
    assert any("报送期限将到" in one.subject for one in mail.outbox) and {to for one in mail.outbox for to in one.to} == {"clerk@example.com"}
    assert not any("津北" in one.body for one in mail.outbox), "mail names nothing"

    # It is late, says so, and what its ledger says of the month is held against what came.
    assert "确有漏报" in told(at.clerk, f"/duties/gaps/{ask.pk}", outcome="missed")
    at.day("2026-10-08")
    page = told(at.clerk, "/duties/caseload", item="penalty", month="2026-09", decided="5")
    assert "已记下 1 行" in page and "2026-09" in page
    assert waiting("clerk", "2026-10-08", "shortfalls") == ["行政处罚信息：2026-09 台账 5 件，已报 2 件，还差 3 件"]

    # The first working day after September is the eighth of October.
    assert rounds(at, "2026-10-08")["drafted"] >= 1
    draft = Draft.objects.get(period="month", begins_on=SEPTEMBER)
    (line,) = [one for one in draft.figures["organs"] if one["id"] == at.organ]
    assert (line["in_time"], line["late"], line["missing"], line["refused"]) == (2, 0, 0, 1), line
    assert line["refused_codes"]["fine-missing"] == 1 if "fine-missing" in line["refused_codes"] else line["refused_codes"]
    assert waiting("clerk", "2026-10-08", "bulletin-drafts") and not waiting("foreign", "2026-10-08", "bulletin-drafts")
    assert "这一期没有本机关的数字" in told(at.foreign, f"/bulletins/{draft.pk}"), "a draft shows nobody another's line"

    # What comes late is of the period it was due in: September has one late more.
    at.district.collect(numbered(2, "2026/09/11"), received="2026-10-09")
    at.day("2026-10-12")
    assert "待答复" in told(at.clerk, f"/bulletins/{draft.pk}/remark", text="2号因专线中断晚报，有故障单。", item="penalty")
    refused = at.credit.post(f"/bulletins/{draft.pk}/issue")
    assert refused.status_code == 403 and "期限还没有到" in refused.content.decode()
    at.day("2026-10-20")
    refused = at.credit.post(f"/bulletins/{draft.pk}/issue")
    assert "没有答复" in refused.content.decode()
    number = governance.remarks(draft.pk)[0]["id"]
    wrong = at.credit.post(f"/bulletins/{draft.pk}/remarks/{number}", {"text": "属实", "excused": "7"})
    assert wrong.status_code == 400 and "应在 0 到 0 之间" in wrong.content.decode(), "in the draft nothing was late yet"
    told(at.credit, f"/bulletins/{draft.pk}/remarks/{number}", text="属实，已在印发稿中注明。", excused="0")
    assert "第 1 期" in told(at.credit, f"/bulletins/{draft.pk}/issue", x="1")
    issue = Issue.objects.get(pk=draft.pk)
    (line,) = [one for one in issue.figures["organs"] if one["id"] == at.organ]
    assert (line["due"], line["in_time"], line["late"], line["missing"]) == (3, 2, 1, 0)
    assert at.credit.post(f"/bulletins/{draft.pk}/issue").status_code == 409
    assert at.clerk.post(f"/bulletins/{draft.pk}/remark", {"text": "再说一句"}).status_code == 409

    # Everybody may take it along; it names no subject.
    content = at.foreign.get(f"/bulletins/{draft.pk}.pdf")
    assert content["Content-Type"] == "application/pdf" and content.content.startswith(b"%PDF")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(at.foreign.get(f"/bulletins/{draft.pk}.xlsx").content)).get_sheet_by_name("各单位").to_python()
    assert [row[:4] for row in sheet[1:] if row[0] == EMERGENCY[0]] == [[EMERGENCY[0], 3.0, 2.0, 1.0]]

    # A correction is a new version with its reason; the public reads the latest that went out, as its own role.
    assert "写明另拟一版的缘由" in at.credit.post("/bulletins/new", {"period": "month", "begins_on": "2026-09-01"}).content.decode()
    told(at.credit, "/bulletins/new", period="month", begins_on="2026-09-01", reason="2号的迟报经核实不计责任")
    second = Draft.objects.get(period="month", begins_on=SEPTEMBER, version=2)
    told(at.clerk, f"/bulletins/{second.pk}/remark", text="2号因专线中断晚报，有故障单。")
    (said,) = governance.remarks(second.pk)
    told(at.credit, f"/bulletins/{second.pk}/remarks/{said['id']}", text="属实，不计责任。", excused="1")
    at.day("2026-10-28")
    with at.district.side("public"):
        (row,) = governance.board()["rows"]
        assert (row["organ"], row["due"], row["in_time"], row["late"], row["excused"], row["missing"], row["version"]) == (EMERGENCY[0], 3, 2, 1, 0, 0, 1)
    assert "第 2 期" in told(at.credit, f"/bulletins/{second.pk}/issue", x="1")
    with at.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        (row,) = governance.board()["rows"]
        assert (row["excused"], row["version"], row["on_time"]) == (1, 2, 1.0)
        figure = governance.key_figure()
        assert figure and (figure["due"], figure["on_time"], figure["month"]) == (3, 1.0, SEPTEMBER)
    assert Issue.objects.get(pk=draft.pk).figures == issue.figures, "kept as issued"


def test_what_is_stated_is_added_to_and_files_are_all_or_nothing(at):
    content = "条目,月份,件数\n行政处罚信息,2026-08,12\nlicence,2026年8月,0\n".encode("gb18030")

    def sent(body: bytes, name: str = "台账.csv"):
        file = io.BytesIO(body)
        file.name = name
        return at.clerk.post("/duties/caseload", {"file": file})

    assert sent(content).status_code == 302
    assert {(one["item"], one["decided"]) for one in governance.caseload.of_organ(at.organ)} == {("penalty", 12), ("licence", 0)}
    assert sent(content)["Location"].endswith("done=same&count=0")
    wrong = sent("条目,月份,件数\n行政处罚信息,2026-08,13\n没有的,2026-13,x\n".encode())
    assert wrong.status_code == 422 and "第 3 行" in wrong.content.decode()
    assert {one["decided"] for one in governance.caseload.of_organ(at.organ)} == {12, 0}, "nothing of a file with a fault"
    for body, words in ((b"", "文件是空的"), ("甲,乙\n1,2\n".encode(), "缺少列"), (b"PK\x03\x04nonsense", "读不懂"), ("条目,月份,件数\n".encode(), "没有一行")):
        answer = sent(body)
        assert answer.status_code == 422 and words in answer.content.decode(), words
    assert at.foreign.get("/duties/caseload").content.decode().count("2026-08") == 0
    for role in ("desk", "worker", "owner"):
        with pytest.raises(Exception, match="append-only|permission denied"):
            at.district.rows("UPDATE governance_caseload SET decided = 1 RETURNING id", role=role)


def test_the_database_holds_back_what_is_not_so(at):
    """A bulletin before its day, and a public line that its bulletin does not say, by statements of the desk's own role."""
    at.district.collect(numbered(1, "2026/09/10"), received="2026-09-15")
    rounds(at, "2026-10-08")
    draft = Draft.objects.get(period="month", begins_on=SEPTEMBER)
    for on, code in (("2026-10-09", "too-early"),):
        with pytest.raises(Error, match=code), transaction.atomic():
            audit.record_act("test", actor="测试")
            Issue.objects.create(draft=draft, year=2026, number=9, known_on=on, figures=draft.figures, actor="测试", issued_on=on)
    at.day("2026-10-20")
    governance.issue(draft.pk, on=dt.date(2026, 10, 20), actor="测试")
    score = Score.objects.get()
    with pytest.raises(Error, match="figures-not-these"), transaction.atomic():
        Score.objects.create(issue_id=draft.pk, organ_id=score.organ_id, due=9, in_time=9, late=0, excused=0, missing=0)
    with pytest.raises(Refusal, match="已经印发"):
        governance.issue(draft.pk, on=dt.date(2026, 10, 21), actor="测试")


def test_a_period_that_is_none_is_told(at):
    for begins, ends, words in ((dt.date(2026, 9, 2), dt.date(2026, 9, 1), "早于"), (dt.date(2020, 1, 1), dt.date(2026, 1, 1), "至多")):
        with pytest.raises(WrongUse, match=words):
            governance.reckon(begins, ends, known=dt.date(2026, 10, 1))
    at.day("2026-10-08")
    for period, begins, words in (("month", "2026-10-01", "还没有结束"), ("month", "2026-09-02", "第一天"), ("week", "2026-09-02", "周一")):
        answer = at.credit.post("/bulletins/new", {"period": period, "begins_on": begins})
        assert answer.status_code == 400 and words in answer.content.decode(), (period, answer.content.decode())


def test_files_of_a_cycle_fall_due_and_nothing_is_something(at):
    """Monthly files of an office: what is late, what is missing, what was said to be nothing; and the work list names the next."""
    education = subjects.organ("区教育局").pk
    with at.district.side("worker"):
        item = next(code for code, rule in governance.cycles().items() if rule["months"] == 1 and code == "teacher_qualification")
    from chengxin.catalogue import api as catalogue
    from tests.rooms.making import row_of

    entry = catalogue.item(item)
    row = row_of(entry, entry.version_on(dt.date(2026, 6, 1)), person=True)
    at.district.collect(row, source="teachers", received="2026-06-05")
    at.district.collect(row | {next(iter(row)): "林大满"}, source="teachers", received="2026-08-20")
    governance.caseload.state(education, [governance.caseload.stated(item, "2026-08", "0")], on=dt.date(2026, 9, 9), actor="测试")
    told = governance.reckon(dt.date(2026, 8, 1), dt.date(2026, 10, 31), known=dt.date(2026, 10, 12), organ=education)
    states = {sent["begins_on"]: (sent["state"], sent["due_on"], sent["late_by"]) for sent in told["organs"][0]["deliveries"]["list"] if sent["item"] == item}
    assert states == {"2026-07-01": ("late", "2026-08-10", 8), "2026-08-01": ("in-time", "2026-09-10", 0), "2026-09-01": ("missing", "2026-10-10", 0)}


def test_the_pages_ask_the_database_a_fixed_number_of_times(at):
    at.district.collect(*(numbered(n, "2026/09/10") for n in (1, 3)), received="2026-09-15")
    rounds(at, "2026-09-16")
    counts = []
    for more in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert at.clerk.get("/duties").status_code == 200
            assert at.clerk.get("/duties/gaps").status_code == 200
        counts.append(len(asked))
        at.district.collect(*(numbered(n, "2026/09/10") for n in range(5 + more, 60, 2)), received="2026-09-15")
        rounds(at, f"2026-09-{17 + more}")
    assert counts[0] == counts[1] <= 40


def test_the_command_line_tells_a_period_in_every_form(at, tmp_path):
    """As JSON, as PDF and as a workbook, of one organ or all; a bulletin need not have been issued."""

    def said(*words: str) -> str:
        out = io.StringIO()
        call_command(*words, stdout=out)
        return out.getvalue()

    at.district.collect(numbered(1, "2026/09/10"), numbered(2, "2026/08/20"), numbered(3, "2026/09/14", CF_NR_FK=""), received="2026-09-15")
    at.day("2026-10-08")
    asked = ("bulletin", "--from", "2026-08-01", "--to", "2026-09-30")
    (line,) = json.loads(said(*asked, "--organ", "区应急局", "--json"))["organs"]
    assert (line["due"], line["in_time"], line["late"], line["missing"], line["refused"]) == (2, 1, 1, 0, 1)
    assert (line["rates"]["late_rate"], line["rates"]["on_time"], line["latest"]) == (0.5, 0.5, 11)
    assert f"{EMERGENCY[0]}\t2\t1\t1\t0\t1" in said(*asked)
    assert json.loads(said(*asked, "--format", "json"))["total"]["due"] == 2
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        said(*asked, "--format", form, "--out", str(tmp_path / form))
        assert (tmp_path / form).read_bytes().startswith(begins)
    with pytest.raises(WrongUse, match="写不进文件"):
        said(*asked, "--format", "pdf", "--out", str(tmp_path / "no" / "where"))
    (tmp_path / "台账.csv").write_text("条目,月份,件数\n行政处罚信息,2026-09,3\n", encoding="utf-8")
    assert json.loads(said("govern", "caseload", str(tmp_path / "台账.csv"), "--organ", "区应急局", "--json")) == {"organ": EMERGENCY[0], "lines": 1, "stated": 1}


def test_the_public_page_and_its_file(at):
    """Anybody reads the board, before and after the first bulletin, in both languages, without a cookie."""
    with at.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public", MIDDLEWARE=PUBLIC):
        assert all("还没有印发过" in Client().get(path).content.decode() for path in ("/punctuality", "/"))
    at.district.collect(numbered(1, "2026/09/10"), numbered(2, "2026/08/20"), received="2026-09-15")
    rounds(at, "2026-10-08")
    for draft in Draft.objects.filter(period="month"):
        governance.issue(draft.pk, on=dt.date(2026, 10, 20), actor="测试")
    with at.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public", MIDDLEWARE=PUBLIC):
        assert "2026-09 的报送，以已印发的通报为准" in Client().get("/").content.decode()  # the first page says what the bulletin says
        page = Client().get("/punctuality")
        assert EMERGENCY[0] in page.content.decode() and "100.0%" in page.content.decode() and "2026-10-20" in page.content.decode() and not page.cookies
        assert "Share reported on time" in Client().get("/en/punctuality").content.decode()
        rows = Client().get("/punctuality.csv").content.decode("utf-8-sig").splitlines()
        assert rows[1].startswith(f"2026-09,{EMERGENCY[0]},1,1,0,0,0,1.0000,2026-10-20,") and len(rows) == 2
