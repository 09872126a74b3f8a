"""Publish and unpublish, now or at a time, after a look at what will change."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from cms.models import TaskWorker
from posts import consequences
from posts.admin import trash
from posts.admin.words import date_in_full, in_full, state_of, zone_in_words
from posts.differences import differences
from posts.form_fields import MomentField
from posts.models import Overtaken, Post, Revision, WorkingCopy


@dataclass(frozen=True)
class Done:
    """What was done: a sentence, not translated yet, and the time that it names, if it does."""

    words: str
    at: datetime | None = None

    @property
    def said(self) -> str:
        """The sentence, for who did it."""
        return _(self.words) % ({"when": in_full(self.at)} if self.at else {})

    @property
    def kept(self) -> str:
        """The sentence for the log, in which nothing counts from now."""
        return _(self.words) % {"when": date_in_full(self.at)} if self.at else self.words


class WhenForm(forms.Form):
    """Now, or at a time to come; and of which version of the post that was said."""

    use_required_attribute = False
    choice = forms.ChoiceField(
        choices=[("now", gettext_lazy("Now")), ("later", gettext_lazy("At a time"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose now or a time.")},
    )
    at = MomentField(label=gettext_lazy("Date and time"), required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"].help_text = zone_in_words()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("choice") != "later":
            cleaned["at"] = None
            self.errors.pop("at", None)
            if self.data.get("at") and "at" in self.changed_data:
                words = _("You chose now and a time: choose “At a time”, or empty the time.")
                self.add_error("choice", words)
        elif "at" not in self.errors:
            check_is_to_come(self, cleaned.get("at"))
        return cleaned


def check_is_to_come(form: forms.Form, at: datetime | None) -> None:
    """Add an error to a form without a time, or with one that has passed."""
    if at is None:
        form.add_error("at", _("Choose a date and a time."))
    elif at <= timezone.now():
        form.add_error("at", _("That time has passed: choose one to come."))


def version_of(post: Post) -> str:
    """What changes with every save of a post or of its working copy."""
    return f"{post.version}.{post.changes.version if post.changes else 0}"


def publish(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will change, ask when, and do it."""
    post = found(post_admin, request, pk)
    is_public, changes = post.is_published, post.changes
    if is_public and changes is None:
        words = _("Nothing differs from what readers see.")
        return said(post_admin, request, post, words, messages.WARNING)
    planned = changes.publish_at if is_public and changes else post.published_at
    is_to_come = planned is not None and planned > timezone.now()
    choice = "later" if is_to_come or "later" in request.GET else "now"
    initial: dict[str, Any] = {"choice": choice, "at": planned if is_to_come else None}
    form: Any = WhenForm(request.POST or None, initial=initial | {"version": version_of(post)})
    form.fields["at"].stored = initial["at"]
    state = changes.merged()[0] if changes else None
    shown = as_it_will_be(post, state)
    coming = consequences.of_publishing(shown, initial["at"])
    if request.method == "POST" and not coming.obstacles and form.is_valid():
        try:
            done = carry_out(request, post, form.cleaned_data)
        except Overtaken:
            form.add_error(None, _("The post itself was changed at the same places since."))
        except ValidationError as error:
            now = Post.objects.kept().filter(pk=pk).first()
            if now is None:
                return overtaken(post_admin, request, post, error)
            form.add_error(None, error)
            form.data = form.data.copy()
            form.data["version"] = version_of(now)
        else:
            post_admin.log_change(request, post, done.kept)
            return said(post_admin, request, post, done.said)
    return page(
        post_admin,
        request,
        post,
        title=_("Publish the changes?") if is_public else _("Publish this post?"),
        coming=coming,
        shown=shown,
        form=form,
        is_public=is_public,
        planned=planned if is_to_come else None,
        differences=differences(state, post.stored()) if is_public and state else None,
    )


def as_it_will_be(post: Post, state: dict[str, Any] | None) -> Post:
    """A copy of the post with what its saved changes make of it, to be looked at."""
    copy = Post.objects.get(pk=post.pk)
    if state:
        copy.show(state)
    return copy


@transaction.atomic
def carry_out(request: HttpRequest, post: Post, asked: dict[str, Any]) -> Done:
    """
    Publish the post or its changes as asked; what was done.

    Raises ValidationError when somebody saved it since it was shown, Overtaken when the changes
    clash with what the post has become.
    """
    post = locked(post)
    if asked["version"] != version_of(post):
        raise ValidationError(_("Somebody saved this post meanwhile. Look again, then decide."))
    at, changes = asked["at"], post.changes
    if post.is_published and changes:
        if at:
            changes.plan(at)
            return Done(gettext_noop("The changes come out by themselves: %(when)s."), at)
        changes.publish(request.user)
        return Done(gettext_noop("Published."))
    if changes:
        post = changes.publish(request.user)
    post.publish(at)
    post.add_revision(user=request.user, kind=Revision.Kind.PUBLISHED)
    if at:
        return Done(gettext_noop("Scheduled. It appears by itself: %(when)s."), at)
    return Done(gettext_noop("Published."))


