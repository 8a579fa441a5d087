"""The pages of cases at the desk: from the list to the last letter by forms alone; what is another organ's is not there; a lost race is told."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengxin.law import api as law
from tests import cases as of
from tests.desk import browser, desk, opened_for
from tests.said import said


@pytest.fixture
def office(filled):
    made = filled(of.office)
    with made.district.side("desk"), desk():
        yield made


def text(answer) -> str:
    return re.sub(r"<[^>]+>|\s+", "", re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.DOTALL))


def read(number: int) -> str:
    return str(law.cases.read(number).number)


def test_a_case_from_opening_to_the_end_by_forms(office):
    handler, approver = browser("handler"), browser("approver")
    found = handler.post("/cases/new", {"subject": of.FIRM, "purpose": "拟列入名单", "power": of.POWER, "do": "find"})
    assert found.status_code == 200 and "天津市北运宏达商贸有限公司" in found.content.decode()
    opened = handler.post("/cases/new", {"subject": of.FIRM, "purpose": "拟列入名单", "power": of.POWER, "do": "open"})
    assert opened.status_code == 302
    number = int(re.search(r"/cases/(\d+)", opened["Location"]).group(1))
    page = handler.get(opened["Location"])
    assert page.status_code == 200 and "还不可以" in text(page) and "还没有选定事实" in text(page) and "已立案" in text(page)
    assert re.search(r'<button class="act" id="propose" name="do" value="propose" disabled>', page.content.decode())

    draft = {"records": [str(office.record)], "reason": of.REASON, "ends": ""}
    checked = handler.post(f"/cases/{number}/draft", {**draft, "read": read(number), "do": "check"})
    assert "已满足：理由已写明" in text(checked) and read(number) == "1"  # asked, not stored
    part = handler.post(f"/cases/{number}/may", draft)
    assert part.status_code == 200 and 'id="may"' in part.content.decode() and "<html" not in part.content.decode() and "事实在档" in text(part)
    refused = handler.post(f"/cases/{number}/draft", {**draft, "read": read(number), "do": "propose"})
    assert refused.status_code == 403 and "还不可以" in text(refused) and of.REASON in refused.content.decode()
    assert handler.post(f"/cases/{number}/draft", {**draft, "read": read(number), "do": "save"}).status_code == 302

    day = of.today().isoformat()
    assert handler.post(f"/cases/{number}/step", {"read": read(number), "step": "investigation", "step_day": day}).status_code == 302
    assert handler.post(f"/cases/{number}/letters", {"read": read(number), "kind": "notice"}).status_code == 302
    page = handler.get(f"/cases/{number}")
    notice = int(re.search(r"/letters/(\d+)/serve", page.content.decode()).group(1))
    assert handler.get(f"/letters/{notice}").content[:5] == b"%PDF-" and handler.get(f"/letters/{notice}/receipt").content[:5] == b"%PDF-"
    nobody = handler.post(f"/letters/{notice}/serve", {"read": read(number), "way": "hand", "handed_on": day, "proof": ""})
    assert nobody.status_code == 400 and "签收人" in text(nobody)
    assert handler.post(f"/letters/{notice}/serve", {"read": read(number), "way": "hand", "handed_on": day, "proof": "李明"}).status_code == 302
    page = text(handler.get(f"/cases/{number}"))
    assert "陈述申辩期未满" in page and "起可以决定" in page and "其余都已满足" in page
    assert handler.post(f"/cases/{number}/step", {"read": read(number), "step": "statement", "step_day": day}).status_code == 302
    assert handler.post(f"/cases/{number}/draft", {**draft, "read": read(number), "do": "propose"}).status_code == 302

    assert handler.post(f"/cases/{number}/decide", {"read": read(number), "do": "approve"}).status_code == 403
    page = approver.get(f"/cases/{number}")
    assert "提请以后的变动没有" in text(page)
    mark = re.search(r'name="mark" value="(\w+)"', page.content.decode()).group(1)
    assert approver.post(f"/cases/{number}/decide", {"read": read(number), "mark": mark, "do": "approve"}).status_code == 302
    assert handler.post(f"/cases/{number}/letters", {"read": read(number), "kind": "decision"}).status_code == 302
    decision = min(int(one) for one in re.findall(r"/letters/(\d+)/serve", handler.get(f"/cases/{number}").content.decode()))
    assert handler.post(f"/letters/{decision}/serve", {"read": read(number), "way": "mail", "handed_on": day, "proof": "EMS1"}).status_code == 302
    assert handler.post(f"/cases/{number}/end", {"read": read(number)}).status_code == 302
    assert law.cases.read(number).case["stage"] == "closed" and approver.get(f"/cases/{number}").status_code == 200


def test_of_another_organ_nothing_is_there(office):
    """Every route of an object, asked by another organ's officers: the same as for what never was."""
    number = of.drafted(office)
    by, on = office.by("handler"), of.today()
    law.cases.put_step(law.cases.read(number), "investigation", on, by=by, on=on)
    (notice,) = law.cases.make_letter(law.cases.read(number), "notice", by=by, on=on)
    act = law.cases.acts(number)[0]["id"]
    for login, get, post in (
        ("other", ("/cases/{case}", "/letters/{letter}", "/letters/{letter}/receipt", "/letters/{letter}/serve", "/cases/acts/{act}/file", "/records/{record}/class"),
         ("/cases/{case}/draft", "/cases/{case}/may", "/cases/{case}/step", "/cases/{case}/take-back", "/cases/{case}/end", "/cases/{case}/letters", "/letters/{letter}/serve", "/records/{record}/class")),
        ("boss", ("/cases/{case}",), ("/cases/{case}/decide",)),
    ):  # fmt: skip
        client = browser(login)
        for method, paths in (("get", get), ("post", post)):
            for path in paths:
                typed = {"read": "1", "step_day": on.isoformat()} if method == "post" else None
                its, none = path.format(case=number, letter=notice.pk, act=act, record=office.record), path.format(case=999999, letter=999999, act=999999, record=999999)
                there, never = getattr(client, method)(its, typed), getattr(client, method)(none, typed)
                assert there.status_code == never.status_code == 404, path
                assert said(there, its) == said(never, none), path
        assert "北运宏达" not in client.get("/cases").content.decode()
    assert [act["kind"] for act in law.cases.acts(number)] == ["open", "draft", "step", "letter"]


