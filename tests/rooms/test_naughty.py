"""Naughty strings through every place of the public side where somebody can write one, and the whole API as its description allows and as it does not: never our own fault."""

import json
import re
from urllib.parse import quote

import pytest
import schemathesis
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from django.urls import get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_headers_conformance, response_schema_conformance, status_code_conformance

from tests.articles import newsroom, pdf, png
from tests.district import District, credit_code, penalty_row
from tests.routes import places

WORDS = [
    "", " ", "\x00", "%", "%00", "%ff%fe", "_", "'", '"', "\\", "\\x", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "'; DROP TABLE x; --", "${7*7}", "{{7*7}}", "{% load i18n %}", "../../etc/passwd", "..%2f..", "\r\nSet-Cookie: x=1",
    "\u202e", "\ufeff", "\u200b", "\U0001f4a5", "\U00020bb7", "e\u0301", "ﬀ", "ß", "İ", "٣", "１２３", "²", "NaN", "Infinity", "-1", "0", "1e9", "0x10", "9" * 19, "9" * 400, "-9" + "9" * 20, "1.5", "true", "null", "[]", "None",
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-1-1", "２０２６-01-01", "2026-11-24_1", "after_2026-01-01_1", "before_", "after_9999-99-99_9", "a" * 3000, "王" * 300, "((((", ")", "[", "*", "?", "+", "|", "&", "#", ";", ",",
]  # fmt: skip
WRITTEN = [word for word in WORDS if word] + ["\ud800"]
NAMES = ["q", "page", "size", "item", "organ", "kind", "sector", "street", "subject", "from", "to", "after", "before", "cursor", "on", "version", "column", "next", "receipt", "code", "number", "lang", "form", "line"]  # fmt: skip
HEADERS = ["If-None-Match", "If-Modified-Since", "If-Range", "Range", "Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "Referer", "Cookie", "Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Request-ID", "Authorization", "Content-Type", "HX-Request", "Prefer", "Origin"]  # fmt: skip
GOOD = {
    "item": "penalty",
    "code": credit_code("91120105MA0000001"),
    "column": "news",
    "topic": "kinds",
    "day": "latest",
    "name": "penalty.csv",
    "path": "0/000",
    "origin": "x",
    "kind": "item",
}
ALLOWED = {200, 206, 301, 302, 304, 400, 403, 404, 405, 411, 414, 416, 429}
FEW = bounds(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def public(server):
    """The public side of a district that has penalties and an article, as its own role, in this process."""
    with District(server) as district:
        district.collect(*(penalty_row(CF_JDRQ="2026/10/12") for _ in range(40)), received="2026-10-15")
        district.publish("2026-10-20")
        room = newsroom(district)
        number = room.written()
        room.attach(number, "图.png", png(), alt="图")
        room.attach(number, "表.pdf", pdf())
        with district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public", LIMITS=0):
            yield Client(raise_request_exception=False)


@pytest.fixture(scope="module")
def routes():
    return places(get_resolver("chengxin.site.urls_public").url_patterns)


def filled(route: tuple[str, list[str]], **words: str) -> str:
    text, names = route
    return text.format(**{name: words.get(name, GOOD.get(name, "1")) for name in names})


def answered(client: Client, path: str, *, method: str = "get", **more) -> None:
    status = getattr(client, method)(path, **more).status_code
    assert status in ALLOWED, (status, method, path, more)


def test_every_name_a_page_reads_is_written_to(public, routes):
    """What the source asks an address for stands in NAMES; a new one must be added there."""
    read = set()
    for path in [*(settings.BASE / "doors" / "portal").rglob("*.py"), *(settings.BASE / "doors" / "api").rglob("*.py")]:
        read |= set(re.findall(r'request\.GET(?:\.get\(|\.getlist\(|\[)"(\w+)"', path.read_text(encoding="utf-8")))
    document = json.loads((settings.BASE.parent / "docs" / "reference" / "openapi.json").read_text(encoding="utf-8"))
    for path, entry in document["paths"].items():
        if "servers" not in entry:
            read |= {one["name"] for one in entry["get"].get("parameters", []) if one["in"] == "query"}
    assert read <= set(NAMES), read - set(NAMES)
    assert len(routes) > 65


@pytest.mark.parametrize(
    "path", ["/api/v1/publicity/lines/{}", "/api/v1/ledger/inclusion/{}/1", "/api/v1/ledger/consistency/1/{}", "/line/{}", "/organ/{}.atom", "/ledger/line/{}/receipt.json"]
)
def test_a_number_beyond_all_rows_leads_nowhere(public, path):
    """One place asks it of all addresses; an interface gets a problem, whoever reads a page."""
    for number in (2**63 - 1, 2**63, 10**30):
        answer = public.get(path.format(number))
        assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("application/problem+json" if path.startswith("/api/") else "text/html"), (number, answer)


def test_every_part_of_a_law_that_there_is(public):
    for word in [word for word in WRITTEN if word not in (".", "..")]:
        for path in ("/law/npc-2021-administrative-penalty-law/{}", "/law/{}/48", "/law/{}"):
            answered(public, path.format(quote(word.encode("utf-8", "surrogatepass"), safe="")))
    assert public.get("/law/npc-2021-administrative-penalty-law/48").status_code == 200


def test_every_route_with_every_word_for_all_it_may_be_asked(public, routes):
    for route in routes:
        for word in WORDS[::5]:
            answered(public, filled(route), data=dict.fromkeys(NAMES, word))


@FEW
@given(data=st.data())
def test_any_parameter_of_any_route(public, routes, data):
    asked = data.draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(WORDS) | st.text(max_size=120), min_size=1, max_size=4))
    route, before = data.draw(st.sampled_from(routes)), data.draw(st.sampled_from(["", "/en", "/large", "/large/en"]))
    answered(public, before + filled(route), data={name: word.encode("utf-8", "replace").decode() for name, word in asked.items()})


@FEW
@given(data=st.data())
def test_any_part_of_any_address(public, routes, data):
    route = data.draw(st.sampled_from([one for one in routes if one[1]]))
    word = data.draw(st.sampled_from(WRITTEN) | st.text(min_size=1, max_size=60))
    part = data.draw(st.sampled_from(route[1]))
    answered(public, filled(route, **{part: quote(word.encode("utf-8", "surrogatepass"), safe=data.draw(st.sampled_from(["", "/%"])))}))


@FEW
@given(data=st.data())
def test_any_header_of_any_request(public, routes, data):
    sent = data.draw(st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(WRITTEN) | st.text(max_size=80), min_size=1, max_size=3))
    headers = {name: word.encode("utf-8", "surrogatepass").decode("latin-1") for name, word in sent.items()}
    answered(public, filled(data.draw(st.sampled_from(routes))), method=data.draw(st.sampled_from(["get", "head", "options"])), headers=headers)


@FEW
@given(data=st.data())
def test_any_form_sent_to_any_page(public, routes, data):
    route = data.draw(st.sampled_from(routes))
    if data.draw(st.booleans()):
        fields = data.draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(WORDS), max_size=4))
        answered(public, filled(route), method="post", data=fields)
    else:
        kind = data.draw(
            st.sampled_from(["application/json", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "application/x-www-form-urlencoded; charset=utf-16", "x"])
        )
        method, body = data.draw(st.sampled_from(["POST", "PUT", "PATCH", "DELETE"])), data.draw(st.binary(max_size=200))
        assert public.generic(method, filled(route), body, content_type=kind).status_code in ALLOWED


DOCUMENT = json.loads((settings.BASE / "doors" / "api" / "static" / "api" / "openapi.json").read_text(encoding="utf-8"))
DOCUMENT["paths"] = {path: entry for path, entry in DOCUMENT["paths"].items() if "servers" not in entry}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not-allowed"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_the_api_answers_as_it_is_described(public, label, mode):
    operation = OPERATIONS[label]
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
        pytest.skip("takes nothing that could be wrong")
    app = get_wsgi_application()

    @bounds(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        case.call_and_validate(app=app, base_url="http://testserver", checks=CHECKS)

    try:
        asked()
    except Unsatisfiable:
        pytest.skip("takes nothing that could be wrong")


def test_every_operation_of_the_public_api_is_asked():
    assert len(OPERATIONS) >= 12 and set(OPERATIONS) == {f"GET {path}" for path in DOCUMENT["paths"]}
