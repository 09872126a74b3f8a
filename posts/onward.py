"""Where an article leads on to: the parts of its series, its translations, related posts."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from django.conf.locale import LANG_INFO
from django.db import connection
from django.utils import timezone
from django.utils.safestring import SafeString

from posts import cards, slugs
from posts.models import Post
from posts.models.post_queryset import PUBLISHED

MOST_RELATED = 3
# Looked at by tag, the newest, so that it costs the same however many posts there are.
LOOKED_AT = 50
MOST_PARTS = 200
MOST_TRANSLATIONS = 50
# More tags than any reader looks at would only lengthen the query.
MOST_TAGS = 12

# One query, as four would take longer than the rest of the page. The highest place comes first.
# A shared tag counts for one and a little more the fewer posts carry it: all the little together
# is less than one, so that more shared tags always go first. In whole numbers: equals stay equal.
ONE = 1_000_000
OF_A_TAG = f"""
SELECT * FROM (
    SELECT content_object_id AS post, published_at, (
        SELECT {ONE} + {ONE} / ({MOST_TAGS + 1} * COUNT(*)) FROM (
            SELECT 1 AS one FROM posts_tagging
            WHERE tag_id = %(tag_{{tag}})s AND {PUBLISHED} LIMIT {LOOKED_AT}
        ) AS few
    ) AS weight
    FROM posts_tagging WHERE tag_id = %(tag_{{tag}})s AND {PUBLISHED}
    ORDER BY published_at DESC, content_object_id DESC LIMIT {LOOKED_AT}
) AS of_a_tag
"""  # noqa: S608
RELATED = f"""
SELECT * FROM (
    SELECT 'related' AS kind, post, SUM(weight) AS place FROM ({{of_tags}}) AS found
    WHERE post NOT IN ({{known}}) GROUP BY post
    ORDER BY place DESC, MAX(published_at) DESC, post DESC LIMIT {MOST_RELATED}
) AS related
"""  # noqa: S608
NEWEST = f"""
SELECT * FROM (
    SELECT 'newest' AS kind, id AS post, 0 AS place FROM posts_post
    WHERE {PUBLISHED} AND id NOT IN ({{known}})
    ORDER BY published_at DESC, id DESC LIMIT {MOST_RELATED}
) AS newest
"""  # noqa: S608
PARTS = f"""
SELECT * FROM (
    SELECT 'part' AS kind, id AS post, 0 AS place FROM posts_post
    WHERE series_id = %(series)s AND {PUBLISHED}
    ORDER BY part IS NULL, part, published_at, id LIMIT {MOST_PARTS}
) AS parts
"""  # noqa: S608
TRANSLATIONS = f"""
SELECT * FROM (
    SELECT 'translation' AS kind, id AS post, 0 AS place FROM posts_post
    WHERE (translation_of_id = %(original)s OR id = %(original)s)
        AND id <> %(post)s AND {PUBLISHED}
    LIMIT {MOST_TRANSLATIONS}
) AS translations
"""  # noqa: S608
# What the page shows anyway: the parts of a series stand in a list of their own.
ITSELF = "%(post)s"
ITS_SERIES = "SELECT id FROM posts_post WHERE series_id = %(series)s"
POSTS = """
SELECT kind, place, post.id, post.title, post.slug, post.published_at, post.words, post.part,
    post.language, NOT post.noindex AND post.canonical_url = '', CAST(image.rendered AS text),
    image.focal_x, image.focal_y, image.width, image.height
