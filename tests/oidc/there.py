"""What somebody does at the issuer's pages, and how they come back."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.district import identity_number
from tests.my import browser
from tests.waiting import PATIENCE

STRANGER = identity_number("12010519850101009")
BACK = "https://testserver/sign-in/identity/back"


def left(client) -> str:
    """Out to the issuer; the address one is sent to."""
    answer = client.post("/sign-in/identity", {"next": "/looks"})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def signed_in_there(address: str, login: str, there: httpx.Client | None = None) -> dict[str, str]:
    """What somebody does at the issuer's pages, until it sends the browser back: the answer. ``there``: their browser, as the issuer knows it."""
    with there or httpx.Client(timeout=PATIENCE, follow_redirects=False) as there:
        response = there.get(address)
        for _ in range(12):
            if response.status_code in (302, 303):
                to = response.headers["location"]
                if to.startswith(BACK):
                    return {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}
                response = there.get(httpx.URL(address).join(to))
            else:
                form = re.search(r'action="([^"]+)"', response.text)
                prompt = re.search(r'name="prompt" value="(\w+)"', response.text)
                assert form and prompt, response.text[:500]
                response = there.post(httpx.URL(address).join(form.group(1)), data={"prompt": prompt.group(1), "login": login, "password": "x"})
    raise AssertionError("the issuer did not send the browser back")


def came_back(client, answer: dict[str, str]):
    return client.get("/sign-in/identity/back", answer)


def entered(at, login: str = "qian"):
    client = browser()
    answer = came_back(client, signed_in_there(left(client), login))
    return client, answer
