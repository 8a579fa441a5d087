"""The desk's pages about law, catalogue, mandates, audit and health: what they show, to whom, and with how many questions."""

import html
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.ways import GROUPS, WAYS
from chengxin.ground.api import audit, auditlog, business_day
from chengxin.ground.templatetags.look import icon
from chengxin.law import loading
from tests.desk import administrators, appointed, browser, desk
from tests.district import District
from tests.house.test_routes import routes
from tests.rooms.test_law_confirming import POWER
from tests.rooms.texts import statute

ACTING = ("credit-office", "approver", "legal-officer", "auditor", "clerk")


def staffed(district: District) -> SimpleNamespace:
    """One account in each of some roles."""
    both = administrators()
    for role in ACTING:
        appointed(f"in.{role}", role, both)
    return SimpleNamespace(district=district, both=both)


@pytest.fixture
def at(filled):
    made = filled(staffed)
    with made.district.side("desk"), desk():
        catalogue.refresh()
        yield made


def page(login: str, path: str) -> str:
    answer = browser(login).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def change(**more) -> str:
    """The draft of the item, as an engineer would change it: one element more."""
    text = catalogue.draft(catalogue.item("penalty"), on=business_day.today())
    lines = {"add": '      - {code: CF_LY, name: "处罚领域", type: text, public: plain, source: ours}\n'} | more
    return text + lines["add"]


# -- 资源目录 -------------------------------------------------------------------------------------


def test_the_draft_is_the_latest_version_under_a_new_name_and_day(at):
    text = catalogue.draft(catalogue.item("penalty"), on=business_day.today())
    entry, _, version = catalogue.checked(text, "草稿", on=business_day.today())
    assert catalogue.differences(entry.versions[-1], version)[0].startswith("生效日") and len(catalogue.differences(entry.versions[-1], version)) == 1
    for code in catalogue.items():
        catalogue.checked(catalogue.draft(catalogue.item(code), on=business_day.today()), "草稿", on=business_day.today())


def test_a_change_is_checked_proposed_by_one_and_approved_by_another(at):
    clerk, office, approver = (browser(f"in.{role}") for role in ("clerk", "credit-office", "approver"))
    said = {"text": change(), "reason": "写明处罚领域"}
    assert clerk.post("/catalogue/items/penalty/propose", said).status_code == 403
    checked = office.post("/catalogue/items/penalty/propose", said | {"do": "check"})
    assert "检查通过" in checked.content.decode() and "处罚领域" in checked.content.decode() and catalogue.proposals() == []
    assert office.post("/catalogue/items/penalty/propose", said | {"do": "send", "reason": " "}).status_code == 422
    sent = office.post("/catalogue/items/penalty/propose", said | {"do": "send"})
    (waiting,) = catalogue.proposals()
    assert sent.status_code == 302 and waiting["approver"] is None
    path = sent["Location"]
    assert "这是您提出的" in office.get(path).content.decode() and "批准后" in approver.get(path).content.decode()
    assert office.post(f"{path}/approve").status_code == 403
    assert approver.post(f"{path}/approve").status_code == 302
    assert approver.post(f"{path}/approve").status_code == 403  # once
    assert "in.approver" in catalogue.proposals()[0]["approver"]
    assert "起换版" in page("in.clerk", "/catalogue") and "CF_LY" in page("in.clerk", "/catalogue/items/penalty/compare")


def test_a_proposal_made_after_the_one_that_was_read_is_not_approved_unread(at):
    office, approver = browser("in.credit-office"), browser("in.approver")
    first = office.post("/catalogue/items/penalty/propose", {"text": change(), "reason": "甲", "do": "send"})["Location"]
    office.post("/catalogue/items/penalty/propose", {"text": change(add=""), "reason": "乙", "do": "send"})
    refused = approver.post(f"{first}/approve")
    assert refused.status_code == 403 and "又有新的提案" in refused.content.decode()


