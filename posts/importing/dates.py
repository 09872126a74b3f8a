"""Dates as people and other systems write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from posts.importing.notes import Refusal

_NUMBERS = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:[Tt ]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z][A-Za-z_]+(?:/[A-Za-z_+-]+){1,2})?"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]+)\.?,? (\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_EITHER_WAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_NO_DATE = re.compile(r"0000[-/]00[-/]00.*|")
_IN_A_NAME = re.compile(r"(\d{4})(?P<mark>[-_.]?)(\d{2})(?P=mark)(\d{2})(?:[-_. ]+|$)")
EARLIEST, LATEST = 1800, 2999


def read_date(text: str, zone: tzinfo, line: int | None = None) -> datetime | None:
    """
    The moment that a date names; without a time midnight, without a zone that of the site.

    None for an empty one and for 0000-00-00. Raises Refusal for what is not clearly a date.
    """
    text = " ".join(text.split())
    if _NO_DATE.fullmatch(text):
        return None
    try:
        moment = _with_numbers(text, zone) or _with_words(text, zone) or _as_in_mail(text)
    except (ValueError, OverflowError) as error:
        raise _no_such_day(text, line) from error
    if moment is None and _EITHER_WAY.fullmatch(text):
        raise Refusal(
            _("The date “%(date)s” can be read in two ways: write it as 2025-05-07.")
            % {"date": text},
            line,
        )
    if moment is None:
        raise Refusal(
            _("“%(date)s” is not read as a date: write it as 2025-05-07 or 2025-05-07 14:30.")
            % {"date": text[:60]},
            line,
        )
    if not EARLIEST <= moment.year <= LATEST:
        raise _no_such_day(text, line)
    return moment


def date_in_name(name: str, zone: tzinfo) -> tuple[datetime | None, str]:
    """The date that a file's name begins with, if any, and the rest of the name."""
    found = _IN_A_NAME.match(name)
    if not found:
        return None, name
    year, _mark, month, day = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day), tzinfo=zone)
    except ValueError:
        return None, name
    if not EARLIEST <= moment.year <= LATEST:
        return None, name
    return moment, name[found.end() :]


def _with_numbers(text: str, zone: tzinfo) -> datetime | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    names = ("year", "month", "day", "hour", "minute", "second")
    year, month, day, hour, minute, second = (int(found[name] or 0) for name in names)
    written = _zone(found["zone"]) if found["zone"] else zone
    microseconds = int((found["fraction"] or "")[:6].ljust(6, "0"))
    return datetime(year, month, day, hour, minute, second, microseconds, tzinfo=written)


def _with_words(text: str, zone: tzinfo) -> datetime | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
    else:
        return None
    number = _MONTHS.get(month.lower())
    return datetime(int(year), number, int(day), tzinfo=zone) if number else None


def _as_in_mail(text: str) -> datetime | None:
    """`Wed, 07 May 2025 10:00:00 +0200`, RFC 5322 section 3.3."""
    if text.count(":") == 0 or not text[-1:].isalnum():
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _zone(text: str) -> tzinfo:
    """The zone behind `Z`, `+0200`, `+02:00` or `Europe/Berlin`; raises ValueError."""
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    if text[0] in "+-":
        digits = text[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-offset if text[0] == "-" else offset)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(text) from error


def _no_such_day(text: str, line: int | None) -> Refusal:
    return Refusal(
        _("There is no “%(date)s” in the calendar: correct the date.") % {"date": text[:60]}, line
    )
