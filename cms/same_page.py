"""
Pages by what they are made of: made of the same things again, it is the same page.

A change raises the generation and lets go of every kept page, though it touches one or two. What
a page is made of is read anew each time; only its HTML is not written again.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_anew
from django.utils import timezone, translation

from cms import generation
from cms.models import SiteSettings

MOST_BYTES = 8_000_000

_pages: OrderedDict[bytes, bytes] = OrderedDict()
_lock = threading.Lock()
_bytes_held = 0


def render(
    request: HttpRequest, template: str, context: dict[str, Any], things: Iterable[Any]
) -> HttpResponse:
    """
    The template's page; `things` are all that its context can show besides the site itself.

    They are rows with what was loaded of them, texts, numbers, dates, and lists of such.
    """
    key = key_of(request, template, things)
    with _lock:
        if html := _pages.get(key):
            _pages.move_to_end(key)
            return HttpResponse(html)
    response = render_anew(request, template, context)
    keep(key, response.content)
    return response


def key_of(request: Any, template: str, things: Iterable[Any]) -> bytes:
    """A word that differs when any of the things, the site, or its language does."""
    site = generation.remember(request.standing, "what the site is", lambda: of_site(request.site))
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    parts = (template, request.path, language, zone, site, plain(things))
    return blake2b(repr(parts).encode(errors="surrogatepass"), digest_size=20).digest()


def of_site(site: SiteSettings) -> str:
    """All that the frame of a page shows."""
    menus = [*site.header_menu, *site.footer_menu]
    return repr(plain((site, site.logo, menus)))


def plain(thing: Any) -> Any:
    """The thing as something whose `repr` says all there is to it."""
    if thing is None or isinstance(thing, bool | int | float):
        return thing
    if isinstance(thing, str):
        return str(thing)
    if isinstance(thing, datetime):
        return thing.isoformat()
    if isinstance(thing, Model):
        loaded = [pair for pair in thing.__dict__.items() if not pair[0].startswith("_")]
        related = list(thing._state.fields_cache.items())
        return type(thing).__name__, [(name, plain(value)) for name, value in loaded + related]
    if isinstance(thing, FieldFile):
        return thing.name
    if isinstance(thing, dict):
        return [(name, plain(value)) for name, value in thing.items()]
    return [plain(part) for part in thing]


def keep(key: bytes, html: bytes) -> None:
    global _bytes_held
    with _lock:
        if key in _pages or len(html) > MOST_BYTES // 8:
            return
        _pages[key] = html
        _bytes_held += len(html)
        while _bytes_held > MOST_BYTES:
            _bytes_held -= len(_pages.popitem(last=False)[1])


def forget() -> None:
    """Drop all pages, as when a test starts with other settings."""
    global _bytes_held
    with _lock:
        _pages.clear()
        _bytes_held = 0
