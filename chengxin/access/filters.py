"""保存的筛选: a filter of a list, kept by an account for itself."""

from typing import Any

from chengxin.access.signing.sessions import Who, proof
from chengxin.ground.api import database as sql


def keep(who: Who, page: str, name: str, query: str) -> bool:
    """Keep a filter under a name; the same name again replaces it. False for a name or a filter too long, or none."""
    return bool(sql.fetch_value("SELECT access_filter_keep(%s, %s, %s, %s)", [proof(who.key), page, name.strip(), query]))


def of(who: Who, page: str) -> list[dict[str, Any]]:
    """One's own filters of a list, oldest first: id, name, query."""
    return sql.fetch("SELECT * FROM access_filters_of(%s, %s)", [proof(who.key), page])


def end(who: Who, number: int) -> str | None:
    """Forget one of one's own; of which list it was, None where it is not one's own."""
    return sql.fetch_value("SELECT access_filter_end(%s, %s)", [proof(who.key), number])
