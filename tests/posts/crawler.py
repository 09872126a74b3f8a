"""A reader who follows every address that the site's own answers name, and notes what is wrong."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from django.test import Client
from django.utils.encoding import iri_to_uri

# What a browser fetches by itself is loaded; what a reader or a machine may follow is linked.
LINKED, LOADED = "link", "load"
LOADED_ATTRIBUTES = {"src", "poster", "data", "background"}
LOADED_RELS = {
    "apple-touch-icon",
    "dns-prefetch",
    "icon",
    "manifest",
    "modulepreload",
    "preconnect",
    "prefetch",
    "preload",
    "stylesheet",
}
META_ADDRESSES = re.compile(r"(og|twitter|article):(image|url|audio|video|author)(:\w*url)?")
NAMES_NO_ADDRESS = {"@context", "@type", "sameAs"}
MARKDOWN_LINK = re.compile(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)|<(https?://[^>\s]+)>")
MOST_ADDRESSES = 4_000


class Address(NamedTuple):
    """One address as an answer names it, and what is expected of it."""

    url: str
    role: str = LINKED
    kind: str = ""
    is_place: bool = True  # its #fragment is a place in the page, not a mere name
    is_whole: bool = False  # who reads it knows no base


@dataclass
class Answer:
    """What the site sent for an address, as far as a crawl needs it."""

    status: int
    kind: str
    location: str = ""
    ids: Counter[str] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    addresses: list[Address] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


class Document(HTMLParser):
    """The addresses and ids of an HTML document, and the names of what its meta elements tell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[Address] = []
        self.ids: Counter[str] = Counter()
        self.told: set[str] = set()
        self.json_ld: list[str] = []
        self._in_json_ld = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids[found["id"]] += 1
        if tag == "meta" and found.get("content"):
            self.told.add(found.get("name", ""))
        if tag == "script" and found.get("type") == "application/ld+json":
            self._in_json_ld = True
            self.json_ld.append("")
        self.addresses += of_element(tag, found)

    def handle_endtag(self, tag):
        if tag == "script":
            self._in_json_ld = False

    def handle_data(self, data):
        if self._in_json_ld:
            self.json_ld[-1] += data


def of_element(tag: str, found: dict[str, str]) -> Iterator[Address]:
    """The addresses that one start tag names."""
    picture = "image/" if tag in {"img", "source", "picture"} else ""
    for name in LOADED_ATTRIBUTES & found.keys():
        yield Address(found[name], LOADED, picture)
    for name in {"srcset", "imagesrcset"} & found.keys():
        for candidate in re.split(r",\s+", found[name].strip()):
            yield Address(candidate.split()[0] if candidate else "", LOADED, "image/")
    if tag == "link":
        rels = set(found.get("rel", "").lower().split())
        kind = "text/css" if "stylesheet" in rels else "image/" if "icon" in rels else ""
        role = LOADED if rels & LOADED_RELS else LINKED
        yield Address(found.get("href", ""), role, kind, is_whole="canonical" in rels)
    elif "href" in found:
        yield Address(found["href"])
    if tag == "form" and "action" in found and found.get("method", "get").lower() == "get":
        yield Address(found["action"])
    name = found.get("property", found.get("name", "")).lower()
    if tag == "meta" and META_ADDRESSES.fullmatch(name):
        kind = "image/" if "image" in name else ""
        yield Address(found.get("content", ""), kind=kind, is_whole=True)


def in_json(value: Any, key: str = "") -> Iterator[Address]:
    """The addresses among the values of JSON, whose anchors only name things."""
    if isinstance(value, dict):
        for name in value.keys() - NAMES_NO_ADDRESS:
            if name == "content_html":
                yield from carried(value[name])
            else:
                yield from in_json(value[name], name)
    elif isinstance(value, list):
        for one in value:
            yield from in_json(one, key)
    elif isinstance(value, str) and re.match(r"https?://[^\s{]+\Z", value):
        yield Address(value, is_place=False)


def in_xml(text: str) -> Iterator[Address]:
    """The addresses in a feed or a sitemap: link elements, locations, and HTML it carries."""
    for element in ElementTree.fromstring(text).iter():
        name = element.tag.rpartition("}")[2]
        if "href" in element.attrib or "src" in element.attrib:
            yield Address(element.get("href") or element.get("src", ""), is_whole=True)
        if name in {"loc", "uri", "icon", "logo"}:
            kind = "image/" if "image" in element.tag or name in {"icon", "logo"} else ""
            yield Address((element.text or "").strip(), kind=kind, is_whole=True)
        if element.get("type") == "html":
            yield from carried(element.text or "")


