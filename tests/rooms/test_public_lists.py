"""公示列表: what a list holds by every combination of filters, page after page, against an oracle in plain Python; in step with the shelf."""

import datetime as dt
import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengxin.ground.api import NotFound
from chengxin.publicity.api import dual
from tests.district import EMERGENCY, MARKET, District, credit_code, penalty_row
from tests.rooms.making import row_of

FIRMS = [(f"天津市{word}商贸有限公司", credit_code(f"91120105MA{number:07d}")) for number, word in enumerate(("北运宏达", "宏达瑞丰", "海河恒信", "津城永盛"), start=1)]
STREETS = ("王串场街道", "宁园街道")
INDUSTRIES = ("F", "制造业")  # a letter and a name; both are sent
KINDS = ("罚款", "罚款;警告", "其他-责令停产停业", "警告；罚款")
SPOKEN = {"罚款": ["罚款"], "罚款;警告": ["罚款", "警告"], "其他-责令停产停业": ["责令停产停业"], "警告；罚款": ["警告", "罚款"]}
DAYS = [dt.date(2026, 5, day) for day in (6, 7, 8, 11, 12)]
ON = "2026-05-20"
FACETS = ("organ", "kind", "sector", "street", "subject", "from", "to")


def made() -> list[dict]:
    """Some sixty decisions about four firms, uneven and hanging together as the dice fall."""
    chance = random.Random(31)
    rows = []
    for number in range(60):
        firm = chance.randrange(4)
        rows.append(
            {
                "number": f"测〔2026〕{number}号",
                "firm": firm,
                "organ": chance.choice((EMERGENCY, EMERGENCY, MARKET)),
                "kinds": chance.choice(KINDS),
                "day": chance.choice(DAYS),
                "sector": ("F", "C", "", "F")[firm],
                "street": ("王串场街道", "宁园街道", "王串场街道", "")[firm],
            }
        )
    return rows


def fill(district: District, rows: list[dict]) -> None:
    """All of it through the journey: the register, the industries, the penalties."""
    registered = [
        {
            "企业名称": name,
            "统一社会信用代码": code,
            "注册日期": "2019-05-06",
            "企业类型": "有限责任公司",
            "注册地址": f"天津市河北区{(*STREETS, STREETS[0], '')[n]}增产道{n + 1}号",
        }
        for n, (name, code) in enumerate(FIRMS)
    ]
    district.collect(*registered, source="registrations", received="2026-05-14")
    district.collect(*(industry(n, INDUSTRIES[n % 2]) for n in (0, 1)), industry(3, "F"), source="industries", received="2026-05-14")
    penalties = [
        penalty_row(
            CF_XDR_MC=FIRMS[one["firm"]][0], CF_XDR_SHXYM=FIRMS[one["firm"]][1], CF_WSH=one["number"], CF_CFLB=one["kinds"], CF_JDRQ=f"{one['day']:%Y/%m/%d}",
            CF_CFJG=one["organ"][0], CF_CFJGDM=one["organ"][1], CF_NR_FK="0.5" if "罚款" in one["kinds"] else "",
        )
        for one in rows
    ]  # fmt: skip
    figures = district.collect(*penalties, received="2026-05-15")
    assert figures["accepted"] == len(rows), figures
    district.publish(ON)


def industry(firm: int, section: str, day: str = "2026/05/12", number: str = "业1号") -> dict[str, str]:
    """A classification of a firm by the office of statistics."""
    from chengxin.catalogue import api as catalogue

    item = catalogue.item("industry")
    return row_of(item, item.versions[-1], HY_MC=FIRMS[firm][0], HY_DM=FIRMS[firm][1], HY_WSH=f"{number}{firm}", HY_ML=section, HY_RQ=day)


@pytest.fixture(scope="module")
def filled(server):
    """A district with the made decisions on its shelf, asked from the public side."""
    rows = made()
    with District(server) as own:
        fill(own, rows)
        shelf = own.shelf(ON)
        public = [one for one in rows if one["number"] in shelf]
        assert len(public) >= 50  # pure warnings and the like stay away
        with own.side("public"):
            organs = {one["name"]: str(one["id"]) for one in dual.organs()}
            yield public, organs


def oracle(rows: list[dict], organs: dict[str, str], said: dict[str, str]) -> list[str]:
    """What the list must hold, told without the database."""

    def fits(one: dict) -> bool:
        name, code = FIRMS[one["firm"]]
        wanted = said.get("subject", "")
        return all(
            (
                not said.get("organ") or organs[one["organ"][0]] == said["organ"],
                not said.get("kind") or said["kind"] in SPOKEN[one["kinds"]],
                not said.get("sector") or one["sector"] == said["sector"],
                not said.get("street") or one["street"] == said["street"],
                not wanted or wanted in name or wanted == code,
                not said.get("from") or one["day"] >= dt.date.fromisoformat(said["from"]),
                not said.get("to") or one["day"] <= dt.date.fromisoformat(said["to"]),
            )
        )

    return [one["number"] for one in rows if fits(one)]


