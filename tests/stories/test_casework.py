"""An officer's listing is refused by the panel, mended, proposed, approved by another, its letters printed and served: by mouse, by keyboard alone, and on a phone. Acts are counted."""

import re
import shutil

import pytest

from tests import accessible
from tests.district import credit_code
from tests.stories import casework
from tests.stories.casework import Officer

REASON = "当事人经营超过保质期的食品，情节严重，符合列入情形。"
WAYS = {
    "mouse": {"viewport": {"width": 1440, "height": 900}},
    "keyboard": {"viewport": {"width": 1440, "height": 900}, "keyboard": True},
    "phone": {"viewport": {"width": 390, "height": 844}},
}
TOLD: dict[str, int] = {}


@pytest.fixture(scope="module")
def bureau():
    made = casework.site(firms=4)
    yield made
    made.stop()
    shutil.rmtree(made.home, ignore_errors=True)


@pytest.mark.parametrize("way", WAYS)
def test_a_listing_from_refusal_to_service(bureau, browser, way, capsys):
    han, jiang = (Officer(bureau, browser, login, **WAYS[way]) for login in ("han.yi", "jiang.er"))
    han.signs_in()
    jiang.signs_in()
    firm = credit_code(f"91120105MA000000{list(WAYS).index(way) + 1}")

    # 立案: purpose, code, matter
    han.page.goto(f"{bureau.desk}/cases/new")
    han.types("#purpose", "处罚后拟列入名单")
    han.types("#subject", firm)
    han.chooses("#power", "列入安全生产严重失信主体名单")
    han.presses("button[value=open]")
    han.sees("已立案")
    opened = han.acts
    number = re.search(r"/cases/(\d+)", han.page.url).group(1)

    # 可以吗: it follows the form as it is filled, and stays shut
    han.presses("input[name=records]")
    han.types("#reason", REASON)
    han.sees("理由已写明")
    assert han.page.is_disabled("#propose")
    assert "还没有制发文书" in han.page.text_content("#may") and "调查核实：没有完成" in han.page.text_content("#may")
    han.presses("button[value=save]")
    han.sees("已保存")

    # mended: looked into, told, heard
    han.presses("form[action$='/step'] button")
    han.sees("已记下")
    han.presses("form[action$='/letters'] button")
    han.sees("文书已制发")
    _served(han)
    assert "陈述申辩期未满" in han.page.text_content("#may") and "12-02 起可以决定" in han.page.text_content("#may")
    assert han.page.is_disabled("#propose")
    han.presses("form[action$='/step'] button")
    han.sees("当事人已经陈述申辩")
    assert han.page.is_enabled("#propose")
    han.presses("#propose")
    han.sees("已提请批准")

    # another approves
    jiang.page.goto(f"{bureau.desk}/cases/{number}")
    assert "没有。事实、等级、争议和条文都和提请时一样" in jiang.page.text_content("main")
    jiang.presses("button[value=approve]")
    jiang.sees("已批准")
    assert jiang.page.locator("button[value=approve]").count() == 0

    # printed and served, both letters together
    han.page.goto(f"{bureau.desk}/cases/{number}")
    han.sees("江二")
    han.presses("form[action$='/letters'] button")
    han.sees("文书已制发")
    letter = han.page.get_attribute("a[href*='/letters/']:has-text('决定书')", "href")
    assert han.page.request.get(bureau.desk + letter).body()[:5] == b"%PDF-"
    _served(han)
    assert han.page.locator(".tag.good:has-text('送达')").count() == 3  # the notice, the decision, the repair notice
    han.presses("form[action$='/end'] button:text-is('办结')")
    han.sees("已办结")
    TOLD[way] = han.acts + jiang.acts
    with capsys.disabled():
        print(f"\nacts, a listing by {way}: open {opened}; from opening to the end {han.acts} by the handler, {jiang.acts} by the approver")


def _served(officer: Officer) -> None:
    officer.presses("a[href$='/serve']")
    officer.types("#proof", "李明")
    officer.presses("main form button.act")
    officer.sees("送达已记下")


def test_the_acts_are_as_many_by_mouse_keyboard_and_phone():
    assert set(TOLD.values()) <= {20, 21, 22}, TOLD


def test_without_scripts_a_form_asks_too(bureau, browser):
    han = Officer(bureau, browser, "han.yi", java_script_enabled=False)
    han.signs_in()
    han.page.goto(f"{bureau.desk}/cases/new")
    for selector, text in (("#purpose", "核查"), ("#subject", credit_code("91120105MA0000004"))):
        han.types(selector, text)
    han.presses("button[value=find]")
    assert "达商贸有限公司" in han.page.text_content(".read-only")
    han.chooses("#power", "列入安全生产严重失信主体名单")
    han.presses("button[value=open]")
    han.presses("input[name=records]")
    han.types("#reason", REASON)
    han.presses("button[value=check]")
    assert "已满足：理由已写明" in re.sub(r"\s", "", han.page.text_content("#may")) and han.page.input_value("#reason") == REASON
    han.presses("form[action$='/end'] summary") if han.page.locator("form[action$='/end'] summary").count() else han.page.click("details summary")
    han.types("#drop-reason", "经查情节轻微")
    han.presses("form[action$='/end'] button")
    assert "没有作出决定" in han.page.text_content("main") and "经查情节轻微" in han.page.text_content("main")


def test_every_page_of_cases_is_accessible_and_fits(bureau, browser):
    for login in ("han.yi", "jiang.er"):
        officer = Officer(bureau, browser, login, bypass_csp=True)
        officer.signs_in()
        paths = ["/letters", "/letters?kind=public-notice", "/en/letters", "/cases", "/cases?stage=closed", "/cases?q=没有这家", "/cases/1", "/cases/4", "/en/cases", "/en/cases/1"]
        paths += ["/cases/new", "/letters/1/serve", "/records/1/class", "/en/cases/new"] if login == "han.yi" else []
        for path in paths:
            officer.page.goto(bureau.desk + path)
            accessible.check(officer.page, path)
