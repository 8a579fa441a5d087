"""What every page knows: whose site it is, and the same page in the other language."""

import functools

from django.http import HttpRequest
from django.urls import translate_url

from chengxin.access import api as access


@functools.cache
def _district() -> dict:
    return access.district()


def site(request: HttpRequest) -> dict[str, object]:
    """Context of every page. Reads the district file, never the database."""
    here = request.get_full_path()
    return {"district": _district(), "in_chinese": translate_url(here, "zh-hans"), "in_english": translate_url(here, "en")}
