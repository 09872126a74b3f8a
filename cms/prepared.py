"""
Querysets whose SQL is written once, for what nearly every reader asks.

Django takes five to ten times as long to write the SQL of a query as the database to answer it.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import QuerySet

# What stands for a value while the SQL is written, and in a list for one not given: no row has it.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2**62 + number,
    str: lambda number: f"\ue000{number}",
    datetime: lambda number: datetime(9000, 1, 1, tzinfo=UTC) + timedelta(number),
}


class Prepared(threading.local):
    """
    A queryset to be run with other values each time: `by_slug(slug="a")` returns its rows.

    `make` builds it from one value a name; a list of types takes up to so many values, for `__in`.
    It may compare by the values and slice by them, nothing else.
    """

    def __init__(self, make: Callable[..., QuerySet], **types: type | list[type]):
        self.make, self.types = make, types
        self.queryset: Any = None

    def __call__(self, **values: Any) -> list:
        if self.queryset is None:
            self.write()
        sql, params = self.sql, list(self.params)
        for name, places in self.places.items():
            value = values[name]
            given = value if isinstance(self.types[name], list) else [value]
            if len(given) > len(places):
                raise ValueError(f"{name} takes {len(places)} values at most.")
            for (stand_in, numbers), one in zip(places, given, strict=False):
                if not numbers:
                    sql = sql.replace(stand_in, str(int(one)))
                adapted = self.adapted(one)
                for number in numbers:
                    params[number] = adapted
        self.compiler.as_sql = lambda *_, **__: (sql, params)
        return list(self.queryset._iterable_class(self.queryset))

    def write(self) -> None:
        """Compile the queryset and find where its values go; raises LookupError if one is lost."""
        numbers = iter(range(1000))
        stand_ins = {
            name: [STAND_INS[one](next(numbers)) for one in kind]
            if isinstance(kind, list)
            else STAND_INS[kind](next(numbers))
            for name, kind in self.types.items()
        }
        queryset: Any = self.make(**stand_ins)
        compiler = queryset.query.get_compiler("default")
        self.sql, self.params = compiler.as_sql()
        self.places = {
            name: [self.place(one) for one in (held if isinstance(held, list) else [held])]
            for name, held in stand_ins.items()
        }
        converters = compiler.get_converters([one for one, *_ in compiler.select])
        compiler.get_converters = lambda _: converters
        queryset.query.get_compiler = lambda *_, **__: compiler
        self.compiler, self.queryset = compiler, queryset

    def place(self, stand_in: Any) -> tuple[str, list[int]]:
        """Where the value goes: its numbers among the parameters, none if in the SQL itself."""
        adapted = self.adapted(stand_in)
        numbers = [number for number, param in enumerate(self.params) if param == adapted]
        if not numbers and not (isinstance(stand_in, int) and str(stand_in) in self.sql):
            raise LookupError(f"The query does not use {stand_in!r} as it is.")
        return str(stand_in), numbers

    def adapted(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return connections["default"].ops.adapt_datetimefield_value(value)
        return value
