"""The secret addresses of a post: made, copied and ended by its editors."""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from posts.admin import trash
from posts.admin.words import date_in_full, when
from posts.models import Post, PreviewLink

MOST_ENDED = 10


def urls(post_admin: admin.ModelAdmin) -> list:
    guard = post_admin.admin_site.admin_view
    return [
        path(
            "<int:pk>/preview/links/",
            guard(partial(trash.leads_there(links), post_admin)),
            name="posts_post_preview_links",
        ),
        path(
            "<int:pk>/preview/links/<int:number>/end/",
            guard(partial(trash.leads_there(end), post_admin)),
            name="posts_post_preview_link_end",
        ),
    ]


def links(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The post's links, those that work first; sent, one more for the days that were chosen."""
    post = found(post_admin, request, pk)
    if request.method == "POST":
        days = request.POST.get("days", "")
        if days not in {str(each) for each in PreviewLink.DAYS}:
            words = _("Choose for how long the link is to work.")
            post_admin.message_user(request, words, messages.ERROR)
        else:
            link = PreviewLink.objects.make(post, int(days), request.user)
            words = _("Preview link made. It works until %(when)s.")
            noted, said = ({"when": told(link.expires_at)} for told in (date_in_full, when))
            post_admin.log_change(request, post, words % noted)
            post_admin.message_user(request, words % said, messages.SUCCESS)
        return HttpResponseRedirect(address_of(post))
    open_links = list(post.preview_links.open().select_related("made_by"))
    ended = post.preview_links.exclude(pk__in=[link.pk for link in open_links])
    shown = post_admin.admin_site.each_context(request) | {
        "title": _("Preview links"),
        "subtitle": str(post),
        "opts": post_admin.opts,
        "post": post,
        "links": open_links,
        "ended": ended.select_related("made_by").order_by("-made_at", "-pk")[:MOST_ENDED],
        "choices": [(days, in_words(days)) for days in PreviewLink.DAYS],
    }
    return TemplateResponse(request, "admin/posts/post/preview/links.html", shown)


def end(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let a link lead nowhere from now on."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    post = found(post_admin, request, pk)
    link = get_object_or_404(post.preview_links, pk=number)
    if post.preview_links.filter(pk=link.pk).revoke():
        words = gettext_noop("Preview link ended.")
        post_admin.log_change(request, post, words)
        post_admin.message_user(request, _(words), messages.SUCCESS)
    return HttpResponseRedirect(address_of(post))


def found(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> Post:
    post = get_object_or_404(Post.objects.kept(), pk=pk)
    if not post_admin.has_change_permission(request, post):
        raise PermissionDenied
    return post


def address_of(post: Post) -> str:
    return reverse("admin:posts_post_preview_links", args=[post.pk])


def in_words(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
