"""Slugs: the part of an address that names one post, tag, person or page."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify as django_slugify
from django.utils.translation import gettext_lazy as _

SLUG_PATTERN = r"[\w-]+"
validate_slug = RegexValidator(
    rf"^{SLUG_PATTERN}\Z",
    _("Use letters, digits, hyphens and underscores only, such as what-is-a-lead."),
)


class SlugConverter:
    """A slug in an address: letters and digits of any script, hyphens, underscores."""

    regex = SLUG_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@lru_cache(maxsize=5000)
def address(name: str, slug: str) -> str:
    """The path of the page of this URL name, such as `posts:tag`: one page names dozens."""
    return reverse(name, args=[slug])


def slug_field(**options: Any) -> models.CharField:
    """A unique slug of letters of any script; left empty, the form or `save` makes one."""
    return models.CharField(
        _("address"),
        unique=True,
        blank=True,
        validators=[validate_slug],
        **{"help_text": _("The last part of its web address. Left empty, it is made for you.")}
        | options,
    )


def slugify(text: str, *, fallback: str, max_length: int = 200) -> str:
    """A slug from any text: lower-case, accents kept, cut at a word; else `fallback`."""
    slug = django_slugify(unicodedata.normalize("NFC", text), allow_unicode=True)
    if len(slug) > max_length:
        slug = slug[:max_length].rpartition("-")[0] or slug[:max_length]
    return slug.strip("-_") or fallback


def free_slug(wish: str, is_taken: Callable[[str], bool], *, max_length: int = 200) -> str:
    """The wished slug, or the first of wish-2, wish-3, ... that is not taken."""
    slug, number = wish[:max_length], 1
    while is_taken(slug):
        number += 1
        ending = f"-{number}"
        slug = wish[: max_length - len(ending)] + ending
    return slug
