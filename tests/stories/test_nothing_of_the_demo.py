"""The whole public side of a demo, read as an anonymous reader reads it: nothing of a person comes out; what has ended or was withdrawn is nowhere.

CHENGXIN_TEST_LONG=1: of the whole district.
"""

import datetime as dt
import json
import os
import re
import shutil

import pytest

from chengxin.demo.making import events
from chengxin.demo.sizes import NAMES
from tests.district import EMERGENCY, credit_code, identity_number, penalty_row
from tests.stories.bulk import Answer, Reader, crawl
from tests.stories.conftest import Site
from tests.stories.oracle import definitions
from tests.stories.personal import Personal
from tests.waiting import eventually

pytestmark = pytest.mark.slow

SIZE = "full" if os.environ.get("CHENGXIN_TEST_LONG") == "1" else "small"
TODAY = dt.date(2026, 11, 20)
FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
A, B, C, PHONE = (identity_number("12010519850505321"), identity_number("12010519900909111"), identity_number("12010519700101123"), "13912345678")
SHOP = credit_code("92120105MA0000003")
HOUSE = "天津市河北区王串场街道真理道8号2号楼3门501室"
# However somebody may write what must not come out, in whatever field.
SAID = f"当事人（位于{HOUSE}）雇用王某（身份证号{A}，{B.translate(FULL)}，{C[:6]} {C[6:14]} {C[14:]}，SFZ{A}），电话{PHONE}、+86{PHONE}、{PHONE.translate(FULL)}、wx{PHONE}"


def day(text: str) -> str:
    return text.replace("-", "/")


def planted() -> dict[str, list[dict[str, str]]]:
    """A file of its own of each of four sources, with numbers in every public text."""
    whom = {"CF_XDR_SHXYM": SHOP, "CF_XDR_LB": "个体工商户", "CF_XDR_MC": "河北区试验小吃店", "CF_FRDB": "王芳", "CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": C}
    said = {code: f"{code}：{SAID}"[:190] for code in ("CF_SY", "CF_WFXW", "CF_YJ", "CF_NR", "CF_NR_ZKDX")}
    penalties = [
        penalty_row(CF_WSH="津北试罚〔2026〕7701号", CF_JDRQ="2026/11/12", BZ=SAID, **whom, **said),
        penalty_row(CF_WSH="津北试罚〔2026〕7702号", CF_JDRQ="2026/11/12", CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_MC="钱多多", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=B),
        penalty_row(CF_WSH="津北试罚〔2026〕7703号", CF_JDRQ="2026/11/12", CF_SY=f"王某，女，现住{HOUSE}。"),  # waits for a reader
    ]
    licence = {
        "XK_XDR_MC": "河北区试验小吃店", "XK_XDR_LB": "个体工商户", "XK_XDR_SHXYM": SHOP, "XK_FRDB": "王芳", "XK_XKWS": "决定书", "XK_WSH": "津北试许〔2026〕7701号", "XK_XKLB": "普通",
        "XK_XKZS": f"从业资格证（{A}）", "XK_XKBH": A, "XK_NR": f"许可：{SAID}", "XK_JDRQ": "2026/11/12", "XK_YXQZ": "2026/11/12", "XK_YXQZI": "2099/12/31", "XK_XKJG": EMERGENCY[0],
        "XK_XKJGDM": EMERGENCY[1], "XK_ZT": "1", "XK_LYDW": EMERGENCY[0], "XK_LYDWDM": EMERGENCY[1], "BZ": SAID,
    }  # fmt: skip
    register = {
        "REG_NAME": "河北区试验小吃店", "REG_USCC": SHOP, "REG_DATE": "2020-01-02", "REG_KIND": "个体工商户", "REG_CAPITAL": f"联系人 {PHONE}", "REG_SCOPE": SAID, "REG_ADDRESS": HOUSE, "REG_LEADER": "王芳",
    }  # fmt: skip
    honour = {
        "RY_MC": "河北区试验小吃店", "RY_LB": "个体工商户", "RY_DM": SHOP, "RY_WSH": "津北试誉〔2026〕7701号", "RY_ZL": "企业荣誉", "RY_RYMC": f"诚信商户（{PHONE}）", "RY_NR": SAID, "RY_RQ": "2026/11/12",
        "RY_JG": EMERGENCY[0], "RY_JGDM": EMERGENCY[1],
    }  # fmt: skip
    return {"registrations": [register], "penalties": penalties, "licences": [licence], "honours": [honour]}


