"""
Atom (RFC 4287) with full texts, written as text: a generator of XML costs twice it.

Texts stand in CDATA sections, as escaping every tag of twenty articles costs more than all else.
"""

from datetime import datetime
from html import escape as escape_html
from typing import cast
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpResponse

from posts.addresses import absolute
from posts.feeds.feed import Feed, author_address, entry_id
from posts.models import Image, Post
from posts.xml import printable


def atom(feed: Feed) -> HttpResponse:
    """The feed as an Atom document."""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xml:lang={quoteattr(feed.site.language)} xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(feed.title)}</title>"
        f'<link href={quoteattr(feed.page)} rel="alternate" type="text/html"/>'
        f'<link href={quoteattr(feed.address)} rel="self" type="application/atom+xml"/>'
        f"<id>{escape(feed.page)}</id><updated>{_moment(feed.updated_at)}</updated>"
        f"<subtitle>{escape(feed.description)}</subtitle>\n"
    )
    entries = "".join(entry(post, feed) for post in feed.posts)
    return HttpResponse(
        printable(f"{head}{entries}</feed>"), content_type="application/atom+xml; charset=utf-8"
    )


def entry(post: Post, feed: Feed) -> str:
    """One post as Atom; its standfirst is plain text, which `type="html"` has escaped twice."""
    published_at = cast(datetime, post.published_at)  # feeds hold published posts only
    language = f" xml:lang={quoteattr(post.language)}" if post.language else ""
    categories = "".join(f"<category term={quoteattr(tag.name)}/>" for tag in post.shown_tags)
    return (
        f"<entry{language}><title>{escape(post.title)}</title>"
        f'<link href={quoteattr(post.absolute_url)} rel="alternate" type="text/html"/>'
        f"<published>{_moment(published_at)}</published>"
        f"<updated>{_moment(post.modified_at)}</updated>"
        f"{_authors(post, feed)}<id>{escape(entry_id(post))}</id>"
        f'<summary type="html">{escape(escape_html(post.summary))}</summary>{categories}'
        f'<content type="html">{_content(post)}</content>'
        "</entry>\n"
    )


def _authors(post: Post, feed: Feed) -> str:
    people = [(person.name, author_address(person)) for person in post.shown_authors]
    return "".join(
        f"<author><name>{escape(name)}</name><uri>{escape(address)}</uri></author>"
        for name, address in people or [(feed.site.name, settings.SITE_URL + "/")]
    )


def _content(post: Post) -> str:
    """A CDATA section ends at the first `]]>`, so that is split."""
    html = whole_text(post, settings.SITE_URL)
    return f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>"


def whole_text(post: Post, base: str) -> str:
    """The hero and the text as a feed reader shows them, their addresses after this base."""
    return _hero(post.hero_image, base) + absolute(post.body_html, base)


def _hero(image: Image | None, base: str) -> str:
    picture = image and image.share_picture
    if not picture or not picture.url:
        return ""
    address, alt = escape_html(base + picture.url), escape_html(picture.alt or "")
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<p><img src="{address}" {size} alt="{alt}"></p>\n'


def _moment(date: datetime) -> str:
    return date.isoformat(timespec="seconds")
