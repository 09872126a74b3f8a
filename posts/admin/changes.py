"""What was saved in a published post and is not public yet."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from posts.admin import trash
from posts.admin.revisions import Side, seen
from posts.differences import changes_between
from posts.models import Post


@trash.leads_there
@transaction.atomic
def discard(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, with what would go, and go back to what readers see."""
    posts = Post.objects.select_for_update() if request.method == "POST" else Post.objects.all()
    post = get_object_or_404(posts.kept(), pk=pk)
    if not post_admin.has_change_permission(request, post):
        raise PermissionDenied
    form = reverse("admin:posts_post_change", args=[pk])
    if post.changes is None:
        post_admin.message_user(request, _("There are no unpublished changes."), messages.WARNING)
        return HttpResponseRedirect(form)
    if request.method == "POST" and request.POST.get("seen") == seen(post):
        post.changes.discard(request.user)
        words = _("Changes discarded. They are still among the revisions.")
        post_admin.log_change(request, post, gettext_noop("Changes discarded."))
        post_admin.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(form)
    if request.method == "POST":
        words = _("Somebody saved this post meanwhile. Look again at what would change.")
        post_admin.message_user(request, words, messages.WARNING)
    context = post_admin.admin_site.each_context(request) | {
        "title": _("Discard the changes?"),
        "opts": post_admin.opts,
        "post": post,
        "seen": seen(post),
        "old": Side("", _("Changed"), post.changes.state),
        "new": Side("", _("As readers see it"), post.stored()),
        "differences": changes_between(post.changes.state, post.stored()),
    }
    return TemplateResponse(request, "admin/posts/post/discard.html", context)
