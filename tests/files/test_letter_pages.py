"""What stands on a letter: its text word for word, only figures of the warrant, markup as plain characters, PDF/A, the same bytes twice."""

import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest

from tests import letters as of

GOLDEN = Path(__file__).parent / "golden" / "letters"
HOSTILE = '#panic("x") *粗* _斜_ $x^2$ `代码` <标签> @引用 \\\\ // 注释 #{1+1} = 标题 #read("/etc/passwd") #import "@preview/x:1.0.0"'


def steady(text: str, number: str, told: dict) -> str:
    """The text without what differs from run to run (the fact's number, the warrant's id and digest, page numbers) and without what the law's data say."""
    for at, article in enumerate(told["articles"], 1):
        full = f"《{article['instrument']}》" + (f"（{article['number']}）" if article["number"] else "") + f"{article['label']}。该条要旨：{article['summary']}"
        text = text.replace(re.sub(r"\s+", "", full), f"〈依据{at}〉")
    for word, said in (("退出", told["exit"]), ("救济", told["remedy"]), ("文书号", number), ("权力", told["power"])):
        text = text.replace(re.sub(r"\s+", "", str(said)), f"〈{word}〉")
    text = re.sub(r"凭据编号：\d+", "凭据编号：〈编号〉", text)
    text = re.sub(r"sha256:[0-9a-f]{64}", "〈摘要〉", text)
    return re.sub(r"(〈依据\d+〉)+", "〈依据〉", re.sub(r"—\d+—", "", text))


