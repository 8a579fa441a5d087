"""What the gateway refuses by itself is told in Chinese, with the status it found."""

import base64
import hashlib
import logging
import socket
from types import SimpleNamespace

import pytest
from django.test import override_settings
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine, LimitRequestHeaders, LimitRequestLine

from chengxin.site import refusing
from chengxin.site.refusing import Worker


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [
        (LimitRequestLine(5000, 4094), "414 URI Too Long", "网址太长"),
        (LimitRequestHeaders("limit request headers fields size"), "431 Request Header Fields Too Large", "请求头太长"),
        (InvalidRequestLine("<script>"), "400 Bad Request", "请求有误"),
        (InvalidHeader("<script>"), "400 Bad Request", "请求有误"),
        (RuntimeError("ours"), "500 Internal Server Error", "本站出错了"),
    ],
)
def test_what_is_refused_is_said_in_our_words(trouble, status, said):
    ours, theirs = socket.socketpair()
    worker = Worker.__new__(Worker)
    worker.cfg, worker.log = Config(), SimpleNamespace(warning=logging.getLogger("test").warning, exception=logging.getLogger("test").debug, debug=logging.getLogger("test").debug)
    with ours, theirs:
        worker.handle_error(None, ours, ("127.0.0.1", 1), trouble)
        head, _, page = theirs.recv(50_000).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}\r\n".encode()) and b"charset=utf-8" in head and f"Content-Length: {len(page)}".encode() in head
    assert said in page.decode() and "<script" not in page.decode() and "Request" not in page.decode()
    style = page.decode().partition("<style>")[2].partition("</style>")[0]
    assert "--ink" in style and "prefers-color-scheme:dark" in style and base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in head.decode()
    assert 'lang="en"' in page.decode() and "Back to the home page" in page.decode()


@pytest.mark.parametrize(("side", "name"), [("public", "信用中国（天津河北）"), ("my", "我的信用"), ("desk", "工作台")])
def test_the_page_names_the_side_that_refused(side, name):
    refusing.page.cache_clear()
    with override_settings(SIDE=side):
        shown, policy = refusing.page(414)
    refusing.page.cache_clear()
    assert f"· {name}</title>" in shown.decode() and b"default-src 'none'" in policy


def test_nobody_there_any_more_stops_nothing():
    ours, theirs = socket.socketpair()
    theirs.close()
    worker = Worker.__new__(Worker)
    worker.cfg, worker.log = Config(), logging.getLogger("test")
    with ours:
        worker.handle_error(None, ours, ("127.0.0.1", 1), LimitRequestLine(5000, 4094))
