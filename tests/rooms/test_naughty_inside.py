"""Naughty words at the desk and at the subjects' side: whoever is signed in, no address, question or form of theirs is our own fault."""

import re
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import get_resolver

from chengxin.access import api as access
from chengxin.access.roles import POST_ROLES
from chengxin.ground.requests import FIELD
from chengxin.subjects import api as subjects
from tests import cases, my
from tests.desk import appointed, browser, desk, opened
from tests.district import District
from tests.forms import Form, forms
from tests.rooms.test_naughty import WORDS
from tests.routes import places

NUMBERS = ["0", "1", "9" * 18, "9" * 19, "9" * 400, "-1", "x"]
SOME = [word for word in WORDS[::4] if word]
ODD = ("9999-12-31", "9" * 19, "𠮷'\"\u202e%00", "王" * 5000)
PERSON_ROLES = ("citizen", "manager", "nobody")


def names_of(side: str) -> list[str]:
    """Every name the pages of a side read from an address or a form."""
    read: set[str] = set()
    for path in (settings.BASE / "doors" / side).rglob("*.py"):
        read |= set(re.findall(r'(?:request\.(?:GET|POST)|said|asked|form|fields)(?:\.get\(|\.getlist\(|\[)"(\w+)"', path.read_text(encoding="utf-8")))
    return sorted(read)


class Walk:
    """One walk of one person: what was answered, and what was our own fault."""

    def __init__(self, client: Client, routes: list[tuple[str, list[str]]]) -> None:
        self.client, self.routes = client, [route for route in routes if route[0] != "/sign-out"]
        self.told: set[int] = set()
        self.faults: list = []
        self.ended = 0  # how often they signed themselves out on the way

    def ask(self, method: str, path: str, data: dict | None = None):
        answer = getattr(self.client, method)(path, data)
        self.told.add(answer.status_code)
        if answer.status_code == 302 and answer["Location"].startswith("/sign-in"):
            self.ended += 1
        if answer.status_code >= 500:
            self.faults.append((answer.status_code, method, path[:100], data))
        return answer

    def addresses(self) -> Iterator[str]:
        """Every address that is open to them, with 1 in its places; in passing, each with every number and some words."""
        for text, gaps in self.routes:
            at = text.format(**dict.fromkeys(gaps, "1"))
            if self.ask("get", at).status_code == 403:
                continue
            for word in [*NUMBERS, *SOME] if gaps else []:
                path = text.format(**dict.fromkeys(gaps, quote(word.encode("utf-8", "surrogatepass"), safe="")))
                self.ask("get", path)
                if word in NUMBERS:
                    self.ask("post", path, {})
            yield at
            if text.startswith("/cases/") and gaps:
                yield text.format(**dict.fromkeys(gaps, "2"))

    def walk(self, names: list[str], done: set[str]) -> None:
        """Ask and send every name with some words everywhere; then every form as it stands, with a word in one field after the other."""
        for at in self.addresses():
            if at in done:
                continue  # by somebody before; what is shown to both is the same
            done.add(at)
            for word in SOME:
                self.ask("get", at, dict.fromkeys(names, word))
                self.ask("post", at, dict.fromkeys(names, word))
            answer = self.ask("get", at)
            if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
                for form in forms(answer.content.decode(), at):
                    self.fill(form)

    def fill(self, form: Form) -> None:
        """A form of a page, with a word that does not belong there in each of its fields."""
        if form.action.startswith(("/sign-out", "http")):
            return
        for name in form.said:
            for word in ODD if name != FIELD else ("x",):
                self.ask(form.method, form.action, form.said | {name: word} | ({FIELD: str(uuid.uuid4())} if name != FIELD and form.method == "post" else {}))
            for file in form.files:
                self.ask(form.method, form.action, form.said | {FIELD: str(uuid.uuid4()), file: SimpleUploadedFile("\u202e=x.pdf", b"\0\xff")})


