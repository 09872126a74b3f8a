"""
What programs that read text ask for: an article as Markdown, and `/llms.txt`.

Markdown has an address of its own and is never chosen by an Accept header: caches on the way mix
up what differs by a header alone.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from cms.views import gone
from posts import slugs
from posts.markdown_file import article_markdown
from posts.models import Page, Post
from posts.sitemaps import public_tags
from posts.views import moved_with

MARKDOWN = "text/markdown; charset=utf-8"
MOST_POSTS, MOST_TAGS, MOST_PAGES = 50, 50, 50


@require_safe
def article(request, slug):
    """
    An article as Markdown, in the states of its page: 404, 410, or a redirect of an old slug.

    Search engines are told by `canonical` that it is the same text. Not by `noindex` as well: the
    two contradict each other, and some engines then drop the article itself.
    """
    post = Post.objects.filter(slug=slug).for_page().first()
    if post and post.is_published:
        response = HttpResponse(article_markdown(post), content_type=MARKDOWN)
        canonical = iri_to_uri(post.canonical_url or post.absolute_url)
        response["Link"] = f'<{canonical}>; rel="canonical"'
        if post.noindex:
            response["X-Robots-Tag"] = "noindex"
        return response
    if post and post.is_unpublished:
        return gone(request)
    return moved_with(request, reverse("posts:detail", args=[slug]))


@require_safe
def llms(request):
    """What the site is and where its texts are, in the form of https://llmstxt.org."""
    site, base = request.site, settings.SITE_URL
    lines = [f"# {one_line(site.name)}", ""]
    if site.description:
        lines += [f"> {one_line(site.description)}", ""]
    feeds = [
        ("Atom feed with the newest full texts", base + reverse("posts:feed"), ""),
        ("JSON feed with the newest full texts", base + reverse("posts:json_feed"), ""),
        ("Sitemap of every address", base + reverse("posts:sitemap"), ""),
    ]
    for title, links in (
        ("Newest posts", _posts()),
        ("Tags", _tags()),
        ("Pages", _pages()),
        ("Optional", feeds),
    ):
        found = [_link(*link) for link in links]
        lines += [f"## {title}", "", *found, ""] if found else []
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _posts() -> Iterator[tuple[str, str, str]]:
    # `indexable()` would let SQLite sort them all: it takes the sitemap's index for an equality.
    listed = Post.objects.published().filter(noindex=False).exclude(canonical_url__gt="")
    rows = listed.newest_first()
    for post in rows.only("title", "slug", "standfirst", "excerpt")[:MOST_POSTS]:
        address = slugs.address("posts:markdown", post.slug)
        yield post.title, settings.SITE_URL + address, post.summary


def _tags() -> Iterator[tuple[str, str, str]]:
    """Those that got a post last."""
    for tag in public_tags().order_by("-newest", "pk")[:MOST_TAGS]:
        yield tag.name, settings.SITE_URL + tag.get_absolute_url(), tag.description


def _pages() -> Iterator[tuple[str, str, str]]:
    found = Page.objects.filter(noindex=False).order_by("title", "pk")
    for page in found.only("title", "slug", "excerpt")[:MOST_PAGES]:
        yield page.title, settings.SITE_URL + page.get_absolute_url(), page.excerpt


def _link(title: str, address: str, about: str) -> str:
    about = one_line(Truncator(about).chars(300))
    return f"- [{one_line(title)}]({address})" + (f": {about}" if about else "")


def one_line(text: str) -> str:
    """The text on one line, its brackets told from a link's."""
    words: Iterable[str] = text.replace("\\", "\\\\").split()
    return " ".join(words).replace("[", "\\[").replace("]", "\\]")
