"""An officer's look at the desk, asked over HTTP: search, archive at two days, what an organ says of its record; looks are on file and no number is shown without a purpose."""

import re
import threading
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.desk import administrators, appointed, browser, desk
from tests.district import District, credit_code, identity_number, penalty_row
from tests.said import said

FIRM, SHOP = credit_code("91120105MA0000001"), credit_code("92120105MA0000003")
NUMBER = identity_number("12010519900101123")
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_MC": "王芳", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_FRDB": ""}
PAPER = b"%PDF-1.7 reconsidered"


def withdrawing(name: str = "复议决定书.pdf", content: bytes = PAPER) -> dict:
    """The form of a withdrawal, filled in."""
    said = {"kind": "annulled", "document": "津北复决〔2026〕1号，2026-07-01", "based_on": "2026-07-01", "sure": "yes"}
    return said | {"file": SimpleUploadedFile(name, content)}


def looked_into(district: District) -> SimpleNamespace:
    """A firm with a penalty that was corrected, a person with one, two subjects under one number; an officer of the deciding organ, one of another, a clerk."""
    representative = {"CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": NUMBER}
    district.collect(penalty_row(CF_WSH="甲号", CF_JDRQ="2026/05/12", **representative), received="2026-05-15")
    district.collect(penalty_row(CF_WSH="甲号", CF_JDRQ="2026/05/12", CF_NR="罚款6000元", CF_NR_FK="0.6", **representative), received="2026-06-10")
    district.collect(penalty_row(CF_WSH="乙号", **PERSON), received="2026-06-15")
    district.collect(penalty_row(CF_WSH="同号"), penalty_row(CF_WSH="同号", CF_XDR_MC="河北区意风小吃店", CF_XDR_LB="个体工商户", CF_XDR_SHXYM=SHOP), received="2026-07-01")
    district.publish("2026-07-02")
    both = administrators()
    appointed("reviewer", "reviewer", both)
    appointed("foreign", "handler", both, organ="区市场监督局")
    appointed("clerk", "clerk", both)
    appointed("handler", "handler", both)
    firm = district.value("SELECT id FROM subjects_subject WHERE code = %s", FIRM)
    person = district.value("SELECT id FROM subjects_subject WHERE kind = 'person'")
    return SimpleNamespace(district=district, firm=firm, person=person)


@pytest.fixture
def at(filled):
    made = filled(looked_into)
    with made.district.side("desk"), desk():
        made.reviewer, made.foreign, made.clerk, made.handler = map(browser, ("reviewer", "foreign", "clerk", "handler"))
        yield made


def looks(at, act: str = "look") -> list[tuple]:
    return at.district.rows("SELECT actor, post, subject_ref, purpose FROM ground_auditentry WHERE act = %s ORDER BY id", act)


def test_firms_are_found_by_part_of_a_name_and_near_names_are_told(at):
    at.district.collect(penalty_row(CF_XDR_MC="天津市北运宏达商贸有限责任公司", CF_XDR_SHXYM=credit_code("91120105MA0000002")))
    page = at.reviewer.get("/search?q=宏达").content.decode()
    assert "共 2 个" in page and page.count("名称相近") >= 3
    assert "没有查到" in at.reviewer.get("/search?q=没有这家").content.decode()
    assert at.clerk.get("/search?q=宏达").status_code == 403


def test_a_person_is_not_found_by_name_nor_by_a_number_in_an_address(at):
    assert "没有查到" in at.reviewer.get("/search?q=王芳").content.decode()
    for text in (NUMBER, NUMBER.lower(), f" {NUMBER[:6]} {NUMBER[6:]}"):
        assert at.reviewer.get("/search", {"q": text})["Location"] == "/search/person?typed=yes"
    assert "刚才没有查询" in at.reviewer.get("/search/person?typed=yes").content.decode()
    assert looks(at) == []


@pytest.mark.parametrize(
    "said", [{"identity": NUMBER}, {"identity": NUMBER, "detail": "查"}, {"identity": NUMBER[:10], "purpose": "监督检查"}, {"identity": "王芳", "purpose": "监督检查"}]
)
def test_without_purpose_and_whole_number_nobody_is_looked_up(at, said):
    answer = at.reviewer.post("/search/person", said)
    assert answer.status_code == 422 and NUMBER not in answer.content.decode()
    assert looks(at) == [] and looks(at, "search-person") == []


