"""Systems at the API: an organ sends its batch and reads what became of it; anybody reads what is public. Over real HTTP, against real processes."""

import contextlib
import http.client
import json
import shutil
import socket
import threading
import time
import uuid
from urllib.parse import quote, urlencode

import pytest

from tests.district import credit_code, penalty_row
from tests.stories.conftest import FIRM, Site
from tests.waiting import PATIENCE, eventually

BATCHES = "/api/v1/batches"
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "护照号", "CF_XDR_ZJHM": "E00000009", "CF_XDR_MC": "林小满"}


class Answer:
    """What came back."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def data(self) -> dict:
        if self.status >= 400:
            assert self.headers["Content-Type"] == "application/problem+json"
            assert {"type", "title", "status", "code", "detail"} <= set(json.loads(self.body))
        return json.loads(self.body)


class Caller:
    """A system with a key, or without."""

    def __init__(self, port: int, key: str | None = None) -> None:
        self.port, self.key = port, key

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
            connection.request(method, path, body=body, headers=sent)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def send(self, body: bytes, key: str | None = None, source: str = "penalties", **headers: str) -> Answer:
        return self.ask(
            "POST", f"{BATCHES}?{urlencode({'source': source, 'file_name': '处罚.csv'})}", body, Idempotency_Key=key or str(uuid.uuid4()), **({"Prefer": "wait=10"} | headers)
        )


@pytest.fixture(scope="module")
def api():
    """A served instance with keys of two organs."""
    made = Site()
    try:
        made.run(
            "collect",
            "penalties",
            made.csv("先.csv", [penalty_row(CF_WSH="津北试罚〔2026〕9001号", CF_JDRQ="2026/10/12"), penalty_row(CF_JDRQ="2026/10/12", **PERSON)]),
            "--received",
            "2026-10-20",
        )
        made.run("publish", "--on", "2026-10-21")
        made.keys = {organ: json.loads(made.run("api-key", organ, "--note", "测试", "--json")) for organ in ("区应急局", "区市场监督局")}
        made.serve(CHENGXIN_TODAY="2026-11-24", CHENGXIN_API_LARGEST_MB="1", CHENGXIN_API_RATE="100000")
        for _ in range(100):
            with contextlib.suppress(OSError):
                if Caller(made.port + 2).ask("GET", "/health").status == 200:
                    break
            time.sleep(0.1)
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture
def organ(api) -> Caller:
    return Caller(api.port + 2, api.keys["区应急局"]["key"])


@pytest.fixture
def other(api) -> Caller:
    return Caller(api.port + 2, api.keys["区市场监督局"]["key"])


@pytest.fixture
def anybody(api) -> Caller:
    return Caller(api.port)


def content(api, *rows: dict) -> bytes:
    with open(api.csv("发.csv", list(rows)), "rb") as stream:
        return stream.read()


def test_a_batch_is_sent_once_and_read(api, organ):
    body = content(api, penalty_row(), penalty_row(CF_NR_FK=""))
    sent = organ.send(body, "2026-11-24-01")
    assert (sent.status, sent.data["accepted"], sent.data["quarantined"], sent.data["received"]) == (201, 1, 1, "2026-11-24")
    assert sent.data["file"] == "处罚.csv" and "接收 1 行" in sent.data["message"]
    again = organ.send(body, "2026-11-24-01")
    assert (again.status, again.body) == (200, sent.body)
    number = sent.data["batch"]
    assert sent.headers["Location"] == f"{BATCHES}/{number}"
    read = organ.ask("GET", sent.headers["Location"]).data
    assert (read["rows"], read["findings"][0]["code"], read["findings"][0]["lines"]) == (2, "fine-missing", [2])
    listed = organ.ask("GET", BATCHES).data
    assert listed["batches"][0]["batch"] == number and listed["next"] is None
    returned = organ.ask("GET", read["returned"])
    assert returned.status == 200 and "检查发现" in returned.body.decode("utf-8-sig") and "returned-" in returned.headers["Content-Disposition"]
    assert list((api.home / "inbox").iterdir()) == []


def test_the_same_key_with_other_content_is_refused(api, organ):
    organ.send(content(api, penalty_row()), "two-contents-1")
    told = organ.send(content(api, penalty_row()), "two-contents-1")
    assert (told.status, told.data["code"]) == (422, "idempotency-key-reused")
    assert organ.send(content(api, penalty_row()), "two-contents-2").status == 201


def test_the_same_content_under_another_key_changes_nothing(api, organ):
    body = content(api, penalty_row())
    first = organ.send(body)
    told = organ.send(body)
    assert (told.status, told.data["state"], told.data["accepted"], told.data["unchanged"], told.data["batch"]) == (201, "repeated", 0, 1, first.data["batch"])


def test_a_form_with_a_file(api, organ):
    body = content(api, penalty_row())
    form = (
        b"--x\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\npenalties\r\n--x\r\nContent-Disposition: form-data; name=\"organ\"\r\n\r\n" + "区应急局".encode()
        + b"\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + "表.csv".encode() + b"\"\r\nContent-Type: text/csv\r\n\r\n" + body + b"\r\n--x--\r\n"
    )  # fmt: skip
    sent = organ.ask("POST", BATCHES, form, Idempotency_Key="form-0001", Content_Type="multipart/form-data; boundary=x", Prefer="wait=10")
    assert (sent.status, sent.data["accepted"], sent.data["file"]) == (201, 1, "表.csv")
    empty = organ.ask(
        "POST",
        BATCHES,
        b'--x\r\nContent-Disposition: form-data; name="source"\r\n\r\npenalties\r\n--x--\r\n',
        Idempotency_Key="form-0002",
        Content_Type="multipart/form-data; boundary=x",
    )
    assert (empty.status, empty.data["code"]) == (400, "file-missing")
    cut = organ.ask("POST", BATCHES, form[:200], Idempotency_Key="form-0003", Content_Type="multipart/form-data; boundary=x")
    assert cut.status == 400


def test_a_file_that_cannot_be_taken_is_told_each_time(api, organ):
    for body, code in ((b"\xe7\x94\xb2,\xe4\xb9\x99\n1,2\n", "no-column"), (b"", "empty-file")):
        key = str(uuid.uuid4())
        for _ in range(2):
            told = organ.send(body, key)
            assert (told.status, told.data["code"]) == (422 if body else 400, code)


def test_what_waits_has_a_place_to_ask(api, organ, other):
    sent = organ.send(content(api, penalty_row()), Prefer="wait=0")
    assert (sent.status, sent.data["state"]) == (202, "waiting") and sent.headers["Retry-After"]
    place = sent.headers["Location"]
    assert other.ask("GET", place).status == 404
    until = time.monotonic() + PATIENCE
    while (told := organ.ask("GET", place)).data["state"] == "waiting":
        assert time.monotonic() < until
        time.sleep(0.1)
    assert (told.status, told.data["state"], told.data["accepted"]) == (200, "collected", 1)


def test_two_requests_with_one_key_at_once_make_one_batch(api, organ):
    body, told = content(api, *(penalty_row(CF_WSH=f"同时{n}号") for n in range(50))), []
    threads = [threading.Thread(target=lambda: told.append(organ.send(body, "at-once-01"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.status for one in told) == [200] * 5 + [201]
    assert len({one.body for one in told}) == 1 and told[0].data["accepted"] == 50


def test_an_organ_sees_its_own_batches_alone(api, organ, other):
    number = organ.send(content(api, penalty_row())).data["batch"]
    for path in (f"{BATCHES}/{number}", f"{BATCHES}/{number}/returned", f"{BATCHES}/999999"):
        assert (other.ask("GET", path).status, other.ask("GET", path).data["code"]) == (404, "not-found")
    assert number not in [one["batch"] for one in other.ask("GET", BATCHES).data["batches"]]
    wrong = organ.ask("POST", f"{BATCHES}?source=penalties&organ={quote('区市场监督局')}", content(api, penalty_row()), Idempotency_Key="wrong-organ-1")
    assert (wrong.status, wrong.data["code"]) == (403, "wrong-organ")


def test_without_a_good_key_nothing_is_done(api, organ):
    made = json.loads(api.run("api-key", "区应急局", "--json"))
    for key in (None, "cx1_" + "x" * 43, "x", made["key"] + "x"):
        told = Caller(api.port + 2, key).ask("GET", BATCHES)
        assert (told.status, told.data["code"]) == (401, "not-signed-in") and told.headers["WWW-Authenticate"].startswith("Bearer")
    new = Caller(api.port + 2, made["key"])
    assert new.ask("GET", BATCHES).status == 200
    listed = {one["id"]: one for one in json.loads(api.run("api-keys", "区应急局", "--json"))}
    assert listed[made["id"]]["last_used_at"] and made["key"] not in json.dumps(listed)
    assert json.loads(api.run("api-key", "区应急局", "--revoke", str(made["id"]), "--json"))["revoked"] is True
    assert new.ask("GET", BATCHES).status == 401
    stored = api.run("database")
    assert made["key"] not in stored


def test_wrong_requests_are_told_and_leave_nothing(api, organ):
    body = content(api, penalty_row())
    for told, status, code in (
        (organ.ask("POST", f"{BATCHES}?source=penalties", body), 400, "idempotency-key-missing"),
        (organ.send(body, "short"), 400, "idempotency-key-missing"),
        (organ.send(body, source="没有"), 404, "not-found"),
        (organ.send(body, source=""), 400, "source-missing"),
        (organ.send(body, Content_Type="application/x-www-form-urlencoded"), 400, "bad-content-type"),
        (organ.send(b"x" * (3 << 20)), 413, "file-too-large"),
        (organ.send(b"x" * ((1 << 20) + 5)), 413, "file-too-large"),
        (organ.ask("PUT", BATCHES, body), 405, "method-not-allowed"),
        (organ.ask("GET", "/api/v1/nothing"), 404, "not-found"),
        (organ.ask("GET", f"{BATCHES}/x"), 404, "not-found"),
        (organ.ask("GET", f"{BATCHES}?before=x"), 400, "bad-parameter"),
    ):
        assert (told.status, told.data["code"]) == (status, code), told.body
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told.data["detail"])
    assert list((api.home / "inbox").iterdir()) == []


def test_a_body_in_chunks_or_cut_off(api, organ):
    head = f"POST {BATCHES}?source=penalties HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {organ.key}\r\nIdempotency-Key: cut-off-0001\r\n"
    with socket.create_connection(("127.0.0.1", organ.port)) as raw:
        raw.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".encode())
        assert raw.recv(4096).startswith(b"HTTP/1.1 411")
    with socket.create_connection(("127.0.0.1", organ.port)) as raw:
        raw.sendall(f"{head}Content-Length: 1000\r\n\r\nhalf".encode())
        raw.shutdown(socket.SHUT_WR)
        answer = raw.recv(4096)
    assert answer == b"" or b" 400 " in answer.splitlines()[0]
    body = content(api, penalty_row())
    assert organ.send(body, "cut-off-0001").status == 201  # the key was not used up
    assert eventually(lambda: list((api.home / "inbox").iterdir()) == [])  # the half body goes as soon as its thread notices, the whole one when it is collected


def test_anybody_reads_subjects_and_never_a_person(api, anybody):
    found = anybody.ask("GET", f"/api/v1/subjects?q={quote('北运宏达')}")
    assert found.status == 200 and (found.data["total"], found.data["more"], found.data["subjects"][0]["code"]) == (1, False, FIRM)
    assert found.headers["Cache-Control"] == "no-cache" and found.data["invented"] is True
    same = anybody.ask("GET", f"/api/v1/subjects?q={quote('北运宏达')}", If_None_Match=found.headers["ETag"])
    assert (same.status, same.body) == (304, b"")
    one = anybody.ask("GET", f"/api/v1/subjects/{FIRM}").data
    assert [line["document_number"] for line in one["lines"]] == ["津北试罚〔2026〕9001号"] and one["lines"][0]["term_ends"] == "2027-10-12"
    assert anybody.ask("GET", f"/api/v1/subjects?q={quote('林小满')}").data["total"] == 0
    for code in ("E00000009", credit_code("91120105MA0000099"), "x" * 18, "%27"):
        assert anybody.ask("GET", f"/api/v1/subjects/{code}").status == 404
    assert anybody.ask("HEAD", f"/api/v1/subjects/{FIRM}").body == b""


def test_bounds_of_the_search(anybody):
    for query, code in (
        ("", "bad-parameter"),
        ("q=", "bad-parameter"),
        (f"q={'x' * 101}", "bad-parameter"),
        ("q=x&page=0", "bad-parameter"),
        ("q=x&size=101", "bad-parameter"),
        ("q=x&page=21&size=50", "too-far"),
    ):
        told = anybody.ask("GET", f"/api/v1/subjects?{query}")
        assert (told.status, told.data["code"]) == (400, code), query
    past = anybody.ask("GET", f"/api/v1/subjects?q={quote('北运宏达')}&page=3").data
    assert (past["total"], past["subjects"]) == (1, [])


def test_anybody_reads_the_catalogue_and_the_description(anybody):
    items = anybody.ask("GET", "/api/v1/catalogue").data["items"]
    assert {"penalty", "licence", "registration"} <= {item["code"] for item in items}
    penalty = anybody.ask("GET", "/api/v1/catalogue/penalty?on=2026-01-01").data
    assert {"code": "CF_WSH", "mandatory": True}.items() <= next(e for e in penalty["elements"] if e["code"] == "CF_WSH").items()
    assert anybody.ask("GET", "/api/v1/catalogue/nothing").status == 404
    assert anybody.ask("GET", "/api/v1/catalogue/penalty?on=x").status == 400
    page = anybody.ask("GET", "/api/v1/docs")
    text = page.body.decode()
    assert page.status == 200 and "报送一批" in text and "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text
    assert anybody.ask("GET", "/api/v1/openapi.json").data["openapi"].startswith("3.1")


def test_each_side_has_its_own_routes(api, organ, anybody):
    assert anybody.ask("GET", BATCHES).status == 404 and anybody.ask("POST", BATCHES, b"x").status == 404
    assert organ.ask("GET", "/api/v1/subjects?q=x").status == 404
    for method, path, status in (("GET", "/", 302), ("GET", "/en/", 302), ("GET", "/about", 404), ("POST", "/", 403)):  # a key opens no page
        assert organ.ask(method, path, b"x" if method == "POST" else None).status == status
    assert organ.ask("POST", "/health", b"x").status == 403  # a form without a token