def walked(said: dict[str, str], size: int) -> tuple[list[dict], int | None]:
    """All lines of a list, from page to page; and back again from the last."""
    forward, page = [], dual.listed(dual.read("penalty", said), size=size)
    total, pages = page.total, [page]
    assert page.before is None
    forward += page.lines
    while page.after:
        page = dual.listed(dual.read("penalty", said | {"after": str(page.after)}), size=size)
        assert 0 < len(page.lines) <= size
        forward += page.lines
        pages.append(page)
    for earlier in reversed(pages[:-1]):
        page = dual.listed(dual.read("penalty", said | {"before": str(page.before)}), size=size)
        assert [line["id"] for line in page.lines] == [line["id"] for line in earlier.lines]
    return forward, total


_SAID = st.fixed_dictionaries(
    {},
    optional={
        "organ": st.sampled_from([EMERGENCY[0], MARKET[0], "nobody"]),
        "kind": st.sampled_from(["罚款", "警告", "责令停产停业", "没收"]),
        "sector": st.sampled_from(["F", "C", "A"]),
        "street": st.sampled_from([*STREETS, "光复道街道"]),
        "subject": st.sampled_from(["宏达", "商贸", FIRMS[2][1], "海河恒信", "没有"]),
        "from": st.sampled_from([day.isoformat() for day in DAYS]),
        "to": st.sampled_from([day.isoformat() for day in DAYS]),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=_SAID, size=st.integers(1, 40))
def test_every_combination_of_filters_holds_what_the_oracle_says_page_after_page(filled, said, size):
    rows, organs = filled
    if said.get("from", "") > said.get("to", "9"):
        said = said | {"from": said["to"], "to": said["from"]}
    said = said | ({"organ": organs.get(said["organ"], "999")} if "organ" in said else {})
    lines, total = walked(said, size)
    found = [line["document_number"] for line in lines]
    assert len(found) == len(set(found))
    assert sorted(found) == sorted(oracle(rows, organs, said))
    assert total == len(found)
    assert [(line["held_on"], line["id"]) for line in lines] == sorted(((line["held_on"], line["id"]) for line in lines), reverse=True)
    assert [line["id"] for line in dual.every(dual.read("penalty", said))] == [line["id"] for line in lines]


def test_each_combination_of_facets_once(filled):
    rows, organs = filled
    given_values = {"organ": organs[EMERGENCY[0]], "kind": "罚款", "sector": "F", "street": STREETS[0], "subject": "宏达", "from": "2026-05-07", "to": "2026-05-11"}
    for count in range(len(FACETS) + 1):
        for chosen in itertools.combinations(FACETS, count):
            said = {name: given_values[name] for name in chosen}
            assert sorted(line["document_number"] for line in dual.listed(dual.read("penalty", said), size=100).lines) == sorted(oracle(rows, organs, said)), chosen


def test_choices_are_what_there_is(filled):
    choices = dual.choices("penalty")
    assert {label for _value, label in choices["organ"]} == {EMERGENCY[0], MARKET[0]}
    assert {value for value, _label in choices["kind"]} == {"罚款", "警告", "责令停产停业"}
    assert {value for value, _label in choices["sector"]} == {"F", "C"}
    assert {value for value, _label in choices["street"]} == set(STREETS)


def test_an_organ_shows_item_by_item_what_it_published(filled):
    rows, organs = filled
    who, of = dual.organ(int(organs[EMERGENCY[0]]))
    assert (who["name"], who["code"]) == EMERGENCY
    (penalties,) = [one for one in of if one.item == "penalty"]
    assert penalties.total == len(oracle(rows, organs, {"organ": organs[EMERGENCY[0]]}))
    assert len(penalties.lines) == 5
    with pytest.raises(NotFound):
        dual.organ(10**12)


def test_what_cannot_be_read_is_named():
    asked = dual.read("penalty", {"from": "2026-13-01", "to": "x", "after": "2026-01-01", "subject": "长" * 101, "kind": "\0罚款 "})
    assert asked.wrong == {"from": "day", "to": "day", "after": "place", "subject": "long"}
    assert (asked.kind, len(asked.subject)) == ("罚款", 100)
    assert dual.read("penalty", {"from": "2026/05/02", "to": "20260501"}).wrong == {"to": "reversed"}
    assert dual.read("penalty", {"from": "２０２６-05-02", "after": "2026-01-01_7"}).after == dual.Place(dt.date(2026, 1, 1), 7)


def numbers(district: District, item: str = "penalty", **said: str) -> list[str]:
    with district.side("public"):
        return [line["document_number"] for line in dual.listed(dual.read(item, said)).lines]


def counted(district: District) -> dict[tuple, int]:
    """The counts beside what they must be, told from the rows themselves."""
    kept = {(item, facet, value): n for item, facet, value, n in district.rows("SELECT item, facet, value, lines FROM publicity_facet WHERE lines <> 0")}
    told = {
        (item, facet, value): n
        for item, facet, value, n in district.rows(
            "SELECT f.item, f.facet, f.value, count(*) FROM publicity_listed l JOIN publicity_facet f ON f.id = l.kind OR l.main AND f.id IN (l.item, l.organ, l.sector, l.street) GROUP BY 1, 2, 3"
        )
    }
    assert kept.pop(("", "subject", ""), 0) == district.value("SELECT count(*) FROM publicity_directory")
    assert kept == told
    assert {line for (line,) in district.rows("SELECT line FROM publicity_listed")} == {line for (line,) in district.rows("SELECT publication_id FROM publicity_line")}
    return kept


def test_the_key_figures_are_what_the_views_show(district):
    """Kept counts, less what has ended and was not swept yet."""
    from chengxin.publicity import api as publicity

    def shown() -> dict:
        return {
            "subjects": district.value("SELECT count(*) FROM publicity.subject", role="public"),
            "licences": district.value("SELECT count(*) FROM publicity.line WHERE item = 'licence'", role="public"),
            "adverse": district.value("SELECT count(*) FROM publicity.line WHERE nature = 'adverse'", role="public"),
        }

    def told() -> dict:
        with district.side("public"):
            return {name: value for name, value in publicity.figures().items() if name in ("subjects", "licences", "adverse")}

    assert told() == shown() == {"subjects": 0, "licences": 0, "adverse": 0}
    others = [credit_code(f"91120105MA000012{n}") for n in range(3)]
    district.collect(*(penalty_row(CF_WSH=f"甲{n}", CF_XDR_SHXYM=code, CF_GSJZQ="2026/06/30" if n else "") for n, code in enumerate(others)), received="2026-05-15")
    district.collect(penalty_row(CF_WSH="乙", CF_XDR_SHXYM=others[2]), received="2026-05-15")
    from chengxin.catalogue import api as catalogue

    licence = catalogue.item("licence")
    district.collect(row_of(licence, licence.version_on(dt.date(2026, 5, 15))), source="licences", received="2026-05-15")
    district.publish(ON)
    assert told() == shown() == {"subjects": 3, "licences": 1, "adverse": 2}  # 甲1 and 甲2 have ended since, and nobody has swept
    district.publish("2026-11-20")
    counted(district)
    assert told() == shown() == {"subjects": 3, "licences": 1, "adverse": 2}


def test_the_lists_are_in_step_with_the_shelf(district):
    from chengxin.publicity import api as publicity
    from chengxin.records import api as records

    district.collect(penalty_row(CF_WSH="甲1"), penalty_row(CF_WSH="甲2"), penalty_row(CF_WSH="甲3", CF_JDRQ="2026/05/13"), received="2026-05-15")
    district.publish(ON)
    assert numbers(district) == ["甲3", "甲2", "甲1"]
    counted(district)
    district.collect(penalty_row(CF_WSH="甲1", CF_CFLB="罚款;没收违法所得", CF_NR_WFFF="0.1", CF_JDRQ="2026/05/14"), received="2026-05-21")  # a correction
    district.publish("2026-05-21")
    assert numbers(district) == ["甲1", "甲3", "甲2"]
    assert numbers(district, kind="没收违法所得") == ["甲1"]
    counted(district)
    with district.side("desk"):
        record = records.record("甲3")
        publicity.withdraw(record, organ=record.organ_id, kind="changed", reason="变更", on=dt.date(2026, 5, 22), actor="测试")
    assert numbers(district) == ["甲1", "甲2"]
    counted(district)
    with district.side("worker"):
        publicity.end_terms(on=dt.date(2026, 11, 28))
    counted(district)
    (ends,) = {ends for (ends,) in district.rows("SELECT max(term_ends) FROM publicity_line")}
    district.rows("UPDATE publicity_listed SET term_ends = '2020-01-01' WHERE line = (SELECT max(line) FROM publicity_listed) RETURNING 1")
    assert numbers(district) == ["甲2"]  # with every job dead, the day is tested
    with district.side("public"):
        assert [one["name"] for one in dual.organs()] == [EMERGENCY[0]]
    district.rows("UPDATE publicity_listed SET term_ends = '2020-01-01' RETURNING 1")
    with district.side("public"):
        assert dual.organs() == []  # and no link leads to a page that holds nothing
    assert ends is not None


def test_a_firm_that_moves_or_changes_its_trade_is_filed_anew(district):
    name, code = FIRMS[0]
    registered = {"企业名称": name, "统一社会信用代码": code, "注册日期": "2019-05-06", "企业类型": "有限责任公司", "注册地址": "天津市河北区宁园街道南口东路3号"}
    district.collect(penalty_row(CF_XDR_MC=name, CF_XDR_SHXYM=code, CF_WSH="迁1"), received="2026-05-15")
    district.publish(ON)
    assert numbers(district, street="宁园街道") == []
    district.collect(registered, source="registrations", received="2026-05-21")
    district.publish("2026-05-21")
    assert numbers(district, street="宁园街道") == ["迁1"]
    district.collect(registered | {"注册地址": "天津市河北区光复道街道胜利路1号"}, source="registrations", received="2026-05-22")
    district.publish("2026-05-22")
    assert (numbers(district, street="宁园街道"), numbers(district, street="光复道街道")) == ([], ["迁1"])
    district.collect(industry(0, "F"), source="industries", received="2026-05-22")
    assert numbers(district, sector="F") == ["迁1"]
    district.collect(industry(0, "C", "2026/05/21", "业2号"), source="industries", received="2026-05-23")
    assert (numbers(district, sector="F"), numbers(district, sector="C", street="光复道街道")) == ([], ["迁1"])
    counted(district)


def test_the_eight_other_acts_are_public_where_the_catalogue_says_so_and_nobody_natural_is_among_them(district):
    from chengxin.catalogue import api as catalogue

    made_rows = {}
    for code in dual.OTHERS:
        item = catalogue.item(code)
        source = {"coercion": "coercions", "confirmation": "confirmations", "levy": "levies", "benefit": "benefits", "ruling": "rulings", "compensation": "compensations", "reward": "rewards", "inspection": "inspections"}[code]  # fmt: skip
        rows = [row_of(item, item.versions[-1])]
        if "自然人" in item.subjects:
            rows.append(row_of(item, item.versions[-1], person=True, **{item.versions[-1].roles["document_number"]: "津北试〔2026〕2号"}))
        made_rows[code] = district.collect(*rows, source=source, received="2026-05-15")
        assert made_rows[code]["quarantined"] == 0, (code, made_rows[code])
    district.publish(ON)
    for one in dual.columns(dual.OTHERS):
        with district.side("public"):
            lines = dual.listed(dual.Asked(one.code)).lines
        assert len(lines) == (1 if one.public else 0), one.code
        assert one.policy
        assert not (one.public and one.adverse)  # adverse without a power is shown to nobody (ruling 142)
    assert {one.code for one in dual.columns(dual.OTHERS) if one.public} == {"confirmation", "reward"}
    assert "林小满" not in str(district.rows("SELECT fields FROM publicity_line"))


def test_a_list_asks_the_database_a_fixed_number_of_times(district):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, counts = Client(), []
    with district.side("public"):
        client.get("/catalogue")
    for many in (2, 9):
        district.collect(*(penalty_row() for _ in range(many)), received="2026-05-15")
        district.publish(ON)
        with district.side("public"):
            (number,) = [one["id"] for one in dual.organs() if one["name"] == EMERGENCY[0]]
            for path in ("/publicity", "/publicity/penalty", f"/organ/{number}", "/organs", "/publicity/penalty.atom", "/api/v1/publicity/lines?item=penalty"):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200, path
                counts.append((path, len(queries)))
    assert counts[:6] == counts[6:]
    assert max(n for _path, n in counts) <= 4, counts  # one of them whether anything changed since


def test_a_kind_is_counted_under_the_name_by_which_the_list_is_filtered(district):
    kinds = ("限制从业", "其他-限制从业", "限制从业；其他-限制从业", "其他-吊销许可证件;罚款")
    district.collect(*(penalty_row(CF_WSH=f"{number}号", CF_CFLB=kind) for number, kind in enumerate(kinds)))
    district.publish(ON)
    district.value("SELECT publicity_reckon(%s, NULL, NULL)", dt.date.fromisoformat(ON))
    counted = dict(district.rows("SELECT label, value::integer FROM publicity_statistic WHERE topic = 'kinds'"))
    facets = dict(district.rows("SELECT value, lines::integer FROM publicity_facet WHERE facet = 'kind' AND item = 'penalty'"))
    assert counted == {"限制从业": 3, "吊销许可证件": 1, "罚款": 1} == facets