def test_a_person_is_shown_once_the_look_is_on_file(at):
    answer = at.reviewer.post("/search/person", {"identity": NUMBER.lower(), "purpose": "监督检查", "detail": "检查任务 12"})
    assert answer.status_code == 302 and NUMBER not in answer["Location"]
    assert looks(at) == []  # asked for, not yet looked at
    page = at.reviewer.get(answer["Location"]).content.decode()
    assert "王芳" in page and NUMBER in page and "乙号" in page
    assert looks(at) == [("账户:reviewer", "reviewer岗", at.person, "监督检查：检查任务 12")]
    at.reviewer.get(answer["Location"])
    assert len(looks(at)) == 2  # every look


def test_a_purpose_opens_nothing_to_another_account_nor_of_another_subject(at):
    place = at.reviewer.post("/search/person", {"identity": NUMBER, "purpose": "监督检查"})["Location"]
    path, nothing = f"/subjects/{at.person}", "/subjects/999999"
    mine, none = at.foreign.get(path), at.foreign.get(nothing)
    assert mine.status_code == 404 and said(mine, path) == said(none, nothing)
    assert at.foreign.get(place)["Location"].startswith("/search/person")
    other = place.replace(f"/subjects/{at.person}", f"/subjects/{at.firm}")
    assert "查阅目的" not in at.reviewer.get(other).content.decode()
    assert looks(at) == []


def test_nobody_found_is_told_and_noted(at):
    answer = at.reviewer.post("/search/person", {"identity": identity_number("12010519900101999"), "purpose": "监督检查"})
    assert "没有这个号码" in answer.content.decode()
    assert len(looks(at, "search-person")) == 1


def test_a_representatives_number_is_whole_only_with_a_purpose(at):
    page = at.reviewer.get(f"/subjects/{at.firm}").content.decode()
    assert NUMBER not in page and NUMBER[:6] in page
    answer = at.reviewer.post(f"/subjects/{at.firm}", {"purpose": "监督检查"})
    assert NUMBER in at.reviewer.get(answer["Location"]).content.decode()
    assert looks(at, "read") == [("账户:reviewer", "reviewer岗", at.firm, "监督检查")]


def test_two_days_show_what_held_and_was_known_and_what_changed(at):
    early = at.reviewer.get(f"/subjects/{at.firm}?as_of=2026-07-01&known_on=2026-05-20").content.decode()
    assert "罚款5000元" in early and "罚款6000元" not in early and "同号" not in early
    before = at.reviewer.get(f"/subjects/{at.firm}?as_of=2026-05-01&known_on=2026-07-01").content.decode()
    assert "没有 2026-05-01 当天有效的记录" in before
    page = at.reviewer.get(f"/subjects/{at.firm}?compare=yes&as_of_2=2026-07-01&known_on_2=2026-05-20").content.decode()
    changed = re.sub(r"<[^>]+>", " ", page.partition("变了什么")[2].partition("</section>")[0])
    assert "更正" in changed and "罚款5000元" in changed and "罚款6000元" in changed and "新增" in changed


def test_a_day_that_cannot_be_meant_is_told(at):
    """Today in place of a day that is none would be taken for the day that was asked about."""
    for odd in ("as_of=2026-02-30", "known_on=9999-01-01", "as_of=1999-12-31", "compare=yes&as_of_2=abc&known_on_2=2026-05-20"):
        assert "没有采用" in at.reviewer.get(f"/subjects/{at.firm}?{odd}").content.decode(), odd
    for sound in ("as_of=&known_on=", "as_of=2026-05-20&known_on=2026-05-20&as_of_2=abc"):
        assert "没有采用" not in at.reviewer.get(f"/subjects/{at.firm}?{sound}").content.decode(), sound


def test_what_weighs_on_a_firm_says_why_until_when_and_from_when_it_can_be_repaired(at):
    page = at.reviewer.get(f"/subjects/{at.firm}").content.decode()
    lines = page.partition("正在公示的不利信息")[2].partition("</section>")[0]
    assert "经营超过保质期的食品" in lines and "自动终止" in lines and "起可以申请" in lines and "《中华人民共和国行政处罚法》" in lines


