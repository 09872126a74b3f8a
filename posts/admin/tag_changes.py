"""Tags made one, and what was done to tags of late, with a way back."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from posts.models import Post, Tag, TagChange, Tagging

LIST = "admin:posts_tag_changelist"
MOST_TAGS = 50
SAMPLES = 3


class IntoForm(forms.Form):
    """Which of several tags stays."""

    use_required_attribute = False
    into = forms.ModelChoiceField(
        queryset=Tag.objects.none(),
        widget=forms.RadioSelect,
        error_messages={
            name: gettext_lazy("Choose the tag that stays.")
            for name in ("required", "invalid_choice")
        },
    )


@admin.action(description=gettext_lazy("Merge…"), permissions=["change"])
def merge_chosen(tag_admin: admin.ModelAdmin, request: HttpRequest, queryset: Any) -> Any:
    """Go to the page that shows what would become of them."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_TAGS + 1])
    if not 2 <= len(keys) <= MOST_TAGS:
        words = _("Choose from 2 to %(most)d tags to make one of them.") % {"most": MOST_TAGS}
        tag_admin.message_user(request, words, messages.WARNING)
        return None
    address = reverse("admin:posts_tag_merge")
    return HttpResponseRedirect(f"{address}?tags={'-'.join(map(str, keys))}")


def merge(tag_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show which posts and addresses change, ask which tag stays, and make them one."""
    may_merge(tag_admin, request)
    tags = chosen(request.GET.get("tags", ""))
    if len(tags) < 2:
        words = _("These tags are not there any more: choose again.")
        tag_admin.message_user(request, words, messages.WARNING)
        return HttpResponseRedirect(reverse(LIST))
    form: Any = IntoForm(request.POST or None, initial={"into": tags[0].pk})
    form.fields["into"].queryset = Tag.objects.filter(pk__in=[tag.pk for tag in tags])
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            return merged(tag_admin, request, tags, into)
        except ValidationError as error:
            form.add_error(None, error)
    taggings = Tagging.objects.filter(tag__in=tags, content_object__trashed_at=None)
    context = {
        "title": _("Merge these tags?"),
        "form": form,
        "tags": [about(tag, form) for tag in tags],
        "post_count": taggings.values("content_object").distinct().count(),
    }
    return page(tag_admin, request, "merge", **context)


def may_merge(tag_admin: admin.ModelAdmin, request: HttpRequest) -> None:
    if not (tag_admin.has_change_permission(request) and tag_admin.has_delete_permission(request)):
        raise PermissionDenied


def chosen(text: str) -> list[Tag]:
    """The tags whose numbers stand in a text, the most used first."""
    keys = [int(key) for key in text.split("-")[:MOST_TAGS] if key.isdecimal() and len(key) < 18]
    return list(Tag.objects.with_uses().filter(pk__in=keys).order_by("-uses", "name"))


def about(tag: Any, form: IntoForm) -> dict[str, Any]:
    """A tag with its newest posts; whether it is the one that stays."""
    newest = Post.objects.kept().filter(taggings__tag=tag).only("title").order_by("-pk")
    value = form["into"].value()
    return {"tag": tag, "samples": list(newest[:SAMPLES]), "stays": str(tag.pk) == str(value)}


@transaction.atomic
def merged(
    tag_admin: admin.ModelAdmin, request: HttpRequest, tags: list[Tag], into: Tag
) -> HttpResponse:
    """Make them one and say so; raises ValidationError when one is gone meanwhile."""
    gone = [tag for tag in tags if tag.pk != into.pk]
    change = TagChange.objects.merge(gone, into, request.user)
    tag_admin.log_change(request, into, change.words)
    told(tag_admin, request, change)
    return HttpResponseRedirect(reverse(LIST))


def told(tag_admin: admin.ModelAdmin, request: HttpRequest, change: TagChange) -> None:
    """Say what was done, with a button that undoes it."""
    tag_admin.message_user(request, with_undo(request, change), messages.SUCCESS)


def with_undo(request: HttpRequest, change: TagChange) -> SafeString:
    return format_html(
        '{} <form class="undo" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button type="submit">{}</button></form>',
        change.words,
        reverse("admin:posts_tag_undo", args=[change.pk]),
        get_token(request),
        _("Undo"),
    )


def recent(tag_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """What was done to tags in the last 30 days, each with a button that undoes it."""
    if not tag_admin.has_view_permission(request):
        raise PermissionDenied
    changes = list(TagChange.objects.recent().select_related("user")[:200])
    may_undo = tag_admin.has_change_permission(request)
    return page(
        tag_admin,
        request,
        "changes",
        title=_("Recent changes"),
        changes=changes,
        may_undo=may_undo,
    )


def undo(tag_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Undo one change, and say what that did."""
    change = get_object_or_404(TagChange, pk=pk)
    is_of_posts = change.kind == TagChange.Kind.TAGGED
    needed = "posts.change_post" if is_of_posts else "posts.change_tag"
    if not request.user.has_perm(needed):
        raise PermissionDenied
    try:
        with transaction.atomic():
            change.undo(request.user)
            log_undone(tag_admin, request, change)
    except ValidationError as error:
        tag_admin.message_user(request, " ".join(error.messages), messages.WARNING)
    else:
        words = _("Undone: %(words)s") % {"words": change.words}
        tag_admin.message_user(request, words, messages.SUCCESS)
    room = "posts_post_changelist" if is_of_posts else "posts_tag_changes"
    return HttpResponseRedirect(reverse(f"admin:{room}"))


def log_undone(tag_admin: admin.ModelAdmin, request: HttpRequest, change: TagChange) -> None:
    """Note it with each tag that is back, or with each post."""
    words = _("Undone: %(words)s") % {"words": change.words}
    record = change.record
    if change.kind == TagChange.Kind.TAGGED:
        rows: Any = Post.objects.filter(pk__in=list(map(int, record["posts"]))).only("title")
    else:
        rows = Tag.objects.filter(
            pk__in=[kept["pk"] for kept in record.get("tags", [record.get("after")]) if kept]
        )
    for row in rows:
        tag_admin.log_change(request, row, words)


def page(
    tag_admin: admin.ModelAdmin, request: HttpRequest, name: str, **context: Any
) -> HttpResponse:
    shared = tag_admin.admin_site.each_context(request) | {"opts": tag_admin.opts}
    return TemplateResponse(request, f"admin/posts/tag/{name}.html", shared | context)


def urls(tag_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the views here."""
    guard = tag_admin.admin_site.admin_view
    return [
        path("merge/", guard(partial(merge, tag_admin)), name="posts_tag_merge"),
        path("changes/", guard(partial(recent, tag_admin)), name="posts_tag_changes"),
        path(
            "changes/<int:pk>/undo/",
            guard(require_POST(partial(undo, tag_admin))),
            name="posts_tag_undo",
        ),
    ]
