"""What an instance keeps of those who use it: real processes are asked naughty things on every side, then every log and every figure is read."""

import http.client
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from chengxin.site import postgres
from chengxin.site.home import Home
from tests.district import identity_number, penalty_row
from tests.said import NUMBER
from tests.stories.conftest import FIRM, Site
from tests.waiting import PATIENCE, eventually

IDENTITY, MOBILE, NAME, FROM = identity_number("12010519900101123"), "13812345678", "林小满", "203.0.113.77"
SECRETS = (IDENTITY, IDENTITY[:17], MOBILE, "138 1234 5678", NAME, quote(NAME), NAME.encode().hex(), FROM, "2001:db8::77", "naughty-agent")
SIDES = ("public", "my", "desk")


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


@pytest.fixture(scope="module")
def watched():
    """An instance with a firm's penalties, served on three sides; the public one believes the proxy on this machine."""
    made = Site()
    try:
        rows = [penalty_row(CF_WSH=f"津北试罚〔2026〕{n}号", CF_JDRQ="2026/10/12") for n in range(400)]
        made.run("collect", "penalties", made.csv("罚.csv", rows), "--received", "2026-10-20")
        made.run("publish", "--on", "2026-10-21")
        made.key = json.loads(made.run("api-key", "区应急局", "--json"))["key"]
        made.serve(CHENGXIN_TODAY="2026-11-24")
        for side in range(3):
            assert eventually(lambda side=side: _up(made, side))
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


def _up(site, side: int) -> bool:
    try:
        return ask(site, "/health", side=side).status == 200
    except OSError:
        return False