@pytest.fixture(scope="module")
def demo():
    """The demo, the planted files, an edition of open data of each of two days; and what must not come out of all that."""
    made, secret = Site(), Personal()
    try:
        today = {"CHENGXIN_TODAY": TODAY.isoformat()}
        made.run("demo", CHENGXIN_DEMO=SIZE, **today)
        for event in events(TODAY, NAMES[SIZE]):
            if hasattr(event, "content"):
                secret.gather(event.source, event.content, event.day)
        for source, rows in planted().items():
            path = made.csv(f"{source}.csv", rows)
            made.run("collect", source, path, "--received", TODAY.isoformat(), **today)
            with open(path, "rb") as stream:
                secret.gather(source, stream.read(), TODAY)
        assert {A, B, C} <= secret.numbers and {PHONE} <= secret.phones and HOUSE in secret.houses and "津北试罚〔2026〕7702号" in secret.documents
        assert len(secret.numbers) > 90 and len(secret.houses) > 100 and len(secret.documents) > 50
        made.run("publish", "--on", TODAY.isoformat(), **today)
        made.run("statistics", **today)
        made.run("opendata", "--on", TODAY.isoformat(), **today)
        made.secret = secret
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


def shelf(site: Site, on: dt.date) -> list[dict]:
    return json.loads(site.run("shelf", "--on", on.isoformat(), "--format", "json", CHENGXIN_TODAY=TODAY.isoformat()))["records"]


def read_all(site: Site, lines: list[dict]) -> dict[str, Answer]:
    """All of it, with the addresses that programs know: a list, table and feed of every open item, every subject by its code; and some searches."""
    opened = [code for code, item in definitions.items().items() if item.open]
    more = [path for code in opened for path in (f"/publicity/{code}", f"/publicity/{code}.csv", f"/publicity/{code}.atom", f"/api/v1/publicity/lines?item={code}&size=100")]
    subjects = [path for code in dict.fromkeys([SHOP, *(one["subject"] for one in lines)]) for path in (f"/subject/{code}", f"/api/v1/subjects/{code}")]
    return crawl(site.url, more=(*more, *subjects, *(f"/search?q={word}" for word in (SHOP, A, PHONE, "7701")), *(f"/api/v1/subjects?q={word}" for word in (SHOP, A, PHONE))))


def serve(site: Site, on: dt.date) -> None:
    """The site of a day."""
    site.stop()
    site.serve(CHENGXIN_TODAY=on.isoformat())


def holding(read: dict[str, Answer], *words: str) -> dict[str, list[str]]:
    """Which answers hold which words, but for a page that repeats what its own address asked for."""
    return {path: hits for path, answer in read.items() if (hits := [word for word in words if word and word in answer.text])}


def words_of(record: dict) -> tuple[str, ...]:
    """What is a record's own: its number, and a text of its facts that no other has."""
    return (record["document_number"], next((text for text in (record["fields"].get("CF_SY", ""), record["fields"].get("XK_NR", "")) if text), ""))


def test_nothing_of_a_person_comes_out_and_nothing_stays_that_has_gone(demo, record_property):
    lines = shelf(demo, TODAY)
    serve(demo, TODAY)
    read = read_all(demo, lines)
    record_property("answers", len(read))
    every_line_was_read(read, lines)
    nothing_personal(demo.secret, read)
    adverse_pages_say_what_they_must(read)

    chosen = [one for one in lines if one["item"] == "penalty"]
    first = min(chosen, key=lambda one: one["term_ends"])
    (taken,) = [one for one in chosen if one["document_number"] == "津北试罚〔2026〕7701号"]
    (licence,) = [one for one in lines if one["document_number"] == "津北试许〔2026〕7701号"]
    for one in (taken, licence):
        withdrawn_is_gone_within_a_second(demo, one, read)
    gone = [*words_of(taken), *words_of(licence)]
    assert holding(read_all(demo, lines), *gone) == {}
    the_open_data_is_whole_again(demo, licence["document_number"])

    last = dt.date.fromisoformat(first["term_ends"])
    held = {path: read[path] for path in holding(read, *words_of(first))}
    serve(demo, last)
    on_the_last_day = [path for path in held if words_of(first)[0] in Reader(demo.url).read(path).text]
    assert any(path.startswith("/line/") for path in on_the_last_day) and any("/api/" in path for path in on_the_last_day)
    serve(demo, last + dt.timedelta(days=1))
    after = read_all(demo, lines)
    ended = [one for one in lines if one["item"] == "penalty" and one["term_ends"] == first["term_ends"]]
    assert holding(after, *(word for one in ended for word in words_of(one))) == {}
    asks_again(demo, held, [word for one in ended for word in words_of(one)])


