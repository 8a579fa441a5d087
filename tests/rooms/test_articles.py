"""Articles: written by one, published by another, public through a view; corrected openly, gone at once."""

import datetime as dt
import io

import psycopg
import pytest

from chengxin.ground.api import Conflict, NotFound, Refusal, WrongUse, business_day
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.articles import articles, newsroom, pdf, png
from tests.district import credit_code, identity_number, penalty_row


@pytest.fixture
def room(district):
    return newsroom(district)


def public_titles(room) -> list[str]:
    with room.district.side("public"):
        return [one["title"] for one in articles.public_list()]


def test_an_article_is_public_when_another_has_published_it(room):
    number = room.written()
    assert public_titles(room) == []
    articles.submit(number, 1, by=room.by("writer"), on=business_day.today())
    assert public_titles(room) == []
    with pytest.raises(Refusal) as refused:
        room.publish(number, login="writer")
    assert refused.value.codes == ("same-officer",)
    with pytest.raises(Refusal) as refused:
        room.publish(number, login="third")  # another organ's
    assert refused.value.codes == ("not-allowed",)
    room.publish(number)
    assert public_titles(room) == ["信用修复不收费"]
    assert [act["kind"] for act in articles.acts_of(number)] == ["publish", "submit", "write"]


def test_a_withdrawn_article_is_gone_with_the_act(room):
    number = room.out()
    with pytest.raises(Refusal) as refused:
        articles.withdraw(number, room.read(number), "  ", by=room.by("writer"), on=business_day.today())
    assert refused.value.codes == ("no-reason",)
    articles.withdraw(number, room.read(number), "引用的办法已经废止", by=room.by("writer"), on=business_day.today())
    assert public_titles(room) == []
    with room.district.side("public"), pytest.raises(NotFound):
        articles.public_article(number)


def test_a_correction_is_told_and_replaces_only_when_published(room):
    number, on = room.out(), business_day.today()
    articles.write(number, room.read(number), articles.Text("信用修复不收费", "到期自动终止公示，不用申请。"), by=room.by("second"), on=on)
    with pytest.raises(Refusal) as refused:
        articles.submit(number, room.read(number), by=room.by("second"), on=on)
    assert refused.value.codes == ("no-correction",)
    articles.write(number, room.read(number), articles.Text("信用修复不收费", "到期自动终止公示，不用申请。", correction="补充：不用申请"), by=room.by("second"), on=on)
    articles.submit(number, room.read(number), by=room.by("second"), on=on)
    with room.district.side("public"):
        assert articles.public_article(number)["body"] == "到期自动终止公示。"
    room.publish(number, login="writer")  # who wrote the first version has not touched this one
    with room.district.side("public"):
        assert articles.public_article(number)["body"] == "到期自动终止公示，不用申请。"
        assert [one["correction"] for one in articles.public_changes(number)] == ["补充：不用申请"]
    assert [version["number"] for version in articles.versions_of(number)] == [3, 2, 1]


def test_who_comes_second_is_told(room):
    number = room.sent()
    articles.give_back(number, 2, "请写明依据", by=room.by("second"), on=business_day.today())
    with pytest.raises(Conflict):
        articles.publish(number, 2, confirmed=(), by=room.by("second"), on=business_day.today())
    with pytest.raises(Refusal) as refused:
        room.publish(number)
    assert refused.value.codes == ("not-now",)


def test_only_the_sender_takes_back(room):
    number = room.sent()
    with pytest.raises(Refusal) as refused:
        articles.take_back(number, 2, by=room.by("second"), on=business_day.today())
    assert refused.value.codes == ("other-author",)
    articles.take_back(number, 2, by=room.by("writer"), on=business_day.today())
    articles.drop(number, 3, "不用了", by=room.by("writer"), on=business_day.today())
    assert articles.article(number)["stage"] == "dropped"


def test_what_must_be_mended_and_what_a_human_must_see(room):
    number = room.written(body="联系人张某，" + identity_number("11010119900307237") + "，手机13812345678。")
    with pytest.raises(Refusal) as refused:
        articles.submit(number, 1, by=room.by("writer"), on=business_day.today())
    assert refused.value.codes == ("to-be-mended",)
    articles.write(number, 1, articles.Text("信用修复不收费", "联系人手机13812345678。"), by=room.by("writer"), on=business_day.today())
    articles.submit(number, 2, by=room.by("writer"), on=business_day.today())
    with pytest.raises(Refusal) as refused:
        room.publish(number)
    assert refused.value.codes == ("not-confirmed",)
    (finding,) = articles.versions_of(number)[0]["findings"]
    room.publish(number, confirmed=[finding["key"]])
    assert public_titles(room) == ["信用修复不收费"]


