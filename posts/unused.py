"""Files of pictures that nothing names any more: put aside first, removed a month later."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from django.conf import settings
from django.db.models import Q

from posts import media
from posts.models import FormerFile, Image, Page, Post, Snippet

FOLDERS = ("originals", "images")
ASIDE = "removed/"
# A file is there before its row; nothing that is being made is a day old.
YOUNG = timedelta(days=1)
# A database brought back from an older backup names fewer files than there should be.
KEPT_ASIDE = timedelta(days=30)

OURS = re.compile(rf"originals/[0-9a-f]{{64}}\.\w+|{settings.PUBLIC_MEDIA}")
UNFINISHED = re.compile(r"\w+/\.unfinished-\w+")
IN_TEXTS = re.compile(settings.PUBLIC_MEDIA)


def put_aside() -> int:
    """Move what nothing names below `removed/`, remove what lay there long; how many moved."""
    old = {name for name in _files("") if media.is_older(name, YOUNG)}
    for name in filter(UNFINISHED.fullmatch, old):
        media.remove(name)
    unnamed = set(filter(OURS.fullmatch, old))
    if unnamed:
        unnamed -= set(chain(_named_by_rows(), _named_by_texts()))
    moved = [name for name in unnamed if media.is_older(name, YOUNG)]
    for name in moved:
        media.move(name, ASIDE + name)
    for name in _files(ASIDE):
        if media.is_older(name, KEPT_ASIDE):
            media.remove(name)
    return len(moved)


def _files(below: str) -> Iterator[str]:
    return chain.from_iterable(media.names(below + folder) for folder in FOLDERS)


def _named_by_rows() -> Iterator[str]:
    yield from FormerFile.objects.order_by().values_list("file", flat=True).iterator()
    for file, rendered in Image.objects.order_by().values_list("file", "rendered").iterator():
        yield file
        yield from (one["name"] for one in rendered)


def _named_by_texts() -> Iterator[str]:
    """A rendition of an earlier make is shown as long as its file is there."""
    names_one = Q(body__contains="images/") | Q(body_html__contains="images/")
    for model in (Post, Page):
        texts = model.objects.filter(names_one).order_by().values_list("body", "body_html")
        for body, html in texts.iterator():
            yield from (found[0] for found in IN_TEXTS.finditer(body + html))
    for body in Snippet.objects.order_by().values_list("body", flat=True).iterator():
        yield from (found[0] for found in IN_TEXTS.finditer(body))
