"""What editors wrote that readers don't see yet: saved changes, and what was typed since."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, gettext_noop

from cms import activity
from posts import three_way
from posts.models.revision import Revision
from posts.models.tag import Tag, replaced

if TYPE_CHECKING:
    from posts.models.post import Post

# A form as a browser sends it: the values by field name.
Fields = dict[str, list[str]]
KEPT_ASIDE = timedelta(days=30)


class Overtaken(Exception):  # noqa: N818 It is an answer: nothing failed.
    """The post itself was changed since its working copy was begun; `clashes` say where both."""

    def __init__(self, clashes: list[three_way.Clash]):
        super().__init__(clashes)
        self.clashes = clashes


class WorkingCopyQuerySet(models.QuerySet[Any]):
    def due(self):
        """Those whose time to be published has come."""
        return self.filter(publish_at__lte=timezone.now())

    def planned(self):
        """Those that are to be published by themselves, the next one first."""
        return self.exclude(publish_at=None).order_by("publish_at", "pk")

    def held_up(self):
        """Those whose time came and went while they could not be published."""
        return self.exclude(held_up_at=None).order_by("held_up_at", "pk")

    def timed(self):
        """Both, with their posts: those that were held up first, then the next one."""
        either = ~Q(publish_at=None) | ~Q(held_up_at=None)
        found = self.filter(either, post__trashed_at=None).select_related("post")
        return found.order_by(F("held_up_at").asc(nulls_last=True), "publish_at", "pk")

    @transaction.atomic
    def publish_due(self, post_pk: int) -> bool:
        """
        Publish a post's edits if their time has come; False if not, or if they can't be.

        What can't be published stays as it is, without its time, and is told of on the desk.
        """
        # In the order in which a form locks them.
        posts: Any = self.model._meta.get_field("post").related_model
        post = posts.objects.select_for_update().filter(pk=post_pk).first()
        copy = self.due().select_for_update().filter(post=post_pk).first()
        if post is None or copy is None:
            return False
        try:
            if not post.is_published:
                raise Overtaken([])
            with transaction.atomic():
                copy.publish(copy.user)
        except (Overtaken, IntegrityError):
            copy.held_up_at, copy.publish_at = copy.publish_at, None
            copy.save(update_fields=["held_up_at", "publish_at"])
            words = gettext_noop(
                "The planned changes could not be published: they wait for an editor."
            )
            activity.by_itself(post, words)
            return False
        activity.by_itself(post, gettext_noop("The planned changes were published."))
        return True

    @transaction.atomic
    def keep(
        self, post: "Post", state: dict[str, Any], user: Any = None, **about: Any
    ) -> "WorkingCopy | None":
        """
        Save the edits of a post that readers see; None if they leave it as it is.

        The state is a snapshot that has what is stored in it; it joins the revisions, too, with
        what is said `about` it.
        """
        stored = post.stored()
        copy = self.select_for_update().filter(post=post).first()
        if state == stored:
            if copy:
                copy.delete()
            return None
        copy = copy or self.model(post=post)
        if copy.state != state or copy.base != stored:
            copy.state, copy.base = state, stored
            copy.user, copy.saved_at, copy.held_up_at = user, timezone.now(), None
            copy.version += 1
            copy.save()
            about.setdefault("reason", gettext_noop("Not public yet"))
            post.add_revision(user=user, state=state, **about)
        return copy


def with_present_tags(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Snapshots in which each tag has the name it has now; asked for once."""
    names = [name for state in states for name in state.get("tags", [])]
    present = Tag.objects.present_names(names)
    if not present:
        return states
    return [state | {"tags": sorted(replaced(state.get("tags", []), present))} for state in states]


class WorkingCopy(models.Model):
    """The saved, not yet published edits of a post that readers see; one a post."""

    post = models.OneToOneField("posts.Post", models.CASCADE, related_name="working_copy")
    state = models.JSONField(default=dict)
    # The post's own snapshot when these edits were begun: tells what others changed since.
    base = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, blank=True, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)
    publish_at = models.DateTimeField(
        gettext_lazy("publish the changes at"), blank=True, null=True, db_index=True
    )
    # The time that they had when it came and they could not be published.
    held_up_at = models.DateTimeField(blank=True, null=True, editable=False)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("working copy")
        verbose_name_plural = gettext_lazy("working copies")

    def __str__(self):
        return self.state.get("title") or str(self.post)

    def merged(self) -> tuple[dict[str, Any], list[three_way.Clash]]:
        """The edits together with what was changed in the post itself since, and where both."""
        stored = self.post.stored()
        state, base = with_present_tags([self.state, self.base])
        if stored == base:
            return state, []
        # Where both changed a thing the edits stay.
        return three_way.merge(base, stored, state)

    @transaction.atomic
    def publish(self, user: Any = None) -> "Post":
        """
        Let readers see the edits; the post as it is now.

        Raises Overtaken, and changes nothing, when the post itself was changed at the same places,
        or when the edits took its title away, without which nothing is public.
        """
        post = type(self.post).objects.select_for_update().get(pk=self.post_id)
        merged, clashes = self.merged()
        if not merged.get("title", post.title):
            clashes = [*clashes, three_way.Clash("title", post.title, "")]
        if clashes:
            raise Overtaken(clashes)
        post.restore(merged)
        post.add_revision(user=user, kind=Revision.Kind.PUBLISHED)
        self.delete()
        return post

    @transaction.atomic
    def plan(self, at: datetime | None) -> None:
        """Let readers see the edits from a time on, when a worker publishes them; None: not so."""
        from posts.tasks import publish_changes

        self.publish_at, self.held_up_at = at, None
        self.save(update_fields=["publish_at", "held_up_at"])
        if at:
            publish_changes.using(run_after=at).enqueue(self.post_id)

    @transaction.atomic
    def discard(self, user: Any = None) -> None:
        """Go back to what readers see; the edits stay among the revisions."""
        post = self.post
        post.add_revision(user=user, state=self.state)
        kind = Revision.Kind.DISCARDED
        reason = gettext_noop("As readers see it")
        post.add_revision(user=user, reason=reason, state=post.stored(), kind=kind)
        self.delete()


