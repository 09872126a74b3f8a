"""The queries of the pages that readers ask for most, in the words of the querysets."""

from collections.abc import Sequence

from django.db.models import F

from cms.prepared import Prepared
from posts.models import Person, Post, Tag

# So many posts a call at most: a feed's.
MOST_POSTS = 20

_by_slug = Prepared(
    lambda slug: (
        Post.objects.filter(slug=slug)
        .select_related("hero_image", "series")
        .defer("front_matter", "body")
    ),
    slug=str,
)
_tags = Prepared(
    lambda posts: (
        Tag.objects.filter(taggings__content_object__in=posts)
        .annotate(post_id=F("taggings__content_object"))
        .order_by("taggings__pk")
    ),
    posts=[int] * MOST_POSTS,
)
_authors = Prepared(
    lambda posts: (
        Person.objects.filter(posts__in=posts).annotate(post_id=F("posts")).in_byline_order()
    ),
    posts=[int] * MOST_POSTS,
)
_portrayed_authors = Prepared(
    lambda post: (
        Person.objects.filter(posts=post)
        .select_related("picture")
        .annotate(post_id=F("posts"))
        .in_byline_order()
    ),
    post=int,
)
_person = Prepared(
    lambda slug: Person.objects.filter(slug=slug).select_related("picture"), slug=str
)
_tag = Prepared(lambda slug: Tag.objects.filter(slug=slug), slug=str)


def post_at(slug: str) -> Post | None:
    """The post with this slug, whatever its state, with all that its page shows."""
    post = next(iter(_by_slug(slug=slug)), None)
    if post:
        post.shown_tags = tags_of([post.pk])[post.pk]
        post.shown_authors = _portrayed_authors(post=post.pk)
    return post


def tag_at(slug: str) -> Tag | None:
    return next(iter(_tag(slug=slug)), None)


def person_at(slug: str) -> Person | None:
    """The person with this slug, with their picture."""
    return next(iter(_person(slug=slug)), None)


def tags_of(keys: Sequence[int]) -> dict[int, list[Tag]]:
    """The tags of up to 20 posts, by the posts' keys."""
    return _by_post(keys, _tags(posts=keys))


def with_parts(posts: list[Post]) -> list[Post]:
    """The same posts, with the tags and authors that readers see: two queries."""
    if not posts:
        return posts
    keys = [post.pk for post in posts]
    tags, authors = tags_of(keys), _by_post(keys, _authors(posts=keys))
    for post in posts:
        post.shown_tags, post.shown_authors = tags[post.pk], authors[post.pk]
    return posts


def _by_post(keys: Sequence[int], rows: list) -> dict[int, list]:
    found: dict[int, list] = {key: [] for key in keys}
    for row in rows:
        found[row.post_id].append(row)
    return found
