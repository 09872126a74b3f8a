"""Addresses that moved, that lack their slash, or that are nobody's."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import escape_leading_slashes
from django.views.decorators.http import require_safe

from posts.models import Person, Post, Redirect, Tag


@require_safe
def to_list(request):
    """`/posts/` alone is the listing, which is at the root."""
    return HttpResponsePermanentRedirect(reverse("posts:list"))


def redirected(request, path: str | None = None) -> HttpResponse:
    """Send the reader of an address that moved to the new one; raises Http404 if there is none."""
    path = path or request.path
    if "\0" in path or len(path) > 500:
        raise Http404
    target = Redirect.objects.target(path)
    if target in {None, request.path} or leads_to_a_secret(target):
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        f"{target}?{query}" if query and "?" not in target else target
    )


def moved_with(request, page: str) -> HttpResponse:
    """
    A redirect to this same address of a page that moved; raises Http404 if it did not.

    What belongs to a page, such as its feed, has the page's slug in an address of its own.
    """
    kwargs = {"slug": new_slug(request, page)}
    return HttpResponsePermanentRedirect(reverse(request.resolver_match.view_name, kwargs=kwargs))


def new_slug(request, page: str) -> str:
    """The slug at which a page of this kind is now; raises Http404 if it did not move."""
    page = unquote(page)
    target = unquote(redirected(request, page).headers["Location"]).partition("?")[0]
    try:
        was, found = resolve(page), resolve(target)
    except Resolver404:
        raise Http404 from None
    if found.view_name != was.view_name or found.kwargs in ({}, was.kwargs):
        raise Http404
    return found.kwargs["slug"]


def leads_to_a_secret(target: str) -> bool:
    """Whether a redirect would tell of a post that is not public yet, or of who or what it has."""
    path = urlsplit(target.removeprefix(settings.SITE_URL)).path
    try:
        match = resolve(path if path.endswith("/") else path + "/")
    except Resolver404:
        return False
    slug = match.kwargs.get("slug")
    if match.view_name == "posts:author":
        return not Person.objects.with_counts().filter(slug=slug).exists()
    if match.view_name == "posts:tag":
        tag = Tag.objects.filter(slug=slug).first()
        return tag is None or not tag.was_ever_public()
    if match.view_name != "posts:detail":
        return False
    post = Post.objects.filter(slug=slug).only("published_at").first()
    return post is None or post.is_draft or post.is_scheduled


@require_safe
def elsewhere(request, address):
    """Any other address: one redirect to where it moved or to itself with a slash, else 404."""
    path = request.path
    if path.endswith("/"):
        return redirected(request)
    try:
        return redirected(request)
    except Http404:
        return with_slash(request, path + "/")


def with_slash(request, path: str) -> HttpResponse:
    """A redirect to the address with a slash if that is a page, else what it answers."""
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404 from None
    if match.view_name == "posts:elsewhere":
        return redirected(request, path)
    if match.view_name == "media" or match.app_names == ["admin"]:
        if match.app_names == ["admin"]:
            return HttpResponsePermanentRedirect(escape_leading_slashes(path))
        raise Http404
    request.path = request.path_info = path
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code != 200:
        return response
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(
        escape_leading_slashes(f"{path}?{query}" if query else path)
    )
