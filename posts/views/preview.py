"""A post that is not public, for somebody without a login who was given its secret address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from posts.models import Post, PreviewLink
from posts.views.article import page_context


@require_safe
def preview(request, token):
    """
    The post as it was last saved, its working copy if it has one.

    A link that never was, has expired or was ended answers the same, so that nothing is told.
    """
    link = PreviewLink.objects.found(token)
    if link is None:
        return secret(render(request, "posts/preview_ended.html", status=404))
    if request.method == "GET":
        link.note_opening()
    post = as_it_would_look(link.post)
    context = page_context(request, post) | {
        "link": link,
        "is_public": post.is_public and not post.changes,
    }
    return secret(render(request, "posts/preview.html", context))


def as_it_would_look(post: Post) -> Post:
    """The same post with its saved changes, a draft as if it came out now; nothing is saved."""
    if post.changes:
        post.show(post.changes.merged()[0])
    post.published_at = post.published_at or timezone.now()
    return post


def secret(response: HttpResponse) -> HttpResponse:
    """Let nobody keep the answer, list it, or learn its address from a link that is followed."""
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
