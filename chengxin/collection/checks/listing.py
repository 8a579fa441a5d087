"""检查一览: which checks look at an item, for people to read."""

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import level_of, rule_of, source_of


def levels() -> dict[str, str]:
    """Every check by its code, with its level: field, record, dataset or history."""
    from chengxin.collection.checks import register  # late, here and below: the checks are expressions, and bring their engine with them

    return {check.CODE: level_of(check) for check in register.every()}


def checks_of(version: ItemVersion) -> list[dict[str, object]]:
    """Every check that looks at a version: code, level, action, elements, rule, source and message, in the order in which findings are told."""
    from chengxin.collection.checks import register

    found = []
    for check in register.every():
        if targets := check.targets(version):
            elements = [str(version.roles.get(target, target)) for target in targets]
            found.append(
                {
                    "code": check.CODE,
                    "level": level_of(check),
                    "action": check.ACTION,
                    "elements": elements,
                    "rule": rule_of(check),
                    "source": source_of(check),
                    "message": check.MESSAGE,
                }
            )
    return found
