"""Returned rows at the desk: mended where they stand, by file, sent as they stand, or given up with a reason."""

import re

import pytest

from tests.clerks import BAD, at_work, batch_of, sent, taken_in
from tests.district import PENALTY_HEADER, identity_number, penalty_row
from tests.files.odd import MAKERS


@pytest.fixture
def at(filled):
    with at_work(filled) as made:
        yield made


def test_a_returned_row_is_mended_where_it_stands(at):
    number = batch_of(at, sent(at, penalty_row(), penalty_row(**BAD), penalty_row(**BAD | {"CF_WSH": "津北试罚〔2026〕又坏号"})))
    page = at.clerk.get(f"/batches/{number}/mend").content.decode()
    place = page.index("罚款金额")
    assert 'aria-invalid="true"' in page[place : place + 600]
    column = PENALTY_HEADER.index("CF_NR_FK")
    unchanged = at.clerk.post(f"/batches/{number}/mend", {f"c-2-{column}": ""})
    assert unchanged.status_code == 422 and "没有改动" in unchanged.content.decode()
    answer = at.clerk.post(f"/batches/{number}/mend", {f"c-2-{column}": "0.5"})
    taken_in(at)
    fresh = batch_of(at, answer)
    assert at.district.rows("SELECT rows, accepted, quarantined FROM collection_batch WHERE id = %s", fresh) == [(1, 1, 0)]
    assert "补正的行全部收下了" in at.clerk.get(f"/batches/{fresh}?sent={number}").content.decode()
    assert "1 行待补正" in at.clerk.get(f"/batches/{number}").content.decode()
    again = at.clerk.post(f"/batches/{number}/mend", {f"c-2-{column}": "0.6"})  # a second clerk, from a page that is old by now
    assert again.status_code == 409 and "已由他人补正" in again.content.decode()


def test_a_row_that_is_still_wrong_comes_back_in_the_new_batch(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    answer = at.clerk.post(f"/batches/{number}/mend", {f"c-1-{PENALTY_HEADER.index('CF_NR_FK')}": "五千"})
    taken_in(at)
    fresh = batch_of(at, answer)
    assert "1 行待补正" in at.clerk.get(f"/batches/{fresh}").content.decode()
    assert "待补正" not in at.clerk.get(f"/batches/{number}").content.decode().partition("检查发现")[0]
    assert "五千" in at.clerk.get(f"/batches/{fresh}/mend").content.decode()


def test_a_text_that_was_cut_short_is_not_taken_for_the_whole(at):
    number = batch_of(at, sent(at, penalty_row(CF_SY="很长" * 600_000)))
    answer = at.clerk.post(f"/batches/{number}/mend", {f"c-1-{PENALTY_HEADER.index('BZ')}": "另一格改了"})
    taken_in(at)
    fresh = batch_of(at, answer)
    assert at.district.rows("SELECT accepted, quarantined FROM collection_batch WHERE id = %s", fresh) == [(0, 1)]
    assert "退回之后没有改动" in at.clerk.get(f"/batches/{fresh}/mend").content.decode()
    assert "这一行核对无误" not in at.clerk.get(f"/batches/{fresh}/mend").content.decode()
    at.clerk.post(f"/batches/{fresh}/mend", {f"c-1-{PENALTY_HEADER.index('CF_SY')}": "当事人经营超过保质期的食品。"})
    taken_in(at)
    assert at.district.value("SELECT values ->> 'CF_SY' FROM records_version ORDER BY id DESC LIMIT 1") == "当事人经营超过保质期的食品。"


def test_a_row_nothing_is_wrong_with_is_sent_as_it_stands(at):
    struck = at.district.folder / "struck.xlsx"
    MAKERS["rows and words struck out.xlsx"](struck)
    number = batch_of(at, sent(at, body=struck.read_bytes(), name="处罚.xlsx"))
    page = at.clerk.get(f"/batches/{number}/mend").content.decode()
    assert page.count("这一行核对无误") == 3 and "整行划了删除线" in page
    fields = dict(re.findall(r'name="(c-\d+-\d+)" value="([^"]*)"', page))
    assert at.clerk.post(f"/batches/{number}/mend", fields).status_code == 422
    answer = at.clerk.post(f"/batches/{number}/mend", fields | {"stand-2": "yes"})
    taken_in(at)
    assert at.district.rows("SELECT accepted, quarantined FROM collection_batch WHERE id = %s", batch_of(at, answer)) == [(1, 0)]
    assert "2 行待补正" in at.clerk.get(f"/batches/{number}").content.decode()
    wrong = batch_of(at, sent(at, penalty_row(**BAD)))
    assert "这一行核对无误" not in at.clerk.get(f"/batches/{wrong}/mend").content.decode()
    assert at.clerk.post(f"/batches/{wrong}/mend", {f"c-1-{PENALTY_HEADER.index('BZ')}": "", "stand-1": "yes"}).status_code == 422


def test_returned_rows_go_down_and_up_as_a_file(at):
    number = batch_of(at, sent(at, penalty_row(), penalty_row(**BAD)))
    given = at.clerk.get(f"/batches/{number}/returned")
    assert given["Content-Disposition"].endswith(f'returned-{number}.csv"')
    text = given.content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2 and "第 2 行" in text
    mended = text.replace(",罚款5000元,,", ",罚款5000元,0.5,")
    assert mended != text
    answer = sent(at, body=mended.encode(), name="改好.csv", mends=str(number))
    fresh = batch_of(at, answer)
    assert at.district.rows("SELECT accepted, quarantined FROM collection_batch WHERE id = %s", fresh) == [(1, 0)]
    assert "待补正" not in at.clerk.get("/").content.decode()
    assert at.clerk.get(f"/batches/{number}/returned").status_code == 404


def test_a_refused_file_mends_nothing(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    sent(at, body=b"%PDF-1.7", mends=str(number))
    assert "1 行待补正" in at.clerk.get(f"/batches/{number}").content.decode()


def test_what_is_not_mended_says_why(at):
    number = batch_of(at, sent(at, penalty_row(**BAD)))
    assert at.clerk.post(f"/batches/{number}/give-up", {"reason": " "}).status_code == 403
    assert at.clerk.post(f"/batches/{number}/give-up", {"reason": "当事人重复，不再报送"}).status_code == 302
    page = at.clerk.get(f"/batches/{number}?done=given-up").content.decode()
    assert "当事人重复" in page and "在这里改" not in page
    assert at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'give-up-rows'") == 1


def test_a_persons_row_is_looked_at_before_it_is_opened(at):
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_MC": "王芳", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": identity_number("12010519900101123"), "CF_FRDB": ""}
    number = batch_of(at, sent(at, penalty_row(**person | BAD)))

    def looks() -> int:
        return at.district.value("SELECT count(*) FROM ground_auditentry WHERE act = 'look' AND actor = '账户:clerk' AND purpose = '补正退回的行'")

    assert at.clerk.get(f"/batches/{number}").status_code == 200 and looks() == 0
    assert "王芳" in at.clerk.get(f"/batches/{number}/mend").content.decode() and looks() == 1
    at.clerk.get(f"/batches/{number}/returned")
    assert looks() == 2
