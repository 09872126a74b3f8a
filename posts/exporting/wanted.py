"""What a post's file must say, and where a file as it is says something else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from posts.importing.fields import one_line
from posts.importing.originals import waits_for
from posts.importing.reading import Reading
from posts.models import Post

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)*")
DATES = ("published", "unpublish")
_BY_NUMBER = {"series_id": "series", "translation_of_id": "translation_of"}


@dataclass(frozen=True)
class Hero:
    """The hero image as a file names it."""

    address: str = ""
    alt: str = ""
    credit: str = ""
    focus: str = ""


def reading_of(post: Post, hero: Hero) -> Reading:
    """The post as its file must be read."""
    return Reading(
        title=str(post),  # a file without one would take it from its text
        slug=post.slug,
        standfirst=post.standfirst,
        body=post.body,
        is_draft=post.is_draft,
        published_at=post.published_at,
        unpublish_at=post.unpublish_at,
        updated_at=post.updated_at,
        tags=[tag.name for tag in post.shown_tags],
        authors=[person.name for person in post.shown_authors],
        series=post.series.name if post.series else "",
        part=post.part,
        language=post.language,
        translation_of=post.translation_of.slug if post.translation_of else written_original(post),
        hero_address=hero.address,
        hero_alt=hero.alt,
        hero_credit=hero.credit,
        hero_focus=hero.focus,
        canonical_url=post.canonical_url,
        search_title=post.search_title,
        search_description=post.search_description,
        noindex=post.noindex,
        front_matter=post.front_matter,
    )


def written_original(post: Post) -> str:
    """What is kept of an original that a translation still waits for."""
    key = waits_for(post)
    return one_line(post.front_matter[key]) if key else ""


def snapshot(post: Post) -> dict[str, Any]:
    """`Post.snapshot` from tags and authors that were fetched with the post."""
    state = {name: getattr(post, name) for name in post.REVISED_FIELDS}
    for name in ("published_at", "unpublish_at"):
        state[name] = state[name] and state[name].isoformat()
    state["tags"] = sorted(tag.name for tag in post.shown_tags)
    state["authors"] = [person.slug for person in post.shown_authors]
    return state


def changed_since(post: Post, state: dict[str, Any] | None) -> set[str] | None:
    """The fields of a reading that are not as in this state; None when it is not known."""
    if state is None:
        return None
    state = Post.completed(state)
    changed = {name for name, value in snapshot(post).items() if value != state.get(name)}
    if "hero_image_id" in changed:
        changed |= {"hero_address", "hero_alt", "hero_credit", "hero_focus"}
    return {_BY_NUMBER.get(name, name) for name in changed - {"hero_image_id"}}


def differences(reading: Reading, wanted: Reading) -> set[str]:
    """The fields in which a reading is not what it must be."""
    open_fields = {
        name
        for name, same in _SAME.items()
        if same(getattr(reading, name)) != same(getattr(wanted, name))
    }
    if wanted.published_at is None:
        # A draft's end waits in its front matter.
        open_fields.discard("unpublish_at")
    if "updated" not in reading.keys:
        open_fields.discard("updated_at")
    if _unknown(reading, reading) != _unknown(wanted, reading):
        open_fields.add("front_matter")
    return open_fields


def _names(names: list[str]) -> set[str]:
    return {name.casefold() for name in names}


def _in_order(names: list[str]) -> list[str]:
    """A file has two authors of one name once."""
    return list(dict.fromkeys(names))


def _body(text: str) -> str:
    return text[_BLANK_LINES.match(text).end() :]  # type: ignore[union-attr]


def _as_is(value: Any) -> Any:
    return value


_SAME: dict[str, Callable[[Any], Any]] = {
    "title": one_line,
    "slug": _as_is,
    "standfirst": one_line,
    "body": _body,
    "published_at": _as_is,
    "unpublish_at": _as_is,
    "updated_at": _as_is,
    "tags": _names,
    "authors": _in_order,
    "series": str.casefold,
    "part": _as_is,
    "language": _as_is,
    "translation_of": _as_is,
    "hero_address": _as_is,
    "hero_alt": one_line,
    "hero_credit": one_line,
    "hero_focus": _as_is,
    "canonical_url": _as_is,
    "search_title": one_line,
    "search_description": one_line,
    "noindex": _as_is,
}


def _unknown(reading: Reading, as_read: Reading) -> dict[str, Any]:
    """The keys without a meaning; those that a file gives one, now or as a draft, aside."""
    taken = set(as_read.keys.values()) | {"aliases"}
    return {key: value for key, value in reading.front_matter.items() if key not in taken}
