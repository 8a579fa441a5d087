"""The catalogue: every item collects a made file of its own template; a district's version rules from its day and no earlier."""

import csv
import datetime as dt
import io
import re
import textwrap

import pytest
import yaml
from django.db import connections
from python_calamine import CalamineWorkbook

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.ground.api import NotFound, Refusal, WrongUse, business_day, outbox
from tests.district import penalty_row
from tests.rooms.making import FIRM, row_of

DAY = dt.date(2026, 5, 15)
ITEMS = sorted(catalogue.items())
BY_ITEM = {source.item: source.code for source in collection.sources().values()}


@pytest.fixture(autouse=True)
def the_packaged_catalogue(server):
    """What one test approves must not be known to the next."""
    yield
    catalogue.refresh()


def header_of(item: str, form: str | None = None) -> list[str]:
    """The first sheet of the template as a reader sees it."""
    entry = catalogue.item(item)
    book = CalamineWorkbook.from_filelike(io.BytesIO(catalogue.template(entry, entry.version_on(DAY), form=form, on=DAY)))
    (header,) = book.get_sheet_by_index(0).to_python()  # one row: no example can be collected by accident
    return [str(cell) for cell in header]


def sent(district, item: str, row: dict[str, str]) -> dict:
    """A clerk sends one row of an item; tables that name no organ are sent in the name of one."""
    version = catalogue.item(item).version_on(DAY)
    with district.side("worker"):
        organ = None if "organ_code" in version.roles else "区应急局"
        figures = collection.collect(BY_ITEM[item], district.write([row]), received=DAY, organ=organ, actor="测试")
        outbox.deliver()
    return figures


def test_a_made_file_of_every_item_goes_through_and_only_open_ones_reach_the_shelf(district):
    assert set(BY_ITEM) == set(ITEMS)
    for item in ITEMS:
        entry = catalogue.item(item)
        version = entry.version_on(DAY)
        row = row_of(entry, version, person=entry.subjects == ("自然人",))
        assert header_of(item) == [e.name for e in version.elements] == list(row)
        figures = sent(district, item, row)
        assert (figures["rows"], figures["accepted"], figures["quarantined"], figures["unlinked"]) == (1, 1, 0, 0), (item, figures["findings"])
        assert figures["notes"]["unknown_columns"] == []
        assert "other-item" not in figures["findings"], item
    district.publish("2026-05-20")
    for item in ITEMS:
        entry = catalogue.item(item)
        lines = district.shelf("2026-05-20", item)
        assert len(lines) == (1 if entry.openness == "社会公开" else 0), item
        for line in lines.values():
            assert not {e.code for e in entry.version_on(DAY).elements if e.public is None} & line["fields"].keys()
            assert (line["term_ends"] is not None) == (entry.nature == "adverse") == (entry.power is not None)


def test_a_natural_person_goes_through_where_the_item_names_them_and_is_never_public(district):
    named = [code for code in ITEMS if catalogue.item(code).of_persons]
    assert len(named) >= 12
    for item in named:
        entry = catalogue.item(item)
        figures = sent(district, item, row_of(entry, entry.version_on(DAY), person=True))
        assert (figures["accepted"], figures["quarantined"]) == (1, 0), (item, figures["findings"])
    district.publish("2026-05-20")
    assert district.shelf("2026-05-20", None) == {}
    stored = district.value("SELECT string_agg(values::text, '') FROM records_version")
    assert "12010519900101002" not in stored
    assert "林小满" not in stored


def test_144_a_natural_person_is_returned_where_the_item_does_not_name_them(district):
    closed = [code for code in ITEMS if not catalogue.item(code).of_persons and catalogue.item(code).versions[-1].element("subject_kind")]
    assert len(closed) >= 15
    for item in closed:
        entry = catalogue.item(item)
        figures = sent(district, item, row_of(entry, entry.version_on(DAY), person=True))
        assert (figures["accepted"], figures["quarantined"], figures["findings"]["subject-not-collected"]) == (0, 1, 1), item


