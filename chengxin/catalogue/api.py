"""资源目录: what other rooms may use of the catalogue."""

from chengxin.catalogue import codesets
from chengxin.catalogue.changes import (
    approve,
    checked,
    named,
    objections_now,
    proposal,
    proposals,
    propose,
    propose_text,
    reject,
    rejection_of,
    sent_back,
    waiting_for_approval,
    written_as,
)
from chengxin.catalogue.classes import by_class, classes
from chengxin.catalogue.codesets import CodeSet, code_set, described, format_name
from chengxin.catalogue.comparing import Pair, compared
from chengxin.catalogue.current import item, items, refresh
from chengxin.catalogue.definitions import Condition, Element, Form, Item, ItemVersion
from chengxin.catalogue.drafting import draft
from chengxin.catalogue.grammar import DefinitionError
from chengxin.catalogue.loading import load, stored_id
from chengxin.catalogue.readable import readable
from chengxin.catalogue.rules import differences
from chengxin.catalogue.schemas import csvw, frictionless, json_schema
from chengxin.catalogue.template import file_name, template

__all__ = [
    "CodeSet",
    "Condition",
    "DefinitionError",
    "Element",
    "Form",
    "Item",
    "ItemVersion",
    "Pair",
    "approve",
    "by_class",
    "checked",
    "classes",
    "code_set",
    "codesets",
    "compared",
    "csvw",
    "described",
    "differences",
    "draft",
    "file_name",
    "format_name",
    "frictionless",
    "item",
    "items",
    "json_schema",
    "load",
    "named",
    "objections_now",
    "proposal",
    "proposals",
    "propose",
    "propose_text",
    "readable",
    "refresh",
    "reject",
    "rejection_of",
    "sent_back",
    "stored_id",
    "template",
    "waiting_for_approval",
    "written_as",
]
