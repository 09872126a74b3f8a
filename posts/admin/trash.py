"""The trash: what is thrown away can be brought back for 30 days."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from posts import consequences
from posts.models import Post

A_PAGE = 50
MOST_NAMED = 20
LONGEST_NUMBER = 18


def throw_away(
    post_admin: admin.ModelAdmin, request: HttpRequest, posts: list[Post]
) -> HttpResponse:
    """Ask, with the texts that link to these posts, and put them into the trash."""
    if not post_admin.has_delete_permission(request):
        raise PermissionDenied
    if "sure" in request.POST:
        with transaction.atomic():
            keys = [post.pk for post in posts]
            count = Post.objects.filter(pk__in=keys).trash()
            for post in posts:
                post_admin.log_change(request, post, gettext_noop("Into the trash."))
        said = ngettext(
            "%(count)d post is in the trash.", "%(count)d posts are in the trash.", count
        )
        words = format_html("{} {}", said % {"count": count}, undo_button(request, keys))
        post_admin.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:posts_post_changelist"))
    linked_from, count = consequences.linking_to(*posts)
    title = ngettext("Throw this post away?", "Throw these %(count)d posts away?", len(posts))
    return page(
        post_admin,
        request,
        "throw_away",
        title=title % {"count": len(posts)},
        posts=posts,
        named=posts[:MOST_NAMED],
        more=max(0, len(posts) - MOST_NAMED),
        public=sum(post.is_published for post in posts),
        linked_from=linked_from,
        linked_from_count=count,
    )


def throw_one_away(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The same for one post, from its form."""
    return throw_away(post_admin, request, [get_object_or_404(Post.objects.kept(), pk=pk)])


def undo_button(request: HttpRequest, keys: list[int]) -> SafeString:
    """A form of one button that brings posts back."""
    return format_html(
        '<form method="post" action="{}" class="inline">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
        '<button type="submit">{}</button></form>',
        reverse("admin:posts_post_bring_back"),
        get_token(request),
        format_html_join(
            "", '<input type="hidden" name="post" value="{}">', ((pk,) for pk in keys)
        ),
        _("Undo"),
    )


def is_there(object_id: str) -> bool:
    """Whether the post of this number, as an address has it, is in the trash."""
    if not object_id.isdecimal() or len(object_id) > LONGEST_NUMBER:
        return False
    return Post.objects.trashed().filter(pk=object_id).exists()


def leads_there(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of one post that leads to the trash when somebody has thrown the post away."""

    @wraps(view)
    def inner(
        post_admin: admin.ModelAdmin, request: HttpRequest, pk: int, **named: Any
    ) -> HttpResponse:
        try:
            return view(post_admin, request, pk, **named)
        except Http404:
            if not (post_admin.has_view_permission(request) and is_there(str(pk))):
                raise
        words = _("This post is in the trash: bring it back to open it.")
        post_admin.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:posts_post_trash"))

    return inner


def room(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What is in the trash, the newest first, and when each goes for good."""
    if not post_admin.has_view_permission(request):
        raise PermissionDenied
    posts = Post.objects.trashed().order_by("-trashed_at", "-pk")
    posts = posts.only("title", "slug", "published_at", "trashed_at", "before_trash")
    shown = Paginator(posts, A_PAGE).get_page(request.GET.get("page"))
    may_delete = post_admin.has_delete_permission(request)
    return page(post_admin, request, "trash", title=_("Trash"), shown=shown, may_delete=may_delete)


def bring_back(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Take posts out of the trash; say of each what is not as it was."""
    if not post_admin.has_delete_permission(request):
        raise PermissionDenied
    asked = request.POST.getlist("post")
    keys = [pk for pk in asked if pk.isdecimal() and len(pk) <= LONGEST_NUMBER]
    brought: list[Post] = []
    with transaction.atomic():
        for post in Post.objects.trashed().select_for_update().filter(pk__in=keys):
            before = post.before_trash or {}
            post.bring_back()
            post_admin.log_change(request, post, gettext_noop("Out of the trash."))
            brought.append(post)
            for words in what_differs(post, before):
                post_admin.message_user(request, words, messages.WARNING)
    if not brought:
        words = _("Nothing to bring back: it is no longer in the trash.")
        post_admin.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:posts_post_trash"))
    said = ngettext("%(count)d post is back.", "%(count)d posts are back.", len(brought))
    post_admin.message_user(request, said % {"count": len(brought)}, messages.SUCCESS)
    if len(brought) == 1:
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[brought[0].pk]))
    return HttpResponseRedirect(reverse("admin:posts_post_changelist"))


def what_differs(post: Post, before: dict[str, Any]) -> list[str]:
    """What a post that came back has not as it was, in sentences."""
    differing = []
    if before.get("slug", post.slug) != post.slug:
        words = _("The address “%(old)s” is another post's now: “%(title)s” has “%(new)s”.")
        differing.append(words % {"old": before["slug"], "title": post, "new": post.slug})
    if before.get("published_at") and post.is_draft:
        words = _("“%(title)s” was to come out while it was in the trash: it is a draft now.")
        differing.append(words % {"title": post})
    return differing


def delete_for_good(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and delete a post that is in the trash."""
    post = get_object_or_404(Post.objects.trashed(), pk=pk)
    if not post_admin.has_delete_permission(request, post):
        raise PermissionDenied
    if request.method != "POST":
        title = _("Delete “%(title)s” for good?") % {"title": post}
        return page(post_admin, request, "delete_for_good", title=title, post=post)
    with transaction.atomic():
        post = get_object_or_404(Post.objects.trashed().select_for_update(), pk=pk)
        post_admin.log_deletions(request, Post.objects.filter(pk=pk))
        post.delete()
    post_admin.message_user(request, _("Deleted for good."), messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:posts_post_trash"))


def page(
    post_admin: admin.ModelAdmin, request: HttpRequest, name: str, **context: Any
) -> HttpResponse:
    shared = post_admin.admin_site.each_context(request) | {"opts": post_admin.opts}
    return TemplateResponse(request, f"admin/posts/post/{name}.html", shared | context)


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the views here."""
    views: dict[str, tuple[str, Any]] = {
        "trash/": ("trash", room),
        "trash/back/": ("bring_back", bring_back),
        "trash/<int:pk>/delete/": ("delete_for_good", delete_for_good),
        "<int:pk>/delete/": ("delete", throw_one_away),
    }
    guard = post_admin.admin_site.admin_view
    return [
        path(route, guard(partial(view, post_admin)), name=f"posts_post_{name}")
        for route, (name, view) in views.items()
    ]
