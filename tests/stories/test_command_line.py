"""A clerk's and an operator's day at the command line, in an empty instance of its own; every answer is one JSON document."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chengxin.site import postgres
from chengxin.site.home import Home
from tests.district import credit_code, identity_number, penalty_row
from tests.prepared import copy_home

NUMBER = identity_number("12010519000101003")


class Shop:
    """An instance reached by its commands alone; the first of them makes its database."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="cl"))

    @classmethod
    @contextmanager
    def at_work(cls) -> Iterator["Shop"]:
        """One whose database is made already and up, where that is not the matter. It is a test instance."""
        made = cls()
        try:
            copy_home(made.home)
            home = Home(made.home)
            home.make()
            with postgres.running(home):
                yield made
        finally:
            shutil.rmtree(made.home, ignore_errors=True)

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CHENGXIN") and name != "DJANGO_SETTINGS_MODULE"}
        return subprocess.run(
            [sys.executable, "-m", "chengxin.site.cli", *words], capture_output=True, text=True,
            env=clean | {"CHENGXIN_HOME": str(self.home)} | environment,
        )  # fmt: skip

    def ask(self, *words: str, code: int = 0, **environment: str):
        done = self.run(*words, "--json", **environment)
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def file(self, name: str, rows: list[dict[str, str]]) -> str:
        import csv

        path = self.home / name
        with path.open("w", newline="", encoding="gb18030") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return str(path)


@pytest.fixture(scope="module")
def shop():
    made = Shop()
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


def test_a_day_at_the_command_line(shop):
    firm = credit_code("91120105MA0000001")
    person = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": "张三丰"}
    sent = shop.file("处罚.csv", [penalty_row(CF_WSH="甲号"), penalty_row(CF_WSH="乙号", CF_NR_FK="叁仟"), penalty_row(**person)])
    figures = shop.ask("collect", "penalties", sent, "--received", "2026-05-15")
    assert {name: figures[name] for name in ("rows", "accepted", "quarantined", "new_subjects", "findings")} | {"findings": figures["findings"]["fine-not-a-number"]} == {
        "rows": 3, "accepted": 2, "quarantined": 1, "new_subjects": 2, "findings": 1,
    }  # fmt: skip
    (returned,) = shop.ask("quarantine", str(figures["batch"]))["rows"]
    assert (returned["line"], returned["values"]["CF_NR_FK"], returned["findings"][0]["field"]) == (2, "叁仟", "CF_NR_FK")
    assert shop.ask("publish", "--on", "2026-05-20")["refused"] == {"wrong-subject": 1}
    (line,) = shop.ask("shelf", "--on", "2026-05-20", "--item", "penalty")["records"]
    assert (line["document_number"], line["subject"], line["term_ends"]) == ("甲号", firm, "2027-05-12")
    assert shop.ask("search", "北运宏达")["subjects"][0]["code"] == firm
    (public,) = shop.ask("subject", firm)["lines"]
    warrant = shop.ask("warrant", str(public["warrant"]))
    assert (warrant["power_code"], warrant["ends_on"], len(warrant["facts"])) == ("publish-penalty", "2027-05-12", 1)
    assert len(shop.ask("archive", firm, "--known-on", "2026-05-14")["records"]) == 0
    assert shop.ask("archive", NUMBER)["name"] == "张三丰"
    assert [look["reference"] for look in shop.ask("looks", NUMBER)["looks"]] == ["archive"]
    paper, wrong = shop.home / "复议决定书.pdf", shop.home / "复议.exe"
    paper.write_bytes(b"%PDF-1.7 reconsidered")
    wrong.write_bytes(b"MZ\x90\x00")
    said = ("withdraw", "甲号", "--kind", "annulled", "--reason", "撤销", "--organ", "区应急局", "--based-on", "2026-05-18")
    assert shop.ask(*said, "--document", str(shop.home / "没有.pdf"), code=2)["error"]["code"] == "no-such-file"
    assert shop.ask(*said, "--document", str(wrong), code=2)["error"]["code"] == "file-kind"
    taken = shop.ask(*said, "--document", str(paper))
    assert (taken["was_public"], taken["document"], taken["based_on"], taken["due"], taken["late"]) == (True, True, "2026-05-18", "2026-05-21", True)
    assert shop.ask("shelf")["records"] == []
    proof = shop.ask("erase", NUMBER, "--reason", "保存期满", "--officers", "A,B")
    assert proof["identity"] == 1
    assert shop.ask("looks", NUMBER, code=2)["error"]["code"] == "not-found"
    assert {source["code"] for source in shop.ask("sources")} >= {"registrations", "penalties", "licences", "serious_lists"}
    assert shop.ask("catalogue", "penalty")["elements"][0]["code"] == "CF_XDR_MC"