def test_the_day_it_ends(room):
    room.out(until=business_day.today())
    assert public_titles(room) == ["信用修复不收费"]
    with pytest.raises(Refusal) as refused:
        room.sent(until=business_day.today() - dt.timedelta(days=1))
    assert refused.value.codes == ("already-over",)


def test_a_case_leaves_with_the_record_it_speaks_of(room):
    district, on = room.district, business_day.today()
    decided = on - dt.timedelta(days=20)
    firm = credit_code("91120105MA0000001")
    with district.side("worker"):
        district.collect(penalty_row(CF_WSH="津北试罚〔2026〕901号", CF_JDRQ=f"{decided:%Y/%m/%d}"), received=on.isoformat())
        district.publish(on.isoformat())
    record = district.value("SELECT record_id FROM publicity_line WHERE nature = 'adverse'")
    for said in (
        f"某公司（{firm.lower()}）被处罚。",
        "依据津北试罚〔2026〕901号，罚款五千元。",
        "依据津北试罚[2026]第901号处罚。",
        "（津北试罚（2026）901号）",
        "昨日，天津市北运宏达商贸有限公司被处罚。",
    ):
        assert district.value("SELECT publicity_article_rests(%s)", said) == [record], said
    assert district.value("SELECT publicity_article_rests(%s)", "津北试罚〔2026〕90号；北运宏达很好。") == []
    number = room.out("食品过期被罚", "天津市北运宏达商贸有限公司因经营过期食品被罚款五千元。", column="cases")
    assert "食品过期被罚" in public_titles(room) and articles.article(number)["rests_on"] == [record]
    found = records.Record.objects.get(pk=record)
    publicity.withdraw(found, organ=found.organ_id, kind="annulled", reason="决定被撤销", on=on, actor="测试")
    assert public_titles(room) == []


def test_what_is_out_stands_in_rows_of_its_own_and_leaves_them(room):
    """Those rows go to a machine for readers; drafts, other versions and what was taken back are never among them."""
    district, on = room.district, business_day.today()
    standing = lambda: [row[0] for row in district.rows("SELECT title FROM publicity_articleout ORDER BY article")]  # noqa: E731
    with district.side("worker"):
        district.collect(penalty_row(CF_WSH="津北试罚〔2026〕902号", CF_JDRQ=f"{on - dt.timedelta(days=20):%Y/%m/%d}"), received=on.isoformat())
        district.publish(on.isoformat())
    room.written("只是草稿", "正文。")
    case, plain = room.out("案例", "依据津北试罚〔2026〕902号处罚。", column="cases"), room.out("常识", "正文。")
    room.written("送审", "正文。")
    assert standing() == ["案例", "常识"]
    found = records.Record.objects.get(document_number="津北试罚〔2026〕902号")
    publicity.withdraw(found, organ=found.organ_id, kind="annulled", reason="决定被撤销", on=on, actor="测试")
    assert standing() == ["常识"] and articles.article(case)["stage"] == "public"
    articles.withdraw(plain, room.read(plain), reason="写错了", by=room.by("second"), on=on)
    assert standing() == []
    assert district.value("SELECT (SELECT count(*) FROM publicity_articleoutfile) + (SELECT count(*) FROM publicity_articleoutchange)") == 0


def test_pictures_are_drawn_anew_and_served_only_while_public(room):
    number = room.written()
    original = png(1800, 20)
    assert room.attach(number, "会场.png", original, alt="会场全景") == 1
    copy = articles.copy_of(number, 1)
    assert b"39.16" in original and b"39.16" not in copy["copy"]
    assert copy["media_type"] in ("image/png", "image/jpeg")
    (kept,) = articles.files_of(number)
    assert (kept["width"], kept["alt"]) == (1600, "会场全景")
    articles.write(number, 1, articles.Text("标题", "![会场](picture-1)"), by=room.by("writer"), on=business_day.today())
    articles.submit(number, 2, by=room.by("writer"), on=business_day.today())
    with room.district.side("public"), pytest.raises(NotFound):
        articles.public_copy(number, 1)
    room.publish(number)
    with room.district.side("public"):
        assert articles.public_copy(number, 1)["copy"] == copy["copy"]
    articles.withdraw(number, room.read(number), "撤回", by=room.by("writer"), on=business_day.today())
    with room.district.side("public"), pytest.raises(NotFound):
        articles.public_copy(number, 1)


