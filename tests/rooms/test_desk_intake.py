"""A clerk's day at the desk, asked over HTTP: upload, batches, returned rows mended in place or by file, work; and what another organ sees of it: nothing."""

import datetime as dt
import io
import re
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chengxin.collection import api as collection
from chengxin.doors.desk import work
from chengxin.ground.api import business_day, days, wording
from chengxin.ground.requests import FIELD, OF
from tests.clerks import BAD, at_work, batch_of, sent, taken_in
from tests.desk import browser, key_of, opened_for, over_by_time
from tests.district import PENALTY_HEADER, penalty_row
from tests.said import said


@pytest.fixture
def at(filled):
    with at_work(filled) as made:
        yield made


def test_the_same_file_again_and_one_without_rows_are_told(at):
    body = at.district.write([penalty_row()]).read_bytes()
    first = batch_of(at, sent(at, body=body))
    again = sent(at, body=body, name="又一次.csv")
    assert at.clerk.get(again["Location"])["Location"] == f"/batches/{first}?sent=again"
    page = at.clerk.get(f"/batches/{first}?sent=again").content.decode()
    assert "已经收过" in page and "全部收下" not in page
    nothing = batch_of(at, sent(at, body=",".join(PENALTY_HEADER).encode()))
    assert "没有数据行" in at.clerk.get(f"/batches/{nothing}?sent=yes").content.decode()


def test_a_file_goes_up_once_and_its_batch_is_shown(at):
    answer = sent(at, penalty_row(), penalty_row(**BAD))
    assert answer.status_code == 302
    number = batch_of(at, answer)
    page = at.clerk.get(f"/batches/{number}?sent=yes").content.decode()
    assert "1 行待补正" in page and "罚款金额为空" in page and "在这里改" in page
    assert (
        at.district.value("SELECT o.official_name FROM collection_batch b JOIN subjects_organ o ON o.subject_id = b.organ_id WHERE b.id = %s", number) == "天津市河北区应急管理局"
    )
    assert at.district.rows("SELECT actor, post FROM ground_auditentry WHERE act = 'upload'") == [("账户:clerk", "clerk岗")]
    assert f'href="/batches/{number}"' in at.clerk.get("/batches").content.decode()


def test_what_was_sent_before_comes_first_and_the_rest_by_the_classes_of_the_catalogue(at):
    def offered():
        page = at.clerk.get("/send").content.decode()
        return [(label, re.findall(r'<option value="([^"]+)"', inside)) for label, inside in re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)]

    before = dict(offered())
    acts = before["行政管理信息"]
    assert acts[:5] == ["licences", "licences_old", "penalties", "penalties_old", "coercions"]
    sent(at, penalty_row())
    assert offered()[0] == ("本机关报送过的", ["penalties"]) and "penalties" not in dict(offered()[1:])["行政管理信息"]


def test_the_same_form_sent_twice_is_one_upload(at):
    key, body = str(uuid.uuid4()), at.district.write([penalty_row()]).read_bytes()
    first, second = (sent(at, body=body, **{FIELD: key}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert at.district.value("SELECT count(*) FROM collection_consignment") == 1


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"source": "registrations"}, 403, "请选择这个文件是哪一类数据"),
        ({"source": "nonsense"}, 403, "哪一类数据"),
        ({"body": b""}, 400, "文件是空的"),
        ({"mends": "999999"}, 404, "没有要补正的这个批次"),
    ],
)
def test_what_cannot_be_sent_is_told_at_once(at, more, status, words):
    answer = sent(at, penalty_row(), **more)
    assert answer.status_code == status and words in answer.content.decode()
    assert at.district.value("SELECT count(*) FROM collection_consignment") == 0
    assert list((at.district.home.path / "inbox").iterdir()) == []