def test_142_the_database_refuses_an_open_adverse_item_without_a_power(district):
    import psycopg

    with district.connect("owner", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.errors.CheckViolation):
        raw.execute("UPDATE catalogue_item SET openness = '社会公开' WHERE code = 'serious_list'")


def test_stored_versions_of_the_first_thread_are_what_they_were(district):
    digests = {
        "licence": "sha256:8b7940ae9ccc7eb02284f40127422d150fc6274ac6553092071f2aa009837f4a",
        "penalty": "sha256:f545b48df2b3ea6a5c974f8fa18477fb447f2a84a60dfeb7fa319a289acbc85a",
        "registration": "sha256:5d2735f6abc5f0d2d7aff85416cb56f8a7ceb60b9610b786ba1b79b53eae103e",
    }
    for item, digest in digests.items():
        assert catalogue.item(item).versions[0].digest == digest
        assert district.value("SELECT digest FROM catalogue_itemversion WHERE item_id = %s", item) == digest


def test_either_form_of_a_table_is_the_same_item(district):
    entry = catalogue.item("penalty")
    version = entry.version_on(DAY)
    whole = row_of(entry, version, person=True)
    natural = row_of(entry, version, person=True, form="natural")
    assert header_of("penalty", "natural") == list(natural)
    assert len(natural) == 21
    assert district.collect(whole)["accepted"] == 1
    with district.side("worker"):
        again = collection.collect("penalties", district.write([natural]), received=DAY, actor="测试")
    assert (again["unchanged"], again["accepted"]) == (1, 0)


def test_140_a_row_of_the_old_table_is_history_and_not_asked_to_be_published(district):
    entry = catalogue.item("penalty_old")
    row = row_of(entry, entry.versions[0])
    with district.side("worker"):
        path = district.write([row])
        assert collection.collect("penalties_old", path, received=DAY, organ="区应急局", actor="测试")["accepted"] == 1
    assert district.publish("2026-05-20")["considered"] == 0
    person = row | {"行政相对人代码_1(统一社会信用代码)": "", "行政相对人代码_5(居民身份证号)": "120105199001010028"}
    with district.side("worker"):
        assert collection.collect("penalties_old", district.write([person]), received=DAY, organ="区应急局", actor="测试")["findings"]["code-missing"] == 1


def test_what_is_mandatory_under_a_condition_is_demanded_under_it_only(district):
    entry = catalogue.item("commitment")
    version = entry.version_on(DAY)
    kept = row_of(entry, version, CN_WLXNR="", CN_ZRZJ="")
    broken = kept | {"承诺履行状态": "部分履行", "承诺编码": "12010520260512000002"}
    figures = district.collect(kept, broken, source="commitments")
    assert (figures["accepted"], figures["quarantined"], figures["findings"]["value-missing-when"]) == (1, 1, 2)


def test_144_honours_of_a_natural_person_need_their_consent(district):
    entry = catalogue.item("honour")
    row = row_of(entry, entry.version_on(DAY), person=True, RY_TYS="")
    assert district.collect(row, source="honours")["findings"]["value-missing-when"] == 1


def test_147_a_rule_of_ours_gives_notice_and_returns_nothing(district):
    entry = catalogue.item("confirmation")
    row = row_of(entry, entry.version_on(DAY), QR_RQ="", QR_NR="长" * 4001)
    figures = district.collect(row, source="confirmations")
    assert (figures["accepted"], figures["findings"]["value-advised"], figures["findings"]["long"]) == (1, 1, 1)


def test_a_length_is_that_of_the_tables_own_version(district):
    """XK_WSH holds 128 characters in the old table by a found rule; the table of 2018 knows 64 from memory."""
    entry = catalogue.item("licence_old")
    row = row_of(entry, entry.versions[0], XK_NR="长" * 2049)
    with district.side("worker"):
        figures = collection.collect("licences_old", district.write([row]), received=DAY, organ="区应急局", actor="测试")
    assert figures["findings"]["too-long"] == 1


