"""
The generation: one number that rises with any change that a reader could see.

Triggers raise it in the changing transaction, however the change was made (form, bulk update,
another program). What depends on the site alone (kept pages, settings, counts) is filed under it,
so nothing is ever cleared by hand.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.db import connections
from django.utils import timezone

T = TypeVar("T")

# Tables of other apps that readers see; an app adds its own in `AppConfig.ready`.
_watched: set[str] = set()
# Where a date passes without a save: callables that return the next such date after a given one.
_clocks: list[Callable[[datetime], datetime | None]] = []
_last_dates: list[Callable[[datetime], datetime | None]] = []


@dataclass(frozen=True)
class Standing:
    """What the site is at one moment: its number, since when, and when a date will change it."""

    number: int
    changed_at: datetime
    passed_at: datetime | None = None
    until: datetime | None = None

    @property
    def since(self) -> datetime:
        return max(self.changed_at, self.passed_at or self.changed_at)

    @cached_property
    def key(self) -> str:
        """
        A word that differs whenever a reader could see something else.

        Both dates: the database's clock may be ahead of ours, or have been so when it wrote.
        """
        dates = (self.changed_at, self.passed_at)
        return "-".join([str(self.number), *(f"{date.timestamp():.6f}" for date in dates if date)])


def watch(*labels: str) -> None:
    """Let any change to these models (`app_label.Model`) raise the generation."""
    _watched.update(labels)


def add_clock(
    next_date: Callable[[datetime], datetime | None],
    last_date: Callable[[datetime], datetime | None],
) -> None:
    """Let dates that pass count as changes: the next one after, the last one up to a moment."""
    _clocks.append(next_date)
    _last_dates.append(last_date)


def install(using: str = "default", **_: Any) -> None:
    """Create the triggers on every watched table; those that stand already are made anew."""
    connection = connections[using]
    tables = [apps.get_model(label)._meta.db_table for label in sorted(_watched)]
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if "cms_generation" not in existing:
            return
        make = _TRIGGERS[connection.vendor]
        for table in tables:
            if table in existing:
                for statement in make(table):
                    cursor.execute(statement)


# Two plain statements: an upsert would take on the conflict rule of what fired the trigger.
SQLITE_TRIGGER = """
CREATE TRIGGER "{table}_generation_{event}" AFTER {event} ON "{table}" BEGIN
    INSERT INTO cms_generation (id, number, changed_at)
        SELECT 1, 0, '' WHERE NOT EXISTS (SELECT 1 FROM cms_generation);
    UPDATE cms_generation
        SET number = number + 1, changed_at = strftime('%Y-%m-%d %H:%M:%f000', 'now');
END
"""

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION cms_raise_generation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cms_generation AS kept (id, number, changed_at) VALUES (1, 1, clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET number = kept.number + 1, changed_at = clock_timestamp();
    RETURN NULL;
END $$
"""

POSTGRESQL_TRIGGER = """
CREATE TRIGGER "{table}_generation" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION cms_raise_generation()
"""


def _sqlite_triggers(table: str) -> Iterator[str]:
    for event in ("insert", "update", "delete"):
        yield f'DROP TRIGGER IF EXISTS "{table}_generation_{event}"'
        yield SQLITE_TRIGGER.format(table=table, event=event)


def _postgresql_triggers(table: str) -> Iterator[str]:
    yield POSTGRESQL_FUNCTION
    yield f'DROP TRIGGER IF EXISTS "{table}_generation" ON "{table}"'
    yield POSTGRESQL_TRIGGER.format(table=table)


_TRIGGERS = {"sqlite": _sqlite_triggers, "postgresql": _postgresql_triggers}
SELECT = "SELECT number, changed_at FROM cms_generation WHERE id = 1"


class Memory(threading.local):
    """What a thread knows of the standing that it saw last."""

    row: tuple | None = None
    standing: Standing | None = None
    asked_at: datetime
    values: dict[str, Any]


_memory = Memory()
# So many values a thread: addresses that nobody links to, asked one by one, must not fill memory.
MOST_REMEMBERED = 5000


def current(connection: Any = None) -> Standing:
    """The site's standing now: one query of one row, and two more only after a change."""
    row = _read(connection or connections["default"])
    now = timezone.now()
    kept = _memory.standing
    if (
        kept
        and _memory.row == row
        and _memory.asked_at <= now
        and (kept.until is None or now < kept.until)
    ):
        return kept
    number, changed_at = _parsed(row)
    passed = [date for last_date in _last_dates if (date := last_date(now))]
    coming = [date for next_date in _clocks if (date := next_date(now))]
    standing = Standing(number, changed_at, max(passed, default=None), min(coming, default=None))
    _memory.standing, _memory.row, _memory.asked_at = standing, row, now
    _memory.values = {}
    return standing


def _read(connection: Any) -> tuple | None:
    """The row as the driver gives it; Django's own cursor would take four times as long."""
    connection.close_if_health_check_failed()
    if connection.connection is None:
        connection.ensure_connection()
    try:
        return connection.connection.execute(SELECT).fetchone()
    except connection.Database.Error:
        with connection.wrap_database_errors:
            raise


def _parsed(row: tuple | None) -> tuple[int, datetime]:
    if row is None:
        return 0, datetime.fromtimestamp(0, UTC)
    number, changed_at = row
    if isinstance(changed_at, str):
        changed_at = datetime.fromisoformat(changed_at)
    return number, changed_at.replace(tzinfo=changed_at.tzinfo or UTC)


def remember(standing: Standing, name: str, make: Callable[[], T]) -> T:
    """What `make` returns, made once a standing and thread: for settings, menus and counts."""
    if _memory.standing is not standing:
        return make()
    if name not in _memory.values:
        if len(_memory.values) >= MOST_REMEMBERED:
            _memory.values.clear()
        _memory.values[name] = make()
    return _memory.values[name]


def forget() -> None:
    """Drop what this thread remembers, as when a test starts with another database."""
    _memory.__dict__.clear()
