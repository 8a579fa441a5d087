"""底座: what other rooms may use of ground."""

from chengxin.ground import (
    addresses,
    algorithms,
    audit,
    business_day,
    calendars,
    cells,
    database,
    days,
    digests,
    display,
    files,
    folding,
    health,
    identifiers,
    keys,
    masking,
    merkle,
    notes,
    outbox,
    places,
    plugins,
    replication,
    steps,
    verification,
    wording,
    written,
)
from chengxin.ground.audience import Audience, audience
from chengxin.ground.auditlog import log as auditlog
from chengxin.ground.errors import NotFound, Refusal, SeveralFound, WrongUse
from chengxin.ground.models import Instance
from chengxin.ground.nature import Nature
from chengxin.ground.requests import FIELD as REQUEST_KEY
from chengxin.ground.requests import OF as FORM_OF
from chengxin.ground.requests import Conflict
from chengxin.ground.term_line import TermLine

__all__ = [
    "FORM_OF",
    "REQUEST_KEY",
    "Audience",
    "Conflict",
    "Instance",
    "Nature",
    "NotFound",
    "Refusal",
    "SeveralFound",
    "TermLine",
    "WrongUse",
    "addresses",
    "algorithms",
    "audience",
    "audit",
    "auditlog",
    "business_day",
    "calendars",
    "cells",
    "database",
    "days",
    "digests",
    "display",
    "files",
    "folding",
    "health",
    "identifiers",
    "keys",
    "masking",
    "merkle",
    "notes",
    "outbox",
    "places",
    "plugins",
    "replication",
    "steps",
    "verification",
    "wording",
    "written",
]
