"""A change of the catalogue in a real browser: one proposes, is told what is wrong, mends it; another compares and approves. And every page of law, catalogue, audit and system, in every mode."""

import shutil

import pytest

from tests import accessible
from tests.stories.conftest import Site
from tests.stories.staffed import Officer, staffed

PENALTY_LAW = "/law/instruments/npc-2021-administrative-penalty-law"
PAGES = {
    "legal": ("/law", "/law?on=2000-01-01", PENALTY_LAW, f"{PENALTY_LAW}/第四十八条", "/law/powers?state=waiting", "/law/powers/list-abnormal", "/law/templates", "/law/templates/1", "/mandates", "/display", "/look", "/en/law/powers"),
    "credit-a": ("/catalogue", "/catalogue/items/penalty", "/catalogue/items/penalty/compare", "/catalogue/items/penalty/propose", "/catalogue/proposals", "/en/catalogue"),
    "auditor": ("/audit", "/audit?act=nothing", "/audit?code=x", "/audit/verify", "/en/audit"),
    "admin-a": ("/system", "/account", "/en/system"),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk():
    made = Site()
    try:
        made.run("officers")  # the migration, without the clock that watches a start
        made.serve()
        made.desk = staffed(made)
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture(scope="module")
def signed_in(desk, browser):
    """A page of somebody who signed in, each once."""
    known = {}

    def of(login: str, **context):
        if login not in known:
            officer = Officer(desk.desk, browser, login, bypass_csp=True, **context)
            officer.signs_in()
            known[login] = officer.page
        return known[login]

    return of


def test_one_proposes_on_a_phone_and_another_approves_by_keyboard(desk, signed_in, capsys):
    office = signed_in("credit-a", viewport={"width": 390, "height": 844})
    office.goto(desk.desk + "/catalogue")
    office.click("text=行政处罚信息 >> nth=0")
    office.click("text=提出修改")
    whole = office.input_value("#text")
    wrong = whole + '      - {code: CF_LY, name: "处罚领域", type: txt, source: ours}\n'
    office.fill("#text", wrong)
    office.click("text=检查一下")
    told = office.text_content("[role=alert]")
    assert f"第 {len(wrong.splitlines())} 行" in told and "类型" in told
    assert office.input_value("#text") == wrong
    office.fill("#text", wrong.replace("type: txt", "type: text"))
    office.click("text=检查一下")
    assert "检查通过" in office.text_content("[role=status]") and "处罚领域" in office.text_content("#comparison")
    assert office.evaluate("document.documentElement.scrollWidth") <= 390
    office.fill("#reason", "写明处罚领域")
    office.click("text=提交批准")
    assert "这是您提出的" in office.text_content("main")

    approver = signed_in("approver", viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    approver.goto(desk.desk + "/catalogue")
    keys = approver.keyboard

    def reach(words: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if words in approver.evaluate("document.activeElement.textContent.trim()"):
                return
        raise AssertionError(words)

    reach("行政处罚信息 2026-")
    keys.press("Enter")
    approver.wait_for_selector("text=改了什么")
    assert "CF_LY" in approver.text_content("#comparison") and approver.locator("ins").count() > 0
    reach("批准")
    while approver.evaluate("document.activeElement.tagName") != "BUTTON":
        reach("批准")
    keys.press("Enter")
    approver.wait_for_selector("[role=status]:has-text('已批准')")
    approver.goto(desk.desk + "/catalogue/items/penalty")
    assert "尚未生效" in approver.text_content("main")
    with capsys.disabled():
        print("\nacts: propose a change 6 (item, propose, edit, check, reason, send); approve it 3 (catalogue, proposal, approve)")


def test_the_menu_opens_on_a_phone_without_a_script(desk, browser, signed_in):
    page = signed_in("auditor")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(desk.desk + "/")
    assert not page.is_visible("nav >> text=审计")
    page.click("text=菜单")
    assert page.is_visible("nav >> text=审计")
    page.keyboard.press("Escape")
    assert not page.is_visible("nav >> text=审计")


def test_large_type_is_kept_by_the_browser_and_is_larger(desk, browser):
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(desk.desk + "/sign-in")
    usual = page.evaluate("parseFloat(getComputedStyle(document.querySelector('button.act')).fontSize)")
    page.click("text=显示设置")
    page.check("input[value=large]")
    page.check("input[value=dark]")
    page.click("button:has-text('保存')")
    page.wait_for_url(f"{desk.desk}/sign-in")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('button.act')).fontSize)") == usual * 1.25
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 25, 32)"
    (kept,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "display"]
    assert kept["value"] == "large.dark" and kept["httpOnly"]
    public = browser.new_context(locale="zh-CN").new_page()
    public.goto(desk.url + "/")
    public.click("text=大字版")
    public.wait_for_url("**/large/")
    public.click("nav >> text=法律依据")
    public.wait_for_url("**/large/law")
    assert public.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 20
    public.click("text=English")
    public.wait_for_url("**/large/en/law")
    assert public.context.cookies() == []
    public.click("text=Usual type")
    public.wait_for_url(f"{desk.url}/en/law")


@pytest.mark.parametrize("display", ["usual.system", "large.system"])
def test_every_page_is_accessible_and_fits(desk, signed_in, display):
    for login, paths in PAGES.items():
        page = signed_in(login)
        page.context.add_cookies([{"name": "display", "value": display, "url": desk.desk}])
        for path in paths:
            page.goto(desk.desk + path)
            accessible.check(page, path)
