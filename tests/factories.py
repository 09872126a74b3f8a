"""Rows for tests: each factory fills in what the test does not care about."""

import io
import itertools
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from PIL import Image as Picture

from posts.models import Page, Person, Post

_numbers = itertools.count(1)


def make_post(
    *, tags: list[str] | None = None, authors: list[Person] | None = None, **fields: Any
) -> Post:
    """A published post, an hour old, unless its dates say otherwise."""
    number = next(_numbers)
    fields.setdefault("title", f"Post number {number}")
    fields.setdefault("body", "A first sentence. And a second one.")
    fields.setdefault("published_at", timezone.now() - timedelta(hours=1))
    post = Post.objects.create(**fields)
    if tags:
        post.tags.set(tags)
    if authors:
        post.name_authors(authors)
    return post


def make_draft(**fields: Any) -> Post:
    return make_post(published_at=None, **fields)


def make_scheduled(**fields: Any) -> Post:
    return make_post(published_at=timezone.now() + timedelta(days=1), **fields)


def make_unpublished(**fields: Any) -> Post:
    now = timezone.now()
    return make_post(
        published_at=now - timedelta(days=2), unpublish_at=now - timedelta(days=1), **fields
    )


def make_person(**fields: Any) -> Person:
    number = next(_numbers)
    return Person.objects.create(
        **{"name": f"Person {number}", "slug": f"person-{number}"} | fields
    )


def make_page(**fields: Any) -> Page:
    return Page.objects.create(**{"title": f"Page {next(_numbers)}", "body": "A page."} | fields)


def make_editor(**fields: Any):
    """A user who may do everything in the admin; the password is `correct horse battery`."""
    fields.setdefault("username", f"editor{next(_numbers)}")
    return get_user_model().objects.create_superuser(password="correct horse battery", **fields)


def picture_bytes(
    width: int = 1600, height: int = 900, *, kind: str = "JPEG", colour: Any = "teal"
) -> bytes:
    """A picture file of one colour with a stripe; two sizes or colours differ in content."""
    picture = Picture.new("RGB", (width, height), colour)
    picture.paste("orange", (0, 0, max(1, width // 4), height))
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()
