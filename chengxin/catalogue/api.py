"""资源目录: what other rooms may use of the catalogue."""

from chengxin.catalogue.changes import approve, named, proposals, propose
from chengxin.catalogue.classes import classes
from chengxin.catalogue.codesets import CodeSet, code_set, described, format_name
from chengxin.catalogue.current import item, items, refresh
from chengxin.catalogue.definitions import Condition, Element, Form, Item, ItemVersion
from chengxin.catalogue.loading import load, stored_id
from chengxin.catalogue.readable import readable
from chengxin.catalogue.rules import differences
from chengxin.catalogue.schemas import csvw, frictionless, json_schema
from chengxin.catalogue.template import file_name, template

__all__ = [
    "CodeSet",
    "Condition",
    "Element",
    "Form",
    "Item",
    "ItemVersion",
    "approve",
    "classes",
    "code_set",
    "csvw",
    "described",
    "differences",
    "file_name",
    "format_name",
    "frictionless",
    "item",
    "items",
    "json_schema",
    "load",
    "named",
    "proposals",
    "propose",
    "readable",
    "refresh",
    "stored_id",
    "template",
]
