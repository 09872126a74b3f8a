"""
Cards: posts as lists show them.

A card's HTML is kept by all that it shows, so a change shows at once and no other card is made
anew for it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from cms.prepared import Prepared
from posts import prepared
from posts.models import Authorship, Image, Person, Post, Tag, Tagging
from posts.narrowing import MOST_TAGS
from posts.paginator import Marks

CARDS_A_PAGE = 12
# About 3 kB each with the key.
MOST_KEPT = 2000


class Card(NamedTuple):
    """Everything that a card can show; equal cards look the same."""

    title: str
    slug: str
    standfirst: str
    excerpt: str
    published_at: datetime
    words: int
    language: str
    rendered: str | None
    focal_x: int | None
    focal_y: int | None
    width: int | None
    height: int | None
    tags: tuple[str, ...]
    is_lead: bool
    is_short: bool
    words_in: str | None
    time_zone: str

    def post(self) -> Post:
        """A post, not to be saved, that knows what the card shows and nothing else."""
        post = Post(**{name: getattr(self, name) for name in POST_FIELDS})
        if self.rendered is not None:
            fields = {name: getattr(self, name) for name in IMAGE_FIELDS}
            post.hero_image = Image(rendered=json.loads(self.rendered), **fields)
        return post


class ShownCard(SafeString):
    """A card's HTML, which knows the path of its post."""

    address: str


POST_FIELDS = ("title", "slug", "standfirst", "excerpt", "published_at", "words", "language")
DATE = 1 + POST_FIELDS.index("published_at")  # in a row, whose first is the key
IMAGE_FIELDS = ("focal_x", "focal_y", "width", "height")


def _rows(keys):
    return (
        Post.objects.filter(pk__in=keys)
        .newest_first()
        .values_list(
            "pk",
            *POST_FIELDS,
            Cast("hero_image__rendered", TextField()),
            *(f"hero_image__{name}" for name in IMAGE_FIELDS),
        )
    )


def _page(keys, **types: Any) -> Prepared:
    """
    The rows of a page of these keys and one more: see `_after`.

    A deep page skips index entries, not whole posts.
    """
    return Prepared(
        lambda start, **values: _rows(keys(**values)[start : start + CARDS_A_PAGE + 1]),
        start=int,
        at=datetime,
        **types,
    )


_newest = _page(
    lambda at, until: Post.objects.published(at, until).newest_first().values("pk"),
    until=datetime,
)
_between = _page(
    lambda since, before, at: Post.objects.between(since, before, at).values("pk"),
    since=datetime,
    before=datetime,
)
_by = _page(
    lambda person, at, until: Authorship.objects.posts_of(Person(pk=person), at, until),
    person=int,
    until=datetime,
)
_tagged = _page(
    lambda tag, at, until: Tagging.objects.posts_of(Tag(pk=tag), at, until=until),
    tag=int,
    until=datetime,
)
# The tag that fewest posts carry, and one to four others.
_combined = {
    others: _page(
        lambda tag, also, at, until: Tagging.objects.posts_of(
            Tag(pk=tag), at, [Tag(pk=other) for other in also], until
        ),
        tag=int,
        also=[int] * others,
        until=datetime,
    )
    for others in range(1, MOST_TAGS)
}


def newest(start: int, marks: Marks) -> list[ShownCard]:
    """The cards of the posts published last, after so many; the first of all leads."""
    return _after(start, marks, _newest)


def tagged(tag: Tag, start: int, marks: Marks) -> list[ShownCard]:
    """The cards of a tag's newest posts, after so many."""
    return _after(start, marks, _tagged, tag=tag.pk)


def by(person: Person, start: int, marks: Marks) -> list[ShownCard]:
    """The cards of an author's newest posts, after so many."""
    return _after(start, marks, _by, person=person.pk)


def between(since: datetime, before: datetime, start: int) -> list[ShownCard]:
    """The cards of the newest posts of a stretch of time, after so many."""
    rows = _between(since=since, before=before, at=timezone.now(), start=start)
    return _made(rows[:CARDS_A_PAGE], start)


def combined(rarest: Tag, others: Sequence[Tag], start: int, marks: Marks) -> list[ShownCard]:
    """The cards of the newest posts that carry all of two to five tags, after so many."""
    also = [tag.pk for tag in others]
    return _after(start, marks, _combined[len(also)], tag=rarest.pk, also=also)


def _after(start: int, marks: Marks, page: Prepared, **values: Any) -> list[ShownCard]:
    """
    The cards of a listing after so many, counted from its nearest mark.

    Far from any mark it looks at the post before it too, whose date tells if one can be set here.
    """
    now = timezone.now()
    newer, date = marks.before(start)
    first = start - 1 if start - newer >= marks.APART else start
    rows = page(at=now, until=date or now, start=first - newer, **values)
    marks.keep(first, [row[DATE] for row in rows])
    return _made(rows[start - first :][:CARDS_A_PAGE], start)


def short(
    title: str, slug: str, published_at: datetime, words: int, language: str, hero: tuple
) -> SafeString:
    """A card without standfirst and tags; `hero` is the image's part, from `rendered` on."""
    written = (title, slug, "", "", published_at, words, language)
    reader = (translation.get_language(), timezone.get_current_timezone_name())
    return html(Card._make([*written, *hero, (), False, True, *reader]))


def _made(rows: list[tuple], start: int) -> list[ShownCard]:
    tags = prepared.tags_of([row[0] for row in rows]) if rows else {}
    reader = (translation.get_language(), timezone.get_current_timezone_name())
    made = []
    for number, (pk, *row) in enumerate(rows, start):
        names = tuple(tag.name for tag in tags[pk])
        made.append(html(Card._make([*row, names, number == 0, False, *reader])))
    return made


@lru_cache(maxsize=MOST_KEPT)
def html(card: Card) -> ShownCard:
    """The card's HTML; its words and dates are in the reader's language and time zone."""
    post = card.post()
    kind = {"is_lead": card.is_lead, "is_short": card.is_short}
    shown = {"post": post, "tags": card.tags, **kind}
    made = ShownCard(get_template("posts/_card.html").render(shown))
    made.address = post.get_absolute_url()
    return made
