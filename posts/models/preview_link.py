"""Secret addresses at which somebody without a login sees a post that is not public yet."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from posts.models.post import Post

TOKEN_BYTES = 16
LONGEST_TOKEN = 64


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self):
        """Those that still show their post."""
        return self.filter(
            revoked_at=None, expires_at__gt=timezone.now(), post__trashed_at=None
        ).order_by("-made_at", "-pk")

    def make(self, post: "Post", days: int, user: Any = None) -> "PreviewLink":
        """A new link to a post, for so many days."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        return self.create(
            post=post,
            token=token,
            digest=digest_of(token),
            made_by=user,
            expires_at=timezone.now() + timedelta(days=days),
        )

    def found(self, token: str) -> "PreviewLink | None":
        """
        The open link with this token.

        Looked for by a digest and then compared in constant time, so that how long it takes says
        nothing about how much of a guess was right.
        """
        if len(token) > LONGEST_TOKEN:
            return None
        link = self.open().select_related("post").filter(digest=digest_of(token)).first()
        return link if link and constant_time_compare(link.token, token) else None

    def revoke(self) -> int:
        """End those that are not ended yet; how many."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class PreviewLink(models.Model):
    """
    A secret address of a post, for a time.

    Its token is kept as it is, so that an editor can copy the address again: whoever can read this
    table can read the posts themselves beside it.
    """

    DAYS = (1, 7, 30)
    # Opening it is noted once in this while, so that reloading writes nothing.
    NOTED_EVERY = timedelta(minutes=1)

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="preview_links")
    token = models.CharField(max_length=LONGEST_TOKEN)
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, blank=True, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(blank=True, null=True)
    opened_at = models.DateTimeField(blank=True, null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self):
        return f"{self.post_id}, {self.expires_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("posts:preview", args=[self.token])

    @property
    def absolute_url(self) -> str:
        return settings.SITE_URL + self.get_absolute_url()

    def note_opening(self) -> None:
        """Keep when it was last opened, to the minute."""
        now = timezone.now()
        if self.opened_at is None or now - self.opened_at >= self.NOTED_EVERY:
            type(self).objects.filter(pk=self.pk).update(opened_at=now)