def test_the_letters_of_a_warrant_say_this_and_nothing_else(district, law):
    """Every kind, word for word; CHENGXIN_GOLDEN=write writes the files anew, to be read before they are kept."""
    import os

    (warrant,) = of.warrants(district)
    told = law.warrant(warrant)
    facts = [fact["record"] for fact in told["facts"]]
    number = district.value("SELECT document_number FROM records_record WHERE id = %s", facts[0])
    proposer, approver = of.officers()
    made = {letter.kind: of.page(letter) for letter in of.issue(warrant)}
    reason = "经核查，理由如下。\n第二段理由。"
    made["removal"] = of.page(of.issue(warrant, "removal", reason=reason)[0])
    refused = {
        kind: of.refused(power, warrant) for kind, power in (("objection-answer", "refuse-objection"), ("repair-refusal", "refuse-repair"), ("not-accepted", "refuse-repair"))
    }
    for kind, own in refused.items():
        made[kind] = of.page(of.issue(own, kind, reason=reason)[0])
    decision = law.letters.letter("区应急局信决〔2026〕1号")
    made["public-notice"] = of.page(law.letters.announce(decision, officer=proposer, on=of.DAY, actor="测试"))
    made["service-receipt"] = law.letters.receipt_form(decision, on=of.DAY, actor="测试")
    made["copy"] = law.letters.copy_of(warrant, on=of.DAY, actor="测试")
    made["notice"] = of.page(
        law.letters.announce_intent(
            "publish-penalty", subject=told["subject_id"], organ=told["organ_id"], records=facts, proposer=proposer, approver=approver, on=of.DAY, actor="测试"
        )
    )
    assert set(made) == set(law.letters.kinds()) | {"copy"}
    for kind, pdf in made.items():
        said = steady(of.text_of(pdf), number, law.warrant(refused[kind]) if kind in refused else told)
        path = GOLDEN / f"{kind}.txt"
        if os.environ.get("CHENGXIN_GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(said + "\n", encoding="utf-8")
        assert said == path.read_text(encoding="utf-8").strip(), kind


def test_every_figure_of_a_decision_is_the_warrants(district, law):
    (warrant,) = of.warrants(district, CF_CFLB="罚款", CF_NR="罚款31415元", CF_NR_FK="3.141500")
    told = law.warrant(warrant)
    letters = of.issue(warrant)
    facts = district.value("SELECT string_agg(v.values::text, ' ') FROM records_version v JOIN law_warrantfact f ON f.version_id = v.id WHERE f.warrant_id = %s", warrant)
    number = district.value("SELECT string_agg(r.document_number, ' ') FROM records_record r JOIN law_warrantfact f ON f.record_id = r.id WHERE f.warrant_id = %s", warrant)
    known = json.dumps(told, ensure_ascii=False, default=str) + facts.replace("3.141500", "3.1415") + number
    figures = set(re.findall(r"\d+", known)) | {part.lstrip("0") for part in re.findall(r"\d+", known)}
    for letter in letters:
        text = re.sub(r"—\d+—", "", of.text_of(of.page(letter))).replace(letters[0].number, "").replace(letter.number, "")
        days = {f"{d.year}年{d.month}月{d.day}日" for d in (of.DAY,)}
        for day in days:
            text = text.replace(day, "")
        strange = [figure for figure in re.findall(r"\d+", text) if figure not in figures]
        assert strange == [], letter.kind
    text = of.text_of(of.page(letters[0]))
    ends = dt.date.fromisoformat(str(told["ends_on"]))
    earliest = dt.date.fromisoformat(told["repair"][-1]["earliest"])
    assert f"至{ends.year}年{ends.month}月{ends.day}日止" in text and f"日期为{earliest.year}年{earliest.month}月{earliest.day}日" in text
    assert "罚款31415元" in text and "3.1415" in text
    for article in told["articles"]:
        assert f"《{article['instrument']}》" in text and article["summary"] in text
    assert told["exit"] in text and told["remedy"] in text and told["digest"] in text


def test_markup_in_data_is_printed_as_it_stands(district, law):
    (warrant,) = of.warrants(district, CF_SY=HOSTILE, CF_XDR_MC="天津#strike[丙]*商贸*有限公司", CF_XDR_SHXYM=of.credit_code("91120105MA0000007"))
    text = of.text_of(of.page(of.issue(warrant)[0]))
    assert re.sub(r"\s+", "", HOSTILE.replace("\\\\", "\\")) in text.replace("\\\\", "\\")
    assert "天津#strike[丙]*商贸*有限公司" in text


def test_identity_numbers_in_a_text_are_masked(district, law):
    from tests.district import identity_number

    number = identity_number("12010519000101003")
    (warrant,) = of.warrants(district, CF_SY=f"当事人雇用{number}经营。")
    text = of.text_of(of.page(of.issue(warrant)[0]))
    assert number not in text and "当事人雇用1" in text


@pytest.mark.parametrize("name", ["天津𬭊㐂䶮𪣻龘鿍商贸有限公司", "天津" + "某" * 120 + "（集团）有限责任公司", "天津«é–ж»①㎡商贸有限公司"])
def test_long_names_and_rare_characters_are_whole(district, law, name):
    (warrant,) = of.warrants(district, CF_XDR_MC=name, CF_XDR_SHXYM=of.credit_code("91120105MA0000008"))
    assert name in of.text_of(of.page(of.issue(warrant)[0]))


def test_a_long_letter_has_every_page_and_every_word(district, law):
    import pypdf

    (warrant,) = of.warrants(district, CF_SY="，".join(f"第{n}项事实" for n in range(1, 700)))
    page = of.page(of.issue(warrant)[0])
    pages = pypdf.PdfReader(io.BytesIO(page)).pages
    assert len(pages) > 6
    for number, one in enumerate(pages, 1):
        assert f"—{number}—" in re.sub(r"\s+", "", one.extract_text())
    text = re.sub(r"—\d+—", "", of.text_of(page))
    assert all(f"第{n}项事实" in text for n in range(1, 700))


def test_the_file_is_pdf_a_with_title_and_the_warrants_digest(district, law):
    import pypdf

    (warrant,) = of.warrants(district)
    letter = of.issue(warrant)[0]
    page = of.page(letter)
    reader = pypdf.PdfReader(io.BytesIO(page))
    marked = reader.xmp_metadata.rdf_root.toxml()
    assert "pdfaid:part>3<" in marked and "pdfaid:conformance>U<" in marked
    assert reader.metadata.title == "公示行政处罚信息决定书" and reader.metadata.author == of.ORGAN
    assert law.warrant(warrant)["digest"] in reader.metadata["/Keywords"] and letter.number in reader.metadata["/Keywords"]
    for sheet in reader.pages:  # A4, and every font within
        assert [round(float(edge)) for edge in sheet.mediabox[2:]] == [595, 842]
        for font in sheet["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


def test_the_same_inputs_give_the_same_bytes_also_in_another_process(district, law):
    from chengxin.law.letters import press, sample

    source = law.letters.current(law.letters.kind("decision"), of.DAY).source
    data = sample.data("decision", "odd")
    first = press.set_document(source, data, on=of.DAY).pdf
    press.presses().close()
    assert press.set_document(source, data, on=of.DAY).pdf == first
    assert press.set_document(source, data, on=of.DAY + dt.timedelta(1)).pdf != first


def test_what_is_kept_is_what_was_printed(district, law):
    from chengxin.ground.api import digests

    (warrant,) = of.warrants(district)
    letter = of.issue(warrant)[0]
    assert digests.digest(of.page(letter)) == letter.file.digest
