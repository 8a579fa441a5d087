"""目录入库: items and versions into the tables that SQL reads, at every migration. Idempotent.

A version by which rows were read is never changed: a definition that differs under the same version
name is a mistake and stops the migration. Until a file was read by it, it is a draft and may change.
"""

from django.db.models import ForeignKey, ManyToOneRel

from chengxin.catalogue.definitions import ItemVersion as Definition
from chengxin.catalogue.definitions import packaged, read_version
from chengxin.catalogue.grammar import DefinitionError
from chengxin.catalogue.models import Item, ItemVersion
from chengxin.ground.api import written


def load() -> None:
    """Bring the stored catalogue up to the files. Raises DefinitionError where a stored version was changed."""
    for item in packaged().values():
        Item.objects.update_or_create(code=item.code, defaults={"name": item.name, "nature": item.nature, "power": item.power, "openness": item.openness})
        for version in item.versions:
            stored, made = ItemVersion.objects.get_or_create(item_id=item.code, version=version.version, defaults=columns(version))
            if made:
                continue
            if stored.digest == version.digest:
                _told(stored, version)
                continue
            if _was_read_by(stored):
                raise DefinitionError(
                    item.path or item.code,
                    [f"条目 {item.code} 的 {version.version} 版已有数据依此读入，不得改动；请恢复原样，另写一个版本（version 换名，in_force_from 为今天或以后）"],
                )
            ItemVersion.objects.filter(pk=stored.pk).update(**columns(version))
    for approved in ItemVersion.objects.filter(definition__isnull=False, name_key="").select_related("item"):
        _told(approved, read_version(approved.item.code, written.parsed(approved.definition)))


def _told(stored: ItemVersion, version: Definition) -> None:
    """A version stored before SQL wanted to know its numbers and its name is told of them: they follow from its definition, which is the same."""
    now = {key: value for key, value in columns(version).items() if key in ("number_keys", "name_key")}
    if any(getattr(stored, key) != value for key, value in now.items()):
        ItemVersion.objects.filter(pk=stored.pk).update(**now)


def _was_read_by(stored: ItemVersion) -> bool:
    """True if a file was read by it: something refers to it. Every record came with a file, so what refers without a constraint need not be looked through."""
    fields = [rel.field for rel in ItemVersion._meta.get_fields(include_hidden=True) if isinstance(rel, ManyToOneRel)]
    return any(field.model._default_manager.filter(**{field.name: stored}).exists() for field in fields if isinstance(field, ForeignKey) and getattr(field, "db_constraint", True))


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
        "number_keys": [e.code for e in version.elements if e.type in ("number", "code", "date", "amount")],
        "name_key": version.roles.get("name", ""),
    }
