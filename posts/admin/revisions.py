"""The revisions of a post: all of them, two side by side, an earlier one back, a name for one."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts import restoring
from posts.admin import trash
from posts.admin.words import when
from posts.differences import changes_between, in_order, label
from posts.models import Post, Revision
from posts.models.revision import digest

A_PAGE = 50
NOW, CHANGES = "now", "changes"


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses below a post's own."""
    views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
        "": ("revisions", listing),
        "compare/": ("compare", compare),
        "<int:number>/restore/": ("restore", restore),
        "<int:number>/name/": ("name_revision", name),
    }
    return [
        path(
            f"<int:pk>/revisions/{address}",
            post_admin.admin_site.admin_view(partial(trash.leads_there(view), post_admin)),
            name=f"posts_post_{called}",
        )
        for address, (called, view) in views.items()
    ]


class Side(NamedTuple):
    """One of the two that are compared: what the address calls it, its words, its state."""

    key: str
    words: str
    state: dict[str, Any]
    revision: Revision | None = None


class Row(NamedTuple):
    """A line of the list: a revision, what it is just now, and what changed in it."""

    revision: Revision
    marks: list[tuple[str, str]]
    summary: str


# The list


def listing(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """All revisions of a post, newest first, and which of them is what."""
    post = found(post_admin, request, pk)
    newest_first = post.revisions.select_related("user").defer("state").order_by("-number")
    page = Paginator(newest_first, A_PAGE).get_page(request.GET.get("page"))
    marks = marks_of(post)
    rows = [
        Row(revision, marks.get(revision.number, []), summary(revision))
        for revision in page.object_list
    ]
    context = {
        "title": _("Revisions"),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "rows": rows,
        "is_kept": NOW not in marks,
        "can_change": post_admin.has_change_permission(request, post),
    }
    return shown(post_admin, request, post, "list", context)


def marks_of(post: Post) -> dict[Any, list[tuple[str, str]]]:
    """
    By number, what the newest revisions that say so are, each as (class, words).

    Under NOW stands what the post is when no revision says that.
    """
    public = ("published", _("Readers see this"))
    states = [(post.stored(), public if post.is_public else ("now", _("The post now")))]
    if post.changes:
        states.append((post.changes.state, ("draft", _("Working copy"))))
    marks: dict[Any, list[tuple[str, str]]] = {}
    for state, words in states:
        same = post.revisions.filter(digest=digest(state)).order_by("-number")
        number = same.values_list("number", flat=True).first()
        marks.setdefault(number or NOW, []).append(words)
    return marks


def summary(revision: Revision) -> str:
    """What changed against the revision before, in a line."""
    words = []
    if revision.added:
        said = ngettext("%(count)d word added", "%(count)d words added", revision.added)
        words.append(said % {"count": revision.added})
    if revision.removed:
        said = ngettext("%(count)d word removed", "%(count)d words removed", revision.removed)
        words.append(said % {"count": revision.removed})
    if revision.number > 1 and revision.changed:
        fields = get_text_list([label(name) for name in in_order(revision.changed)], _("and"))
        words.insert(0, fields)
    return " · ".join(words)


@transaction.atomic
def name(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give a revision a name, or take it away; back to the list."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    post = found(post_admin, request, pk, to_change=True)
    revision = get_object_or_404(post.revisions, number=number)
    longest = Revision._meta.get_field("name").max_length
    called = " ".join(request.POST.get("name", "").replace("\0", "").split())[:longest]
    if called != revision.name:
        post.revisions.filter(pk=revision.pk).update(name=called)
        words = (
            _("Revision %(number)s is called “%(name)s” now.")
            if called
            else _("Revision %(number)s has no name now.")
        )
        words = words % {"number": number, "name": called}
        post_admin.log_change(request, post, words)
        post_admin.message_user(request, words, messages.SUCCESS)
    return HttpResponseRedirect(f"{address_of(post)}?page={page_of(post, number)}#r{number}")


def page_of(post: Post, number: int) -> int:
    return post.revisions.filter(number__gt=number).count() // A_PAGE + 1


# Two of them


def compare(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Two states of a post, all fields that differ in one view, word by word."""
    post = found(post_admin, request, pk)
    keys = [request.GET.get("old", ""), request.GET.get("new", "")]
    if all(key.isdecimal() for key in keys):
        keys.sort(key=int)
    old, new = (side(post, key) for key in keys)
    if old is None or new is None:
        words = _("Choose two revisions that are there.")
        post_admin.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(address_of(post))
    context = {
        "title": _("Compare"),
        "old": old,
        "new": new,
        "sides": [old, new],
        "differences": changes_between(old.state, new.state),
        "neighbours": neighbours(post, old, new),
        "can_change": post_admin.has_change_permission(request, post),
    }
    return shown(post_admin, request, post, "compare", context)


def side(post: Post, key: str) -> Side | None:
    """What an address means: a revision's number, `now`, or `changes`."""
    if key == NOW:
        words = _("What readers see") if post.is_public else _("The post now")
        return Side(key, words, post.stored())
    if key == CHANGES and post.changes:
        return Side(key, _("The working copy"), post.changes.state)
    if not key.isdecimal() or len(key) > 9:
        return None
    revision = post.revisions.select_related("user").filter(number=int(key)).first()
    return Side(key, words_for(revision), revision.state, revision) if revision else None


def words_for(revision: Revision) -> str:
    about = {"number": revision.number, "when": when(revision.created_at)}
    return _("Revision %(number)s, %(when)s") % about


def neighbours(post: Post, old: Side, new: Side) -> dict[str, tuple[int, int]]:
    """The comparisons of one revision with the one before it, on both sides of this one."""
    if not (old.revision and new.revision):
        return {}
    last = post.revisions.order_by("-number").values_list("number", flat=True)[0]
    found = {}
    if old.revision.number > 1:
        found["earlier"] = (old.revision.number - 1, old.revision.number)
    if new.revision.number < last:
        found["later"] = (new.revision.number, new.revision.number + 1)
    return found


# One of them back


@transaction.atomic
def restore(
    post_admin: admin.ModelAdmin, request: HttpRequest, pk: int, number: int
) -> HttpResponse:
    """Show what would become different; then bring the revision back, or one field of it."""
    post = found(post_admin, request, pk, to_change=True, lock=request.method == "POST")
    revision = get_object_or_404(post.revisions.select_related("user"), number=number)
    now = restoring.standing(post)
    only = request.POST.get("field") or None
    state, sentences = restoring.brought_back(post, revision.state, now, only)
    if request.method == "POST":
        if request.POST.get("seen") == seen(post):
            return restored(post_admin, request, post, revision, state, sentences, only)
        words = _("Somebody saved this post meanwhile. Look again at what would change.")
        post_admin.message_user(request, words, messages.WARNING)
        state, sentences = restoring.brought_back(post, revision.state, now)
    context = {
        "title": _("Restore revision %(number)s?") % {"number": number},
        "revision": revision,
        "new": Side(str(number), words_for(revision), state),
        "old": Side("", _("Now"), now),
        "differences": changes_between(now, state),
        "sentences": sentences,
        "seen": seen(post),
    }
    return shown(post_admin, request, post, "restore", context)


def seen(post: Post) -> str:
    """What changes with every save of the post or of its working copy."""
    return f"{post.version}.{post.changes.version if post.changes else ''}"


def restored(
    post_admin: admin.ModelAdmin,
    request: HttpRequest,
    post: Post,
    revision: Revision,
    state: dict[str, Any],
    sentences: list[str],
    only: str | None,
) -> HttpResponse:
    """Do it, say what came of it, and go on in the form."""
    about = {"number": revision.number, "field": label(only) if only else ""}
    words = (
        _("%(field)s as in revision %(number)s") if only else _("As in revision %(number)s")
    ) % about
    was_public = post.is_public
    restoring.bring_back(post, state, request.user, words)
    post_admin.log_change(request, post, _("Restored: %(what)s.") % {"what": words})
    said = _("Restored.")
    if was_public:
        said = _("Restored. Readers see it when you publish the changes.")
    for sentence in sentences:
        post_admin.message_user(request, sentence, messages.WARNING)
    post_admin.message_user(request, said, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:posts_post_change", args=[post.pk]))


# What they share


def found(
    post_admin: admin.ModelAdmin,
    request: HttpRequest,
    pk: int,
    *,
    to_change: bool = False,
    lock: bool = False,
) -> Post:
    """The post; raises PermissionDenied for those who may not see, or change, it."""
    posts = Post.objects.select_for_update() if lock else Post.objects.all()
    post = posts.kept().filter(pk=pk).first()
    check = post_admin.has_change_permission if to_change else post_admin.has_view_permission
    if not check(request, post):
        raise PermissionDenied
    if post is None:
        raise Http404
    return post


def address_of(post: Post) -> str:
    return reverse("admin:posts_post_revisions", args=[post.pk])


def shown(
    post_admin: admin.ModelAdmin,
    request: HttpRequest,
    post: Post,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    about = {"opts": post_admin.opts, "post": post, "changes": post.changes}
    return TemplateResponse(
        request,
        f"admin/posts/post/revisions/{template}.html",
        post_admin.admin_site.each_context(request) | about | context,
    )
