"""
A WSGI layer before Django that keeps the bytes of public pages.

A page is filed under the generation that was read before it was rendered, so a kept one is never
older than the newest change. A hit costs one query of one row.
"""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.http import parse_http_date_safe

from cms import generation

# What a view may read of a query; all else, such as a campaign's utm_source, changes no page.
READ_PARAMETERS = {"page", "tag"}
NOT_KEPT = ("/static/", "/media/", "/healthz", "/readyz")
LONGEST_ADDRESS = 300
OLDEST_SECONDS = 3600
LEAST_TO_COMPRESS = 500


@dataclass(frozen=True)
class KeptPage:
    """One answer as it goes out: its headers and its bytes."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    kept_at: float

    @property
    def size(self) -> int:
        return len(self.body) + 1000


class PageMemory:
    """Wraps a WSGI application; `most_bytes` of pages are kept, the longest unused go first."""

    def __init__(self, application: Callable, most_bytes: int):
        self.application = application
        self.most_bytes = most_bytes
        self.pages: OrderedDict[tuple, KeptPage] = OrderedDict()
        self.bytes_held = 0
        self.lock = threading.Lock()
        # Asked here, not for each page: what a hit costs is mostly such questions.
        self.not_kept = (*settings.STAFF_PREFIXES, *NOT_KEPT)
        self.scheme_header = (settings.SECURE_PROXY_SSL_HEADER or ("wsgi.url_scheme",))[0]

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if not self.most_bytes or not self.is_for_keeping(environ):
            return self.application(environ, start_response)
        connection = connections["default"]
        try:
            standing = generation.current(connection)
        except DatabaseError:
            connection.close()
            return self.application(environ, start_response)
        encoding = chosen_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        scheme = self.scheme(environ)
        query = read_query(environ.get("QUERY_STRING", ""))
        key = (standing.key, scheme, environ["PATH_INFO"], query, encoding)
        page = self.find(key)
        if page is None:
            environ["lodestone.standing"] = standing
            return self.fill(key, environ, start_response)
        if not connection.in_atomic_block:
            # As Django does after its own requests: else a pool runs dry as threads come and go.
            connection.close_if_unusable_or_obsolete()
        return answer(page, environ, start_response)

    def is_for_keeping(self, environ: dict) -> bool:
        path = environ.get("PATH_INFO", "")
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and len(path) + len(environ.get("QUERY_STRING", "")) <= LONGEST_ADDRESS
            and not path.startswith(self.not_kept)
        )

    def scheme(self, environ: dict) -> str:
        """`https` for what came encrypted, as Django sees it: the rest may be redirected there."""
        said = environ.get(self.scheme_header, "").partition(",")[0].strip()
        return said or environ.get("wsgi.url_scheme", "http")

    def find(self, key: tuple) -> KeptPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page is None:
                return None
            if time.monotonic() - page.kept_at > OLDEST_SECONDS:
                self.bytes_held -= self.pages.pop(key).size
                return None
            self.pages.move_to_end(key)
            return page

    def fill(self, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Let Django make the page as for a reader who has nothing yet; keep a public one."""
        head = environ["REQUEST_METHOD"] == "HEAD"
        asked = environ | {"REQUEST_METHOD": "GET"}
        for condition in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH"):
            asked.pop(condition, None)
        said: list = []
        answered = self.application(asked, lambda *words: said.append(words[:2]))
        status, headers = said[0]
        names = {name.lower(): value for name, value in headers}
        if (
            not status.startswith("200")
            or "set-cookie" in names
            or "public" not in names.get("cache-control", "")
            or "etag" not in names
        ):
            start_response(status, headers)
            return _emptied(answered) if head else answered
        try:
            body = b"".join(answered)
        finally:
            if hasattr(answered, "close"):
                answered.close()
        page = make_page(headers, names["etag"], body, encoding=key[-1])
        self.keep(key, page)
        return answer(page, environ, start_response)

    def keep(self, key: tuple, page: KeptPage) -> None:
        if page.size > self.most_bytes // 8:
            return
        with self.lock:
            if old := self.pages.pop(key, None):
                self.bytes_held -= old.size
            self.pages[key] = page
            self.bytes_held += page.size
            while self.bytes_held > self.most_bytes:
                _, oldest = self.pages.popitem(last=False)
                self.bytes_held -= oldest.size

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.bytes_held = 0


def _emptied(answered: Iterable[bytes]) -> Iterable[bytes]:
    if hasattr(answered, "close"):
        answered.close()
    return [b""]


@lru_cache(maxsize=100)
def chosen_encoding(accepted: str) -> str:
    """The best of br, gzip and none ("") that the client takes."""
    takes = {
        part.partition(";")[0].strip()
        for part in accepted.lower().split(",")
        if part.replace(" ", "").rpartition(";q=")[2] not in {"0", "0.0", "0.00", "0.000"}
    }
    return "br" if "br" in takes else "gzip" if "gzip" in takes else ""


@lru_cache(maxsize=100)
def read_query(query: str) -> str:
    """The part of the query that a page can depend on."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if pair[0] in READ_PARAMETERS])


def make_page(headers: list, etag: str, body: bytes, *, encoding: str) -> KeptPage:
    """The page as it will be sent in this encoding; a picture or a short body goes as it is."""
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    varies = [value for name, value in kept if name.lower() == "vary"]
    kept = [(name, value) for name, value in kept if name.lower() != "vary"]
    kept.append(("Vary", ", ".join([*varies, "Accept-Encoding"])))
    is_picture = any(
        name.lower() == "content-type" and value.startswith("image/") for name, value in kept
    )
    if encoding and len(body) >= LEAST_TO_COMPRESS and not is_picture:
        body = (
            brotli.compress(body, quality=6)
            if encoding == "br"
            else gzip.compress(body, 6, mtime=0)
        )
        kept.append(("Content-Encoding", encoding))
    kept.append(("Content-Length", str(len(body))))
    return KeptPage(tuple(kept), body, etag, time.monotonic())


def is_known(page: KeptPage, environ: dict) -> bool:
    """Whether the client has this page: by its tag, weakly, else by date (RFC 9110, 13)."""
    if known := environ.get("HTTP_IF_NONE_MATCH", "").strip():
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        return known == "*" or page.etag.removeprefix("W/") in tags
    if "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    since = parse_http_date_safe(environ["HTTP_IF_MODIFIED_SINCE"])
    changed = next((value for name, value in page.headers if name == "Last-Modified"), "")
    changed_at = parse_http_date_safe(changed)
    return since is not None and changed_at is not None and changed_at <= since


def answer(page: KeptPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
    """Send the page, or 304 to a client that has it."""
    if is_known(page, environ):
        about_body = {"content-type", "content-length", "content-encoding", "content-language"}
        start_response(
            "304 Not Modified",
            [pair for pair in page.headers if pair[0].lower() not in about_body],
        )
        return [b""]
    start_response("200 OK", list(page.headers))
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