def test_a_change_is_rejected_with_a_reason_mended_and_approved(at):
    """Two people: one proposes, another does not approve and says why; the first reads it among today's work, mends the very text and proposes again."""
    office, approver = browser("in.credit-office"), browser("in.approver")
    path = office.post("/catalogue/items/penalty/propose", {"text": change(), "reason": "写明处罚领域", "do": "send"})["Location"]
    assert "目录修改：行政处罚信息" in approver.get("/").content.decode()
    assert office.post(f"{path}/reject", {"reason": "不要"}).status_code == 403  # proposes, decides nothing
    silent = approver.post(f"{path}/reject", {"reason": "  "})
    assert silent.status_code == 400 and "请写明退回的理由" in silent.content.decode() and catalogue.proposals()[0]["rejected_on"] is None
    assert approver.post(f"{path}/reject", {"reason": "<b>请</b>写明取值"}).status_code == 302
    again, approved = approver.post(f"{path}/reject", {"reason": "再退"}), approver.post(f"{path}/approve")
    assert "已由他人批准或者退回" in again.content.decode() and approved.status_code == 403 and "请&lt;/b&gt;写明取值" in approved.content.decode()
    (one,) = catalogue.proposals()
    assert "in.approver" in one["rejected_by"] and one["approver"] is None and "CF_LY" not in page("in.clerk", "/catalogue/items/penalty/compare")
    assert "目录修改：行政处罚信息" not in approver.get("/").content.decode()

    told = office.get("/").content.decode()
    assert "目录修改被退回：行政处罚信息" in told and "&lt;b&gt;请&lt;/b&gt;写明取值" in told
    here = office.get(path).content.decode()
    assert "为什么退回" in here and f"?mend={one['proposal']}" in here and "修改后再提" not in approver.get(path).content.decode()
    form = office.get(f"/catalogue/items/penalty/propose?mend={one['proposal']}").content.decode()
    text = html.unescape(form.split('id="text"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert "CF_LY" in text and "写明处罚领域" in form and "退回的理由" in form
    assert catalogue.checked(text, "退回的", on=business_day.today())[2].digest == catalogue.proposal(one["proposal"])[1].digest  # the very version
    for wrong in ("/catalogue/items/licence/propose?mend={}", "/catalogue/items/penalty/propose?mend=99{}"):
        assert office.get(wrong.format(one["proposal"])).status_code == 404
    mended = office.post("/catalogue/items/penalty/propose", {"text": text.replace("处罚领域", "处罚的领域"), "reason": "已写明取值", "do": "send"})["Location"]
    assert "被退回" not in office.get("/").content.decode()  # it is followed by another
    assert approver.post(f"{mended}/approve").status_code == 302 and approver.post(f"{mended}/reject", {"reason": "晚了"}).status_code == 403
    assert "处罚的领域" in page("in.clerk", "/catalogue/items/penalty/compare")


def test_of_approving_and_rejecting_at_the_same_moment_one_wins(at):
    """The database lets a proposal come to one end only, whoever writes; nor is a rejection changed."""
    from django.db import DatabaseError, connection, transaction

    office = browser("in.credit-office")
    number = int(office.post("/catalogue/items/penalty/propose", {"text": change(), "reason": "甲", "do": "send"})["Location"].rsplit("/", 1)[1])
    approver = access.sessions.seen(browser("in.approver").cookies[settings.SESSION_COOKIE].value).officer
    proposer = access.sessions.seen(office.cookies[settings.SESSION_COOKIE].value).officer

    def say(statement: str, *values: object) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            audit.record_act("test", actor="测试")
            cursor.execute(statement, values)

    for officer, reason in ((proposer, "自己退"), (approver, "  "), (999999, "无人")):
        with pytest.raises(DatabaseError):
            say("SELECT catalogue_reject(%s, %s, %s)", number, officer, reason)
    say("SELECT catalogue_approve(%s, %s)", number, approver)
    with pytest.raises(DatabaseError, match="already"):
        say("SELECT catalogue_reject(%s, %s, 'x')", number, approver)
    for statement in (
        "INSERT INTO catalogue_versionrejection (proposal_id, officer_id, reason, rejected_on) VALUES (1, 1, 'x', '2026-01-01')",
        "DELETE FROM catalogue_versionproposal",
    ):
        with pytest.raises(DatabaseError):
            say(statement)


def test_faults_are_told_by_line_beside_what_stands_there(at):
    office = browser("in.credit-office")
    wrong = change(add='      - {code: CF_LY, name: "宗教信仰", type: text, public: plain, source: ours}\n      - {code: cf, name: 甲, type: txt, source: ours}\n')
    told = office.post("/catalogue/items/penalty/propose", {"text": wrong, "reason": "甲", "do": "send"})
    line = wrong.splitlines().index('      - {code: CF_LY, name: "宗教信仰", type: text, public: plain, source: ours}') + 1
    said = told.content.decode()
    assert told.status_code == 422 and f"第 {line} 行" in said and f"第 {line + 1} 行" in said and "法律禁止归集" in said and "有 3 处要改" in said
    assert "宗教信仰" in said.split("<textarea")[1]  # what was typed is still there
    for text, word in (("::: [", "不是有效的 YAML"), ("", "键: 值"), ("item: licence\nversions: []\n", "恰有一个新版本"), ("<script>alert(1)</script>", "键: 值")):
        told = office.post("/catalogue/items/penalty/propose", {"text": text, "reason": "甲", "do": "check"})
        assert told.status_code == 422 and word in told.content.decode() and "<script>alert" not in told.content.decode(), text


def test_a_file_counts_before_the_text_and_must_be_utf8(at):
    office = browser("in.credit-office")
    sent = SimpleUploadedFile("改.yaml", change().encode())
    assert "处罚领域" in office.post("/catalogue/items/penalty/propose", {"text": "x", "file": sent, "do": "check"}).content.decode()
    told = office.post("/catalogue/items/penalty/propose", {"text": "x", "file": SimpleUploadedFile("改.yaml", change().encode("gb18030")), "do": "check"})
    assert told.status_code == 422 and "UTF-8" in told.content.decode()


# -- 法律 -----------------------------------------------------------------------------------------


def test_the_law_of_a_day_with_what_rests_on_each_article(at):
    assert "中华人民共和国行政处罚法" in page("in.clerk", "/law?on=2020-01-01")
    article = page("in.clerk", "/law/instruments/npc-2021-administrative-penalty-law/第四十八条")
    assert "公示行政处罚信息" in article and "还没有一份凭据用到它" in article
    verified, waiting = page("in.clerk", "/law/powers?state=verified"), page("in.clerk", "/law/powers?state=waiting")
    assert "公示行政处罚信息" in verified and "依据待核实" not in verified and "依据待核实" in waiting
    assert "由法制审核人" in page("in.clerk", "/law/powers/list-abnormal")
    for path in (
        "/law/instruments/nothing",
        "/law/instruments/npc-2021-administrative-penalty-law/第九百条",
        "/law/powers/nothing",
        "/law/templates/999999",
        f"/law/instruments/{'名' * 99}",
    ):
        assert browser("in.clerk").get(path).status_code == 404, path


def test_a_power_is_confirmed_with_its_text_by_a_legal_officer_alone(at):
    with at.district.side("owner"):
        loading._load_power(POWER)
    legal, path = browser("in.legal-officer"), "/law/powers/list-tourism/confirm"
    text = statute("文化和旅游市场信用管理规定", clause="本规定自2022年1月1日起施行。")

    def sent(body: str, name: str = "全文.md"):
        return legal.post(path, {"text": SimpleUploadedFile(name, body.encode())})

    assert browser("in.approver").post(path, {"text": SimpleUploadedFile("全文.md", text.encode())}).status_code == 403
    for body, word in (("没有这一条", "没有待核实的条文"), ("", "")):
        refused = sent(body)
        assert refused.status_code in (400, 403) and word in refused.content.decode()
    assert legal.post(path).status_code == 400 and "请选择" in legal.post(path).content.decode()
    assert sent(text)["Location"].endswith("done=part")
    assert sent("中华人民共和国统计法（节录）\n\n第三条 统计工作应当真实、准确、完整、及时，有关情况依法公示。\n", "统计.txt")["Location"].endswith("done=verified")
    told = page("in.clerk", "/law/powers/list-tourism")
    assert "依据已核实" in told and "待核实的条文" not in told
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'law.confirm' AND actor = '账户:in.legal-officer' AND post = 'in.legal-officer岗'") == 2


def test_at_the_desk_only_somebody_in_a_legal_officers_post_confirms(at):
    """Also with raw SQL in the role of the web process: the standing posts of the district file do not."""
    standing = at.district.value("SELECT min(id) FROM access_officer WHERE holder_id IS NULL")
    approver = at.district.value("SELECT o.id FROM access_officer o JOIN access_account c ON c.person_id = o.holder_id WHERE c.login = 'in.approver'")
    for officer in (standing, approver):
        with pytest.raises(Exception, match="an officer in post is needed"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT law_confirm(a.power_id, a.article_id, 'x', 'x', 'x', %s, false) FROM law_powerarticle a JOIN law_article l ON l.code = a.article_id WHERE l.source NOT LIKE 'S%%' LIMIT 1",
                [officer],
            )


# -- 授权, 审计, 系统 --------------------------------------------------------------------------------


def test_mandates_say_who_and_since_when(at):
    told = page("in.clerk", "/mandates")
    assert "公示行政处罚信息" in told and "经办" in told and "有效" in told


def test_the_auditor_reads_filters_and_pages_and_that_is_on_file_too(at):
    auditor = browser("in.auditor")
    for n in range(60):
        audit.commit_look(act="read", actor=f"账户:someone{n % 2}", subject=None, purpose="测试", reference=f"record:{n}")
    first = auditor.get("/audit?act=read&actor=someone1").content.decode()
    assert first.count("账户:someone1") == 30 and "账户:someone0" not in first and "没有更早的了" in first
    whole = auditor.get("/audit?act=read").content.decode()
    older = whole.split('href="?act=read&amp;before=')[1].split('"')[0]
    assert auditor.get(f"/audit?act=read&before={older}").content.decode().count("record:") == 10
    assert "没有这样的留痕" in auditor.get("/audit?actor=%25").content.decode()  # a sign is a sign
    assert auditor.get("/audit?code=91120105MA0000001X").status_code == 404
    assert "没有这样的留痕" in auditor.get("/audit?last=2000-01-01").content.decode()
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'read-audit' AND actor = '账户:in.auditor'") == 5
    assert browser("admin-a").get("/audit").status_code == 403


def test_a_checkpoint_is_taken_and_the_log_verified_against_it(at):
    auditor = browser("in.auditor")
    with at.district.side("worker"):
        auditlog.sequence_all(wait=True)
    note = auditor.get("/audit/checkpoint")
    assert note["Content-Disposition"].startswith("attachment") and note.content.startswith(b"chengxin.audit/")
    whole = auditor.post("/audit/verify", {"checkpoint": SimpleUploadedFile("检查点.txt", note.content)}).content.decode()
    assert "相符" in whole and "没有比对" not in whole
    assert "没有比对" in auditor.post("/audit/verify").content.decode()
    told = auditor.post("/audit/verify", {"checkpoint": SimpleUploadedFile("别的.txt", b"nothing of ours")})
    assert told.status_code == 422 and "没有检查点" in told.content.decode() and "/tmp" not in told.content.decode()
    assert "公钥" in auditor.post("/audit/verify", {"key": "x"}).content.decode()
    with at.district.side("owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ground_auditentry DISABLE TRIGGER append_only")
        cursor.execute("UPDATE ground_auditentry SET purpose = '改' WHERE id = (SELECT min(entry_id) FROM ground_auditleaf)")
    found = auditor.post("/audit/verify", {"checkpoint": SimpleUploadedFile("检查点.txt", note.content)}).content.decode()
    assert "核验不符" in found and "被改动" in found


def test_the_administrator_sees_how_the_system_does_and_no_record(at):
    told = browser("admin-a").get("/system").content.decode()
    for word in ("没有心跳", "磁盘", "postgresql", "结构指纹"):
        assert word in told
    assert browser("in.auditor").get("/system").status_code == 403
    with at.district.side("worker"), connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
    assert "秒前有心跳" in browser("admin-a").get("/system").content.decode()


def test_pages_ask_the_database_a_fixed_number_of_times(at):
    """However many articles, elements, entries there are; the session takes two."""
    counts = {}
    for login, path in (("in.clerk", "/law"), ("in.clerk", "/law/powers"), ("in.clerk", "/catalogue"), ("in.clerk", "/catalogue/items/penalty"), ("in.clerk", "/mandates"), ("in.auditor", "/audit"), ("admin-a", "/system")):  # fmt: skip
        client = browser(login)
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        counts[path] = len(asked)
    assert counts == {"/law": 2, "/law/powers": 2, "/catalogue": 3, "/catalogue/items/penalty": 3, "/mandates": 3, "/audit": 3, "/system": 5}


def test_every_way_of_the_side_leads_somewhere():
    names = {route.name for route in routes(get_resolver("chengxin.site.urls_desk").url_patterns)}
    assert len({way.route for way in WAYS}) == len(WAYS)
    for way in WAYS:
        assert way.act in access.roles.ACTS and way.group in GROUPS and icon(way.icon)
        assert {way.route, *way.under} <= names, way


def test_what_is_proposed_is_yaml_that_reads_back():
    entry = catalogue.item("penalty")
    read = yaml.safe_load(catalogue.draft(entry, on=business_day.today()))
    assert read["versions"][0]["elements"] == entry.versions[-1].raw["elements"]


HOSTILE = ("‮", "<script>alert(1)</script>", "名" * 5000, "'; DROP TABLE access_person; --", "%00", "{{ 7|add:7 }}", "../../etc/passwd", "９９９", "-1", "2026-02-30", "9" * 20)
NO_YAML = (
    "item: penalty\nversions: [{in_force_from: 2026-02-30}]", "[" * 5000, "item: !!python/object/apply:os.system [x]", "item: [penalty]\nversions: 7", "item: {a: b}\nversions: []",
    "item: penalty\nversions: [7, {version: x, in_force_from: 2027-01-01, roles: 7, elements: [7]}]", "item: penalty\nversions: [&a {version: *a}]",
)  # fmt: skip


def test_hostile_input_is_answered_and_escaped(at):
    """In every filter of an address and every field of a form: an answer, never a fault, nothing of it as markup."""
    asks = {
        "in.auditor": ("/audit?actor={}", "/audit?act={}", "/audit?code={}", "/audit?first={}", "/audit?last={}", "/audit?before={}"),
        "in.clerk": ("/law?on={}", "/law/powers?state={}", "/law/powers?on={}", "/law/instruments/x?on={}", "/catalogue/items/penalty?version={}", "/catalogue/items/penalty/compare?before={}&after={}", "/display?next={}"),
    }  # fmt: skip
    from urllib.parse import quote

    for login, paths in asks.items():
        client = browser(login)
        for path in paths:
            for odd in HOSTILE:
                answer = client.get(path.format(quote(odd), quote(odd)))
                assert answer.status_code in (200, 404) and "<script>alert" not in answer.content.decode(), (path, odd)
            assert client.get(path.format("%00", "%00")).status_code == 400
    office = browser("in.credit-office")
    for odd in (*HOSTILE, *NO_YAML):
        answer = office.post("/catalogue/items/penalty/propose", {"text": odd, "reason": odd, "do": odd})
        assert answer.status_code == 422 and "<script>alert" not in answer.content.decode(), odd
        client = browser("in.clerk")
        assert client.post("/display", {"size": odd, "scheme": odd, "next": odd}).status_code == 302
        assert client.cookies["__Host-display"].value == "usual.system"
        client.cookies["__Host-display"] = "large.<script>"
        assert "<script>" not in client.get("/account").content.decode()
