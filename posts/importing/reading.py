"""A post as a file has it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from posts.importing.notes import Note


@dataclass
class Reading:
    """
    A post as a file has it, by the names of `Post`'s fields.

    `is_draft` says that it stays a draft whatever its date. `series` is a name, `translation_of`
    the original's slug, address or path as written, which stays in `front_matter`, too.
    `hero_focus` is the focal point, such as "30 60", empty for the middle. `notes`
    are warnings for the report, `left_out` the lines of a scraped page that are no part of its
    text, `keys` the front matter's key for each meaning of `posts.importing.keys`.
    """

    title: str = ""
    slug: str = ""
    standfirst: str = ""
    body: str = ""
    is_draft: bool = False
    published_at: datetime | None = None
    unpublish_at: datetime | None = None
    updated_at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    series: str = ""
    part: int | None = None
    language: str = ""
    translation_of: str = ""
    hero_address: str = ""
    hero_alt: str = ""
    hero_credit: str = ""
    hero_focus: str = ""
    canonical_url: str = ""
    search_title: str = ""
    search_description: str = ""
    noindex: bool = False
    aliases: list[str] = field(default_factory=list)
    front_matter: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    left_out: list[Note] = field(default_factory=list)
