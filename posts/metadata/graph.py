"""
Structured data (schema.org) as JSON-LD: one graph a page, its nodes named by `@id`.

Sources: https://schema.org, and what Google's search documentation asks of Article,
BreadcrumbList, Organization, ProfilePage and ItemList.
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cms.models import SiteSettings
from posts.markup import Picture, questions
from posts.models import Person, Post
from posts.templatetags.dates import iso

if TYPE_CHECKING:
    from posts.metadata.shown import Metadata

Node = dict[str, Any]


def of_site(site: SiteSettings) -> list[Node]:
    """Who publishes, and the site: on every page, for the other nodes to name."""
    base = settings.SITE_URL
    logo = site.logo.thumbnail if site.logo else None
    publisher = {
        "@type": "Organization",
        "@id": f"{base}/#publisher",
        "name": site.name,
        "url": f"{base}/",
        "logo": image(_whole(logo))
        if logo and logo.url
        else {"@type": "ImageObject", "url": base + static("apple-touch-icon.png")},
    }
    website = {
        "@type": "WebSite",
        "@id": f"{base}/#website",
        "name": site.name,
        "url": f"{base}/",
        "description": site.description,
        "inLanguage": site.language,
        "publisher": {"@id": f"{base}/#publisher"},
    }
    return [publisher, filled(website)]


def of_page(page: "Metadata") -> Iterator[Node]:
    """What the page is, what it is about, and the way to it from the front page."""
    yield filled(_page(page))
    if page.post:
        yield filled(blog_posting(page, page.post))
    text = page.post or page.page
    if text and (asked := list(questions(text.body_html))):
        yield faq(page, asked)
    crumbs = list(_crumbs(page))
    if len(crumbs) > 1:
        yield breadcrumbs(page.address, crumbs)


def _page(page: "Metadata") -> Node:
    node: Node = {
        "@type": "CollectionPage",
        "@id": f"{page.address}#page",
        "url": page.address,
        "name": page.title,
        "description": page.description,
        "inLanguage": page.language,
        "isPartOf": {"@id": f"{settings.SITE_URL}/#website"},
    }
    if page.post or page.page:
        node["@type"] = "WebPage"
    if page.page:
        node["dateModified"] = iso(page.page.updated_at)
    if page.person:
        node["@type"] = "ProfilePage"
        node["mainEntity"] = author(page.person, bio=True)
    elif page.posts_shown:
        node["mainEntity"] = item_list(page.posts_shown)
    return node


def blog_posting(page: "Metadata", post: Post) -> Node:
    publisher = {"@id": f"{settings.SITE_URL}/#publisher"}
    section = post.shown_tags[0].name if post.shown_tags else ""
    return {
        "@type": "BlogPosting",
        "@id": f"{post.absolute_url}#article",
        "mainEntityOfPage": {"@id": f"{page.address}#page"},
        "url": post.absolute_url,
        "headline": post.title,
        "description": page.description,
        "image": image(page.picture),
        "datePublished": post.published_at and iso(post.published_at),
        "dateModified": iso(post.modified_at),
        "author": [author(person) for person in post.shown_authors] or [publisher],
        "publisher": publisher,
        "inLanguage": page.language,
        "wordCount": post.words,
        "timeRequired": f"PT{post.reading_minutes}M",
        "articleSection": section,
        "keywords": [tag.name for tag in post.shown_tags],
        "isPartOf": {"@id": f"{settings.SITE_URL}/#website"},
    }


def author(person: Person, *, bio: bool = False) -> Node:
    """The person, with the picture if that is at hand: none is asked for."""
    has_picture = "picture" in person._state.fields_cache and person.picture
    picture = person.picture.thumbnail if has_picture and person.picture else None
    address = settings.SITE_URL + person.get_absolute_url()
    return filled(
        {
            "@type": "Person",
            "@id": f"{address}#person",
            "name": person.name,
            "url": address,
            "description": person.bio if bio else "",
            "image": image(_whole(picture)) if picture and picture.url else None,
            "sameAs": person.link_list,
        }
    )


def image(picture: Picture) -> Node:
    return filled(
        {
            "@type": "ImageObject",
            "url": picture.url,
            "width": picture.width,
            "height": picture.height,
            "caption": picture.alt,
        }
    )


def faq(page: "Metadata", asked: list[tuple[str, str]]) -> Node:
    """All questions that the text answers, whichever of its blocks they stand in."""
    return {
        "@type": "FAQPage",
        "@id": f"{page.address}#faq",
        "isPartOf": {"@id": f"{page.address}#page"},
        "inLanguage": page.language,
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in asked
        ],
    }


def item_list(paths: tuple[str, ...]) -> Node:
    """The posts that a list shows, in its order."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "url": settings.SITE_URL + path}
            for position, path in enumerate(paths, start=1)
        ],
    }


def breadcrumbs(address: str, crumbs: list[tuple[str, str]]) -> Node:
    return {
        "@type": "BreadcrumbList",
        "@id": f"{address}#way",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": item}
            for position, (name, item) in enumerate(crumbs, start=1)
        ],
    }


def _crumbs(page: "Metadata") -> Iterator[tuple[str, str]]:
    """The names and addresses on the way to the page, itself last."""
    base = settings.SITE_URL
    yield page.site.name, f"{base}/"
    if page.post:
        for tag in page.post.shown_tags[:1]:
            yield tag.name, base + tag.get_absolute_url()
        yield page.post.title, page.post.absolute_url
    elif page.view == "posts:list":
        return
    else:
        if page.tag:
            yield gettext("Tags"), base + reverse("posts:tags")
        elif page.person:
            yield gettext("Authors"), base + reverse("posts:authors")
        elif page.view == "posts:month":
            yield gettext("Archive"), base + reverse("posts:archive")
        yield page.title, page.address


def _whole(picture: Picture) -> Picture:
    url = settings.SITE_URL + picture.url
    return Picture(url, picture.width, picture.height, picture.alt)


def filled(node: Node) -> Node:
    """Without what is empty."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def as_json_ld(data: Node) -> SafeString:
    """JSON without the characters that could end a script element."""
    text = json.dumps(data, ensure_ascii=False)
    text = text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
    return mark_safe(text)
