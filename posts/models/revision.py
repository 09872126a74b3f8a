import hashlib
import json
import re
from collections import Counter
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WORD = re.compile(r"\w+")
TEXTS = ("title", "standfirst", "body")


class Revision(models.Model):
    """One kept state of everything an editor can change in a post."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("Saved")
        PUBLISHED = "published", _("Published")
        UNPUBLISHED = "unpublished", _("Unpublished")
        IMPORTED = "imported", _("Imported")
        DISCARDED = "discarded", _("Changes discarded")
        RESTORED = "restored", _("Restored")

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    state = models.JSONField(_("state"))
    # Tells which revisions say the same, without their states being read.
    digest = models.CharField(max_length=24, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SAVED)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    name = models.CharField(
        _("name"),
        max_length=120,
        blank=True,
        help_text=_("What you will know it by, such as: before the legal review."),
    )
    # Against the revision before: the fields that changed, and of the texts how many words.
    changed = models.JSONField(default=list, blank=True, editable=False)
    added = models.PositiveIntegerField(default=0, editable=False)
    removed = models.PositiveIntegerField(default=0, editable=False)
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

    def __init__(self, *args, **fields):
        super().__init__(*args, **fields)
        # Also for rows that are written in bulk; a row of the database comes by position.
        if not args and not self.digest and self.state is not None:
            self.digest = digest(self.state)

    def compare_with(self, before: dict[str, Any] | None) -> None:
        """Note what changed since the state before; the words of a first one are all new."""
        before = before or {}
        self.changed = [
            name
            for name in self.state
            if self.state[name] != before.get(name) and (self.state[name] or before.get(name))
        ]
        new, old = words_of(self.state), words_of(before)
        self.added, self.removed = (new - old).total(), (old - new).total()


def digest(state: dict[str, Any]) -> str:
    """The same short name for snapshots that say the same."""
    text = json.dumps(state, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def words_of(state: dict[str, Any]) -> Counter[str]:
    """How often a snapshot's texts say each word: told in one pass, however long they are."""
    return Counter(word for name in TEXTS for word in WORD.findall(state.get(name) or ""))
