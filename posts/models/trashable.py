"""Into the trash, and out of it as it was."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone


class Trashable:
    """What can be thrown away for 30 days, with its dates and its address: a post."""

    KEPT_IN_TRASH = timedelta(days=30)
    published_at: Any
    unpublish_at: Any
    trashed_at: Any
    before_trash: Any
    slug: Any

    @property
    def leaves_trash_at(self: Any) -> datetime | None:
        """When it is deleted for good, if it is in the trash."""
        return self.trashed_at and self.trashed_at + self.KEPT_IN_TRASH

    @transaction.atomic
    def trash(self: Any) -> bool:
        """
        Throw it away: for 30 days it can be brought back as it is. False if it is there already.

        What readers knew answers 410 from now on, what they didn't 404.
        """
        if self.trashed_at:
            return False
        now = timezone.now()
        changes = self.changes
        planned = changes.publish_at if changes else None
        self.before_trash = {
            "slug": self.slug,
            "published_at": self.published_at and self.published_at.isoformat(),
            "unpublish_at": self.unpublish_at and self.unpublish_at.isoformat(),
            "changes_at": planned and planned.isoformat(),
        }
        self.trashed_at = now
        if self.is_scheduled:
            self.published_at = self.unpublish_at = None
        elif self.published_at and self.is_published:
            self.unpublish_at = max(now, self.published_at + timedelta(microseconds=1))
        if changes and planned:
            changes.plan(None)
        self.preview_links.revoke()
        self.save()
        return True

    @transaction.atomic
    def bring_back(self: Any) -> bool:
        """
        Take it out of the trash as it was; False if not all is: see `before_trash` for what was.

        What was to come out meanwhile is a draft, lest it come out now. An address that another
        post has taken stays away.
        """
        before, now = self.before_trash or {}, timezone.now()
        start, end, changes_at = (
            before.get(name) and datetime.fromisoformat(before[name])
            for name in ("published_at", "unpublish_at", "changes_at")
        )
        is_late = bool(start and self.is_draft and start <= now)
        has_address = self.take_back_address(before.get("slug") or self.slug)
        self.trashed_at = self.before_trash = None
        self.published_at, self.unpublish_at = (None, None) if is_late else (start, end)
        self.save()
        if changes_at and changes_at > now and self.changes:
            self.changes.plan(changes_at)
        return has_address and not is_late

    def take_back_address(self: Any, slug: str) -> bool:
        """Have an address again that was given up in the trash; False if it is another's now."""
        if slug == self.slug:
            return True
        if type(self).objects.filter(slug=slug).exists():
            return False
        # Not as an address that changes: nobody knew the one in between.
        self.slug = self._loaded["slug"] = slug
        type(self).objects.filter(pk=self.pk).update(slug=slug)
        return True