def test_a_record_is_taken_back_by_its_own_organ_only(at):
    number = at.district.value("SELECT id FROM records_record WHERE document_number = '甲号'")
    for path in (f"/records/{number}", f"/records/{number}/withdraw", f"/records/{number}/hold"):
        for ask in (at.foreign.get, at.foreign.post):
            nothing = path.replace(str(number), "999999")
            mine, none = ask(path), ask(nothing)
            assert (mine.status_code, said(mine, path)) == (none.status_code, said(none, nothing))
            assert mine.status_code in (404, 405)
    for missing in ("kind", "document", "sure", "based_on", "file"):
        assert at.reviewer.post(f"/records/{number}/withdraw", withdrawing() | {missing: ""}).status_code == 403
    for name, content, told in (("复议.pdf", b"MZ\x90 not a page", "可用的文件"), ("复议.docx", PAPER, "结尾"), ("复议.pdf", b"", "空的")):
        refused = at.reviewer.post(f"/records/{number}/withdraw", withdrawing(name, content))
        assert refused.status_code == 400 and told in refused.content.decode() and "津北复决〔2026〕1号" in refused.content.decode(), name
    late = at.reviewer.post(f"/records/{number}/withdraw", withdrawing() | {"based_on": "2099-01-01"})
    assert late.status_code == 400 and "晚于撤回日" in late.content.decode()
    early = at.reviewer.post(f"/records/{number}/withdraw", withdrawing() | {"based_on": "2020-01-01"})
    assert early.status_code == 400 and "早于原决定" in early.content.decode()
    assert at.district.value("SELECT count(*) FROM records_withdrawal") == 0
    assert at.reviewer.post(f"/records/{number}/withdraw", withdrawing()).status_code == 302
    page = at.reviewer.get(f"/records/{number}?done=withdrawn").content.decode()
    assert "决定被撤销；依据：津北复决〔2026〕1号" in page and "2026-07-06 前（2026-07-01 起 3 个工作日）" in page
    assert at.reviewer.get(f"/records/{number}/withdrawal").content == PAPER
    assert at.foreign.get(f"/records/{number}/withdrawal").status_code == 404
    archived = at.foreign.get(f"/subjects/{at.firm}").content.decode()  # another organ's officer, from the archive
    assert "所依据的文书" in archived and at.foreign.get(f"/subjects/{at.firm}/withdrawals/{number}").content == PAPER
    assert at.foreign.get(f"/subjects/{at.person}/withdrawals/{number}").status_code == 404 and at.clerk.get(f"/subjects/{at.firm}/withdrawals/{number}").status_code == 403
    assert at.district.rows("SELECT actor, reference FROM ground_auditentry WHERE act = 'withdrawal.document' ORDER BY id") == [
        ("账户:reviewer", f"withdrawal:{number}"), ("账户:foreign", f"withdrawal:{number}"),
    ]  # fmt: skip
    assert at.district.rows("SELECT actor, post FROM ground_auditentry WHERE act = 'withdraw'") == [("账户:reviewer", "reviewer岗")]
    assert at.district.value("SELECT count(*) FROM publicity_line WHERE record_id = %s", number) == 0
    assert at.reviewer.post(f"/records/{number}/withdraw", withdrawing()).status_code == 400  # once
    for whose, what in ((at.reviewer, "withdraw"), (at.handler, "class")):  # nothing is offered that cannot be done any more
        page = whose.get(f"/records/{number}/{what}").content.decode().partition("<main")[2].partition("</main>")[0]
        assert "撤回，不必再办" in page and "<form" not in page, what
    refused = at.handler.post(f"/records/{number}/class", {"severity": "一般", "reason": "已改正"})
    assert refused.status_code == 403 and "已撤回" in refused.content.decode() and at.district.value("SELECT count(*) FROM records_classing") == 0


def test_what_was_sent_by_mistake_needs_no_document(at):
    number = at.district.value("SELECT id FROM records_record WHERE document_number = '甲号'")
    assert at.reviewer.post(f"/records/{number}/withdraw", {"kind": "mistake", "sure": "yes"}).status_code == 302
    page = at.reviewer.get(f"/records/{number}").content.decode()
    assert "报送有误" in page and "撤回期限" not in page and "所依据的文书" not in page and at.reviewer.get(f"/records/{number}/withdrawal").status_code == 404


