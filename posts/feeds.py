"""The Atom feed (RFC 4287), written by Django's generator with our dates and full texts."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from posts.addresses import absolute
from posts.models import Post
from posts.xml import printable

POSTS_A_FEED = 20


class FullTextFeed(Atom1Feed):
    """Atom with the whole article as content beside the summary."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["full_text"], {"type": "html"})


@require_safe
def newest(request):
    """The newest posts, whole."""
    site, base = request.site, settings.SITE_URL
    feed = FullTextFeed(
        title=printable(site.name),
        link=base + reverse("posts:list"),
        feed_url=base + reverse("posts:feed"),
        description=printable(site.description),
        subtitle=printable(site.description),
        language=site.language,
    )
    feed.feed["id"] = base + "/"
    posts = Post.objects.published().newest_first().for_page().defer("body", "toc")
    for post in posts[:POSTS_A_FEED]:
        names = [person.name for person in post.authors.all()] or [site.name]
        feed.add_item(
            title=printable(post.title),
            link=post.absolute_url,
            unique_id=post.absolute_url,
            description=printable(escape(post.summary)),
            full_text=printable(absolute(post.body_html, base)),
            author_name=printable(", ".join(names)),
            pubdate=post.published_at,
            updateddate=post.modified_at,
            categories=[printable(tag.name) for tag in post.tags.all()],
        )
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )
