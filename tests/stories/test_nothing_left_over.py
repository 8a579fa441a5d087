"""What no reader may find, and what nobody may find any more: the whole public side is read as an anonymous reader reads it."""

import re
import shutil
from urllib.parse import quote, unquote

import pytest

from tests.district import EMERGENCY, credit_code, identity_number, penalty_row
from tests.stories.conftest import CONFIRMATION, FIRM, FIRM_ROW, SHOP, SHOP_ROW, Site
from tests.stories.crawling import crawl

LEADER, CITIZEN, WORKER = (identity_number(f"1201051{stem}") for stem in ("9700101123", "9850505321", "9900909111"))
PHONE, DWELLING = "13912345678", "河北区某某里7号楼3门501室"
NUMBER, FACT = "津北试罚〔2026〕7701号", "擅自改变冷藏柜的温度"
OTHER = "津北试罚〔2026〕7702号"
IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])")
TELEPHONE = re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d{9}(?![0-9A-Za-z])")


@pytest.fixture(scope="module")
def planted():
    """A site whose files hold what must not come out."""
    made = Site()
    try:
        register = [FIRM_ROW, SHOP_ROW | {"注册地址": f"天津市{DWELLING}"}]
        said = f"当事人的员工（身份证号{WORKER}，电话{PHONE}）{FACT}，经营超过保质期的食品。"
        person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": CITIZEN, "CF_XDR_MC": "钱多多"}
        penalties = [
            penalty_row(CF_WSH=NUMBER, CF_JDRQ="2026/10/12", CF_SY=said, CF_WFXW=FACT, CF_FR_ZJLX="身份证", CF_FR_ZJHM=LEADER),
            penalty_row(CF_WSH=OTHER, CF_JDRQ="2026/10/13", CF_XDR_SHXYM=SHOP, CF_XDR_LB="个体工商户", CF_XDR_MC="河北区意风小吃店"),
            penalty_row(CF_WSH="津北试罚〔2026〕7703号", CF_JDRQ="2026/10/13", **person),
            penalty_row(
                CF_WSH="津北试罚〔2026〕7704号",
                CF_JDRQ="2026/10/14",
                CF_XDR_SHXYM=credit_code("91120105MA0000017"),
                CF_XDR_MC="天津市海津瑞丰商贸有限公司",
                CF_SY=f"王某，女，现住{DWELLING}。",
            ),
        ]
        made.run("collect", "registrations", made.csv("登记.csv", register), "--received", "2026-10-20")
        made.run("collect", "penalties", made.csv("处罚.csv", penalties), "--received", "2026-10-20")
        made.run("collect", "confirmations", made.csv("确认.csv", [CONFIRMATION]), "--received", "2026-10-20")
        made.run("publish", "--on", "2026-10-21")
        made.run("statistics", CHENGXIN_TODAY="2026-10-21")
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


def pages(site: Site) -> dict[str, str]:
    """All of it, with the searches a reader would make."""
    words = ("北运宏达", FIRM, "意风", "钱多多", CITIZEN, LEADER, PHONE, NUMBER, FACT)
    return crawl(
        site.url,
        more=tuple(f"/search?q={quote(word)}" for word in words)
        + tuple(f"/publicity/penalty?subject={quote(word)}" for word in words[:4])
        + (f"/subject/{FIRM}", f"/subject/{SHOP}"),
    )


def holding(read: dict[str, str], *words: str) -> dict[str, list[str]]:
    """Which answers hold which words, but for a page that repeats what its own address asked for."""
    return {path: hits for path, body in read.items() if (hits := [word for word in words if word in body and word not in unquote(path)])}


def test_nothing_personal_comes_out_and_nothing_ended_stays(planted):
    planted.serve(CHENGXIN_TODAY="2026-11-24")
    read = pages(planted)
    assert len(read) > 150 and sum("sitemap" in path or path.startswith("/api/") for path in read) > 4
    shown = holding(read, NUMBER)
    assert any(path.startswith("/line/") for path in shown) and any(path.startswith("/publicity") for path in shown) and any(path.startswith("/api/") for path in shown)
    assert holding(read, FACT) != {}
    assert holding(read, LEADER, CITIZEN, WORKER, PHONE, DWELLING, "钱多多", "7703号", "7704号", "7号楼", "王芳") == {}
    for path, body in read.items():
        for number in {*IDENTITY.findall(body), *TELEPHONE.findall(body)}:
            assert number in unquote(path), (path, number)

    # Withdrawn: nowhere within the same second, whoever had its address.
    planted.run("withdraw", NUMBER, "--kind", "annulled", "--reason", "决定被撤销", "--organ", EMERGENCY[1], CHENGXIN_TODAY="2026-11-24")
    for path in shown:
        assert NUMBER not in planted.read(path)[1], path
    assert holding(pages(planted), NUMBER, FACT) == {}
    planted.stop()

    # The day after the last day of the other, with nothing else having been done.
    planted.serve(CHENGXIN_TODAY="2027-10-13")
    assert holding(pages(planted), OTHER) != {}
    planted.stop()
    planted.serve(CHENGXIN_TODAY="2027-10-14")
    assert holding(pages(planted), OTHER, NUMBER, FACT) == {}
