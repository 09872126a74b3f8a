"""Open Graph, which social networks and messengers read. Source: https://ogp.me"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings

from posts.metadata.languages import locale
from posts.models import Post
from posts.templatetags.dates import iso

if TYPE_CHECKING:
    from posts.metadata.shown import Metadata

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}


def properties(page: "Metadata") -> Iterator[tuple[str, str]]:
    """The page's properties and what they say, in the order in which they belong together."""
    yield "og:site_name", page.site.name
    yield "og:type", "article" if page.post else "profile" if page.person else "website"
    yield "og:title", page.title
    if page.description:
        yield "og:description", page.description
    yield "og:url", page.address
    yield "og:locale", locale(page.language)
    for translation in page.translations:
        yield "og:locale:alternate", locale(translation.language)
    picture = page.picture
    yield "og:image", picture.url
    if image_type := TYPES.get(picture.url.rpartition(".")[2]):
        yield "og:image:type", image_type
    if picture.width and picture.height:
        yield "og:image:width", str(picture.width)
        yield "og:image:height", str(picture.height)
    if picture.alt:
        yield "og:image:alt", picture.alt
    if page.post:
        yield from _article(page.post)


def _article(post: Post) -> Iterator[tuple[str, str]]:
    if post.published_at:
        yield "article:published_time", iso(post.published_at)
        yield "article:modified_time", iso(post.modified_at)
    for person in post.shown_authors:
        yield "article:author", settings.SITE_URL + person.get_absolute_url()
    for number, tag in enumerate(post.shown_tags):
        if not number:
            yield "article:section", tag.name
        yield "article:tag", tag.name
