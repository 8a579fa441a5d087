"""事件发件箱: upward a room speaks only by events.

An event is written in the transaction of the change. Handlers are functions of rooms above, keyed
by name; each event reaches each handler at least once and, because the delivery is written in the
handler's own transaction, its effect happens once.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, dict[str, Handler]] = {}


def handles(topic: str, key: str) -> Callable[[Handler], Handler]:
    """Register a handler for ``topic`` under a ``key`` that must never change."""

    def register(handler: Handler) -> Handler:
        _handlers.setdefault(topic, {})[key] = handler
        return handler

    return register


def emit(topic: str, payload: dict[str, object]) -> None:
    """Write an event in the caller's transaction. ``payload`` holds references, never values."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ground_event (topic, payload) VALUES (%s, %s)", [topic, json.dumps(payload)])


def deliver() -> int:
    """Hand every undelivered event to its handlers, oldest first; returns how many deliveries were made."""
    made = 0
    for topic, handlers in _handlers.items():
        for key, handler in handlers.items():
            while _deliver_next(topic, key, handler):
                made += 1
    return made


def _deliver_next(topic: str, key: str, handler: Handler) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"outbox:{key}"])
        cursor.execute(
            "SELECT id, payload FROM ground_event e WHERE topic = %s AND NOT EXISTS"
            " (SELECT 1 FROM ground_delivery d WHERE d.event_id = e.id AND d.handler = %s) ORDER BY id LIMIT 1",
            [topic, key],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        payload = row[1] if isinstance(row[1], dict) else json.loads(row[1])
        handler(payload)
        cursor.execute("INSERT INTO ground_delivery (event_id, handler) VALUES (%s, %s)", [row[0], key])
        return True
