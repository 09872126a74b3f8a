"""Dates for machines."""

from datetime import UTC, datetime

from django import template

register = template.Library()


@register.filter
def iso(moment: datetime) -> str:
    """
    The moment for a `datetime` attribute, in UTC, to the second.

    Django's own `date:"c"` writes microseconds, and `date` takes ten times as long.
    Source: https://html.spec.whatwg.org/#valid-global-date-and-time-string
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
