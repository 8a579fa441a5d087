"""资源目录: what other rooms may use of the catalogue."""

from chengxin.catalogue.codesets import code_set
from chengxin.catalogue.definitions import Element, Item, ItemVersion, item, items
from chengxin.catalogue.loading import load, stored_id

__all__ = ["Element", "Item", "ItemVersion", "code_set", "item", "items", "load", "stored_id"]