def test_who_comes_second_is_told_what_happened_and_keeps_what_they_typed(office):
    number = of.drafted(office)
    stale = read(number)
    law.cases.save_draft(law.cases.read(number), law.cases.Draft((office.record,), None, "另一人写的"), by=office.by("second"), on=of.today())
    answer = browser("handler").post(f"/cases/{number}/draft", {"records": [str(office.record)], "reason": "我写了很久的理由", "read": stale, "do": "save"})
    assert answer.status_code == 409 and "某second" in text(answer) and "已拟稿" in text(answer) and "我写了很久的理由" in answer.content.decode()
    assert law.cases.last_draft(law.cases.acts(number))["reason"] == "另一人写的"


def test_what_was_typed_when_the_session_ended_is_there_again(office):
    number = of.drafted(office)
    handler = browser("handler")
    form = opened_for(handler, f"/cases/{number}")
    _idle(office)
    assert handler.post(f"/cases/{number}/draft", form | {"records": [str(office.record)], "reason": "写到一半的理由", "read": read(number), "do": "save"}).status_code == 401
    again = browser("handler")
    page = again.get(f"/cases/{number}")
    assert "写到一半的理由" in page.content.decode() and "填写的内容还在下面" in text(page)
    assert again.post(f"/cases/{number}/draft", {"records": [str(office.record)], "reason": "写完的理由", "read": read(number), "do": "save"}).status_code == 302
    assert "写到一半的理由" not in again.get(f"/cases/{number}").content.decode()


