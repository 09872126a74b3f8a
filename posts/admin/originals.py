"""Posts that another can be the translation of, by words of their titles."""

from functools import partial

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path

from posts import originals

MOST = 12


def suggest(post_admin: admin.ModelAdmin, request: HttpRequest) -> JsonResponse:
    """Slugs and titles for the editor's script."""
    if not post_admin.has_view_permission(request):
        raise PermissionDenied
    posts = originals.called(request.GET.get("q", ""))[:MOST]
    return JsonResponse({"posts": [{"slug": post.slug, "title": post.title} for post in posts]})


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The address that the post's form asks."""
    view = post_admin.admin_site.admin_view(partial(suggest, post_admin))
    return [path("originals/", view, name="posts_post_originals")]
