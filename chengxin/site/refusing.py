"""网关拒收: what the gateway refuses before the application sees it (an address too long, a head that is none), said as the house says it."""

import base64
import functools
import hashlib
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from gunicorn.workers.gthread import ThreadWorker

_TITLES = {414: "网址太长", 431: "请求头太长", 500: "本站出错了"}
_OTHERWISE = "请求有误"
_SITES = {"my": "我的信用", "desk": "工作台"}


@functools.cache
def page(status: int) -> tuple[bytes, bytes]:
    """The page of a status in the look of the site, and the policy under which it is shown: its own style, and no script."""
    from chengxin.access import api as access  # late: gunicorn asks for the worker before the application is there

    look, dark = ((settings.BASE / "doors" / "static" / "look" / name).read_text(encoding="utf-8") for name in ("look.css", "dark.css"))
    style, said = f"{look}@media (prefers-color-scheme:dark){{{dark}}}", {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = render_to_string("look/refused_said.html", {"status": status})
    site = _SITES.get(settings.SIDE) or access.district()["site_name"]
    context = {"title": _TITLES.get(status, _OTHERWISE), "site": site, "style": mark_safe(style), "chinese": said["zh-hans"], "english": said["en"]}
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'self' 'sha256-{allowed}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return render_to_string("look/refused.html", context).encode(), policy.encode()


class Worker(ThreadWorker):
    """gunicorn's worker of threads. It judges, logs and counts what it refuses; the page is ours."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Its answer is taken down instead of sent: the status is kept, the English is not."""
        told = _Draft()
        super().handle_error(req, told, addr, exc)
        try:
            client.settimeout(1)
            client.sendall(told.answer())
        except OSError as error:  # nobody listens any more
            self.log.debug("the refusal was not sent: %s", error)


class _Draft:
    """In place of the socket: what gunicorn says."""

    def __init__(self) -> None:
        self.text = b""

    def gettimeout(self) -> float:
        """As of a socket that waits for nothing."""
        return 0.0

    def send(self, text: bytes) -> int:
        """Take down some of it."""
        self.text += text
        return len(text)

    sendall = send

    def answer(self) -> bytes:
        """The same status with our page."""
        status = self.text.split(b"\r\n", 1)[0].removeprefix(b"HTTP/1.1 ")
        shown, policy = page(int(status[:3]))
        head = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        return head % status + b"Content-Security-Policy: %s\r\nContent-Length: %d\r\n\r\n" % (policy, len(shown)) + shown