def test_a_file_that_is_no_table_is_told_with_its_reason(at):
    answer = sent(at, body=b"%PDF-1.7 not a table", name="处罚.pdf")
    page = at.clerk.get(answer["Location"])
    assert page.status_code == 200 and "没有收下" in page.content.decode() and "改正后再报" in page.content.decode()
    assert "没有收下，请改正后重报" in at.clerk.get("/").content.decode()
    sent(at, penalty_row())
    assert "没有收下，请改正后重报" not in at.clerk.get("/").content.decode()


def test_nobody_sends_a_byte_before_it_is_known_who(at):
    file = io.BytesIO(b"x" * 1000)
    file.name = "x.csv"
    assert browser().post("/send", {"source": "penalties", "file": file}).status_code == 401
    file.seek(0)
    at.clerk.handler.enforce_csrf_checks = True
    assert at.clerk.post("/send", {"source": "penalties", "file": file}).status_code == 403
    assert list((at.district.home.path / "inbox").iterdir()) == []


def test_a_batch_is_taken_back_whole_by_the_reviewer(at):
    number = batch_of(at, sent(at, penalty_row()))
    assert "整批撤回" not in at.clerk.get(f"/batches/{number}").content.decode()
    assert at.clerk.get(f"/batches/{number}/revoke").status_code == 403
    assert at.reviewer.post(f"/batches/{number}/revoke", {"reason": "报错了"}).status_code == 403  # not confirmed
    assert at.reviewer.post(f"/batches/{number}/revoke", {"reason": "报错了", "sure": "yes"}).status_code == 302
    taken_in(at)
    page = at.clerk.get(f"/batches/{number}").content.decode()
    assert "整批撤回，自那天起不再有效" in page and "报错了" in page
    assert "已撤回" in at.clerk.get("/batches?state=revoked").content.decode()
    assert at.district.rows("SELECT actor FROM ground_auditentry WHERE act = 'revoke'") == [("账户:reviewer",)]


def test_a_batch_others_rest_on_is_not_taken_back(at):
    first = batch_of(at, sent(at, penalty_row(CF_WSH="同号")))
    sent(at, penalty_row(CF_WSH="同号", CF_NR="罚款6000元", CF_NR_FK="0.6"), name="二.csv")
    at.reviewer.post(f"/batches/{first}/revoke", {"reason": "报错了", "sure": "yes"})
    taken_in(at)
    assert "没有撤回" in at.clerk.get(f"/batches/{first}").content.decode()


def test_another_organ_sees_nothing_of_a_batch(at):
    answer = sent(at, penalty_row(**BAD))
    number = batch_of(at, answer)
    paths = [f"/batches/{number}", f"/batches/{number}/mend", f"/batches/{number}/returned", f"/batches/{number}/give-up", f"/batches/{number}/revoke", answer["Location"]]
    for path in paths:
        nothing = path.replace(f"batches/{number}", "batches/999999") if "batches" in path else f"/sent/{uuid.uuid4()}"
        for ask in (at.foreign.get, at.foreign.post):
            mine, none = ask(path), ask(nothing)
            assert (mine.status_code, said(mine, path)) == (none.status_code, said(none, nothing)), path
            assert mine.status_code in (404, 405)
    assert at.foreign.get(f"/send?mends={number}").status_code == 404
    assert f"/batches/{number}" not in at.foreign.get("/batches").content.decode()
    assert at.district.value("SELECT count(*) FROM collection_mending") == 0


def test_the_database_itself_sends_for_no_other_organ(at):
    """The functions behind the pages, called with another's session."""
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    with at.district.connect("owner", options="-c search_path=chengxin") as raw:
        (mac,) = raw.execute("SELECT mac FROM access_session s JOIN access_account a ON a.id = s.account_id WHERE a.login = 'foreign'").fetchone()
    with at.district.connect("desk", options="-c search_path=chengxin") as raw:
        for call in ("SELECT collection_give_up(%s, %s, NULL, 'x')", "SELECT collection_ask_revoke(%s, %s, 'x')"):
            with pytest.raises(Exception, match="not-yours"):
                raw.execute(call, [mac, number])
            with pytest.raises(Exception, match="not-allowed"):
                raw.execute(call, ["nobody", number])
        with pytest.raises(Exception, match="not-yours"):
            raw.execute("SELECT * FROM collection_submit_by(%s, gen_random_uuid(), 'desk-x', 'd', 1, 'penalties', 'x', %s, NULL)", [mac, number])


