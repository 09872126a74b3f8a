"""Which posts: one vocabulary for views, feed, sitemap and admin."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from posts import slugs
from posts.models.authorship import Authorship
from posts.models.person import Person
from posts.models.tag import Tag, Tagging

if TYPE_CHECKING:
    from posts.models.post import Post  # noqa: F401 - named in a string below


# `published()` as SQL, for what the querysets can't say in one query.
PUBLISHED = "published_at <= %(now)s AND (unpublish_at IS NULL OR unpublish_at > %(now)s)"
# `indexable()`, said so that SQLite does not take the sitemap's index for it.
INDEXABLE = "NOT noindex AND NOT canonical_url > ''"


class PostQuerySet(models.QuerySet["Post"]):
    def kept(self):
        """All but those in the trash."""
        return self.filter(trashed_at=None)

    def trashed(self):
        """Those that were thrown away and can still be brought back."""
        return self.exclude(trashed_at=None)

    def to_be_deleted(self):
        """Those that were in the trash for long enough."""
        return self.filter(trashed_at__lte=timezone.now() - self.model.KEPT_IN_TRASH)

    def drafts(self):
        return self.kept().filter(published_at=None)

    def scheduled(self):
        return self.filter(published_at__gt=timezone.now())

    def published(self, at: datetime | None = None, until: datetime | None = None):
        """What readers can see; of this only what was published up to `until`, a past date."""
        now = at or timezone.now()
        not_over = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
        return self.filter(not_over, published_at__lte=until or now)

    def unpublished(self):
        now = timezone.now()
        return self.kept().filter(published_at__lte=now, unpublish_at__lte=now)

    def changed(self):
        """Published posts with saved changes that readers don't see yet."""
        return self.published().filter(working_copy__isnull=False)

    def timed(self):
        """Published posts with changes that come out by themselves, or were to."""
        copies = Q(working_copy__publish_at__isnull=False)
        return self.published().filter(copies | Q(working_copy__held_up_at__isnull=False))

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def tagged(
        self,
        tag: Tag | models.QuerySet[Tag],
        at: datetime | None = None,
        most: int | None = None,
    ):
        """
        Published posts with this tag, newest first; no more than so many.

        PostgreSQL can't know how many a tag has: with `most` it need not sort all of them.
        """
        keys = Tagging.objects.posts_of(tag, at)[:most]
        return self.filter(pk__in=keys).newest_first()

    def by(
        self,
        person: Person | models.QuerySet[Person],
        at: datetime | None = None,
        most: int | None = None,
    ):
        """Published posts of this author, newest first, likewise."""
        keys = Authorship.objects.posts_of(person, at)[:most]
        return self.filter(pk__in=keys).newest_first()

    def between(self, since: datetime, before: datetime, at: datetime | None = None):
        """
        Posts of a stretch of past time that are not over, newest first, by the posts' index.

        `before` is never later than now: SQLite takes one upper bound alone, and with a second
        one it would begin at the newest post of all.
        """
        now = at or timezone.now()
        not_over = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
        stretch = self.filter(not_over, published_at__gte=since, published_at__lt=before)
        return stretch.newest_first()

    def indexable(self):
        """Posts that search engines may list: not hidden, and no copy of another address."""
        return self.filter(noindex=False, canonical_url="")

    def for_page(self):
        """All that an article's page shows, in three queries."""
        return self.defer("front_matter").select_related("hero_image").with_tags().with_authors()

    def with_tags(self):
        """Each with its `shown_tags`, in one query more."""
        taggings = Tagging.objects.select_related("tag").order_by("pk")
        return self.prefetch_related(Prefetch("taggings", taggings, to_attr="ordered_taggings"))

    def with_authors(self):
        """Each with its `shown_authors`, in one query more."""
        named = Person.objects.in_byline_order()
        return self.prefetch_related(Prefetch("authors", named, to_attr="shown_authors"))

    @transaction.atomic
    def publish(self) -> int:
        """
        Publish those that readers can't see, now; how many. The others stay as they are.

        So do those without a title.
        """
        now = timezone.now()
        waiting = Q(published_at=None) | Q(published_at__gt=now)
        hidden = self.filter(waiting | Q(unpublish_at__lte=now)).exclude(title="")
        return sum(post.publish() for post in hidden.select_for_update())

    @transaction.atomic
    def unpublish(self) -> int:
        """Take published posts from the public now; how many."""
        return sum(post.unpublish() for post in self.published().select_for_update())

    @transaction.atomic
    def trash(self) -> int:
        """Throw these away; how many were not in the trash yet."""
        return sum(post.trash() for post in self.kept().select_for_update())

    def make_way(self, slug: str) -> None:
        """Let a post in the trash give up its address to one that is used."""
        for post in self.trashed().filter(slug=slug).only("pk"):
            free = slugs.free_slug(slug, lambda slug: self.filter(slug=slug).exists())
            self.filter(pk=post.pk).update(slug=free)