# -- changing an item ---------------------------------------------------------------------------


def proposal(folder, change, *, version="2026", day="2026-12-01", item="penalty"):
    """A file with the last version of an item, changed."""
    raw = yaml.safe_load(yaml.safe_dump(dict(catalogue.item(item).versions[-1].raw), allow_unicode=True))
    raw |= {"version": version, "in_force_from": dt.date.fromisoformat(day)}
    raw.pop("forms", None)
    change(raw)
    path = folder / f"{version}.yaml"
    path.write_text(yaml.safe_dump({"item": item, "versions": [raw]}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def add_field(raw):
    """A new column: the field of the penalty, so that nobody has to hide it in the remarks."""
    raw["elements"].append({"code": "CF_LY", "name": "处罚领域", "type": "text", "mandatory": {"mark": "ours"}, "public": "plain", "source": "ours"})


def propose(path, *, by="A", on="2026-11-20"):
    return catalogue.propose(path, proposer=access.officer(by), reason="写明处罚领域", on=dt.date.fromisoformat(on), actor="测试")


@pytest.fixture
def november(monkeypatch, district):
    """The twentieth of November 2026 at the desk."""
    monkeypatch.setenv("CHENGXIN_TODAY", "2026-11-20")
    district.become("desk")
    sealed = business_day.sealed(district.home.secret("day").encode())
    for alias in ("default", "look"):
        connections[alias].settings_dict["OPTIONS"]["options"] += f" -c chengxin.day={sealed}"
    return district


def test_146_an_approved_version_rules_from_its_day_and_changes_nothing_before(november, tmp_path):
    propose(proposal(tmp_path, add_field))
    assert [v.version for v in catalogue.item("penalty").versions] == ["2018"]  # proposed is not approved
    done = catalogue.approve("penalty", "2026", approver=access.officer("B"), on=dt.date(2026, 11, 20), actor="测试")
    assert (done.proposer.handle, done.approver.handle) == ("A", "B")
    entry = catalogue.item("penalty")
    assert entry.version_on(dt.date(2026, 11, 30)).version == "2018"
    assert entry.version_on(dt.date(2026, 12, 1)).version == "2026"
    before = november.collect(penalty_row() | {"处罚领域": "食品"}, received="2026-11-30")
    assert before["findings"]["unknown-column"] == 1
    after = november.collect(penalty_row() | {"处罚领域": "食品"}, received="2026-12-01")
    assert "unknown-column" not in after["findings"]
    assert november.value("SELECT v.values->>'CF_LY' FROM records_version v ORDER BY id DESC LIMIT 1") == "食品"
    read_by = "SELECT string_agg(i.version, ',' ORDER BY v.id) FROM records_version v JOIN catalogue_itemversion i ON i.id = v.item_version_id"
    assert november.value(read_by) == "2018,2026"
    assert "处罚领域" in CalamineWorkbook.from_filelike(io.BytesIO(catalogue.template(entry, entry.version("2026"), on=dt.date(2026, 12, 1)))).get_sheet_by_index(0).to_python()[0]
    assert november.publish("2026-12-02")["published"] == 2
    assert any(line["fields"].get("CF_LY") == "食品" for line in november.shelf("2026-12-02").values())


def test_146_the_public_side_learns_of_an_approved_version_and_of_nobody_behind_it(november, tmp_path):
    from django.test import Client

    propose(proposal(tmp_path, add_field))
    catalogue.approve("penalty", "2026", approver=access.officer("B"), on=dt.date(2026, 11, 20), actor="测试")
    with november.side("public"):
        catalogue.refresh()  # as its own role, through the view
        text = Client().get("/catalogue/penalty?version=2026").content.decode()
    assert "新增要素：处罚领域" in text
    assert "公示A岗" not in text
    columns = "SELECT string_agg(column_name, ' ' ORDER BY column_name) FROM information_schema.columns WHERE table_schema = 'publicity' AND table_name = 'catalogue_version'"
    assert november.value(columns) == "definition digest in_force_from item version"


def test_an_open_item_of_any_kind_stands_on_the_page_of_its_subject(district):
    from django.test import Client

    sent(district, "honour", row_of(catalogue.item("honour"), catalogue.item("honour").version_on(DAY), RY_RYMC="先进单位"))
    district.publish("2026-05-20")
    with district.side("public"):
        page = Client().get(f"/subject/{FIRM[1]}").content.decode()
        assert "其他公开信息" in page
        number = re.search(r"/line/(\d+)", page).group(1)
        assert "先进单位" in Client().get(f"/line/{number}").content.decode()


def test_146_the_same_officer_or_nobody_in_post_approves_nothing(november, tmp_path):
    import psycopg

    made = propose(proposal(tmp_path, add_field))
    with pytest.raises(Refusal) as refused:
        catalogue.approve("penalty", "2026", approver=access.officer("A"), on=dt.date(2026, 11, 20), actor="测试")
    assert refused.value.codes == ("same-officer",)
    with november.connect("desk", options="-c search_path=chengxin") as raw:  # and the database says so by itself
        with pytest.raises(psycopg.Error, match="two different officers"):
            raw.execute("SELECT catalogue_approve(%s, %s)", [made.pk, made.proposer_id])
        for statement in ("UPDATE catalogue_versionproposal SET reason = 'x'", "DELETE FROM catalogue_versionproposal", "DELETE FROM catalogue_versionapproval",
                          "INSERT INTO catalogue_itemversion (item_id, version, in_force_from, digest) VALUES ('penalty', 'x', '2027-01-01', 'x')"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(statement)
    with november.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE access_officer SET active = false WHERE handle = 'B'")
    with pytest.raises(Refusal):
        catalogue.approve("penalty", "2026", approver=access.officer("B"), on=dt.date(2026, 11, 20), actor="测试")
    with pytest.raises(NotFound):
        catalogue.approve("penalty", "2027", approver=access.officer("B"), on=dt.date(2026, 11, 20), actor="测试")


def test_146_the_database_lets_no_version_begin_before_today(november, tmp_path):
    import psycopg

    made = propose(proposal(tmp_path, add_field, day="2026-11-01"), on="2026-10-20")  # the caller's day is not believed
    with november.connect("desk", options="-c search_path=chengxin") as raw, pytest.raises(psycopg.Error, match="before today"):
        raw.execute("SELECT catalogue_approve(%s, %s)", [made.pk, access.officer("B").pk])


def drop(code):
    return lambda raw: raw.update(elements=[e for e in raw["elements"] if e["code"] != code])


def change(code, **said):
    def do(raw):
        (found,) = (e for e in raw["elements"] if e["code"] == code)
        found.update(said)

    return do


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (drop("CF_SY"), "mandatory-dropped"),
        (change("CF_SY", mandatory={"mark": "M"}), "mandatory-weakened"),
        (change("CF_JDRQ", type="text"), "type-changed"),
        (change("CF_FRDB", personal=False), "protection-lost"),
        (change("CF_FR_ZJHM", sealed=False), "protection-lost"),
        (lambda raw: raw["roles"].pop("fine"), "role-lost"),
        (lambda raw: raw["roles"].update(document_number="CF_WFXW"), "key-broken"),
        (lambda raw: raw.update(in_force_from=dt.date(2026, 11, 1)), "day-past"),
        (lambda raw: raw.update(in_force_from=dt.date(2018, 1, 1)), "day-not-later"),
        (lambda raw: raw.update(version="2018"), "version-exists"),
    ],
)
def test_146_a_version_that_loses_what_was_promised_is_refused_with_reasons(november, tmp_path, how, code):
    with pytest.raises(Refusal) as refused:
        propose(proposal(tmp_path, how))
    assert code in refused.value.codes
    assert any("一" <= c <= "鿿" for c in str(refused.value))


def test_a_proposal_that_is_no_definition_is_told_with_file_line_and_remedy(november, tmp_path):
    path = tmp_path / "错.yaml"
    path.write_text(
        textwrap.dedent("""\
            item: penalty
            openness: 政务共享
            versions:
              - version: "2026"
                in_force_from: 2026-12-01
                roles: {name: CF_XDR_MC, subject_code: CF_XDR_SHXYM, document_number: CF_WSH}
                elements:
                  - {code: CF_XDR_MC, name: 名称, type: string}
                  - {code: CF_XDR_SHXYM, name: 血型, type: code}
            """),
        encoding="utf-8",
    )
    with pytest.raises(WrongUse) as told:
        propose(path)
    text = str(told.value)
    for said in ("错.yaml", "第 2 行 openness：提案只能改版本", "第 8 行 versions[0].elements[0].type：类型“string”未知，可用：", "第 9 行", "禁止归集", "指向的要素 CF_WSH 不在"):
        assert said in text, text


def test_a_changed_definition_under_an_old_name_stops_the_migration(district, monkeypatch):
    from dataclasses import replace

    from chengxin.catalogue import loading

    penalty = catalogue.item("penalty")
    raw = dict(penalty.versions[0].raw) | {"version": "2018", "elements": penalty.versions[0].raw["elements"][:-1]}
    monkeypatch.setattr(loading, "packaged", lambda: {"penalty": replace(penalty, versions=(replace(penalty.versions[0], raw=raw),))})
    district.collect(penalty_row())
    with district.side("worker"), pytest.raises(WrongUse, match="不得改动"):
        district.become("owner")
        loading.load()


@pytest.mark.parametrize("item", ITEMS)
def test_148_no_row_outside_the_first_sheet_could_be_taken_for_a_header(item):
    entry, source = catalogue.item(item), collection.source(BY_ITEM[item])
    for version in entry.versions:
        known = {name: e.code for e in version.elements for name in (e.code, e.name, *source.aliases.get(e.code, ()))}
        for form in (None, *(f.code for f in version.forms)):
            book = CalamineWorkbook.from_filelike(io.BytesIO(catalogue.template(entry, version, form=form, on=DAY)))
            assert len(book.sheet_names) == 3
            for number in (1, 2):
                for row in book.get_sheet_by_index(number).to_python():
                    assert len({known[str(cell)] for cell in row if str(cell) in known}) < 2, row


def test_the_template_of_a_day_is_the_same_bytes_and_reads_back_as_text():
    entry = catalogue.item("penalty")
    version = entry.version_on(DAY)
    first, second = (catalogue.template(entry, version, on=DAY) for _ in range(2))
    assert first == second
    with pytest.raises(NotFound, match="natural"):
        catalogue.template(entry, version, form="nothing", on=DAY)
    notes = CalamineWorkbook.from_filelike(io.BytesIO(first)).get_sheet_by_index(1).to_python()
    assert len([row for row in notes if str(row[2]).startswith(("CF_", "BZ"))]) == 30
    assert any("某某商贸有限公司" in map(str, row) for row in notes)


def test_a_file_written_with_the_template_by_a_real_program_is_collected(district, tmp_path):
    """openpyxl stands for Excel: eighteen digits stay text, days are real dates."""
    import openpyxl

    entry = catalogue.item("penalty")
    version = entry.version_on(DAY)
    path = tmp_path / "报送.xlsx"
    path.write_bytes(catalogue.template(entry, version, on=DAY))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert sheet.max_row == 1
    row = row_of(entry, version)
    for column, name in enumerate(row, 1):
        sheet.cell(2, column, row[name] or None)
    book.save(path)
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert read[1][2] == FIRM[1]
    store = io.StringIO()
    csv.writer(store).writerows(read)
    sent = tmp_path / "报送.csv"
    sent.write_text(store.getvalue(), encoding="utf-8")
    with district.side("worker"):
        assert collection.collect("penalties", sent, received=DAY, actor="测试")["accepted"] == 1
