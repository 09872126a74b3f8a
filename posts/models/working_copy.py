"""What editors wrote that readers don't see yet: saved changes, and what was typed since."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts import three_way
from posts.models.revision import Revision

if TYPE_CHECKING:
    from posts.models.post import Post


class Overtaken(Exception):  # noqa: N818 It is an answer: nothing failed.
    """The post itself was changed since its working copy was begun; `clashes` say where both."""

    def __init__(self, clashes: list[three_way.Clash]):
        super().__init__(clashes)
        self.clashes = clashes


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    def due(self):
        """Those whose time to be published has come."""
        return self.filter(publish_at__lte=timezone.now())

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
            copy.user, copy.saved_at = user, timezone.now()
            copy.version += 1
            copy.save()
            about.setdefault("reason", _("Not public yet"))
            post.add_revision(user=user, state=state, **about)
        return copy


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

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("working copy")
        verbose_name_plural = gettext_lazy("working copies")

    def __str__(self):
        return self.state.get("title") or str(self.post)

    def merged(self) -> tuple[dict[str, Any], list[three_way.Clash]]:
        """The edits together with what was changed in the post itself since, and where both."""
        stored = self.post.stored()
        if stored == self.base:
            return self.state, []
        # Where both changed a thing the edits stay.
        return three_way.merge(self.base, stored, self.state)

    @transaction.atomic
    def publish(self, user: Any = None) -> "Post":
        """
        Let readers see the edits; the post as it is now.

        Raises Overtaken, and changes nothing, when the post itself was changed at the same places.
        """
        post = type(self.post).objects.select_for_update().get(pk=self.post_id)
        merged, clashes = self.merged()
        if clashes:
            raise Overtaken(clashes)
        post.restore(merged)
        post.add_revision(user=user, kind=Revision.Kind.PUBLISHED)
        self.delete()
        return post

    @transaction.atomic
    def discard(self, user: Any = None) -> None:
        """Go back to what readers see; the edits stay among the revisions."""
        post = self.post
        post.add_revision(user=user, state=self.state)
        kind = Revision.Kind.DISCARDED
        post.add_revision(user=user, reason=_("As readers see it"), state=post.stored(), kind=kind)
        self.delete()


class Autosave(models.Model):
    """What somebody typed into a post's form since it was saved; one a user and post."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # None: a post that was never saved.
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, blank=True, null=True, related_name="autosaves"
    )
    # The form as a browser sends it: a list of values by field name.
    fields = models.JSONField(default=dict)
    # Of several pages that one user has open, the one that typed last counts.
    sequence = models.PositiveBigIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("autosave")
        verbose_name_plural = gettext_lazy("autosaves")
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="autosave_once_a_user_and_post"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(post=None), name="autosave_once_a_user_of_a_new_post"
            ),
        ]

    def __str__(self):
        return f"{self.user_id}/{self.post_id}"


class Presence(models.Model):
    """Somebody who has a post's form open, as of a moment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = gettext_lazy("presence")
        verbose_name_plural = gettext_lazy("presences")
        constraints = [
            models.UniqueConstraint(fields=["user", "post"], name="presence_once_a_user_and_post")
        ]

    def __str__(self):
        return f"{self.user_id}/{self.post_id}"
