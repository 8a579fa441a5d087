"""Every route of every side says for whom it is and by which methods it may be asked."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from chengxin.ground.api import Audience
from chengxin.site import urls_desk, urls_public


def routes(patterns: list) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns)
        else:
            yield entry


def test_every_route_declares_its_audience():
    found = list(routes(get_resolver("chengxin.site.urls_public").url_patterns))
    assert len(found) >= 7
    silent = [str(route.pattern) for route in found if getattr(route.callback, "audience", None) is None]
    assert silent == []
    assert {route.callback.audience for route in found} == {Audience.PUBLIC}


def test_every_route_of_the_desk_declares_its_audience():
    found = list(routes(get_resolver("chengxin.site.urls_desk").url_patterns))
    told = {str(route.pattern): getattr(route.callback, "audience", None) for route in found}
    assert None not in told.values()
    assert told.pop("health") is Audience.PUBLIC
    assert len(told) >= 4 and set(told.values()) == {Audience.SYSTEM}


def test_error_pages_declare_theirs():
    for handler in (urls_public.handler400, urls_public.handler403, urls_public.handler404, urls_public.handler500):
        assert handler.audience is Audience.PUBLIC
    for handler in (urls_desk.handler400, urls_desk.handler403, urls_desk.handler404, urls_desk.handler500):
        assert handler.audience is Audience.SYSTEM