def test_of_a_person_the_file_opens_by_a_look_and_goes_with_them(at):
    """The file beside a natural person's record: in the archive by the purpose that was stated; for the organ itself by a look of its own; erased with the person."""
    number = at.district.value("SELECT id FROM records_record WHERE document_number = '乙号'")
    assert at.reviewer.post(f"/records/{number}/withdraw", withdrawing()).status_code == 302
    assert at.reviewer.get(f"/records/{number}/withdrawal").content == PAPER
    assert looks(at)[-1][2:] == (at.person, "核对本机关撤回所依据的文书")
    path = f"/subjects/{at.person}/withdrawals/{number}"
    assert at.foreign.get(path).status_code == 404
    place = at.foreign.post("/search/person", {"identity": NUMBER, "purpose": "监督检查", "detail": "任务 3"})["Location"]
    (link,) = re.findall(rf'href="({path}[^"]*)"', at.foreign.get(place).content.decode())
    assert at.foreign.get(link.replace("&amp;", "&")).content == PAPER and looks(at)[-1] == ("账户:foreign", "foreign岗", at.person, "监督检查：任务 3")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_withdrawal_key(%s, NULL)", [number])
    with at.district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('test', 'x', '', '', '', '{}')")
        raw.execute("DELETE FROM records_personal")
        raw.execute("DELETE FROM subjects_person")
    assert at.reviewer.get(f"/records/{number}/withdrawal").status_code == 404 and "所依据的文书" not in at.reviewer.get(f"/records/{number}").content.decode()


@pytest.mark.parametrize(("outcome", "withdrawn"), [("also", 0), ("instead", 1)])
def test_a_shared_number_is_settled(at, outcome, withdrawn):
    page = at.reviewer.get("/").content.decode()
    assert "“同号”同号，2 条记录暂缓公示" in page
    (place,) = set(re.findall(r"/records/\d+/hold", page))
    shown = at.reviewer.get(place).content.decode()
    assert "河北区意风小吃店" in shown
    chosen = re.findall(r'name="record" value="(\d+)"', shown)[1]
    assert at.reviewer.post(place, {"outcome": outcome, "record": chosen}).status_code == 403  # not confirmed
    assert at.reviewer.post(place, {"outcome": outcome, "record": chosen, "sure": "yes"}).status_code == 302
    assert at.district.value("SELECT count(*) FROM records_withdrawal") == withdrawn
    assert "暂缓" not in at.reviewer.get("/").content.decode()


def test_pages_ask_the_database_a_fixed_number_of_times(at):
    counts: dict[str, list[int]] = {}
    for turn in range(2):
        for path, most in ((f"/subjects/{at.firm}", 12), (f"/subjects/{at.firm}?compare=yes&known_on_2=2026-05-20", 13), ("/search?q=宏达", 6)):
            with CaptureQueriesContext(connection) as asked:
                assert at.reviewer.get(path).status_code == 200
            counts.setdefault(path, []).append(len(asked))
            assert len(asked) <= most, (path, [q["sql"][:90] for q in asked])
        at.district.collect(*(penalty_row(CF_WSH=f"{turn}-{n}") for n in range(8)), received="2026-07-01")
        at.district.collect(
            *(penalty_row(CF_XDR_MC=f"天津市第{turn}{n}宏达有限公司", CF_XDR_SHXYM=credit_code(f"91120105MA00009{turn}{n}")) for n in range(4)), received="2026-07-01"
        )
    assert all(first == second for first, second in counts.values()), counts


def test_of_two_officers_at_the_same_moment_one_is_first(at):
    """The second asks while the first's withdrawal is not yet committed; they wait, and are told."""
    number, organ = at.district.rows("SELECT id, organ_id FROM records_record WHERE document_number = '甲号'")[0]
    answers = []

    def second() -> None:
        answers.append(at.reviewer.post(f"/records/{number}/withdraw", withdrawing()))
        connections.close_all()

    with at.district.connect("desk", options="-c search_path=chengxin") as first:
        first.execute("BEGIN")
        first.execute("INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('withdraw', '账户:x', '', '', '', '{}')")
        first.execute(
            "INSERT INTO records_withdrawal (record_id, kind, reason, organ_id, withdrawn_on, recorded_at) VALUES (%s, 'annulled', '撤销', %s, '2026-07-02', now())",
            [number, organ],
        )
        asking = threading.Thread(target=second)
        asking.start()
        asking.join(3)
        assert answers == []
        first.execute("COMMIT")
        asking.join(30)
    assert answers[0].status_code == 409 and "刚才已由他人办理" in answers[0].content.decode()
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'withdraw'") == 1
