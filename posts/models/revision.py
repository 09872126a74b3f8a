from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One kept state of everything an editor can change in a post."""

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    state = models.JSONField(_("state"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        blank=True,
        null=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["post", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_number_once_a_post")
        ]

    def __str__(self):
        return f"{self.post_id}/{self.number}"