class AutosaveQuerySet(models.QuerySet["Autosave"]):
    def in_use(self):
        """Those that were neither thrown away nor followed by what another page typed."""
        return self.filter(set_aside_at=None)

    def set_aside(self):
        """Those that can still be brought back, newest first."""
        return self.exclude(set_aside_at=None).order_by("-saved_at")

    @transaction.atomic
    def keep(
        self, user: Any, post: "Post | None", page: str, fields: Fields, sequence: int
    ) -> bool:
        """
        Keep what was typed into a page; False when that page has sent something newer already.

        What the user typed into another page, and did not go on with here, is set aside.
        """
        now = timezone.now()
        mine = self.filter(user=user, post=post)
        typed = {"fields": fields, "sequence": sequence, "saved_at": now, "set_aside_at": None}
        here = mine.filter(page=page)
        if here.in_use().filter(sequence__lt=sequence).update(**typed):
            return True
        if here.filter(sequence__gte=sequence).exists():
            return False
        mine.in_use().exclude(page=page).update(set_aside_at=now)
        if not here.update(**typed):
            self.create(user=user, post=post, page=page, **typed)
        long_ago = now - KEPT_ASIDE
        self.filter(user=user, set_aside_at__lt=long_ago).delete()
        return True

    def outlive_their_post(self) -> None:
        """Let them be brought back as a new post, each by who typed it: theirs is deleted."""
        self.in_use().update(set_aside_at=timezone.now())
        self.update(post=None)

    def take_in(self, user: Any, post: "Post | None", page: str, fields: Fields) -> None:
        """Remove what a save has in it: what this page typed, and whatever says the same."""
        mine = self.filter(user=user, post=post)
        same = [row.pk for row in mine if row.page == page or row.says(fields)]
        self.filter(pk__in=same).delete()


class Autosave(models.Model):
    """
    What somebody typed into a post's form since it was saved; one a user and post.

    One that was thrown away, or that its user left behind and typed anew, is set aside: it can be
    brought back for a month.
    """

    # What a page writes into its form by itself.
    UNTYPED = frozenset({"version", "opened", "unfinished"})

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # None: a post that was never saved.
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, blank=True, null=True, related_name="autosaves"
    )
    # The form as a browser sends it: a list of values by field name.
    fields = models.JSONField(default=dict)
    # The opening of the form that it was typed into; going on with it goes on under this name.
    page = models.CharField(max_length=40, blank=True)
    # Rises with what a page sends: an answer that was overtaken on its way changes nothing.
    sequence = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)
    set_aside_at = models.DateTimeField(blank=True, null=True)

    objects = AutosaveQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("autosave")
        verbose_name_plural = gettext_lazy("autosaves")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post"],
                condition=Q(set_aside_at=None),
                name="autosave_once_a_user_and_post",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(post=None, set_aside_at=None),
                name="autosave_once_a_user_of_a_new_post",
            ),
            models.UniqueConstraint(fields=["user", "post", "page"], name="autosave_once_a_page"),
        ]

    def __str__(self):
        return f"{self.user_id}/{self.post_id}"

    @property
    def beginning(self) -> str:
        """Its title, or how its text begins."""
        texts = [value for name in ("title", "body") for value in self.fields.get(name, [])]
        return Truncator(" ".join(next(filter(str.strip, texts), "").split())).chars(60)

    @property
    def typed(self) -> QueryDict:
        """The form's fields as if the browser sent them now."""
        sent = QueryDict(mutable=True)
        for name, values in self.fields.items():
            sent.setlist(name, values)
        return sent

    def says(self, fields: Fields) -> bool:
        """Whether the form's fields say the same; how a browser ends lines is no difference."""
        one, other = (
            {
                name: ["\n".join(value.splitlines()) for value in values if value]
                for name, values in sides.items()
                if name not in self.UNTYPED
            }
            for sides in (self.fields, fields)
        )
        names = {*one, *other}
        return all((one.get(name) or []) == (other.get(name) or []) for name in names)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def here(self):
        """Those whose page told of itself a moment ago, who came first before."""
        return self.filter(seen_at__gt=timezone.now() - Presence.FADES).order_by("opened_at")

    def note(self, user: Any, post: "Post", *, is_typing: bool = False) -> None:
        """Note that somebody has a post open; `opened_at` stays while they do."""
        now = timezone.now()
        mine = self.filter(user=user, post=post)
        seen = {"seen_at": now} | ({"typed_at": now} if is_typing else {})
        if mine.filter(seen_at__gt=now - Presence.FADES).update(**seen):
            return
        anew = {"opened_at": now, "typed_at": None} | seen
        self.update_or_create(user=user, post=post, defaults=anew)


class Presence(models.Model):
    """Somebody who has a post's form open, as of a moment."""

    # A page tells of itself every 15 seconds: one that missed three is gone.
    FADES = timedelta(seconds=45)
    TYPES = timedelta(seconds=30)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="presences")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    typed_at = models.DateTimeField(blank=True, null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("presence")
        verbose_name_plural = gettext_lazy("presences")
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="presence_once_a_user_and_post")
        ]

    def __str__(self):
        return f"{self.user_id}/{self.post_id}"

    @property
    def is_typing(self) -> bool:
        return self.typed_at is not None and self.typed_at > timezone.now() - self.TYPES
