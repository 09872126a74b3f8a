"""Which post people mean when they name the one that another is a translation of."""

import re
from functools import reduce
from operator import or_
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from posts import language_codes, slugs
from posts.addresses import POST_ADDRESS
from posts.models import Post, Redirect

LONGEST = 200
LIGHT = ("slug", "title", "language", "translation_of")


def named(written: str) -> Post | None:
    """The post with this address, slug, former address, or address of its first publication."""
    written = written.strip()
    slug, path = _slug_and_path(written)
    posts = Post.objects.kept().only(*LIGHT)
    found = posts.filter(slug=slug).first() if slug else None
    if found is None and path and (moved := Redirect.objects.target(path)):
        found = posts.filter(slug=_slug_in(moved)).first()
    if found is None and written.startswith(("https://", "http://")):
        found = posts.filter(canonical_url=written).first()
    return found


def _slug_and_path(written: str) -> tuple[str, str]:
    """The slug that is written, and the path by which readers may have known it; or empty."""
    if re.fullmatch(slugs.SLUG_PATTERN, written):
        return written, f"/posts/{written}/"
    try:
        parts = urlsplit(written.removeprefix(settings.SITE_URL))
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return "", ""
    path = unquote(parts.path)
    return _slug_in(path), path


def _slug_in(path: str) -> str:
    found = POST_ADDRESS.match(path)
    return found[1].removesuffix(".md") if found else ""


def called(words: str) -> QuerySet[Post]:
    """Posts with all these words in their titles, or as a slug, the newest first."""
    condition = Q()
    for word in words.replace("\0", "")[:LONGEST].split():
        # SQLite knows the capitals of English alone.
        forms = {word, word.lower(), word.capitalize()}
        condition &= reduce(or_, (Q(title__icontains=form) for form in forms))
    if condition:
        condition |= Q(slug__icontains="-".join(words.split()).lower()[:LONGEST])
    return Post.objects.kept().filter(condition).only(*LIGHT).order_by("-updated_at", "-pk")


def slug_in(written: str) -> str:
    """The slug that is written, alone or in an address of this site; or empty."""
    return _slug_and_path(written.strip())[0]


def language_of(post: Post, site_language: str) -> str:
    """The language that a post is in."""
    return post.language or site_language


def is_in_same_language(one: Post, other: Post, site_language: str) -> bool:
    """Whether two posts are in one language, so that neither translates the other."""
    return language_codes.is_same(
        language_of(one, site_language), language_of(other, site_language)
    )
