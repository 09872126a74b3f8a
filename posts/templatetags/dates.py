"""Dates for machines and for people."""

from datetime import UTC, datetime
from functools import lru_cache

from django import template
from django.utils import formats, timezone, translation

register = template.Library()


@register.filter
def iso(moment: datetime) -> str:
    """
    The moment for a `datetime` attribute, in UTC, to the second.

    Django's own `date:"c"` writes microseconds, and `date` takes ten times as long.
    Source: https://html.spec.whatwg.org/#valid-global-date-and-time-string
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


@register.filter
def day(moment: datetime) -> str:
    """The date as the site's language writes it, in its time zone: kept, as it takes long."""
    return _day(moment, timezone.get_current_timezone_name(), translation.get_language())


@lru_cache(maxsize=2000)
def _day(moment: datetime, time_zone: str, language: str | None) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
