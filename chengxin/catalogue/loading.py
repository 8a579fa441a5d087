"""目录入库: items and versions into the tables that SQL reads, at every migration. Idempotent.

A version by which rows were read is never changed: a definition that differs under the same version
name is a mistake of ours and stops the migration.
"""

from chengxin.catalogue.definitions import ItemVersion as Definition
from chengxin.catalogue.definitions import packaged
from chengxin.catalogue.models import Item, ItemVersion


def load() -> None:
    """Bring the stored catalogue up to the files. Raises ValueError where a stored version was changed."""
    for item in packaged().values():
        Item.objects.update_or_create(code=item.code, defaults={"name": item.name, "nature": item.nature, "power": item.power, "openness": item.openness})
        for version in item.versions:
            stored, made = ItemVersion.objects.get_or_create(item_id=item.code, version=version.version, defaults=columns(version))
            if not made and stored.digest != version.digest:
                raise ValueError(f"目录条目 {item.code} 的 {version.version} 版已有数据依此读入，不得改动，请另立新版")


def stored_id(version: Definition) -> int:
    """The row of a version, for those that refer to it."""
    return ItemVersion.objects.get(item_id=version.item, version=version.version).pk


def columns(version: Definition) -> dict[str, object]:
    """What SQL needs of a version: its day, its digest, and which elements are hidden or masked."""

    def codes(*kinds: str | None) -> list[str]:
        return [e.code for e in version.elements if e.public in kinds]

    return {
        "in_force_from": version.in_force_from,
        "digest": version.digest,
        "private_keys": codes(None),
        "text_keys": codes("text"),
        "street_keys": codes("street"),
        "leader_keys": codes("organisations"),
    }
