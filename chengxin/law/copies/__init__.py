"""副本: a copy of all that is stored about a subject, set for paper by the same press as letters."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chengxin.law.letters.press import set_document

_TEMPLATE = Path(__file__).with_name("archive-copy.typ")


def archive_copy(told: Mapping[str, Any], *, on: dt.date) -> bytes:
    """The PDF of a copy: ``title``, ``lines`` under it, and ``parts`` of ``heading``, ``empty`` and ``entries`` (``title``, ``weighs``, ``rows`` of label and text)."""
    return set_document(_TEMPLATE.read_text(encoding="utf-8"), dict(told), on=on).pdf