def carried(html: str) -> Iterator[Address]:
    """The addresses in HTML that a feed carries away from the site; its places are left behind."""
    for address in Document(html).addresses:
        if address.url and not address.url.startswith("#"):
            yield address._replace(role=LINKED, is_whole=True)


def read(status: int, kind: str, text: str) -> Answer:
    """An answer's ids, addresses and own defects, whatever kind of text it is."""
    answer = Answer(status, kind)
    if kind == "text/html":
        document = Document(text)
        answer.ids, answer.addresses = document.ids, document.addresses
        answer.told = document.told
        answer.defects = [
            f'the id "{name}" stands {times} times'
            for name, times in document.ids.items()
            if times > 1
        ]
        for written in document.json_ld:
            answer.addresses += in_json(json.loads(written))
    elif kind.endswith("json"):
        answer.addresses += in_json(json.loads(text))
    elif kind.endswith("xml"):
        answer.addresses += in_xml(text)
    elif kind == "text/css":
        found = re.findall(r"url\(\s*['\"]?([^'\")]+)", text)
        answer.addresses += [Address(url, LOADED) for url in found]
    elif kind in {"text/markdown", "text/plain"}:
        found = MARKDOWN_LINK.findall(text) + re.findall(r"(?m)^Sitemap: (\S+)()$", text)
        answer.addresses += [Address(one or other) for one, other in found]
    return answer


class Crawl:
    """
    All answers that can be reached from some addresses of the site at `base`.

    `answers` holds them by path; `defects()` says what is wrong, as "page -> address -> what".
    """

    def __init__(self, client: Client, base: str, starts: list[str]) -> None:
        client.raise_request_exception = False
        self.client, self.base = client, base
        self.answers: dict[str, Answer] = {}
        self.waiting = deque(starts)
        while self.waiting and len(self.answers) < MOST_ADDRESSES:
            path = self.waiting.popleft()
            if path not in self.answers:
                self.answers[path] = self.fetch(path)
                self.waiting += self.paths_in(path)

    def fetch(self, path: str) -> Answer:
        response = self.client.get(path)
        kind = response.get("Content-Type", "").partition(";")[0]
        content = b"".join(response) if response.streaming else response.content
        is_text = kind.startswith("text/") or kind.endswith(("json", "xml"))
        answer = read(response.status_code, kind, content.decode() if is_text else "")
        answer.location = response.get("Location", "")
        if not content and answer.status == 200:
            answer.defects.append("is empty")
        return answer

    def whole(self, page: str, url: str) -> str:
        """An address as a browser writes it out: whole, what is not ASCII in percents."""
        return iri_to_uri(urljoin(self.base + page, url.strip()))

    def is_ours(self, url: str) -> bool:
        return url == self.base or url.startswith(f"{self.base}/")

    def path(self, url: str) -> str:
        return urldefrag(url).url.removeprefix(self.base) or "/"

    def paths_in(self, page: str) -> Iterator[str]:
        """The paths of this site that an answer names, its redirect's too."""
        answer = self.answers[page]
        named = [address.url for address in answer.addresses]
        for url in [*named, *filter(None, [answer.location])]:
            whole = self.whole(page, url)
            if self.is_ours(whole):
                yield self.path(whole)

    def defects(self) -> list[str]:
        found = [
            f"{page} -> {what}" for page, answer in self.answers.items() for what in answer.defects
        ]
        if self.waiting:
            found.append(f"The crawl found no end after {MOST_ADDRESSES} addresses.")
        for page, answer in self.answers.items():
            for address in dict.fromkeys(answer.addresses):
                what = self.defect(page, address)
                if what:
                    found.append(f"{page} -> {address.url or '(empty)'} -> {what}")
        return found

    def defect(self, page: str, address: Address) -> str:
        """What is wrong with an address that a page names; empty if nothing is."""
        if not address.url and (address.role == LOADED or address.is_whole):
            return "names no address"
        if address.is_whole and not urlsplit(address.url).scheme:
            return "is not a whole address"
        whole = self.whole(page, address.url)
        if not self.is_ours(whole):
            return "is loaded from elsewhere" if address.role == LOADED else ""
        target = self.answers.get(self.path(whole))
        if target is None:
            return ""  # past the crawl's end, which is a defect itself
        if target.location:
            return f"redirects to {target.location}"
        if target.status != 200 and self.path(whole) != page:
            return f"answers {target.status}"
        if not target.kind.startswith(address.kind):
            return f"is {target.kind}, not {address.kind}"
        anchor = unquote(urlsplit(whole).fragment)
        if anchor and address.is_place and target.kind == "text/html":
            return "" if anchor in target.ids else "has no such place"
        return ""
