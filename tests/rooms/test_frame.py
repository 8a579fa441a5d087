"""The frame of the site: every place leads somewhere and is marked, and the navigation stays short."""

from django.test import override_settings
from django.urls import resolve

from chengxin.doors.portal import frame


@override_settings(ROOT_URLCONF="chengxin.site.urls_public")
def test_every_place_leads_somewhere_and_is_marked():
    found = list(frame.places())
    assert len(found) >= 18
    for place in found:
        match = resolve(place.to)
        assert match.url_name == place.route and frame.of_route(place.route), place.to
    for section in frame.SECTIONS:
        assert frame.of_route(section.head.route) == section.code


def test_the_navigation_stays_short():
    assert len(frame.SECTIONS) <= 7 and all(len(section.places) <= 8 for section in frame.SECTIONS)