def test_exit_codes_say_who_is_wrong(shop):
    assert shop.ask("publish", "--on", "2026-05-01", code=3)["error"]["codes"] == ["already-published"]
    assert shop.ask("collect", "nonsense", "x.csv", code=2)["error"]["code"] == "not-found"
    assert shop.ask("collect", "penalties", "nowhere.csv", code=2)["error"]["code"] == "no-such-file"
    assert shop.ask("collect", "penalties", "x.csv", "--received", "2999-01-01", code=2)["error"]["message"]
    headless = shop.file("无列.csv", [{"甲": "x"}])
    assert shop.ask("collect", "penalties", headless, code=3)["error"]["codes"] == ["no-column"]
    assert shop.ask("withdraw", "没有的号", "--kind", "annulled", "--reason", "x", "--organ", "区应急局", code=2)["error"]["code"] == "not-found"
    assert shop.run("frobnicate").returncode == 2
    assert shop.run("publish", "--on", "昨天").returncode == 2
    assert shop.run("warrant", "abc").returncode == 2


def test_several_records_of_one_number_are_listed(shop):
    sent = shop.file("同号.csv", [penalty_row(CF_WSH="同号"), penalty_row(CF_WSH="同号", CF_XDR_SHXYM=credit_code("91120105MA0000002"))])
    shop.ask("collect", "penalties", sent, "--received", "2026-05-21")
    told = shop.ask("withdraw", "同号", "--kind", "annulled", "--reason", "撤销", "--organ", "区应急局", code=2)
    assert (told["error"]["code"], len(told["error"]["details"])) == ("several-found", 2)


def test_the_database_is_left_as_it_was_found(shop):
    assert subprocess.run(["pgrep", "-f", str(shop.home)], capture_output=True).stdout == b""


def test_a_second_invented_district_starts(shop, tmp_path):
    invented = tmp_path / "district.yaml"
    invented.write_text(
        "code: '999999'\nname: 云外区\nfull_name: 某市云外区\nenglish_name: Yunwai\nsite_name: 信用中国（某市云外）\nenglish_site_name: Credit China (Yunwai)\n"
        "keeper: 某市云外区信用办公室\noffices: {credit: 某市云外区信用办公室, market-regulation: 某市云外区市场监督管理局}\nstreets: []\norgans:\n  - {name: 某市云外区信用办公室, aliases: [区信用办], mark: M}\n  - {name: 某市云外区市场监督管理局, aliases: [], mark: M}\n"
        "officers:\n  - {handle: A, name: 甲岗, organ: 某市云外区信用办公室}\n  - {handle: B, name: 乙岗, organ: 某市云外区信用办公室}\n",
        encoding="utf-8",
    )
    other = Shop()
    try:
        officers = other.ask("officers", CHENGXIN_DISTRICT=str(invented), CHENGXIN_DEMO="0")
        assert {officer["organ"] for officer in officers} == {"某市云外区信用办公室"}
        sent = other.file("登记.csv", [{"企业名称": "某市云外商贸有限公司", "统一社会信用代码": credit_code("91120105MA0000001"), "注册日期": "2020-01-02"}])
        assert other.ask("collect", "registrations", sent, CHENGXIN_DISTRICT=str(invented))["accepted"] == 1
        other.ask("publish", CHENGXIN_DISTRICT=str(invented))
        (line,) = other.ask("shelf", CHENGXIN_DISTRICT=str(invented))["records"]
        assert line["organ_name"] == "某市云外区市场监督管理局"
    finally:
        shutil.rmtree(other.home, ignore_errors=True)
