"""What every page knows: whose site it is, and the same page in the other language."""

import functools
from functools import partial

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.urls import translate_url

from chengxin.access import api as access
from chengxin.ground.api import display
from chengxin.publicity import api as publicity


@functools.cache
def district() -> dict:
    """The district file, read once a process."""
    return access.district()


def site(request: HttpRequest) -> dict[str, object]:
    """Context of every page. Reads the district file, and once a process what kind of instance this is."""
    here, invented = request.get_full_path_info(), _invented()
    shown = getattr(request, "display", display.USUAL)
    filling = invented and settings.DEMO_MARK.exists()
    return {
        "district": district(),
        "invented": invented,
        "filling": filling,
        "in_chinese": partial(translate_url, here, "zh-hans"),  # asked by the pages of the other language alone
        "in_english": partial(translate_url, here, "en"),
        "display": shown,
        "in_plain": here,
        "in_large": f"/large{here}",
    }


def _invented() -> bool:
    try:
        return publicity.invented()
    except Error:  # the page that says the database is away needs no strip
        return False