FROM ({led}) AS led JOIN posts_post AS post ON post.id = led.post
LEFT JOIN posts_image AS image ON image.id = post.hero_image_id
"""


class Found(NamedTuple):
    """A post that an article leads to, and why."""

    kind: str
    place: int
    pk: int
    title: str
    slug: str
    published_at: datetime
    words: int
    part: int | None
    language: str
    is_indexable: bool
    rendered: str | None
    focal_x: int | None
    focal_y: int | None
    width: int | None
    height: int | None

    @property
    def address(self) -> str:
        return slugs.address("posts:detail", self.slug)

    @property
    def card(self) -> SafeString:
        return cards.short(
            self.title,
            self.slug,
            self.published_at,
            self.words,
            self.language,
            (self.rendered, self.focal_x, self.focal_y, self.width, self.height),
        )


class Part(NamedTuple):
    """One part of a series, as readers count them."""

    number: int
    title: str
    language: str
    address: str
    is_open: bool


class Parts(NamedTuple):
    """A series as its open part shows it: all published parts, and those next to it."""

    all: list[Part]
    open: Part
    previous: Part | None
    next: Part | None

    @property
    def total(self) -> int:
        """How many parts there are, as far as their numbers tell."""
        return max(len(self.all), *(part.number for part in self.all))


class Translation(NamedTuple):
    """The same text in another language; its name is in that language."""

    language: str
    name: str
    title: str
    address: str
    is_indexable: bool


class Onward(NamedTuple):
    """Where an article leads on to."""

    parts: Parts | None
    translations: list[Translation]
    cards: list[SafeString]
    is_related: bool


def from_post(post: Post, site_language: str) -> Onward:
    """Where this article leads on to: published posts only, in one query."""
    found: dict[str, list[Found]] = {"related": [], "newest": [], "part": [], "translation": []}
    for row in _rows(post):
        found[row.kind].append(row)
    leading = found["related"] or found["newest"]
    leading.sort(key=lambda row: (row.place, row.published_at, row.pk), reverse=True)
    return Onward(
        parts=parts_around(post, found["part"]),
        translations=translations(found["translation"], site_language),
        cards=[row.card for row in leading],
        is_related=bool(found["related"]),
    )


def parts_around(post: Post, rows: list[Found]) -> Parts | None:
    """The parts of the post's series in their order; None if it stands alone."""
    rows.sort(key=lambda row: (row.part is None, row.part, row.published_at, row.pk))
    here = next((place for place, row in enumerate(rows) if row.pk == post.pk), None)
    if here is None or len(rows) < 2:
        return None
    parts = [
        Part(row.part or place, row.title, row.language, row.address, row.pk == post.pk)
        for place, row in enumerate(rows, start=1)
    ]
    return Parts(
        parts,
        parts[here],
        previous=parts[here - 1] if here else None,
        next=parts[here + 1] if here + 1 < len(parts) else None,
    )


def translations(rows: list[Found], site_language: str) -> list[Translation]:
    """The translations by language; a post without a language is in the site's."""
    found = [
        Translation(
            code := row.language or site_language,
            name_of(code),
            row.title,
            row.address,
            bool(row.is_indexable),
        )
        for row in rows
    ]
    return sorted(found)


def name_of(code: str) -> str:
    """A language's own name for itself, else its code."""
    info = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.lower().partition("-")[0]) or {}
    name = info.get("name_local", code)
    return name[:1].upper() + name[1:]


def _rows(post: Post) -> list[Found]:
    tags = [tag.pk for tag in post.shown_tags][:MOST_TAGS]
    params = {f"tag_{number}": tag for number, tag in enumerate(tags)} | {
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
        "post": post.pk or 0,  # a preview of one that was never saved
        "series": post.series_id,
        "original": post.translation_of_id or post.pk or 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql(len(tags), bool(post.series_id)), params)
        rows = [Found._make(row) for row in cursor.fetchall()]
    return [row._replace(published_at=aware(row.published_at)) for row in rows]


@lru_cache(maxsize=2 * MOST_TAGS + 2)
def sql(tags: int, in_a_series: bool) -> str:
    """The query for a post with so many tags, in a series or not."""
    known = ITS_SERIES if in_a_series else ITSELF
    led = [NEWEST.format(known=known), TRANSLATIONS]
    if tags:
        of_tags = " UNION ALL ".join(OF_A_TAG.format(tag=number) for number in range(tags))
        led.append(RELATED.format(of_tags=of_tags, known=known))
    if in_a_series:
        led.append(PARTS)
    return POSTS.format(led=" UNION ALL ".join(led))


def aware(moment: datetime | str) -> datetime:
    """A date as the driver gives it, SQLite's as text in UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
