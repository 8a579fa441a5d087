"""Writes of subjects that are not made from arriving rows."""

import datetime as dt

from chengxin.subjects.models import Kind, Organ, Subject

_BEFORE_ALL = dt.date(2019, 12, 17)  # the day of the district's plan (S1): organs of the file are known from then


def register_organ(name: str, *, aliases: list[str]) -> int:
    """Make sure that an organ of the district file is a subject; returns its id."""
    organ = Organ.objects.filter(official_name=name, in_district_file=True).first() or Organ.objects.filter(official_name=name).first()
    if organ is None:
        subject = Subject.objects.create(kind=Kind.ORGAN, code=None, first_received_on=_BEFORE_ALL)
        organ = Organ.objects.create(subject=subject, official_name=name, aliases=aliases, in_district_file=True)
    elif organ.aliases != aliases or not organ.in_district_file:
        organ.aliases, organ.in_district_file = aliases, True
        organ.save(update_fields=["aliases", "in_district_file"])
    return organ.subject_id
