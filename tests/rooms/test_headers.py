"""Strict headers and content policy on every kind of answer of every side: the routes are walked, and asked in every way."""

import re
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import get_resolver

from chengxin.publicity import api as publicity
from chengxin.site.observing.middleware import NOTE
from tests.articles import newsroom, pdf, png
from tests.desk import browser, desk
from tests.district import credit_code, penalty_row
from tests.my import my
from tests.routes import places

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
WORDS = {
    "item": "penalty",
    "code": credit_code("91120105MA0000001"),
    "column": "news",
    "kind": "item",
    "topic": "kinds",
    "day": "2026-10-20",
    "name": "penalty.csv",
    "path": "0/000",
    "origin": "x",
    "number": "1",
    "file": "1",
}


def addresses(patterns: list) -> list[str]:
    """An address of every route, with something in each of its places."""
    return [text.format(**{name: WORDS.get(name, "1") for name in names}) for text, names in places(patterns)]


def sound(answer, told: str, *, cookies: bool = False) -> None:
    """What every answer says, whatever it is."""
    assert answer.status_code < 500 or told.startswith("trouble"), told
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY, told
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, (told, name)
    assert "camera=()" in answer["Permissions-Policy"] and answer["Cache-Control"] and answer["X-Request-ID"], told
    assert "Server" not in answer.headers and "X-Powered-By" not in answer.headers, told
    assert cookies or not answer.cookies, told


@pytest.fixture
def stocked(district):
    """A district with penalties, a licence and an article with a picture and a file; as the public."""
    district.collect(penalty_row(CF_JDRQ="2026/10/12"), received="2026-10-15")
    district.publish("2026-10-20")
    room = newsroom(district)
    number = room.written()
    room.attach(number, "图.png", png(), alt="图")
    room.attach(number, "表.pdf", pdf())
    return room


@contextmanager
def public(room):
    with room.district.side("public"), override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        client = Client(raise_request_exception=False)
        client.defaults["wsgi.url_scheme"] = "https"
        yield client


def test_every_route_of_the_public_side_asked_in_every_way(stocked):
    with public(stocked) as reader:
        kinds = set()
        every = addresses(get_resolver("chengxin.site.urls_public").url_patterns)
        assert len(every) > 65
        for path in (*every, *(f"/en{path}" for path in every), "/large/", "/large/publicity", "/nowhere", "/static/look/nothing.css", "/subject/" + WORDS["code"]):
            for method in ("get", "head", "post", "put", "delete", "options"):
                answer = getattr(reader, method)(path)
                sound(answer, f"{method} {path}")
                kinds.add((answer.status_code, answer.get("Content-Type", "").partition(";")[0]))
            answer = reader.get(path, headers={"If-None-Match": "*"})
            sound(answer, f"conditional {path}")
            kinds.add((answer.status_code, ""))
        assert {(200, "text/html"), (200, "text/csv"), (200, "application/atom+xml"), (200, "application/xml"), (200, "text/plain"), (200, "application/json"), (304, ""), (404, "text/html"), (405, "text/html"),
                (404, "application/problem+json"), (405, "application/problem+json"), (400, "application/problem+json")} <= kinds, kinds  # fmt: skip
        assert [kind for kind in kinds if "spreadsheet" in kind[1]] or ("/catalogue/penalty/template.xlsx" not in every)


def test_files_of_the_site_and_pictures_of_articles(stocked):
    with public(stocked) as reader:
        found = re.findall(r'(?:href|src)="(/static/[^"]+)"', reader.get("/").content.decode())
        assert found
        for path in found:
            answer = reader.get(path)
            assert answer.status_code == 200
            sound(answer, path)
            sound(reader.get(path, headers={"If-Modified-Since": answer["Last-Modified"]}), path)
        for number in (1, 2):
            sound(reader.get(f"/articles/1/{number}"), str(number))
        sound(reader.get("/catalogue/penalty/template.xlsx"), "xlsx")


def test_trouble_carries_them_too(stocked, monkeypatch):
    """A fault, a lost database, too much, a wrong host."""

    def broken(error):
        def away(*words, **more):
            raise error

        return away

    with public(stocked) as reader:
        reader.get("/")
        for error, status in ((ZeroDivisionError("x"), 500), (OperationalError("x"), 503)):
            with monkeypatch.context() as patch:
                patch.setattr(publicity, "line", broken(error))
                patch.setattr(publicity, "search", broken(error))
                for path in ("/search?q=x", "/api/v1/subjects?q=x"):
                    answer = reader.get(path)
                    assert answer.status_code == status, path
                    sound(answer, f"trouble {path}")
        with override_settings(ALLOWED_HOSTS=["x.example"]):
            answer = reader.get("/")
            assert answer.status_code == 400
            sound(answer, "wrong host")
        robot = {"X-Forwarded-For": "198.51.100.200", "User-Agent": "robot"}
        with override_settings(LIMITS=0.001):
            few = Client()
            answers = [few.get(path, headers=robot) for path in ("/line/1", "/line/2", "/", "/api/v1/publicity/organs") for _ in range(3)]
        assert {429} <= {answer.status_code for answer in answers}
        for answer in answers:
            sound(answer, "too much")


def test_every_route_of_the_desk_and_of_the_subjects_side(stocked):
    with stocked.district.side("desk"), desk():
        every = addresses(get_resolver("chengxin.site.urls_desk").url_patterns)
        for client in (browser(), browser("writer")):
            client.raise_request_exception = False
            for path in (*every, "/nowhere", "/static/look/nothing.css"):
                for method in ("get", "head", "post", "put"):
                    answer = getattr(client, method)(path)
                    sound(answer, f"{method} {path}", cookies=True)
                    assert answer["Strict-Transport-Security"] if settings.SECURE_HSTS_SECONDS else True
    with stocked.district.side("my"), my():
        every = addresses(get_resolver("chengxin.site.urls_my").url_patterns)
        client = Client(raise_request_exception=False)
        client.defaults["wsgi.url_scheme"] = "https"
        for path in (*every, "/nowhere"):
            for method in ("get", "head", "post", "put"):
                sound(getattr(client, method)(path), f"{method} {path}", cookies=True)


def test_of_an_officer_the_log_is_told_the_account_and_the_appointment_by_number_and_of_a_citizen_nothing(stocked):
    with stocked.district.side("desk"), desk(), override_settings(SIDE="desk"):
        note = browser("writer").get("/articles").wsgi_request.META[NOTE]
        assert set(note) == {"id", "route", "account", "post"} and note["route"] == "articles"
        assert type(note["account"]) is int and type(note["post"]) is int
    with stocked.district.side("my"), my(), override_settings(SIDE="my"):
        assert set(Client().get("/sign-in").wsgi_request.META[NOTE]) == {"id", "route"}
