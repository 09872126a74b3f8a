"""
The sitemap (sitemaps.org) in parts, and robots.txt (RFC 9309).

Posts are in parts by their keys, so a part's cost stays the same however many posts there are, and
robots need not read old parts again. Everything is told with when it truly changed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms import generation
from posts import months
from posts.models import Authorship, Page, Person, Post, Tag, Tagging, Use
from posts.slugs import address

# So many keys a part of posts; the protocol's limit for one part is 50,000 addresses.
KEYS_A_PART = 1_000
MOST_ADDRESSES = 50_000
# No key is as large on either database.
LAST_PART = 2**63 // KEYS_A_PART

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
PROTOCOL = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
IMAGES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


class Entry(NamedTuple):
    """One address of this site, without its base."""

    path: str
    changed_at: datetime | None = None
    pictures: Iterable[str] = ()


@require_safe
def index(request):
    """The parts there are, each with its newest change; those without an address are left out."""
    parts = generation.remember(request.standing, "sitemap parts", lambda: list(_parts()))
    entries = "".join(f"<sitemap>{_told(part)}</sitemap>\n" for part in parts)
    return _xml(f"{XML}<sitemapindex {PROTOCOL}>\n{entries}</sitemapindex>")


@require_safe
def posts(request, number):
    """The posts of one block of keys; raises Http404 if there are none."""
    first = int(number) * KEYS_A_PART
    if int(number) >= LAST_PART:
        raise Http404
    return _part(_posts(first, first + KEYS_A_PART))


@require_safe
def pages(request):
    """The front page, the lists of tags, authors and months, and the standing texts."""
    return _part(_pages())


@require_safe
def tags(request):
    """Tags of posts listed here, changed when the newest came; raises Http404 without any."""
    rows = public_tags().values_list("slug", "newest")[:MOST_ADDRESSES]
    return _part(Entry(address("posts:tag", slug), newest) for slug, newest in rows)


@require_safe
def authors(request):
    """Authors of such posts, likewise; raises Http404 without any."""
    rows = public_authors().values_list("slug", "newest")[:MOST_ADDRESSES]
    return _part(Entry(address("posts:author", slug), newest) for slug, newest in rows)


@require_safe
def archive(request):
    """Months with such posts, likewise; raises Http404 without any."""
    return _part(_months())


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('posts:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _parts() -> Iterator[Entry]:
    blocks = (
        Post.objects.published()
        .indexable()
        .annotate(block=ExpressionWrapper(F("pk") / KEYS_A_PART, output_field=BigIntegerField()))
        .values("block")
        .annotate(changed_at=Max(Greatest("updated_at", "published_at")))
        .order_by("block")
        .values_list("block", "changed_at")
    )
    for block, changed_at in blocks:
        yield Entry(reverse("posts:sitemap_posts", args=[block]), changed_at)
    dates = [entry.changed_at for entry in _pages() if entry.changed_at]
    yield Entry(reverse("posts:sitemap_pages"), max(dates, default=None))
    for name, queryset in (("tags", public_tags()), ("authors", public_authors())):
        if newest := queryset.aggregate(last=Max("newest"))["last"]:
            yield Entry(reverse(f"posts:sitemap_{name}"), newest)
    if months_listed := list(_months()):
        yield Entry(reverse("posts:sitemap_archive"), months_listed[0].changed_at)


def _posts(first: int, end: int) -> Iterator[Entry]:
    keys = Q(pk__gte=first, pk__lt=end)
    rows = (
        Post.objects.published()
        .indexable()
        .filter(keys)
        .order_by("pk")
        .values_list("pk", "slug", "published_at", "updated_at", "hero_image__rendered")
    )
    uses = (
        Use.objects.filter(post_id__gte=first, post_id__lt=end, image__isnull=False)
        .order_by("post_id", "pk")
        .values_list("post_id", "image__rendered")
    )
    inside = {pk: list(found) for pk, found in groupby(uses, key=lambda use: use[0])}
    for pk, slug, published_at, updated_at, hero in rows:
        shown = [hero or [], *(rendered for _, rendered in inside.get(pk, []))]
        pictures = dict.fromkeys(name for rendered in shown if (name := _largest(rendered)))
        yield Entry(address("posts:detail", slug), max(published_at, updated_at), pictures)


def _largest(rendered: list[dict]) -> str:
    """The name of the widest copy that every search engine reads; empty if there is none."""
    copies = [copy for copy in rendered if copy["format"] == "webp"]
    return max(copies, key=lambda copy: copy["width"])["name"] if copies else ""


def _pages() -> Iterator[Entry]:
    newest = Post.objects.published().newest_first().values_list("published_at", flat=True).first()
    yield Entry(reverse("posts:list"), newest)
    for name in ("tags", "authors", "archive"):
        yield Entry(reverse(f"posts:{name}"))
    found = Page.objects.filter(noindex=False).order_by("pk").values_list("slug", "updated_at")
    for slug, updated_at in found[: MOST_ADDRESSES - 4]:
        yield Entry(address("posts:page", slug), updated_at)


def _months() -> Iterator[Entry]:
    for month, newest in months.listed(timezone.now())[:MOST_ADDRESSES]:
        yield Entry(month.get_absolute_url(), newest)


def public_tags():
    """
    Tags with `newest`, when their newest post came that may be listed.

    That is one look at an index each and at the post it names; at more where some are hidden.
    """
    taggings = Tagging.objects.filter(tag=OuterRef("pk"), content_object__noindex=False)
    # `canonical_url=""` would let SQLite begin with all posts: see `PostQuerySet.indexable`.
    return _with_newest(Tag.objects.all(), taggings.exclude(content_object__canonical_url__gt=""))


def public_authors():
    authorships = Authorship.objects.filter(person=OuterRef("pk"), post__noindex=False)
    return _with_newest(Person.objects.all(), authorships.exclude(post__canonical_url__gt=""))


def _with_newest(queryset, rows):
    now = timezone.now()
    not_over = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
    public = rows.filter(not_over, published_at__lte=now).order_by("-published_at")
    return (
        queryset.annotate(newest=Subquery(public.values("published_at")[:1]))
        .exclude(newest=None)
        .order_by("pk")
    )


def _part(entries: Iterable[Entry]) -> HttpResponse:
    urls = "".join(f"<url>{_told(entry)}</url>\n" for entry in entries)
    if not urls:
        raise Http404
    return _xml(f"{XML}<urlset {PROTOCOL} {IMAGES}>\n{urls}</urlset>")


def _told(entry: Entry) -> str:
    """The entry in XML; W3C Datetime is written to the second."""
    changed_at = entry.changed_at and entry.changed_at.isoformat(timespec="seconds")
    pictures = "".join(
        f"<image:image><image:loc>{escape(settings.SITE_URL + settings.MEDIA_URL + name)}"
        "</image:loc></image:image>"
        for name in entry.pictures
    )
    return (
        f"<loc>{escape(settings.SITE_URL + entry.path)}</loc>"
        f"{f'<lastmod>{changed_at}</lastmod>' if changed_at else ''}{pictures}"
    )


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
