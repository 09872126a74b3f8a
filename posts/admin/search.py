"""The search over the list of posts: titles, standfirsts, addresses, tags and whole texts."""

from django.contrib import messages
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Collate, Upper
from django.db.models.lookups import Contains
from django.http import HttpRequest
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext as _

from posts.models import Tagging

# More than these nobody looks through; their keys go into every query of the list.
MOST_FOUND = 2000
# Longer ones nobody types; each word is asked for in five places.
MOST_CHARACTERS = 1000


def found(posts: QuerySet, text: str) -> tuple[QuerySet, bool]:
    """
    Those of the posts that have every word, in whatever case, and whether some were left out.

    Texts are read once, for keys alone. Asked for in the list's own queries they would be read to
    count and again to show, and whole rows compared to drop those found by two tags.
    """
    words = words_of(text)
    if not words:
        return posts, False
    matching = posts
    for word in words:
        tagged = Tagging.objects.filter(tag__name__icontains=word).values("content_object")
        matching = matching.filter(
            Q(title__icontains=word)
            | Q(standfirst__icontains=word)
            | Q(slug__icontains=word)
            | Q(pk__in=tagged)
            | in_text(word)
        )
    newest = matching.order_by(F("published_at").desc(nulls_first=True), "-pk")
    keys = list(newest.values_list("pk", flat=True)[: MOST_FOUND + 1])
    return posts.filter(pk__in=keys[:MOST_FOUND]), len(keys) > MOST_FOUND


def in_text(word: str) -> Q:
    """
    Whether a post's text has the word, in whatever case.

    PostgreSQL takes twice as long to fold all letters of a text as to fold the plain ones.
    """
    if connection.vendor != "postgresql" or not word.isascii():
        return Q(body__icontains=word)
    return Q(Contains(Upper(Collate("body", "C")), word.upper()))


def words_of(text: str) -> list[str]:
    """What is searched for: words, and phrases in quotation marks."""
    bits = smart_split(text[:MOST_CHARACTERS].replace("\0", " "))
    words = [
        unescape_string_literal(bit) if bit[0] in "\"'" and bit[0] == bit[-1] else bit
        for bit in bits
    ]
    return [word for word in words if word]


def say_that_some_were_left_out(request: HttpRequest) -> None:
    words = _("More than %(count)s posts match; the newest are listed. Add a word to find fewer.")
    messages.warning(request, words % {"count": MOST_FOUND})
