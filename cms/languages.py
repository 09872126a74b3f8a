"""The languages and time zones that a site can choose."""

from unicodedata import normalize
from zoneinfo import available_timezones

from django.conf import settings
from django.conf.locale import LANG_INFO

NOT_AREAS = (
    "Etc/",
    "posix/",
    "right/",
    "SystemV/",
    "US/",
    "Brazil/",
    "Canada/",
    "Chile/",
    "Mexico/",
)


def offered_languages(also: str = "") -> list[tuple[str, str]]:
    """The languages that Lodestone's own words are complete in, and the one that a site has."""
    offered = {code for code, _ in settings.LANGUAGES} | {also}
    return [(code, name) for code, name in language_choices() if code in offered]


def language_choices() -> list[tuple[str, str]]:
    """Every language Django knows, as (code, its own name)."""
    choices = [
        (code, normalize("NFC", info["name_local"].capitalize()))
        for code, info in LANG_INFO.items()
        if "name_local" in info
    ]
    return sorted(choices, key=lambda choice: choice[1].casefold())


def time_zone_choices() -> list[tuple[str, str]]:
    """UTC and every area/city zone this machine knows, as (name, name for people)."""
    names = sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(NOT_AREAS)
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]