def test_what_is_no_picture_or_document_of_ours_is_refused(room):
    number = room.written()
    for name, content, alt, code in (
        ("会场.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "会场", "picture-broken"),
        ("会场.png", png(), "", "no-alt"),
        ("会场.jpg", png(), "会场", "file-name-differs"),
        ("页面.html", b"<script>alert(1)</script>", "", "file-kind"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "图", "file-kind"),
        ("文.pdf", pdf(b"3 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n"), "", "document-runs"),
        ("文.pdf", pdf(b"/Encrypt 4 0 R"), "", "document-locked"),
        ("空.pdf", b"", "", "file-empty"),
    ):
        with pytest.raises(WrongUse) as refused:
            room.attach(number, name, content, alt=alt)
        assert refused.value.code == code, name
    assert articles.files_of(number) == []


def test_a_document_says_what_is_in_it_or_a_human_reads_it(room):
    import zipfile

    def docx(text: str, *, macro: bool = False) -> bytes:
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as package:
            package.writestr("word/document.xml", f'<w:document xmlns:w="http://x"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>')
            if macro:
                package.writestr("word/vbaProject.bin", b"x")
        return sink.getvalue()

    number = room.written()
    with pytest.raises(WrongUse, match="宏"):
        room.attach(number, "表.docx", docx("文", macro=True))
    with pytest.raises(WrongUse, match="证件号码"):
        room.attach(number, "表.docx", docx("身份证" + identity_number("11010119900307237")))
    assert room.attach(number, "表.docx", docx("申请表")) == 1
    assert room.attach(number, "文.pdf", pdf()) == 2
    articles.write(number, 1, articles.Text("标题", "见[申请表](file-1)和附件。", attached=(2,)), by=room.by("writer"), on=business_day.today())
    newest = articles.versions_of(number)[0]
    assert newest["files"] == [1, 2]
    assert [(one["level"], one["code"], one["found"]) for one in newest["findings"]] == [("stop", "unread-file", "文.pdf")]


def test_history_is_added_to_and_nobody_writes_round_the_function(room):
    room.out()
    for table in ("publicity_article", "publicity_articleversion", "publicity_articleact"):
        with pytest.raises(psycopg.errors.Error):
            room.district.value(f"UPDATE {table} SET id = id RETURNING id")
    for role in ("public", "desk", "worker", "my"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            room.district.value("INSERT INTO chengxin.publicity_article (column_code, organ_id, opened_on) VALUES ('news', 1, now()) RETURNING id", role=role)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        room.district.value("SELECT body FROM chengxin.publicity_articleversion", role="public")


def test_the_two_tables_of_moves_are_one(room):
    stored = set(room.district.rows("SELECT kind, begins, ends, needs FROM publicity_article_moves()"))
    assert stored == {(move.kind, begins, move.ends, move.needs) for move in articles.MOVES.values() for begins in move.begins}


def test_a_text_that_does_not_fit_says_every_field(room):
    with pytest.raises(WrongUse) as refused:
        room.written("", "x" * 20_001, summary="x" * 301)
    assert set(refused.value.details) == {"title", "summary", "body"}
    with pytest.raises(WrongUse) as refused:
        room.written(column="nowhere")
    assert refused.value.code == "no-such-column"


def test_an_act_without_its_entry_is_not_committed(room):
    with pytest.raises(psycopg.errors.Error), room.district.connect("desk", options="-c search_path=chengxin,publicity") as raw:
        raw.execute(
            "SELECT publicity_article_act(jsonb_build_object('kind', 'write', 'column', 'news', 'organ', %s::bigint, 'officer', %s::bigint, 'post', 'x', 'day', ground_today(), 'title', 't', 'body', 'b', 'read', 0))",
            [room.by("writer").entry["organ"], room.by("writer").officer],
        )
