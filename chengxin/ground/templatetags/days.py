"""{{ due|day }}: a day as it is said today, with its year where that is another."""

import datetime as dt

from django import template
from django.template.defaultfilters import date as written

from chengxin.ground import business_day

register = template.Library()


@register.filter
def day(value: dt.date | None) -> str:
    """``11-20`` in this year, ``2024-03-05`` in another; empty where there is none."""
    if value is None:
        return ""
    return written(value, "m-d" if value.year == business_day.today().year else "Y-m-d")
