"""One text on a page: an article, or a standing text of the site."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString
from django.views.generic import DetailView, View

from cms import generation, same_page
from cms.views import gone
from posts import onward, prepared
from posts.models import Page, Person, Post, Tag
from posts.views.elsewhere import redirected


class PostDetailView(View):
    """An article; what was unpublished answers 410, an old slug redirects."""

    http_method_names = ["get", "head"]

    def get(self, request, slug):
        post = prepared.post_at(slug)
        if post and post.is_published:
            context = page_context(request, post)
            things = (post, context["onward"])
            return same_page.render(request, "posts/post_detail.html", context, things)
        if post and post.is_unpublished:
            return gone(request)
        return redirected(request)


def page_context(request, post: Post) -> dict[str, Any]:
    """All that the page of a post shows, for readers and for a preview alike."""
    return {
        "post": post,
        "tag_links": lambda: tag_links(
            tuple((tag.name, tag.slug) for tag in post.shown_tags), translation.get_language()
        ),
        "author_boxes": lambda: [author_box(request, person) for person in post.shown_authors],
        "onward": onward.from_post(post, request.site.language),
        "canonical_url": post.canonical_url or post.absolute_url,
    }


class TagLinks(NamedTuple):
    """A post's tags as its page shows them, above and below the text."""

    above: SafeString = SafeString("")
    below: SafeString = SafeString("")


@lru_cache(maxsize=2000)
def tag_links(tags: tuple[tuple[str, str], ...], language: str | None) -> TagLinks:
    """The links to tags of these names and slugs: kept by all that they show."""
    if not tags:
        return TagLinks()
    shown = {"tags": [Tag(name=name, slug=slug) for name, slug in tags]}
    templates = ("posts/_tags_above.html", "posts/_tags_below.html")
    return TagLinks(*(SafeString(get_template(name).render(shown)) for name in templates))


def author_box(request, person: Person) -> SafeString:
    """Who an author is, for under their posts; "" of whom there is only the name to say."""
    if not (person.bio or person.links or person.picture):
        return SafeString("")
    box = get_template("posts/_author.html")
    return generation.remember(
        request.standing,
        f"author {person.pk} {translation.get_language()}",
        lambda: SafeString(box.render({"person": person})),
    )


class PageView(DetailView):
    """A standing text of the site."""

    http_method_names = ["get", "head"]
    context_object_name = "page"
    template_name = "posts/page_detail.html"

    def get(self, request, *args, **kwargs):
        page = Page.objects.filter(slug=kwargs["slug"]).first()
        if page is None:
            return redirected(request)
        self.object = page
        return self.render_to_response(
            self.get_context_data(canonical_url=settings.SITE_URL + page.get_absolute_url())
        )