@pytest.fixture(scope="module")
def peopled(server):
    """Two firms and two citizens with their accounts, an officer in every role, a case that is drafted and one that waits for approval."""
    with District(server) as district:
        made = my.published(district)
        both = made.both
        for role in POST_ROLES:
            if role.code != "administrator":
                appointed(f"r-{role.code}", role.code, both, organ="区政务服务办" if role.code == "window" else "区应急局")
        opened(*(f"r-{role.code}" for role in POST_ROLES if role.code != "administrator"))
        first, second, *_ = district.rows("SELECT id, subject_id FROM records_record WHERE item_id = 'penalty' ORDER BY id")
        with district.side("desk"):
            cases.drafted(cases.Office(district, *first, []), login="r-handler")
            cases.proposed(cases.Office(district, *second, []), login="r-handler")
        made.done = set()
        yield made


@pytest.mark.parametrize("role", [role.code for role in POST_ROLES if role.code != "administrator"])
def test_the_desk_as_every_role(peopled, role):
    names = names_of("desk")
    assert len(names) > 40
    with peopled.district.side("desk"), desk():
        client = browser(f"r-{role}", raise_request_exception=False)
        routes = places(get_resolver("chengxin.site.urls_desk").url_patterns)
        walk = Walk(client, routes)
        walk.walk(names, peopled.done)
        assert walk.faults == [], "\n".join(map(str, walk.faults))
        assert walk.told >= {200, 404} and client.get("/").status_code == 200 and walk.ended < 5, walk.ended


@pytest.mark.parametrize("login", PERSON_ROLES)
def test_the_subjects_side_as_anybody(peopled, login):
    names = names_of("my")
    with peopled.district.side("my"):
        key = my.key_of_my(peopled.district, login, subject=peopled.subject[my.FIRM] if login == "manager" else None)
    with peopled.district.side("my"), my.my():
        client = my.browser(key, raise_request_exception=False)
        routes = places(get_resolver("chengxin.site.urls_my").url_patterns)
        walk = Walk(client, routes)
        walk.walk(names, set())
        assert walk.faults == [], "\n".join(map(str, walk.faults))
        assert walk.told >= {200, 404}


def test_the_interface_for_systems(peopled):
    """With a key of an organ: every word as a number, a name, a header, a kind of data and a body."""
    with peopled.district.side("worker"):
        _, key = access.make_key(subjects.organ("区应急局"), note="", actor="测试")
    said = {"Authorization": f"Bearer {key}", "Prefer": "wait=0"}
    told, faults = set(), []
    with peopled.district.side("desk"), desk(), override_settings(LIMITS=0):
        client = browser(raise_request_exception=False)

        def ask(method: str, path: str, headers: dict[str, str], **more) -> None:
            status = client.generic(method, path, headers=said | headers, **more).status_code
            told.add(status)
            if status >= 500:
                faults.append((status, method, path[:100], headers, more))

        sent = {"Idempotency-Key": "2026-11-29-1"}
        for word in [*NUMBERS, *WORDS]:
            part = quote(word.encode("utf-8", "surrogatepass"), safe="")
            for path in ("/api/v1/batches/{}", "/api/v1/batches/{}/returned", "/api/v1/uploads/{}", "/api/v1/batches?before={}"):
                ask("GET", path.format(part), {})
            ask("POST", f"/api/v1/batches?source={part}", sent, data=b"x", content_type="application/octet-stream")
            ask("POST", f"/api/v1/batches?source=penalties&organ={part}", sent, data=b"x", content_type="application/octet-stream")
            ask(
                "POST",
                f"/api/v1/batches?source=penalties&file_name={part}",
                {"Idempotency-Key": f"name-{len(told)}-{hash(word)}"},
                data=word.encode(),
                content_type="application/octet-stream",
            )
            for header in ("Idempotency-Key", "Content-Type", "Authorization"):
                ask("POST", "/api/v1/batches?source=penalties", sent | {header: word.encode("utf-8", "surrogatepass").decode("latin-1")}, data=b"x")
        for word in ("wait=", "wait=-1", "wait=999, x", "respond-async; wait=0"):
            ask("POST", "/api/v1/batches?source=nothing", sent | {"Prefer": word}, data=b"x")
        for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain; charset=nowhere"):
            for body in (b"", b"--x", b"--x\r\n\r\n--x--", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\xff\r\n--x--\r\n', b"\0" * 100):
                ask("POST", "/api/v1/batches?source=penalties", sent, data=body, content_type=kind)
    assert faults == [], "\n".join(map(str, faults))
    assert told >= {200, 202, 400, 401, 403, 404}
