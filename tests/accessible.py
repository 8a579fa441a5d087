"""Pages that everybody can use: axe finds nothing and nothing runs out sideways, on a desk and on a phone, light and dark.

A page is loaded once and looked at in each form, for its form is a matter of styles alone. Colours change no more than contrast, so in the
dark only that is asked for.
"""

import functools

import pytest

WIDTHS = (1440, 390)
_ALL = {"resultTypes": ["violations"]}
_CONTRAST = _ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@functools.cache
def _axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


def check(page, path: str) -> None:
    """Fail where the page that is open has a finding in any form; ``path`` tells which it is."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, options in (("light", _ALL), ("dark", _CONTRAST)):
            page.emulate_media(color_scheme=scheme)
            found = _axe().run(page, options=options)
            assert found.violations_count == 0, (path, width, scheme, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
