"""What the list of posts does to several at once, and takes back."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from posts.admin import tagging, trash
from posts.models import Overtaken, Post, Revision, WorkingCopy
from posts.models.post_queryset import PostQuerySet

MOST_UNDONE = 200
# What the log says of each; it is shown in the language of whoever reads it.
DONE = {
    Revision.Kind.PUBLISHED: gettext_noop("Published."),
    Revision.Kind.UNPUBLISHED: gettext_noop("Unpublished."),
}
SECONDS_TO_UNDO = 24 * 3600


class BulkActions(admin.ModelAdmin):
    """The actions of the list; each says what it did and what it left."""

    actions = ["publish", "unpublish", tagging.add_tags, tagging.remove_tags, "throw_away"]

    def get_actions(self, request):
        """Nothing is deleted from the list: it is thrown away."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description=gettext_lazy("Publish now"), permissions=["change"])
    @transaction.atomic
    def publish(self, request, queryset):
        chosen = chosen_in(queryset)
        public = set(chosen.published().values_list("pk", flat=True))
        changed, clashing = publish_changes(public, request.user)
        for post in changed:
            self.log_change(request, post, gettext_noop("Changes published."))
        hidden = chosen.exclude(pk__in=public).exclude(title="")
        before = dates_of(hidden)
        done = hidden.publish()
        undo = self.note_each(request, before, Revision.Kind.PUBLISHED)
        alike = len(public) - len(changed) - clashing
        untitled = chosen.filter(title="").exclude(pk__in=public).count()
        said = ngettext("%(count)d post published.", "%(count)d posts published.", done)
        words = [
            said % {"count": done},
            counted(
                ngettext(
                    "Changes of %(count)d post published.",
                    "Changes of %(count)d posts published.",
                    len(changed),
                ),
                len(changed),
            ),
            counted(
                ngettext("%(count)d was public already.", "%(count)d were public already.", alike),
                alike,
            ),
            counted(
                ngettext("%(count)d has no title yet.", "%(count)d have no title yet.", untitled),
                untitled,
            ),
            counted(
                ngettext(
                    "The changes of %(count)d clash with what it has become: open it.",
                    "The changes of %(count)d clash with what they have become: open them.",
                    clashing,
                ),
                clashing,
            ),
        ]
        self.say(request, words, is_done=bool(done or changed), undo=undo)

    @admin.action(description=gettext_lazy("Unpublish"), permissions=["change"])
    @transaction.atomic
    def unpublish(self, request, queryset):
        chosen = chosen_in(queryset)
        before = dates_of(chosen.published())
        hidden = chosen.count() - len(before)
        done = chosen.unpublish()
        undo = self.note_each(request, before, Revision.Kind.UNPUBLISHED)
        said = ngettext("%(count)d post unpublished.", "%(count)d posts unpublished.", done)
        words = [
            said % {"count": done},
            counted(
                ngettext("%(count)d was not public.", "%(count)d were not public.", hidden), hidden
            ),
        ]
        self.say(request, words, is_done=bool(done), undo=undo)

    @admin.action(description=gettext_lazy("Throw away"), permissions=["delete"])
    def throw_away(self, request, queryset):
        light = chosen_in(queryset).only(
            "title", "slug", "published_at", "unpublish_at", "updated_at"
        )
        return trash.throw_away(self, request, list(light.order_by("pk")))

    def note_each(
        self, request: HttpRequest, before: dict[int, list], kind: Revision.Kind
    ) -> SafeString | str:
        """Keep a revision of each post and a line in its history; the button to take it back."""
        after = []
        for post in Post.objects.filter(pk__in=before):
            post.add_revision(user=request.user, kind=kind)
            self.log_change(request, post, DONE[kind])
            after.append([post.pk, post.version, *before[post.pk]])
        return undo_button(request, after) if 0 < len(after) <= MOST_UNDONE else ""

    def say(
        self, request: HttpRequest, words: list[str], *, is_done: bool, undo: SafeString | str
    ) -> None:
        """Tell what an action did, and name what it left."""
        level = messages.SUCCESS if is_done else messages.WARNING
        sentence = " ".join(filter(None, words))
        message = format_html("{} {}", sentence, undo) if undo else sentence
        self.message_user(request, message, level)


def chosen_in(queryset: Any) -> PostQuerySet:
    """The posts of an action, to be asked about again after they changed."""
    return Post.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))


def counted(words: str, count: int) -> str:
    """Words with their count; nothing for none."""
    return words % {"count": count} if count else ""


def dates_of(posts: PostQuerySet) -> dict[int, list[str | None]]:
    """When posts are published and unpublished, by their numbers, as JSON can hold it."""
    rows: Any = posts.values_list("pk", "published_at", "unpublish_at")
    return {pk: [date and date.isoformat() for date in dates] for pk, *dates in rows}


def publish_changes(posts: Iterable[int], user: Any) -> tuple[list[Post], int]:
    """Publish the saved changes of public posts: the posts, and how many clash and are left."""
    published, clashing = [], 0
    for copy in WorkingCopy.objects.filter(post__in=posts).select_related("post"):
        try:
            published.append(copy.publish(user))
        except Overtaken:
            clashing += 1
    return published, clashing


def salt_of(request: HttpRequest) -> str:
    """What one user was offered to take back another can't."""
    return f"posts.admin.bulk.{request.user.pk}"


def undo_button(request: HttpRequest, after: list[list]) -> SafeString:
    """A form of one button that gives posts the dates that they had."""
    return format_html(
        '<form method="post" action="{}" class="inline">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="was" value="{}"><button type="submit">{}</button></form>',
        reverse("admin:posts_post_undo"),
        get_token(request),
        signing.dumps(after, salt=salt_of(request), compress=True),
        _("Undo"),
    )


def undo(post_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Give posts the dates that they had before an action, unless somebody saved them since."""
    back = HttpResponseRedirect(reverse("admin:posts_post_changelist"))
    if not post_admin.has_change_permission(request):
        raise PermissionDenied
    try:
        rows = signing.loads(
            request.POST.get("was", ""), salt=salt_of(request), max_age=SECONDS_TO_UNDO
        )
    except signing.BadSignature:
        post_admin.message_user(request, _("It is too late to undo that."), messages.WARNING)
        return back
    was = {pk: (version, dates) for pk, version, *dates in rows}
    done = 0
    with transaction.atomic():
        for post in Post.objects.kept().select_for_update().filter(pk__in=was):
            version, dates = was[post.pk]
            if post.version != version:
                continue
            start, end = (date and datetime.fromisoformat(date) for date in dates)
            post.published_at, post.unpublish_at = start, end
            post.save()
            post.add_revision(user=request.user, reason=gettext_noop("Taken back"))
            post_admin.log_change(request, post, gettext_noop("Taken back."))
            done += 1
    left = len(was) - done
    said = ngettext("%(count)d post is as it was.", "%(count)d posts are as they were.", done) % {
        "count": done
    }
    since = ngettext(
        "%(count)d was changed since: left as it is.",
        "%(count)d were changed since: left as they are.",
        left,
    )
    level = messages.SUCCESS if done else messages.WARNING
    post_admin.message_user(request, f"{said} {counted(since, left)}".strip(), level)
    return back


def urls(post_admin: admin.ModelAdmin) -> list[URLPattern]:
    """The addresses of the views here."""
    view = post_admin.admin_site.admin_view(partial(undo, post_admin))
    return [path("undo/", view, name="posts_post_undo")]