def ask(site, path: str, *, side: int = 0, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", site.port + side, timeout=PATIENCE)
    try:
        connection.request(method, path, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def logs(site) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8", errors="replace") for path in (site.home / "log").rglob("*") if path.is_file()}


def lines(site, side: str) -> list[dict]:
    return [json.loads(line) for line in (site.home / "log" / f"{side}.log").read_text(encoding="utf-8").splitlines()]


def metrics(site) -> str:
    told = ask(site, "/metrics", side=2, Authorization=f"Bearer {(site.home / 'secrets' / 'metrics').read_text()}")
    assert told.status == 200
    return told.text


def figure(site, name: str) -> float:
    return float(next((line.rpartition(" ")[2] for line in metrics(site).splitlines() if line.startswith(name + " ")), "nan"))


@pytest.fixture(scope="module")
def naughty(watched) -> None:
    """After all that must not be remembered was written wherever somebody could write it, at every side."""
    _be_naughty(watched)


def _be_naughty(site) -> None:
    for secret in (IDENTITY, MOBILE, NAME, f"{NAME} {IDENTITY} {MOBILE}"):
        word = quote(secret)
        sent = {
            "X-Forwarded-For": FROM,
            "User-Agent": f"naughty-agent {word}",
            "Referer": f"http://x/{word}",
            "Cookie": f"session={word}; {word}=1",
            "X-Request-ID": word,
            "Accept-Language": word,
            word: word,
        }
        form = f"login={word}&password={word}&q={word}&name={word}".encode()
        for side in range(3):
            for path in (
                f"/search?q={word}",
                f"/{word}",
                f"/subject/{word}",
                f"/line/1?x={word}",
                f"/api/v1/subjects?q={word}",
                f"/api/v1/subjects/{word}",
                f"/static/{word}.css",
                f"/sign-in?next=/{word}",
                f"/articles/{word}",
                f"/law/{word}/{word}",
            ):
                for method in ("GET", "HEAD", "POST"):
                    assert (
                        ask(site, path, side=side, method=method, body=form if method == "POST" else None, Content_Type="application/x-www-form-urlencoded", **sent).status < 500
                    ), (side, path)
            assert ask(site, f"/{word}", side=side, method="PROPFIND", **sent).status < 500
            for raw in (
                f"GET /{secret} HTTP/1.1\r\n\r\n",
                f"{word} / HTTP/1.1\r\n\r\n",
                f"GET /{word} HTTP/{word}\r\n\r\n",
                f"GET / HTTP/1.1\r\nHost: {word}\r\nBad Header {secret}\r\n\r\n",
                f"GET /{word * 400} HTTP/1.1\r\n\r\n",
            ):
                _raw(site.port + side, raw.encode())
        ask(
            site,
            f"/api/v1/batches?source={word}&file_name={word}.csv",
            side=2,
            method="POST",
            body=secret.encode(),
            Authorization=f"Bearer {site.key}",
            Idempotency_Key="naughty-01",
        )
        ask(site, f"/api/v1/batches?file_name={word}.csv", side=2, method="POST", body=secret.encode(), Authorization=f"Bearer {word}")


def _raw(port: int, sent: bytes) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as stream:
        stream.sendall(sent)
        stream.shutdown(socket.SHUT_WR)
        while stream.recv(65536):
            pass


def test_nothing_of_naughty_requests_is_in_any_log_or_figure(watched, naughty):
    assert eventually(lambda: all(any(line["event"] == "request" for line in lines(watched, side)) for side in SIDES))
    told = logs(watched) | {Path("metrics"): metrics(watched)}
    assert {path.name for path in told} >= {"public.log", "my.log", "desk.log", "worker.log", "postgres.log", "metrics"}
    for path, text in told.items():
        for secret in SECRETS:
            assert secret not in text, (path, secret, next(line for line in text.splitlines() if secret in line))
    assert IDENTITY.encode() not in b"".join(path.read_bytes() for path in (watched.home / "run").rglob("*") if path.is_file())


def test_every_line_of_the_sides_is_one_object_of_known_fields(watched, naughty):
    from chengxin.site.observing.lines import FIELDS

    number = ask(watched, "/line/1").headers["X-Request-ID"]
    assert eventually(lambda: any(line.get("id") == number for line in lines(watched, "public")))  # written once the answer is out
    for side in (*SIDES, "worker"):
        for line in lines(watched, side):
            assert set(line) <= {"time", "level", "side", "logger", "event", *FIELDS} and line["side"] == side, line
    (asked,) = [line for line in lines(watched, "public") if line.get("id") == number]
    assert NUMBER.fullmatch(number) and (asked["route"], asked["status"], asked["method"]) == ("line", 200, "GET") and asked["ms"] > 0 and asked["bytes"] > 1000
    assert {line.get("route") for line in lines(watched, "public")} >= {"search", "subject", "line", "api-subjects", "api-subject", "static", "none"}
    assert any(line["logger"] == "gunicorn.error" and line["event"] == "Invalid request from ip" for line in lines(watched, "public"))


def test_the_number_of_a_request_is_in_its_answer_on_the_page_and_in_the_log(watched):
    for side, path, name in ((0, "/nowhere", "public"), (1, "/nowhere", "my"), (2, "/nowhere", "desk"), (0, "/api/v1/nowhere", "public")):
        told = ask(watched, path, side=side, X_Request_ID="12345-67890")
        number = told.headers["X-Request-ID"]
        assert NUMBER.fullmatch(number) and number != "12345-67890", path
        assert told.status == 404 and (number in told.text or path.startswith("/api/")), path
        assert eventually(lambda number=number, name=name: any(line.get("id") == number and line["status"] == 404 for line in lines(watched, name)))
    assert ask(watched, "/").headers["X-Request-ID"] != ask(watched, "/").headers["X-Request-ID"]


def test_a_fault_of_ours_is_logged_with_its_place_and_shown_with_its_number(watched):
    """A view of the database is taken away under the site's feet: every page that reads it breaks, with what was asked in the statement."""
    _as_owner(watched, "ALTER VIEW publicity.article RENAME TO article_away")
    try:
        for path in ("/articles/7", "/en/articles/7"):
            told = ask(watched, path)
            assert told.status == 500 and told.headers["X-Request-ID"] in told.text
            number = told.headers["X-Request-ID"]
            assert eventually(lambda number=number: len([line for line in lines(watched, "public") if line.get("id") == number]) == 2)
            fault, request = [line for line in lines(watched, "public") if line.get("id") == number]
            assert "sqlstate=42P01" in fault["fault"] and "queries.py" in fault["fault"] and "SELECT" not in fault["fault"] and fault["route"] == "article"
            assert (request["event"], request["status"]) == ("request", 500)
    finally:
        _as_owner(watched, "ALTER VIEW publicity.article_away RENAME TO article")


def _as_owner(site, sql: str) -> None:
    import psycopg

    with psycopg.connect(**postgres.connection(Home(site.home), "owner"), autocommit=True) as raw:
        raw.execute(sql)


def test_metrics_are_for_whoever_holds_the_key(watched):
    key = (watched.home / "secrets" / "metrics").read_text()
    assert (watched.home / "secrets" / "metrics").stat().st_mode & 0o077 == 0
    for given in (
        {},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {key}x"},
        {"Authorization": "Bearer 王".encode().decode("latin-1")},
        {"Authorization": f"Bearer {watched.key}"},
    ):
        told = ask(watched, "/metrics", side=2, **given)
        assert told.status == 401 and "chengxin_" not in told.text and told.headers["WWW-Authenticate"].startswith("Bearer")
    assert ask(watched, "/metrics", side=2, method="POST", body=b"", Authorization=f"Bearer {key}").status in (403, 405)
    for side in (0, 1):
        assert ask(watched, "/metrics", side=side, Authorization=f"Bearer {key}").status == 404


def test_all_processes_count_together_and_a_process_that_dies_takes_nothing_along(watched):
    name = 'chengxin_requests_total{method="GET",route="about",side="public",status="200"}'
    before = figure(watched, name)
    before = 0 if before != before else before
    for _ in range(40):
        ask(watched, "/about")
    assert eventually(lambda: figure(watched, name) == before + 40)
    subprocess.run(["pkill", "-KILL", "-P", _master(watched)], check=True)
    assert eventually(lambda: _up(watched, 0))
    for _ in range(40):
        ask(watched, "/about")
    assert eventually(lambda: figure(watched, name) == before + 80)
    assert len(list((watched.home / "run" / "figures").glob("counter_public-*.db"))) <= 4


def _master(site) -> str:
    """The process number of the public side's gunicorn, whose workers are its children."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words, environment = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if b"gunicorn" in words and f"CHENGXIN_HOME={site.home}\0".encode() in environment and b"CHENGXIN_SIDE=public\0" in environment and parent == str(site.process.pid):
                return entry.name
    raise AssertionError("no gunicorn")


def test_the_figures_an_operator_needs_are_there(watched):
    told = metrics(watched)
    for name in (
        "chengxin_request_seconds_bucket", "chengxin_database_connections", "chengxin_worker_pulse_seconds", "chengxin_jobs", "chengxin_job_oldest_seconds", "chengxin_audit_waiting", "chengxin_disk_free_bytes",
        "chengxin_publication_due", "chengxin_publication_total", "chengxin_publication_last_seconds", "chengxin_ledger_waiting", "chengxin_duty_oldest_days", "chengxin_database_up",
    ):  # fmt: skip
        assert re.search(rf"^{name}[ {{]", told, re.MULTILINE), name
    assert "# TYPE chengxin_replica_behind_bytes gauge" in told and "chengxin_database_up 1" in told
    assert figure(watched, 'chengxin_shelf_lines{item="penalty"}') == 400
    assert figure(watched, 'chengxin_publication_total{what="published"}') == 400


def test_no_label_tells_more_than_a_name_of_ours(watched, naughty):
    from django.urls import get_resolver

    known = {
        "side": {"public", "my", "desk"}, "method": {"GET", "HEAD", "POST", "other"}, "what": None, "state": None, "code": None, "item": None, "meter": None, "le": None, "how": {"kept", "made"},
        "route": {"static", "none", "refused", "unnamed"} | {name for side in SIDES for name in _names(get_resolver(f"chengxin.site.urls_{side}").url_patterns)},
    }  # fmt: skip
    for label, value in re.findall(r'([a-z]+)="([^"]*)"', metrics(watched)):
        if label == "status":
            assert value.isdecimal() and len(value) == 3
        else:
            assert label in known and (known[label] is None or value in known[label]) and re.fullmatch(r"[A-Za-z0-9_.+-]{1,40}", value), (label, value)


def _names(patterns: list, api: bool = False) -> set[str]:
    found: set[str] = set()
    for one in patterns:
        inside = api or str(one.pattern).startswith("api/")
        if hasattr(one, "url_patterns"):
            found |= _names(one.url_patterns, inside)
        elif one.name:
            found.add(f"api-{one.name}" if inside and not one.name.startswith("api-") else one.name)
        elif inside:
            found.add("api-unnamed")
    return found


def test_the_desk_tells_which_account_worked_and_the_subjects_side_nothing(watched):
    assert not [line for line in lines(watched, "my") if {"account", "post"} & set(line)]
    assert not [line for line in lines(watched, "public") if {"account", "post"} & set(line)]


def number_of_a_line(site) -> int:
    return int(re.search(r'href="/line/(\d+)"', ask(site, "/publicity/penalty").text).group(1))


def test_a_program_that_walks_the_lines_is_sent_to_the_open_data_and_its_neighbours_read_on(watched):
    first, robot = number_of_a_line(watched) - 350, {"X-Forwarded-For": "198.51.100.5", "User-Agent": "robot"}
    for number in range(first, first + 350):
        told = ask(watched, f"/line/{number}", **robot)
        if told.status != 200:
            break
    assert told.status == 429 and number - first > 250
    assert 'href="/data"' in told.text and 0 < int(told.headers["Retry-After"]) <= 600 and told.headers["RateLimit"].startswith('"reader-walk";r=0')
    assert "Set-Cookie" not in told.headers and "<form" not in told.text.partition("<main")[2].partition("</main")[0]
    assert "en" in ask(watched, f"/en/line/{first}", **robot).text and "open data" in ask(watched, f"/en/line/{first}", **robot).text.lower()
    api = ask(watched, f"/api/v1/publicity/lines/{first}", **robot)
    assert (
        api.status == 429
        and api.headers["Content-Type"] == "application/problem+json"
        and json.loads(api.text)["code"] == "too-many-requests"
        and "/data" in json.loads(api.text)["detail"]
    )
    assert api.headers["Retry-After"] and api.headers["RateLimit-Policy"].startswith('"reader-walk";q=300;w=1800')
    for path in ("/data", "/robots.txt", "/health", "/ledger/checkpoint", "/about", "/static/portal/site.css"):
        assert ask(watched, path, **robot).status != 429, path  # what is there to be taken as a whole stays open
    assert ask(watched, f"/line/{first}", **{"X-Forwarded-For": "198.51.100.5", "User-Agent": "Firefox"}).status == 200  # behind the same address
    assert ask(watched, f"/line/{first}", **{"X-Forwarded-For": "198.51.100.6", "User-Agent": "robot"}).status == 200
    assert ask(watched, f"/line/{first}").status == 200
    assert figure(watched, 'chengxin_stopped_total{meter="reader-walk"}') >= 3
    assert any(line["event"] == "stopped" and line["meter"] == "reader-walk" for line in lines(watched, "public"))
    assert b"198.51.100" not in b"".join(path.read_bytes() for path in (watched.home / "run").glob("limits.sqlite*"))


def test_an_answer_of_the_api_tells_how_much_is_left(watched):
    told = ask(watched, f"/api/v1/subjects/{FIRM}", **{"X-Forwarded-For": "198.51.100.9"})
    assert re.fullmatch(r'"[a-z-]+";r=\d+;t=\d+', told.headers["RateLimit"]) and "Retry-After" not in told.headers
    assert "RateLimit" not in ask(watched, "/", **{"X-Forwarded-For": "198.51.100.9"}).headers


def test_a_stop_outlives_the_processes(watched):
    robot = {"X-Forwarded-For": "198.51.100.5", "User-Agent": "robot"}
    assert ask(watched, "/", **robot).status == 429
    watched.stop()
    watched.serve(CHENGXIN_TODAY="2026-11-24")
    assert ask(watched, "/", **robot).status == 429
    assert ask(watched, "/", **{"X-Forwarded-For": "198.51.100.6", "User-Agent": "robot"}).status == 200


def test_logs_are_turned_over_and_the_oldest_go(tmp_path, monkeypatch):
    from chengxin.site import server

    monkeypatch.setattr(server, "LOG_LIMIT", 100)
    log = tmp_path / "public.log"
    for number in range(server.LOGS_KEPT + 3):
        log.write_text(f"{number}" * 200)
        server.turn_over(log)
    assert log.read_text() == "" and (tmp_path / "public.1.log").read_text()[0] == str(server.LOGS_KEPT + 2)
    assert len(list(tmp_path.iterdir())) == server.LOGS_KEPT + 1
