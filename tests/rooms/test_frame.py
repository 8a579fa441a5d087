"""The frame of the site: every place leads somewhere, is marked, and one that another part brings shows itself when it is there."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path, resolve

from chengxin.doors.portal import frame
from chengxin.site import urls_public


class Routes:
    """The public side with a page that another part brings."""

    urlpatterns = [path("brought/", lambda request: HttpResponse(), name="brought"), *urls_public.urlpatterns]


@pytest.fixture(autouse=True)
def fresh():
    frame._answers.cache_clear()
    yield
    frame._answers.cache_clear()


def test_every_place_leads_somewhere_and_is_marked():
    with override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        found = list(frame.places())
        assert len(found) >= 18
        for place in found:
            match = resolve(place.to)
            assert frame.of_route(match.url_name or "") or place.paths, place.to
        for section in frame.SECTIONS:
            assert frame.of_route(resolve(section.head.to).url_name or "") == section.code


def test_a_place_of_another_part_shows_itself_when_it_is_there():
    brought = frame.Place("某处", paths=("/nowhere", "/brought"))
    section = frame.Section("some", "某类", brought, (brought,))
    with override_settings(ROOT_URLCONF=Routes):
        assert brought.to == "/brought/" and section.shown == [brought]
    frame._answers.cache_clear()
    with override_settings(ROOT_URLCONF="chengxin.site.urls_public"):
        assert not brought.there and section.shown == []


def test_the_navigation_stays_short():
    assert len(frame.SECTIONS) <= 7 and all(len(section.places) <= 8 for section in frame.SECTIONS)