def _idle(office) -> None:
    """An hour without use."""
    with office.district.connect("superuser", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_session SET seen_at = now() - interval '2 hours'")


def test_the_work_list_tells_each_what_waits_for_them(office):
    number = of.proposed(office)
    assert "批准或者退回：天津市北运宏达商贸有限公司" in text(browser("approver").get("/")) and f"/cases/{number}" in browser("approver").get("/").content.decode()
    assert "批准或者退回：" not in text(browser("handler").get("/")) and f"/cases/{number}" not in browser("boss").get("/").content.decode()
    law.cases.take_back(law.cases.read(number), by=office.by("handler"), on=of.today())
    assert f"/cases/{number}" in browser("handler").get("/").content.decode() and f"/cases/{number}" not in browser("second").get("/").content.decode()


def test_two_on_one_case_are_told_of_each_other(office):
    number = of.drafted(office)
    assert "打开了这件案件" not in text(browser("handler").get(f"/cases/{number}"))
    told = text(browser("second").get(f"/cases/{number}"))
    assert "某handler" in told and "刚刚打开了这件案件" in told


def test_what_the_law_refuses_at_the_approval_is_said_and_kept(office):
    from chengxin.records import api as records

    number = of.proposed(office)
    records.mark_disputed(records.record(str(office.record)), disputed=True, reference="异议1号", on=of.today(), actor="测试")
    approver = browser("approver")
    page = approver.get(f"/cases/{number}")
    assert "有异议正在处理" in text(page) and 'value="approve" disabled' in page.content.decode()
    mark = re.search(r'name="mark" value="(\w+)"', page.content.decode()).group(1)
    answer = approver.post(f"/cases/{number}/decide", {"read": read(number), "mark": mark, "do": "approve"})
    assert answer.status_code == 302 and "refused=facts-disputed" in answer["Location"]
    assert "没有批准" in text(approver.get(answer["Location"])) and office.district.value("SELECT count(*) FROM law_refused") >= 1
    assert approver.post(f"/cases/{number}/decide", {"read": read(number), "do": "return", "reason": "等异议办结"}).status_code == 302
    assert law.cases.read(number).case["stage"] == "drafting"


def test_a_list_filters_pages_and_asks_a_fixed_number_of_times(office):
    handler = browser("handler")
    assert "这个阶段没有案件" in text(handler.get("/cases"))
    of.drafted(office)
    counts = []
    for path in ("/cases", "/cases?mine=1&q=" + of.FIRM, "/cases?power=" + of.POWER):
        with CaptureQueriesContext(connection) as asked:
            answer = handler.get(path)
        assert "北运宏达" in answer.content.decode(), path
        counts.append(len(asked))
    assert max(counts) <= 9, counts
    assert "没有符合筛选的案件" in text(handler.get("/cases?q=不存在的公司"))
    assert "没有符合筛选的案件" in text(handler.get("/cases?due=1"))
    assert handler.get("/cases?after=x_y&stage=nonsense").status_code == 200
    first, more = law.cases.listing(office.by("handler").entry["organ"], law.cases.Wanted(), limit=1)
    assert len(first) == 1 and more is None


def test_a_case_page_asks_a_fixed_number_of_times(office):
    number = of.ready(office)
    handler, counts = browser("handler"), []
    handler.get(f"/cases/{number}")
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert handler.get(f"/cases/{number}").status_code == 200
        counts.append(len(asked))
        for n in range(4):
            law.cases.save_draft(law.cases.read(number), law.cases.Draft((office.record,), None, f"第{n}稿"), by=office.by("handler"), on=of.today())
    assert counts[0] == counts[1] <= 16, counts


def test_a_class_is_decided_on_the_record(office):
    handler = browser("handler")
    assert handler.get(f"/records/{office.record}/class").status_code == 200
    assert handler.post(f"/records/{office.record}/class", {"severity": "严重", "reason": ""}).status_code == 422
    answer = handler.post(f"/records/{office.record}/class", {"severity": "严重", "reason": "涉及食品安全"})
    assert answer.status_code == 302 and "认定已记下" in text(handler.get(answer["Location"]))
    assert office.district.value("SELECT severity FROM records_classing") == "严重"


def test_a_natural_persons_case_is_opened_by_a_look_each_time(district):
    """Found by the whole number only; no name in lists; every page, letter and document is a look with the case's purpose."""
    from tests.district import identity_number, penalty_row

    number = identity_number("12010519900101002")
    made = of.office(district)
    district.collect(
        penalty_row(
            CF_XDR_MC="林小满", CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_FRDB="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=number, CF_WSH="津北应罚〔2026〕99号", CF_JDRQ="2026/10/20"
        ),
        received="2026-10-25",
    )
    subject = district.value("SELECT id FROM subjects_subject WHERE kind = 'person'")
    looks = "SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND subject_ref = %s AND purpose = '事故责任人员'"
    with district.side("desk"), desk():
        handler = browser("handler")
        assert handler.post("/cases/new", {"subject": "林小满", "purpose": "事故责任人员", "power": of.POWER, "do": "open"}).status_code == 422
        opened = handler.post("/cases/new", {"subject": number, "purpose": "事故责任人员", "power": of.POWER, "do": "open"})
        assert opened.status_code == 302 and district.value(looks, subject) == 1
        page = handler.get(opened["Location"])
        said = page.content.decode()
        assert district.value(looks, subject) == 2 and "林小满" in said and number not in said and "津北应罚〔2026〕99号" in said
        listed = handler.get("/cases").content.decode()
        assert "自然人" in listed and "林小满" not in listed and district.value(looks, subject) == 2
        assert browser("other").get(opened["Location"]).status_code == 404 and district.value(looks, subject) == 2  # refused before it is looked at
        case = int(re.search(r"/cases/(\d+)", opened["Location"]).group(1))
        record = district.value("SELECT id FROM records_record WHERE subject_id = %s", subject)
        answer = handler.post(f"/cases/{case}/draft", {"records": [str(record)], "reason": of.REASON, "read": read(case), "do": "save"})
        assert answer.status_code == 302, text(answer)
        assert handler.post(f"/cases/{case}/step", {"read": read(case), "step": "investigation", "step_day": of.today().isoformat()}).status_code == 302
        assert handler.post(f"/cases/{case}/letters", {"read": read(case), "kind": "notice"}).status_code == 302
        before = district.value(looks, subject)
        letter = law.letters.letters(organ=made.by("handler").entry["organ"])[0]["letter"]
        assert handler.get(f"/letters/{letter}").content[:5] == b"%PDF-" and district.value(looks, subject) == before + 1


def test_a_document_is_kept_with_its_step_and_opened_by_its_own_organ(office):
    from django.core.files.uploadedfile import SimpleUploadedFile

    number, handler = of.drafted(office), browser("handler")
    form = {"read": read(number), "step": "investigation", "step_day": of.today().isoformat()}
    bad = handler.post(f"/cases/{number}/step", {**form, "document": SimpleUploadedFile("笔录.pdf", b"MZ\x90 not a page")})
    assert bad.status_code == 400 and read(number) == "2"
    assert handler.post(f"/cases/{number}/step", {**form, "document": SimpleUploadedFile("笔录.pdf", _pdf())}).status_code == 302
    act = law.cases.acts(number)[-1]
    assert act["file"] and handler.get(f"/cases/acts/{act['id']}/file").content == _pdf()
    assert browser("other").get(f"/cases/acts/{act['id']}/file").status_code == 404
    assert handler.get(f"/cases/acts/{law.cases.acts(number)[0]['id']}/file").status_code == 404


def _pdf() -> bytes:
    import typst

    return typst.compile(b"= record", timestamp=0)