def test_the_list_is_paged_by_number_and_filtered(at, monkeypatch):
    from chengxin.doors.desk.pages import batches

    monkeypatch.setattr(batches, "PAGE", 2)
    numbers = [batch_of(at, sent(at, penalty_row(), name=f"{n}.csv")) for n in range(5)]
    page = at.clerk.get("/batches?source=penalties").content.decode()
    assert [str(n) for n in numbers[3:]] == [n for n in map(str, numbers) if f'href="/batches/{n}"' in page]
    assert f"before={numbers[3]}" in page and "source=penalties" in page
    assert f'href="/batches/{numbers[0]}"' in at.clerk.get(f"/batches?before={numbers[1]}").content.decode()
    assert "没有符合这些条件" in at.clerk.get("/batches?state=returned").content.decode()


def test_work_is_told_with_its_day_and_the_overdue_first(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    with at.district.side("worker"):
        path = at.district.write([penalty_row(**BAD | {"CF_WSH": "旧号"})])
        old = collection.collect("penalties", path, received=dt.date(2026, 5, 15), organ="区应急局", actor="测试")
    page = at.clerk.get("/work").content.decode()
    assert page.index(f"第 {old['batch']} 批退回 1 行") < page.index(f"第 {number} 批退回 1 行")
    assert "逾期" in page and "还有 7 个工作日" in page and "共 2 件" in page


def test_each_kind_of_work_is_listed_by_itself(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    sent(at, body=b"%PDF-1.7 not a table", name="处罚.pdf")
    everything = at.clerk.get("/work").content.decode()
    assert "退回行补正 <span" in everything and "未收的文件 <span" in everything
    one = at.clerk.get("/work?kind=returned-rows").content.decode()
    assert f"第 {number} 批退回 1 行待补正" in one and "没有收下" not in one and "/batches?state=to-mend" in one
    assert "现在没有等您办的事" in at.clerk.get("/work?kind=no-such-kind").content.decode()


def test_what_was_returned_in_a_batch_taken_back_is_nobodys_work(at):
    number = batch_of(at, sent(at, penalty_row(), penalty_row(**BAD)))
    assert at.district.rows("SELECT batch_id, open FROM collection_tomend") == [(number, 1)]
    at.reviewer.post(f"/batches/{number}/revoke", {"reason": "整批报错", "sure": "yes"})
    taken_in(at)
    assert at.district.rows("SELECT batch_id FROM collection_tomend") == [] and f"第 {number} 批退回" not in at.clerk.get("/work").content.decode()


def test_every_kind_of_work_has_its_name_in_both_languages():
    for kind in work.kinds():
        with translation.override("zh-hans"):
            chinese = str(kind.name)
        with translation.override("en"):
            assert str(kind.name).isascii() and not chinese.isascii(), chinese


def test_working_days_left_are_counted_by_the_calendar():
    friday = dt.date(2026, 11, 27)
    assert [work.left(friday, friday + dt.timedelta(days=n)) for n in (0, 1, 3, 4)] == [0, 0, 1, 2]
    assert [work.left(friday, friday - dt.timedelta(days=n)) for n in (1, 4, 5)] == [-1, -4, -5]
    assert work.left(dt.date(2026, 11, 29), dt.date(2026, 11, 28)) == -1  # over at a weekend is over
    assert work.left(friday, None) is None


def test_what_has_been_over_for_years_says_how_long_and_which_year():
    last, today = dt.date(2024, 3, 5), dt.date(2026, 11, 20)
    one_by_one = sum(days.is_working_day(last + dt.timedelta(n)) for n in range(1, (today - last).days + 1))
    assert one_by_one > 400 and work.left(today, last) == -one_by_one
    said = Template("{{ one|day }} {{ other|day }}{{ none|day }}").render(Context({"one": business_day.today(), "other": last, "none": None}))
    assert said == f"{business_day.today():%m-%d} 2024-03-05"


def test_what_was_typed_is_there_again_after_the_session_ended(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    form = opened_for(at.clerk, f"/batches/{number}/give-up")
    over_by_time(at.district)
    lost = at.clerk.post(f"/batches/{number}/give-up", form | {"reason": "当事人重复"})
    assert lost.status_code == 401 and "保留 24 小时" in lost.content.decode()
    assert "当事人" not in str(at.district.rows("SELECT sealed FROM access_draft"))
    back = browser("clerk")
    page = back.get(f"/batches/{number}/give-up").content.decode()
    assert "当事人重复" in page and "当时会话已结束" in page
    assert "当事人重复" not in browser("reviewer").get(f"/batches/{number}/give-up").content.decode()  # theirs alone
    assert back.post(f"/batches/{number}/give-up", {"reason": "当事人重复"}).status_code == 302
    assert at.district.value("SELECT count(*) FROM access_draft") == 0


def test_a_form_from_before_the_sign_in_loses_nothing_either(at):
    """The session ended, the same person signed in again, and sent what still stood in the other tab: its token is an old one."""
    path = f"/batches/{batch_of(at, sent(at, penalty_row(**BAD)))}/give-up"
    tab = browser("clerk", enforce_csrf_checks=True)
    typed = opened_for(tab, path) | {"reason": "当事人重复", "csrfmiddlewaretoken": re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', tab.get(path).content.decode())[0]}
    here = {"HTTP_REFERER": "https://testserver/", "HTTP_SEC_FETCH_SITE": "same-origin"}
    tab.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    elsewhere = tab.post(path, typed, HTTP_REFERER="https://evil.example/", HTTP_SEC_FETCH_SITE="cross-site")
    assert elsewhere.status_code == 403 and at.district.value("SELECT count(*) FROM access_draft") == 0
    lost = tab.post(path, typed, **here)
    assert lost.status_code == 403 and "保留 24 小时" in lost.content.decode() and f'href="{path}"' in lost.content.decode()
    page = tab.get(path).content.decode()
    assert "当事人重复" in page and "没有提交" in page
    over_by_time(at.district)
    ended = tab.post(path, typed | {"reason": "当事人写错"}, **here)  # over by time and an old token: to the sign-in
    assert ended.status_code == 401 and "去登录" in ended.content.decode()
    assert "当事人写错" in browser("clerk").get(path).content.decode()
    again = tab.post("/sign-in", typed | {"login": "clerk"}, **here)
    assert again.status_code == 403 and "刷新后再提交" in again.content.decode() and at.district.value("SELECT count(*) FROM access_draft") == 1


def test_what_one_typed_is_not_kept_for_whoever_signed_in_after_them(at):
    """On a machine that several use the form of one still stands open when another has signed in; whoever sends it, it is not offered to the other."""
    path = f"/batches/{batch_of(at, sent(at, penalty_row(**BAD)))}/give-up"
    tab = browser("clerk", enforce_csrf_checks=True)
    typed = opened_for(tab, path) | {"reason": "当事人重复", "csrfmiddlewaretoken": re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', tab.get(path).content.decode())[0]}
    tab.cookies[settings.SESSION_COOKIE], tab.cookies[settings.CSRF_COOKIE_NAME] = key_of("reviewer"), "x" * 32
    here = {"HTTP_REFERER": "https://testserver/", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert "刷新后再提交" in tab.post(path, typed, **here).content.decode()
    over_by_time(at.district)
    assert "没有保存" in tab.post(path, typed, **here).content.decode()
    forged = typed | {OF: typed[OF].replace(typed[OF].partition(".")[0], str(at.district.value("SELECT id FROM access_account WHERE login = 'reviewer'")), 1)}
    assert "没有保存" in tab.post(path, forged, **here).content.decode()
    assert at.district.value("SELECT count(*) FROM access_draft") == 0


def test_a_file_chosen_with_a_form_is_not_kept_and_it_is_said(at):
    form, file = opened_for(at.clerk, "/duties/caseload"), io.BytesIO(b"x")
    file.name = "台账.csv"
    over_by_time(at.district)
    assert "选好的文件没有保留" in at.clerk.post("/duties/caseload", form | {"month": "2026-05", "file": file}).content.decode()
    page = browser("clerk").get("/duties/caseload").content.decode()
    assert 'value="2026-05"' in page and "请重新选择：台账.csv" in page


def test_a_session_that_was_ended_on_purpose_keeps_nothing(at):
    key, path = at.clerk.cookies[settings.SESSION_COOKIE].value, f"/batches/{batch_of(at, sent(at, penalty_row(**BAD)))}/give-up"
    form = opened_for(at.clerk, path)
    at.clerk.post("/sign-out")
    at.clerk.cookies[settings.SESSION_COOKIE] = key
    assert "没有保存" in at.clerk.post(path, form | {"reason": "x"}).content.decode()
    assert at.district.value("SELECT count(*) FROM access_draft") == 0


def test_pages_ask_the_database_a_fixed_number_of_times(at):
    at.clerk.get("/")  # what a process asks once in its life is asked
    counts = {}
    for turn in range(2):
        number = batch_of(at, sent(at, *(penalty_row(**BAD | {"CF_WSH": f"{turn}-{n}"}) for n in range(1 + turn * 6)), name=f"{turn}.csv"))
        for path, most in (("/", 10), ("/work", 10), ("/batches", 8), (f"/batches/{number}", 22), (f"/batches/{number}/mend", 24)):
            with CaptureQueriesContext(connection) as asked:
                assert at.clerk.get(path).status_code == 200
            counts.setdefault(path.replace(str(number), "n"), []).append(len(asked))
            assert len(asked) <= most, (path, len(asked), [q["sql"][:90] for q in asked])
    assert all(first == second for first, second in counts.values()), counts


def test_corrected_cells_are_there_again_after_the_session_ended(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    cell = f"c-1-{PENALTY_HEADER.index('CF_NR_FK')}"
    form = opened_for(at.clerk, f"/batches/{number}/mend")
    over_by_time(at.district)
    assert at.clerk.post(f"/batches/{number}/mend", form | {cell: "0.4321"}).status_code == 401
    page = browser("clerk").get(f"/batches/{number}/mend").content.decode()
    assert "当时会话已结束" in page and 'value="0.4321"' in page


def test_a_filter_is_kept_for_oneself_and_forgotten(at):
    said = {"list": "batches", "name": "待补的处罚", "query": "state=to-mend&source=penalties&before=7"}
    assert at.clerk.post("/filters", said)["Location"] == "/batches?source=penalties&state=to-mend"  # where a page begins is no part of it
    assert "待补的处罚" in at.clerk.get("/batches").content.decode() and "待补的处罚" not in at.reviewer.get("/batches").content.decode()
    number = at.district.value("SELECT id FROM access_savedfilter")
    assert at.reviewer.post(f"/filters/{number}/end").status_code == at.reviewer.post("/filters/999999/end").status_code == 404
    for wrong in ({"list": "people"}, {"name": " "}, {"name": "长" * 41}, {"query": ""}):
        assert at.clerk.post("/filters", said | wrong).status_code in (403, 404)
    at.clerk.post("/filters", said | {"query": "state=clean"})  # the same name again replaces
    assert at.district.rows("SELECT query FROM access_savedfilter") == [("state=clean",)]
    number = at.district.value("SELECT id FROM access_savedfilter")
    assert at.clerk.post(f"/filters/{number}/end")["Location"] == "/batches" and at.district.value("SELECT count(*) FROM access_savedfilter") == 0


def test_what_a_cell_says_stays_text(at):
    hostile = '"><script>alert(1)</script>'
    number = batch_of(at, sent(at, penalty_row(**BAD | {"CF_WFXW": hostile, "CF_SY": hostile * 4})))
    page = at.clerk.get(f"/batches/{number}/mend").content.decode()
    assert "<script>alert" not in page and page.count("&lt;script&gt;alert(1)") == 5


def test_what_is_done_is_said_in_place_of_its_form(at):
    number = batch_of(at, sent(at, penalty_row(**BAD), penalty_row()))
    places = {f"/batches/{number}/give-up": "没有待补正的行", f"/batches/{number}/revoke": "正在办理"}
    for path, words in places.items():
        page = at.reviewer.get(path).content.decode()
        assert '<textarea id="' in page and words not in page, path
    at.reviewer.post(f"/batches/{number}/give-up", {"reason": "不再报"})
    at.reviewer.post(f"/batches/{number}/revoke", {"reason": "报错了", "sure": "yes"})
    assert "整批撤回…" not in at.reviewer.get(f"/batches/{number}").content.decode()
    for path, words in places.items():
        page = at.reviewer.get(path).content.decode()
        assert words in page and '<textarea id="' not in page, path
    taken_in(at)
    page = at.reviewer.get(f"/batches/{number}/revoke").content.decode()
    assert "自那天起不再有效" in page and '<textarea id="' not in page


def test_what_was_found_is_told_in_the_readers_language(at):
    """Findings are kept in Chinese, for the organ; a page in English says them in English, and what nobody translated is marked."""
    number = batch_of(at, sent(at, penalty_row(**BAD), penalty_row(CF_JDRQ="去年")))
    chinese, english = (at.clerk.get(f"{place}/batches/{number}").content.decode() for place in ("", "/en"))
    assert "罚款金额为空" in chinese and "The kinds of penalty include a fine" not in chinese
    assert "按分隔文本读取" in chinese and "Read as separated text, encoded in UTF-8, separated by commas." in english
    assert "罚款金额为空" not in english and '<span lang="en">The kinds of penalty include a fine' in english
    english = at.clerk.get(f"/en/batches/{number}/mend").content.decode()
    assert '<span lang="en">The date cannot be read.' in english and "日期无法识别" not in english
    with translation.override("en"):
        assert wording.worded("本区自己的检查：") == '<span lang="zh-CN">本区自己的检查：</span>' and wording.worded("<b>") == '<span lang="zh-CN">&lt;b&gt;</span>'


def test_why_a_file_was_not_taken_is_said_in_the_language_of_the_page(at):
    for body, name, chinese, english in (
        (b"%PDF-1.7", "处罚.pdf", "文件是 PDF，不能作为数据接收", "The file could not be read and nothing of it was taken. The file is a PDF and cannot be taken as data"),
        ("名称,名称\n甲,乙\n".encode(), "处罚.csv", "没有写入任何内容", "Nothing was written; correct it and send it again."),
        (
            f"{PENALTY_HEADER[0]},{PENALTY_HEADER[0]}\n甲,乙\n".encode(),
            "处罚.csv",
            "出现了两次，整份文件未收",
            f"Columns doubled: “{PENALTY_HEADER[0]}” stands there twice; nothing",
        ),
    ):
        place = sent(at, body=body, name=name)["Location"]
        told, said_ = (at.clerk.get(way + place).content.decode() for way in ("", "/en"))
        assert chinese in told and english not in told
        assert "，" not in said_.partition("<main")[2].partition("</main>")[0]
        assert english in said_ and '<div class="trouble"><span lang="en">' in said_ and chinese not in said_
    refused = sent(at, penalty_row(), source="nonsense")
    assert "请选择这个文件是哪一类数据" in refused.content.decode()
    page = at.clerk.post("/en/send", {"source": "nonsense"}).content.decode()
    assert 'role="alert"><span lang="en">Choose which kind of data this file is</span>' in page
