"""JSON Feed 1.1 with full texts. Source: https://www.jsonfeed.org/version/1.1/"""

import json
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse

from posts.addresses import absolute
from posts.feeds.feed import Feed, author_address, entry_id
from posts.models import Post


def json_feed(feed: Feed) -> HttpResponse:
    """The feed as a JSON document."""
    logo = feed.site.logo and feed.site.logo.thumbnail
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": feed.description,
        "icon": logo and settings.SITE_URL + logo.url,
        "language": feed.site.language,
        "items": [item(post) for post in feed.posts],
    }
    return HttpResponse(
        json.dumps(filled(document) | {"items": document["items"]}, ensure_ascii=False),
        content_type="application/feed+json; charset=utf-8",
    )


def item(post: Post) -> dict[str, Any]:
    picture = post.hero_image.share_picture if post.hero_image else None
    return filled(
        {
            "id": entry_id(post),
            "url": post.absolute_url,
            "title": post.title,
            "summary": post.summary,
            "image": picture and picture.url and settings.SITE_URL + picture.url,
            "date_published": cast(datetime, post.published_at).isoformat(timespec="seconds"),
            "date_modified": post.modified_at.isoformat(timespec="seconds"),
            "authors": [
                {"name": person.name, "url": author_address(person)}
                for person in post.shown_authors
            ],
            "tags": [tag.name for tag in post.shown_tags],
            "language": post.language,
        }
    ) | {"content_html": absolute(post.body_html, settings.SITE_URL)}


def filled(document: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: JSON Feed has no nulls."""
    return {name: value for name, value in document.items() if value}
