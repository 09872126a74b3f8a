"""Which keys of the front matter must say what, so that a file is read as the post is."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from posts.exporting import moments
from posts.importing import dates, fields, lists
from posts.importing.keys import NAMES, is_empty, plain
from posts.importing.notes import Refusal
from posts.importing.reading import Reading

# The keys that we write where a file has none of that meaning, in this order.
OWN_KEYS = {
    "title": "title",
    "slug": "slug",
    "published": "date",
    "updated": "updated",
    "unpublish": "unpublish_at",
    "draft": "draft",
    "standfirst": "standfirst",
    "tags": "tags",
    "authors": "authors",
    "series": "series",
    "part": "part",
    "language": "language",
    "translation_of": "translation_of",
    "hero": "image",
    "hero_alt": "image_alt",
    "hero_credit": "image_credit",
    "hero_focus": "image_focus",
    "canonical": "canonical_url",
    "search_title": "search_title",
    "search_description": "search_description",
    "noindex": "noindex",
}
_SENTENCES = {
    "slug": "slug",
    "standfirst": "standfirst",
    "language": "language",
    "translation_of": "translation_of",
    "search_title": "search_title",
    "search_description": "search_description",
    "hero_alt": "hero_alt",
    "hero_credit": "hero_credit",
    "hero_focus": "hero_focus",
    "canonical_url": "canonical",
}


def values_for(
    before: dict[str, Any], reading: Reading, wanted: Reading, open_fields: set[str], zone: tzinfo
) -> dict[str, Any]:
    """
    The front matter's values after the change, in the order of its keys, new ones last.

    `before` are the values, `reading` what the file says now, `open_fields` what must change.
    """
    return _Change(before, reading, wanted, zone).made(open_fields)


Reader = Callable[[Any], list[str]]


class _Change:
    def __init__(self, before: dict[str, Any], reading: Reading, wanted: Reading, zone: tzinfo):
        self.after = dict(before)
        self.reading = reading
        self.wanted = wanted
        self.zone = zone
        self.said: set[str] = set()  # keys whose value is the post's, whatever was kept of a file

    def made(self, open_fields: set[str]) -> dict[str, Any]:
        if "title" in open_fields:
            self.put("title", self.wanted.title)
        if "published_at" in open_fields:
            self.publish()
        if "updated_at" in open_fields:
            self.put_date("updated", self.wanted.updated_at)
        if "unpublish_at" in open_fields:
            self.put_date("unpublish", self.wanted.unpublish_at)
        if "tags" in open_fields:
            self.tags()
        if "authors" in open_fields:
            self.authors()
        if "series" in open_fields:
            self.series()
        if "part" in open_fields:
            self.part()
        if "hero_address" in open_fields:
            self.hero()
        for name, meaning in _SENTENCES.items():
            if name in open_fields:
                self.put_or_drop(meaning, fields.one_line(getattr(self.wanted, name)))
        if "noindex" in open_fields:
            self.drop("robots")
            if self.wanted.noindex or "noindex" in self.reading.keys:
                self.put("noindex", self.wanted.noindex)
        if "front_matter" in open_fields:
            self.unknown()
        return self.after

    def key(self, meaning: str) -> str:
        """The key in use for a meaning, else an empty one, else ours."""
        if key := self.reading.keys.get(meaning):
            return key
        for name in NAMES[meaning]:
            for key, value in self.after.items():
                if plain(key) == name and is_empty(value):
                    return key
        return OWN_KEYS[meaning]

    def put(self, meaning: str, value: Any) -> None:
        key = self.key(meaning)
        self.after[key] = value
        self.said.add(key)

    def drop(self, meaning: str) -> None:
        self.after.pop(self.reading.keys.get(meaning, ""), None)

    def put_or_drop(self, meaning: str, text: str) -> None:
        if text:
            self.put(meaning, text)
        else:
            self.drop(meaning)

    def publish(self) -> None:
        """A date and nothing that makes it a draft; or no date, and `draft` if need be."""
        key = self.reading.keys.get("published", "")
        if key and fields.truth(self.after.get(key)) is not None:
            del self.reading.keys["published"]
            key = ""
        if self.wanted.published_at is None:
            if key:
                del self.after[key]
            else:
                self.after[self.key("draft")] = True
            return
        for meaning in ("draft", "is_published", "status"):
            self.drop(meaning)
        if not key or read_date(self.after[key], self.zone) != self.wanted.published_at:
            self.put_date("published", self.wanted.published_at)

    def put_date(self, meaning: str, moment: datetime | None) -> None:
        if moment is None:
            self.drop(meaning)
            return
        key = self.key(meaning)
        like = self.after.get(key)
        self.after[key] = moments.written(moment, self.zone, like if isinstance(like, str) else "")

    def tags(self) -> None:
        wanted = {name.casefold(): name for name in self.wanted.tags}
        there = {name.casefold() for name in self.reading.tags}
        added = [name for key, name in wanted.items() if key not in there]
        removed = there - wanted.keys()
        keys = self.reading.keys
        found = [keys[name] for name in ("tags", "categories", "taxonomies") if name in keys]
        for key in found or [self.key("tags")]:
            self.put_names(key, lists.topics, removed, added)
            added = []

    def authors(self) -> None:
        wanted = {name.casefold(): name for name in self.wanted.authors}
        there = {name.casefold(): name for name in self.reading.authors}
        removed = {key for key, name in there.items() if wanted.get(key) != name}
        added = [name for key, name in wanted.items() if there.get(key) != name]
        key = self.key("authors")
        self.put_names(key, lists.people, removed, added)
        if key in self.after:
            self.after[key] = _in_order(self.after[key], lists.people, list(wanted))

    def put_names(self, key: str, read: Reader, removed: set[str], added: list[str]) -> None:
        was = self.after.get(key)
        value = _with(_without(was, read, removed), added, like=was)
        if is_empty(value):
            self.after.pop(key, None)
        else:
            self.after[key] = value

    def series(self) -> None:
        was = self.after.get(self.key("series"))
        if self.wanted.series and isinstance(was, list):
            self.put("series", [self.wanted.series])
        else:
            self.put_or_drop("series", self.wanted.series)

    def part(self) -> None:
        if self.wanted.part:
            self.put("part", self.wanted.part)
        else:
            self.drop("part")

    def hero(self) -> None:
        if not self.wanted.hero_address:
            self.drop("hero")
            return
        key = self.key("hero")
        self.after[key] = _with_address(self.after.get(key), self.wanted.hero_address)

    def unknown(self) -> None:
        taken = set(self.reading.keys.values())
        for key in set(self.reading.front_matter) - set(self.wanted.front_matter) - taken:
            self.after.pop(key, None)
        for key, value in self.wanted.front_matter.items():
            if key not in taken | self.said and key != "aliases":
                self.after[key] = value


def read_date(value: Any, zone: tzinfo) -> datetime | None:
    try:
        return dates.read_date(str(value or ""), zone)
    except Refusal:
        return None


def _without(value: Any, read: Reader, removed: set[str]) -> Any:
    """A value that holds names without some of them; what holds no name, such as `post`, stays."""
    if isinstance(value, dict) and read is lists.topics:
        return {key: _without(inner, read, removed) for key, inner in value.items()}
    if isinstance(value, list):
        kept = [
            _without(inner, read, removed) if isinstance(inner, list | dict) else inner
            for inner in value
        ]
        return [inner for inner in kept if not _says_only(inner, read, removed)]
    if isinstance(value, str):
        mark = _separator(value)
        words = [word.strip() for word in value.split(mark)]
        kept_words = [word for word in words if not _says_only(word, read, removed)]
        return value if kept_words == words else f"{mark} ".join(kept_words)
    return "" if _says_only(value, read, removed) else value


def _says_only(value: Any, read: Reader, removed: set[str]) -> bool:
    names = {name.casefold() for name in read([value] if isinstance(value, str) else value)}
    return bool(names) and names <= removed


def _with(value: Any, added: list[str], *, like: Any) -> Any:
    """A value that holds names with some more, in the form of the one that was there."""
    if not added:
        return value
    if isinstance(like, str) and not any(set(name) & set(",;") for name in added):
        return f"{_separator(like)} ".join([value, *added] if value else added)
    if isinstance(value, list):
        as_people = bool(like) and all(isinstance(one, dict) and "name" in one for one in like)
        return [*value, *({"name": name} if as_people else name for name in added)]
    if isinstance(value, dict) and "name" not in value:
        inner = value.get("tags")
        return {**value, "tags": _with(inner, added, like=inner)}
    return [value, *added] if value else list(added)


def _in_order(value: Any, read: Reader, names: list[str]) -> Any:
    """A list or text of these names, in their order; what holds them otherwise as it is."""
    if isinstance(value, str):
        mark = _separator(value)
        words = [word.strip() for word in value.split(mark)]
        ordered = _in_order(words, read, names)
        return value if ordered == words else f"{mark} ".join(ordered)
    if not isinstance(value, list):
        return value
    places = {name: place for place, name in enumerate(names)}
    said = [[name.casefold() for name in read([item])] for item in value]
    if any(len(found) != 1 or found[0] not in places for found in said):
        return value
    numbered = sorted(zip(said, value, strict=True), key=lambda pair: places[pair[0][0]])
    return [item for _said, item in numbered]


def _separator(text: str) -> str:
    return ";" if ";" in text and "," not in text else ","


def _with_address(value: Any, address: str) -> Any:
    """A hero's value with another address, in the shape it has."""
    if isinstance(value, list) and value:
        return [_with_address(value[0], address), *value[1:]]
    if isinstance(value, dict):
        for name in ("src", "url", "path", "image", "file", "filename"):
            for key in value:
                if plain(key) == name and not is_empty(value[key]):
                    return {**value, key: address}
    return address
