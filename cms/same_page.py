"""
Pages by what they are made of: made of the same things again, it is the same page.

A change raises the generation and lets go of every kept page, though it touches one or two. What
a page is made of is read anew each time; only its HTML is not written again.
"""

import marshal
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_anew
from django.utils import timezone, translation

from cms import generation
from cms.models import SiteSettings

MOST_BYTES = 8_000_000
PLAIN = {type(None), bool, int, float, str}


class Written(NamedTuple):
    """A page's HTML, and the tag by which a reader's browser asks for it again."""

    html: bytes
    etag: str

    def response(self) -> HttpResponse:
        return HttpResponse(self.html, headers={"ETag": self.etag})


_pages: OrderedDict[bytes, Written] = OrderedDict()
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
        if page := _pages.get(key):
            _pages.move_to_end(key)
            return page.response()
    html = render_anew(request, template, context).content
    page = Written(html, etag_of(html))
    keep(key, page)
    return page.response()


def etag_of(content: bytes) -> str:
    """A weak tag: the same for every compression."""
    return f'W/"{blake2b(content, digest_size=16).hexdigest()}"'


def key_of(request: Any, template: str, things: Iterable[Any]) -> bytes:
    """Bytes that differ when any of the things, the site, or its language does."""
    site = generation.remember(request.standing, "what the site is", lambda: of_site(request.site))
    language, zone = translation.get_language(), timezone.get_current_timezone_name()
    parts = (template, request.path, language, zone, site, plain(things))
    return blake2b(written(parts), digest_size=20).digest()


def of_site(site: SiteSettings) -> bytes:
    """All that the frame of a page shows."""
    menus = [*site.header_menu, *site.footer_menu]
    return written(plain((site, site.logo, menus)))


def written(parts: Any) -> bytes:
    """All of what `plain` returns: a `repr` of a long text takes three times as long."""
    return marshal.dumps(parts, 2)  # later versions write equal texts in more than one way


def plain(thing: Any) -> Any:
    """The thing as plain values and lists of them, which say all there is to it."""
    if type(thing) in PLAIN:
        return thing
    if isinstance(thing, str):
        return str.__str__(thing)  # a safe one's own leaves it what it is
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


def keep(key: bytes, page: Written) -> None:
    global _bytes_held
    with _lock:
        if key in _pages or len(page.html) > MOST_BYTES // 8:
            return
        _pages[key] = page
        _bytes_held += len(page.html)
        while _bytes_held > MOST_BYTES:
            _bytes_held -= len(_pages.popitem(last=False)[1].html)


def forget() -> None:
    """Drop all pages, as when a test starts with other settings."""
    global _bytes_held
    with _lock:
        _pages.clear()
        _bytes_held = 0
