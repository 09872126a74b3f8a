"""The Atom feed (RFC 4287) with full texts, written as text: a generator of XML costs twice it."""

from datetime import datetime
from typing import cast
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape as escape_html
from django.views.decorators.http import require_safe

from cms.models import SiteSettings
from posts import prepared
from posts.addresses import absolute
from posts.models import Post
from posts.xml import printable


@require_safe
def newest(request):
    """The newest posts, whole."""
    site, base = request.site, settings.SITE_URL
    posts = prepared.newest_posts(timezone.now())
    updated = max((post.modified_at for post in posts), default=request.standing.since)
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xml:lang={quoteattr(site.language)} xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(site.name)}</title>"
        f'<link href={quoteattr(base + reverse("posts:list"))} rel="alternate"/>'
        f'<link href={quoteattr(base + reverse("posts:feed"))} rel="self"/>'
        f"<id>{escape(base)}/</id><updated>{updated.isoformat()}</updated>"
        f"<subtitle>{escape(site.description)}</subtitle>\n"
    )
    entries = "".join(entry(post, site) for post in posts)
    return HttpResponse(
        printable(f"{head}{entries}</feed>"), content_type="application/atom+xml; charset=utf-8"
    )


def entry(post: Post, site: SiteSettings) -> str:
    """One post as Atom; its standfirst is plain text, which `type="html"` has escaped twice."""
    address = post.absolute_url
    published_at = cast(datetime, post.published_at)  # feeds hold published posts only
    names = [person.name for person in post.shown_authors] or [site.name]
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in names)
    categories = "".join(f"<category term={quoteattr(tag.name)}/>" for tag in post.shown_tags)
    return (
        f"<entry><title>{escape(post.title)}</title>"
        f'<link href={quoteattr(address)} rel="alternate"/>'
        f"<published>{published_at.isoformat()}</published>"
        f"<updated>{post.modified_at.isoformat()}</updated>"
        f"{authors}<id>{escape(address)}</id>"
        f'<summary type="html">{escape(escape_html(post.summary))}</summary>{categories}'
        f'<content type="html">{escape(absolute(post.body_html, settings.SITE_URL))}</content>'
        "</entry>"
    )