def every_line_was_read(read: dict[str, Answer], lines: list[dict]) -> None:
    """Each line of the shelf stands on a page, and in a table where its column has one; every kind of page of the site is among those read."""
    pages = {path for path, answer in read.items() if re.fullmatch(r"/line/\d+", path) and answer.status == 200}
    assert len(pages) == len(lines), (len(pages), len(lines))
    whole = "\n".join(answer.text for path, answer in read.items() if path.startswith("/line/"))
    assert [one["document_number"] for one in lines if one["document_number"] not in whole] == []
    kinds = (
        "/search?",
        "/subject/",
        "/publicity/",
        ".csv",
        ".atom",
        "/organ/",
        "/data/",
        ".parquet",
        ".jsonl",
        "/sitemap",
        "/ledger/tile/",
        "/ledger/line/",
        "/api/v1/",
        "/catalogue/",
        "/law/",
        "/statistics",
        "/static/",
        "/en/",
        "/large/",
    )
    assert [one for one in kinds if not any(one in path for path in read)] == []
    assert any(path.startswith("/data/") and "registration" in path and SHOP in answer.text for path, answer in read.items())


def nothing_personal(secret: Personal, read: dict[str, Answer]) -> None:
    """No number of a person, no telephone, no house of an individual business, nor anything about a natural person."""
    asked = {path: set(re.findall(r"\d{11,18}", path)) for path in read}
    static = ("/static/",)
    wrong = {path: found for path, answer in read.items() if (found := secret.in_text(answer.text) - asked[path]) and not path.startswith(static)}
    wrong |= {path: found for path, answer in read.items() if path.startswith(static) and (found := secret.in_text(answer.text) & (secret.numbers | secret.phones | secret.houses))}
    assert wrong == {}
    assert holding(read, "钱多多", "7703号", HOUSE.removeprefix("天津市河北区王串场街道")) == {}


def adverse_pages_say_what_they_must(read: dict[str, Answer]) -> None:
    """What shows an adverse line is no robot's, says until when, and how to object and to repair; no map and no feed names it."""
    adverse = {
        path: answer
        for path, answer in read.items()
        if re.search(r"(^|/)line/\d+$", path) and answer.status == 200 and "unavailable_after" in answer.headers.get("x-robots-tag", "")
    }
    lines = {path: answer for path, answer in adverse.items() if re.fullmatch(r"(/en|/large|/large/en)?/line/\d+", path)}
    assert len(lines) > 50
    warranted = {path for path, answer in read.items() if re.fullmatch(r"(/en|/large)?/line/\d+", path) and "card adverse" in answer.text}
    assert warranted == {path for path in lines if not path.startswith("/large/en")}
    for path, answer in adverse.items():
        robots = answer.headers["x-robots-tag"]
        last = re.fullmatch(r"noindex, unavailable_after: (\d{4}-\d\d-\d\d)", robots).group(1)
        assert last in answer.text and "noindex" in answer.text and "guide/objection" in answer.text and "guide/repair" in answer.text, path
        assert answer.headers["cache-control"] == "no-store"
    for path, answer in read.items():
        if re.fullmatch(r"/(subject/[0-9A-Z]{18}|publicity/penalty|organ/\d+)", path) and any(f'href="{line}"' in answer.text for line in lines):
            assert "unavailable_after" in answer.headers.get("x-robots-tag", ""), path
            assert "noindex" in answer.text, path
    maps = "".join(answer.text for path, answer in read.items() if "sitemap" in path and path != "/sitemap")
    assert "<loc>" in maps and [path for path in lines if f"{path}<" in maps] == []
    assert any(f"/line/{number}<" in maps for number in range(1, 5000))


def withdrawn_is_gone_within_a_second(site: Site, record: dict, read: dict[str, Answer]) -> None:
    """From the command's return no answer holds it, whoever had its address or its validator, from whichever process."""
    words = words_of(record)
    held = {path: read[path] for path in holding(read, *words)}
    assert any(path.startswith("/line/") for path in held) and any("/api/" in path for path in held)
    assert any(path.endswith(".csv") for path in held) is (record["item"] != "penalty")  # adverse lists are no files
    site.run("withdraw", str(record["id"]), "--kind", "annulled", "--reason", "决定被撤销", "--organ", EMERGENCY[1], CHENGXIN_TODAY=TODAY.isoformat())
    asks_again(site, held, words)


def asks_again(site: Site, held: dict[str, Answer], words) -> None:
    """Each answer that held it is asked for again at once, twice, as a cache asks: changed, and without it."""
    late, reader = [], Reader(site.url)
    for turn in range(2):
        for path, was in held.items():
            said = {name: was.headers[header] for name, header in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified")) if header in was.headers}
            for headers in (said, {}):
                answer = reader.read(path, **headers)
                if answer.status == 304 or any(word and word in answer.text for word in words):
                    late.append((path, answer.status, turn))
    assert late == []


def the_open_data_is_whole_again(site: Site, document_number: str) -> None:
    """The file of the day is offered anew, without what was withdrawn and with all the rest."""
    offered, path = Reader(site.url), f"/data/{TODAY.isoformat()}/licence.csv"
    assert eventually(lambda: offered.read(path).status == 200)
    assert document_number not in offered.read(path).text and "津北审批许〔2026〕" in offered.read(path).text