def unpublish(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what breaks, ask when, and take the post from the public."""
    post = found(post_admin, request, pk)
    if not post.is_published:
        words = _("Readers don't see this post.")
        return said(post_admin, request, post, words, messages.WARNING)
    choice = "later" if post.unpublish_at else "now"
    initial = {"choice": choice, "at": post.unpublish_at, "version": version_of(post)}
    form: Any = WhenForm(request.POST or None, initial=initial)
    form.fields["at"].stored = post.unpublish_at
    if request.method == "POST" and form.is_valid():
        try:
            done = take_away(request, post, form.cleaned_data["at"])
        except ValidationError as error:
            return overtaken(post_admin, request, post, error)
        post_admin.log_change(request, post, done.kept)
        return said(post_admin, request, post, done.said)
    return page(
        post_admin,
        request,
        post,
        title=_("Unpublish this post?"),
        coming=consequences.of_taking_away(post),
        form=form,
        is_unpublishing=True,
    )


@transaction.atomic
def take_away(request: HttpRequest, post: Post, at: datetime | None) -> Done:
    """
    Unpublish a post now or at a time; what was done.

    Raises ValidationError when readers don't see it any more.
    """
    post = locked(post)
    if not post.is_published:
        raise ValidationError(_("Readers don't see this post."))
    if at is None:
        post.unpublish()
        post.add_revision(user=request.user, kind=Revision.Kind.UNPUBLISHED)
        return Done(gettext_noop("Unpublished. Its address now tells readers that it is gone."))
    post.unpublish_at = at
    post.save()
    post.add_revision(user=request.user, reason=gettext_noop("A time to be unpublished"))
    return Done(gettext_noop("Readers see it until then: %(when)s."), at)


def stay(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take the time away from planned changes, or from a post to be unpublished."""
    post = found(post_admin, request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(form_address(pk))
    try:
        words = take_time_away(post, request.POST, request.user)
    except ValidationError as error:
        return overtaken(post_admin, request, post, error)
    if not words:
        return HttpResponseRedirect(form_address(pk))
    post_admin.log_change(request, post, words)
    return said(post_admin, request, post, _(words))


@transaction.atomic
def take_time_away(post: Post, asked: Container[str], user: Any) -> str:
    """Drop the `end` of a post or the time of its `changes`; what to say, or nothing was there."""
    post = locked(post)
    if "end" in asked and post.is_published and post.unpublish_at:
        post.unpublish_at = None
        post.save()
        post.add_revision(user=user)
        return gettext_noop("It stays public: the time to be unpublished is taken away.")
    if "changes" in asked and post.changes:
        post.changes.plan(None)
        return gettext_noop("The time is taken away: the changes wait for you to publish them.")
    return ""


def locked(post: Post) -> Post:
    """The post as it is now, until the transaction ends; raises ValidationError if it is gone."""
    there = Post.objects.kept().select_for_update().filter(pk=post.pk).first()
    if there is None:
        raise ValidationError(_("That post is gone."))
    return there


def overtaken(
    post_admin: admin.ModelAdmin, request: HttpRequest, post: Post, error: ValidationError
) -> HttpResponse:
    """Somebody was first: say so, at the form; at the list when the post is in the trash."""
    post_admin.message_user(request, " ".join(error.messages), messages.WARNING)
    if Post.objects.kept().filter(pk=post.pk).exists():
        return HttpResponseRedirect(form_address(post.pk))
    return HttpResponseRedirect(reverse("admin:posts_post_changelist"))


def found(post_admin: admin.ModelAdmin, request: HttpRequest, pk: int) -> Post:
    """The post as it is stored; raises PermissionDenied for who may not change it, Http404."""
    post = get_object_or_404(Post.objects.kept(), pk=pk)
    if not post_admin.has_change_permission(request, post):
        raise PermissionDenied
    return post


def said(
    post_admin: admin.ModelAdmin,
    request: HttpRequest,
    post: Post,
    words: str,
    level: int = messages.SUCCESS,
) -> HttpResponse:
    """Back to the form, with a sentence."""
    post_admin.message_user(request, words, level)
    return HttpResponseRedirect(form_address(post.pk))


def form_address(pk: int) -> str:
    return reverse("admin:posts_post_change", args=[pk])


def page(
    post_admin: admin.ModelAdmin, request: HttpRequest, post: Post, **context: Any
) -> HttpResponse:
    shared = post_admin.admin_site.each_context(request) | {
        "opts": post_admin.opts,
        "post": post,
        "state": state_of(post),
        "now_words": in_full(timezone.now()),
        "is_worked": TaskWorker.is_any_alive(),
        "held_up": WorkingCopy.objects.held_up().filter(post=post).first(),
    }
    return TemplateResponse(request, "admin/posts/post/publish.html", shared | context)


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the views here."""
    guard = post_admin.admin_site.admin_view
    return [
        path(
            f"<int:pk>/{view.__name__}/",
            guard(partial(trash.leads_there(view), post_admin)),
            name=f"posts_post_{view.__name__}",
        )
        for view in (publish, unpublish, stay)
    ]
