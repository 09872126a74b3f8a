"""Dates as front matter writes them."""

import re
from datetime import datetime, tzinfo

from posts.importing.dates import read_date

_WRITTEN = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"(?:(?P<mark>[Tt ])\s*\d{1,2}:\d{2}(?P<seconds>:\d{2}(?:[.,]\d{1,9})?)?)?"
    r"\s*(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?"
)


class Moment(str):
    """A date as text: without quotes where the format knows dates."""

    __slots__ = ()


def written(moment: datetime, zone: tzinfo, like: str = "") -> Moment:
    """
    A moment as text in the manner of another: with T or a space, seconds, a zone or the site's.

    Midnight in the site's time zone is a date alone.
    """
    found = _WRITTEN.fullmatch(like.strip())
    if found and found["zone"]:
        local = moment.astimezone(read_date(like, zone).tzinfo)  # type: ignore[union-attr]
    else:
        local = moment.astimezone(zone)
    is_midnight = not (local.hour or local.minute or local.second or local.microsecond)
    if is_midnight and not (found and found["mark"]):
        return Moment(local.date().isoformat())
    day, time = local.date().isoformat(), local.time().isoformat()
    if found and not found["seconds"] and not (local.second or local.microsecond):
        time = time[:5]
    mark = "T" if not found or found["mark"] in {"T", "t"} else " "
    if found and not found["zone"] and not local.fold:
        return Moment(f"{day}{mark}{time}")
    return Moment(f"{day}{mark}{time}{local.isoformat()[-6:]}".replace("+00:00", "Z"))
