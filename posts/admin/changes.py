"""What was saved in a published post and is not public yet."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from posts.conflict import compared
from posts.models import Image, Post, Series


def discard(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, with what would go, and go back to what readers see."""
    post = get_object_or_404(Post, pk=pk)
    if not post_admin.has_change_permission(request, post):
        raise PermissionDenied
    form = reverse("admin:posts_post_change", args=[pk])
    if post.changes is None:
        post_admin.message_user(request, _("There are no unpublished changes."), messages.WARNING)
        return HttpResponseRedirect(form)
    if request.method == "POST":
        post.changes.discard(request.user)
        words = _("Changes discarded. They are still among the revisions.")
        post_admin.log_change(request, post, _("Changes discarded."))
        post_admin.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(form)
    context = post_admin.admin_site.each_context(request) | {
        "title": _("Discard the changes?"),
        "opts": post_admin.opts,
        "post": post,
        "differences": differences(post.changes.state, post.stored()),
    }
    return TemplateResponse(request, "admin/posts/post/discard.html", context)


def differences(mine: dict[str, Any], theirs: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields in which two snapshots differ: label, both sides in pieces that say what."""
    found = []
    for name in theirs:
        if mine.get(name) != theirs[name]:
            left, right = compared(as_text(name, mine.get(name)), as_text(name, theirs[name]))
            found.append({"label": label(name), "mine": left, "theirs": right})
    return found


def label(name: str) -> str:
    """A snapshot's field in the editors' words."""
    if name == "hero_address":
        return _("Hero image's address")
    if name == "front_matter":
        return _("Other keys of its file")
    field = Post._meta.get_field(name.removesuffix("_id"))
    return capfirst(str(field.verbose_name))


def as_text(name: str, value: Any) -> str:
    """A snapshot's value as a person reads it; nothing for an empty one."""
    if name.endswith("_id"):
        model = {"hero_image_id": Image, "series_id": Series, "translation_of_id": Post}[name]
        return str(model.objects.filter(pk=value).first() or "") if value else ""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value or "")
