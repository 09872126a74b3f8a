"""Tags put on the posts that were chosen in the list, or taken from them, after a look at both."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from posts import tagging
from posts.admin.tag_changes import with_undo
from posts.form_fields import TagsField, joined
from posts.models import Post, Tag, Tagging, WorkingCopy
from posts.models.tag import key_of

# What was chosen in the list, when the page asks on.
POSTS = "posts"


class AddForm(forms.Form):
    """The names of tags to add."""

    use_required_attribute = False
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=True,
        help_text=gettext_lazy("With commas between them. A new name makes a new tag."),
        error_messages={"required": gettext_lazy("Write a tag.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        address = reverse("admin:posts_tag_suggestions")
        self.fields["tags"].widget.attrs |= {"data-suggestions": address, "autofocus": True}

    def clean_tags(self):
        if not self.cleaned_data["tags"]:
            raise forms.ValidationError(_("Write a tag."), code="required")
        return self.cleaned_data["tags"]


class RemoveForm(forms.Form):
    """Which of the tags that the posts have go."""

    tags = forms.ModelMultipleChoiceField(
        queryset=Tag.objects.none(),
        error_messages={"required": gettext_lazy("Choose a tag.")},
    )


@admin.action(description=gettext_lazy("Add tags…"), permissions=["change"])
def add_tags(post_admin: admin.ModelAdmin, request: HttpRequest, queryset: Any) -> Any:
    """Ask which tags, show how many posts have them already, and add them."""
    keys = chosen(post_admin, request, queryset)
    if keys is None:
        return None
    form = AddForm(request.POST if "tags" in request.POST else None)
    names = form.cleaned_data["tags"] if form.is_bound and form.is_valid() else []
    if names and request.POST.get("sure") == as_one(names):
        return done(post_admin, request, keys, names, is_adding=True)
    return page(
        post_admin,
        request,
        keys,
        title=_("Add tags to these posts"),
        form=form,
        counts=[counted(name, keys) for name in names],
        sure=as_one(names),
        action="add_tags",
    )


@admin.action(description=gettext_lazy("Remove tags…"), permissions=["change"])
def remove_tags(post_admin: admin.ModelAdmin, request: HttpRequest, queryset: Any) -> Any:
    """Ask which of the tags that the posts have, and take them away."""
    keys = chosen(post_admin, request, queryset)
    if keys is None:
        return None
    form: Any = RemoveForm(request.POST if "sure" in request.POST else None)
    tags = tags_on(keys)
    form.fields["tags"].queryset = Tag.objects.filter(pk__in=[tag.pk for tag in tags])
    if form.is_bound and form.is_valid():
        names = [tag.name for tag in form.cleaned_data["tags"]]
        return done(post_admin, request, keys, names, is_adding=False)
    return page(
        post_admin,
        request,
        keys,
        title=_("Remove tags from these posts"),
        form=form,
        tags=tags,
        action="remove_tags",
    )


def chosen(post_admin: admin.ModelAdmin, request: HttpRequest, queryset: Any) -> list[int] | None:
    """The keys of the posts that were chosen in the list; None, with a sentence, for too many."""
    if not post_admin.has_change_permission(request):
        raise PermissionDenied
    posts = Post.objects.kept()
    if sent := request.POST.get(POSTS):
        keys = [int(key) for key in sent.split("-") if key.isdecimal() and len(key) < 18]
        keys = keys[: tagging.MOST]
        there = set()
        for batch in tagging.batches(keys):
            there.update(posts.filter(pk__in=batch).values_list("pk", flat=True))
        return [key for key in keys if key in there]
    keys = list(queryset.order_by().values_list("pk", flat=True)[: tagging.MOST + 1])
    if len(keys) > tagging.MOST:
        words = _("Choose at most %(most)d posts at once.") % {"most": tagging.MOST}
        post_admin.message_user(request, words, messages.WARNING)
        return None
    return sorted(keys)


def as_one(names: list[str]) -> str:
    """Names as one text: what was looked at is what is done."""
    return joined(sorted(key_of(name) for name in names))


def counted(name: str, keys: list[int]) -> dict[str, Any]:
    """A tag to be added, with how many of the posts have it."""
    tag = Tag.objects.known_as(name)
    has = 0
    for batch in tagging.batches(keys):
        has += Tagging.objects.filter(tag=tag, content_object_id__in=batch).count() if tag else 0
    words = ngettext("%(count)d post gets it", "%(count)d posts get it", len(keys) - has)
    return {
        "name": tag.name if tag else name,
        "is_new": tag is None,
        "has": has,
        "words": words % {"count": len(keys) - has},
    }


def tags_on(keys: list[int]) -> list[Any]:
    """The tags that these posts have with `uses`, how many of them; the most used first."""
    found: dict[int, Any] = {}
    for batch in tagging.batches(keys):
        for tag in Tag.objects.most_used_in(Post.objects.filter(pk__in=batch).values("pk")):
            known = found.setdefault(tag.pk, tag)
            known.uses = getattr(known, "uses", 0) + tag.post_count
    return sorted(found.values(), key=lambda tag: (-tag.uses, tag.name))


def done(
    post_admin: admin.ModelAdmin,
    request: HttpRequest,
    keys: list[int],
    names: list[str],
    *,
    is_adding: bool,
) -> None:
    """Change the posts, note it with each, and say it with a button that undoes it."""
    with transaction.atomic():
        change = tagging.change(keys, names, is_adding=is_adding, user=request.user)
        if change is None:
            words = _("Nothing was to be done: the posts are as you want them.")
            post_admin.message_user(request, words, messages.INFO)
            return
        for batch in tagging.batches([int(pk) for pk in change.record["posts"]]):
            LogEntry.objects.log_actions(
                int(request.user.pk or 0),
                Post.objects.filter(pk__in=batch).only("title"),
                CHANGE,
                change_message=change.reason,
            )
    post_admin.message_user(request, with_undo(request, change), messages.SUCCESS)


def page(
    post_admin: admin.ModelAdmin, request: HttpRequest, keys: list[int], **context: Any
) -> HttpResponse:
    posts = Post.objects.filter(pk__in=keys[:5]).only("title")
    copies = sum(
        WorkingCopy.objects.filter(post__in=batch).count() for batch in tagging.batches(keys)
    )
    shared = post_admin.admin_site.each_context(request) | {
        "opts": post_admin.opts,
        "keys": "-".join(map(str, keys)),
        "first": keys[0] if keys else "",
        "checkbox": ACTION_CHECKBOX_NAME,
        "post_count": len(keys),
        "samples": posts,
        "copy_count": copies,
    }
    return TemplateResponse(request, "admin/posts/post/tagging.html", shared | context)
