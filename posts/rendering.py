"""Rendering texts again when what they show has changed, while what an editor wrote has not."""

from html import escape
from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.db.models import Q, QuerySet, Value

from posts import markup, media
from posts.models import Image, Page, Post, Redirect, Snippet, Use
from posts.models.redirect import decoded

# Texts that are rendered, by model and key.
Texts = set[tuple[Any, int]]
# So many texts at a time: some seconds of a worker.
BATCH = 500
# So many that nobody waits for.
SMALL_BATCH = 100


def render_users_of(image: Image) -> int:
    """Render the posts and pages whose text shows the image; how many look different now."""
    posts = Use.objects.that_may_mean(image).values_list("post", flat=True)
    pages = Page.objects.filter(shows(image)).values_list("pk", flat=True)
    found: Texts = {(Post, pk) for pk in posts} | {(Page, pk) for pk in pages}
    found |= texts_with(*Snippet.objects.filter(shows(image)))
    return sum(render_again(model, pk) for model, pk in found)


def render_users_of_snippet(snippet: Snippet) -> int:
    """Render the posts and pages whose text shows the snippet; how many look different now."""
    return sum(render_again(model, pk) for model, pk in texts_with(snippet))


def texts_with(*snippets: Snippet) -> Texts:
    """The posts and pages that show any of these snippets, by model and key."""
    return {(place.model, place.pk) for snippet in snippets for place in snippet.users()}


def render_links_to(post: Post) -> int:
    """Render the texts that name a former address of the post; how many look different now."""
    former = Redirect.objects.filter(new_path=decoded(post.get_absolute_url()))
    named = Q(pk=None)
    for path in former.values_list("old_path", flat=True):
        for written in {path, quote(path)}:
            named |= Q(body__contains=written.rstrip("/"))
    found: Texts = set()
    for model in (Post, Page):
        found |= {
            (model, pk) for pk in model._default_manager.filter(named).values_list("pk", flat=True)
        }
    found |= texts_with(*Snippet.objects.filter(named))
    return sum(render_again(model, pk) for model, pk in found)


def batch_after(texts: QuerySet, last: int) -> list[int]:
    """The next keys of these texts after one, so that memory stays flat."""
    found = texts.order_by("pk").filter(pk__gt=last)
    return list(found.values_list("pk", flat=True)[:BATCH])


def older() -> list[tuple[type[Post] | type[Page], int]]:
    """The next texts whose HTML an older renderer made, pages first; one query of two indexes."""
    of_before = Q(renderer_version__lt=markup.RENDERER_VERSION)
    pages = Page.objects.filter(of_before).annotate(rank=Value(0)).order_by()
    posts = Post.objects.filter(of_before).annotate(rank=Value(1)).order_by()
    found = pages.values_list("rank", "pk").union(posts.values_list("rank", "pk"), all=True)
    return [((Page, Post)[rank], pk) for rank, pk in found.order_by("rank", "pk")[:SMALL_BATCH]]


@transaction.atomic
def render_again(model: type[Post] | type[Page], pk: int) -> bool:
    """Make what is kept with a text anew, leaving version and dates; whether it changed."""
    text = model.objects.select_for_update().filter(pk=pk).first()
    if text is None:
        return False
    before = _rendered(text)
    text.render()
    if isinstance(text, Post):
        text.keep_uses()
    after = _rendered(text)
    if after == before:
        return False
    model.objects.filter(pk=pk).update(**after)
    return True


def _rendered(text: Post | Page) -> dict[str, object]:
    return {name: getattr(text, name) for name in text.RENDERED_FIELDS}


def shows(image: Image) -> Q:
    """Bodies with the image's file name or an address of a rendition in them, now or formerly."""
    former = {former.name for former in image.former_names.all()}
    public = {name for name in former if media.public_name(name)}
    renditions = Q(pk=None)
    for name in image.rendition_names | public:
        renditions |= Q(body__contains=name)
    shows = Q(body__contains="/media/images/") & renditions
    for file_name in {image.name, *former} - public - {""}:
        for name in {
            file_name,
            quote(file_name),
            escape(file_name),
            file_name.replace("&", "&amp;"),
        }:
            shows |= Q(body__contains=f"/{name}")
    return shows
