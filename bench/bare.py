"""A bare Django that answers the same addresses with the same templates from memory: what a page costs when nothing is asked and nothing is guarded.

Served beside the real site by ``bench.throughput``. Each process asks the real pages once, keeps template and context of each, and from
then on only renders.
"""

import os
from pathlib import Path
from typing import Any
from unittest import mock

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.site.settings")
django.setup(set_prefix=False)

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import resolve  # noqa: E402

from chengxin.doors.portal.pages import respond  # noqa: E402


def _learned(paths: list[str]) -> dict[str, tuple[str, dict[str, Any], Any]]:
    known: dict[str, tuple[str, dict[str, Any], Any]] = {}
    for path in paths:
        with mock.patch.object(respond, "render", wraps=render) as drawn:
            answer = Client(HTTP_HOST="127.0.0.1").get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        _, template, context = drawn.call_args.args
        known[path] = template, {name: list(value) if hasattr(value, "__next__") else value for name, value in context.items()}, resolve(path.partition("?")[0])
    return known


class Bare(WSGIHandler):
    """No middleware, no address to resolve, no question: a template and its context."""

    def __init__(self) -> None:
        self.known = _learned(Path(os.environ["BENCH_PATHS"]).read_text(encoding="utf-8").split())

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """The page as it was."""
        query = request.META.get("QUERY_STRING")
        template, context, request.resolver_match = self.known.get(f"{request.path_info}?{query}" if query else request.path_info, next(iter(self.known.values())))
        return render(request, template, context)


application = Bare()
