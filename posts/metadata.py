"""Structured data about posts, for search engines and social networks (schema.org, JSON-LD)."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from cms.models import SiteSettings
from posts.models import Post

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def blog_posting(post: Post, site: SiteSettings) -> SafeString:
    """
    A BlogPosting as JSON that is safe inside a script element.

    Source: https://schema.org/BlogPosting and the properties that search engines ask for.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "mainEntityOfPage": post.canonical_url or post.absolute_url,
        "url": post.absolute_url,
        "headline": post.title,
        "description": post.meta_description,
        "datePublished": post.published_at and post.published_at.isoformat(timespec="seconds"),
        "dateModified": post.modified_at.isoformat(timespec="seconds"),
        "wordCount": post.words,
        "inLanguage": site.language,
        "keywords": [tag.name for tag in post.shown_tags],
        "author": [{"@type": "Person", "name": person.name} for person in post.shown_authors]
        or [{"@type": "Organization", "name": site.name}],
        "publisher": {"@type": "Organization", "name": site.name, "url": settings.SITE_URL + "/"},
    }
    if post.hero_image:
        picture = post.hero_image.share_picture
        data["image"] = {
            "@type": "ImageObject",
            "url": settings.SITE_URL + picture.url,
            "width": picture.width,
            "height": picture.height,
        }
    return as_json_ld(data)


def as_json_ld(data: dict) -> SafeString:
    """JSON without the characters that could end a script element; empty values are left out."""
    filled = {name: value for name, value in data.items() if value not in (None, "", [])}
    text = json.dumps(filled, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)
