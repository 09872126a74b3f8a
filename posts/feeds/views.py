"""The feeds' addresses: each takes the writer of its format from `posts/urls.py`."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from posts import views
from posts.feeds import feed as feeds
from posts.feeds.feed import Feed, Writer
from posts.models import Post, Tag


@require_safe
def newest(request, write: Writer):
    """The site's newest posts."""
    site = request.site
    return write(_feed(request, feeds.newest(timezone.now()), site.name, site.description, "/"))


@require_safe
def tagged(request, slug, write: Writer):
    """A tag's newest posts; an old slug redirects, a tag that was never public is unknown."""
    page = reverse("posts:tag", args=[slug])
    posts = feeds.tagged(slug, timezone.now())
    if posts:
        tag = next((tag for tag in posts[0].shown_tags if tag.slug == slug), None)
    else:
        tag = Tag.objects.filter(slug=slug).first()
    if tag is None:
        return views.moved_with(request, page)
    if not posts and not tag.was_ever_public():
        raise Http404
    title = f"{tag.name} – {request.site.name}"
    return write(_feed(request, posts, title, tag.description, page))


@require_safe
def by_author(request, slug, write: Writer):
    """An author's newest posts; an old slug redirects, one without posts is unknown."""
    page = reverse("posts:author", args=[slug])
    posts = feeds.by_author(slug, timezone.now())
    if not posts:
        return views.moved_with(request, page)
    person = next(person for person in posts[0].shown_authors if person.slug == slug)
    return write(_feed(request, posts, f"{person.name} – {request.site.name}", person.bio, page))


def _feed(request, posts: list[Post], title: str, description: str, page: str) -> Feed:
    updated_at = max((post.modified_at for post in posts), default=request.standing.since)
    base = settings.SITE_URL
    address = base + escape_uri_path(request.path)
    return Feed(request.site, posts, title, description, base + page, address, updated_at)
