"""Every route of every side says for whom it is, which act it is, and by which methods it may be asked."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from chengxin.access.api import roles
from chengxin.ground.api import Audience, audience
from chengxin.site import urls_desk, urls_public


def routes(patterns: list) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns)
        else:
            yield entry


def test_every_route_of_the_public_declares_its_audience_and_act():
    found = list(routes(get_resolver("chengxin.site.urls_public").url_patterns))
    assert len(found) >= 7
    silent = [str(route.pattern) for route in found if getattr(route.callback, "audience", None) is None or route.callback.act not in roles.ACTS]
    assert silent == []
    assert {route.callback.audience for route in found} == {Audience.PUBLIC}
    assert all(roles.may("anybody", route.callback.act) for route in found)


def test_every_route_of_the_desk_declares_its_audience_and_act():
    found = list(routes(get_resolver("chengxin.site.urls_desk").url_patterns))
    told = [(str(route.pattern), getattr(route.callback, "audience", None), getattr(route.callback, "act", None)) for route in found]
    assert None not in {whom for _, whom, _ in told} and {act for _, _, act in told} <= roles.ACTS.keys()
    assert [one for one in told if one[1] is Audience.PUBLIC] == [("health", Audience.PUBLIC, "read-public")]
    systems = [act for _, whom, act in told if whom is Audience.SYSTEM]
    staff = [act for _, whom, act in told if whom is Audience.STAFF]
    assert len(systems) >= 4 and all(roles.may("monitor" if act == "read-metrics" else "organ-system", act) for act in systems)
    assert len(staff) >= 20 and len(systems) + len(staff) + 1 == len(told)
    assert {act for act in staff if roles.may("anybody", act)} == {"sign-in"}  # all else wants a sign-in


def test_a_route_without_an_act_is_no_route():
    for whom in (Audience.STAFF, Audience.SUBJECT):
        with pytest.raises(ValueError, match="act"):
            audience(whom)


def test_error_pages_declare_theirs():
    for handler in (urls_public.handler400, urls_public.handler403, urls_public.handler404, urls_public.handler500):
        assert handler.audience is Audience.PUBLIC
    for handler in (urls_desk.handler400, urls_desk.handler403, urls_desk.handler404, urls_desk.handler500):
        assert handler.audience is Audience.STAFF


def test_the_public_side_sets_no_cookie_and_knows_no_session():
    assert not [name for name in settings.MIDDLEWARE if "csrf" in name.lower() or "session" in name.lower() or "desk" in name]
    assert [name for name in settings.DESK_MIDDLEWARE if "Csrf" in name] and settings.DESK_MIDDLEWARE[-1].endswith("desk.middleware.Guard")
