"""sitemap.xml (sitemaps.org) and robots.txt (RFC 9309)."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from posts.models import Page, Post, Tag

# The protocol's limit for one file; past it the newest are listed.
MOST_ADDRESSES = 50_000


def w3c(moment: datetime) -> str:
    """The moment as W3C Datetime, to the second."""
    return moment.isoformat(timespec="seconds")


@require_safe
def sitemap(request):
    """Every address that search engines should know, with its true last change."""
    base = settings.SITE_URL
    posts = (
        Post.objects.published()
        .indexable()
        .newest_first()
        .only("slug", "published_at", "updated_at")[: MOST_ADDRESSES - 5_000]
    )
    pages = Page.objects.filter(noindex=False).only("slug", "updated_at")[:1_000]
    tags = Tag.objects.with_counts().only("slug")[:3_900]
    entries = [
        {"url": base + reverse("posts:list")},
        {"url": base + reverse("posts:tags")},
        *({"url": post.absolute_url, "changed_at": w3c(post.modified_at)} for post in posts),
        *(
            {"url": base + page.get_absolute_url(), "changed_at": w3c(page.updated_at)}
            for page in pages
        ),
        *({"url": base + tag.get_absolute_url()} for tag in tags),
    ]
    return render(
        request,
        "posts/sitemap.xml",
        {"entries": entries},
        content_type="application/xml; charset=utf-8",
    )


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
