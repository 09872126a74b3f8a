from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.person import Person

if TYPE_CHECKING:
    from posts.models.post import Post


class AuthorshipQuerySet(models.QuerySet["Authorship"]):
    def bulk_create(self, objs, *args, **kwargs):
        """
        Create; each gets its post's dates, also when `post.authors.set` creates them.

        One without a position comes after those that the post has.
        """
        rows = list(objs)
        posts = (
            self.model._meta.get_field("post")
            .related_model.objects.annotate(last=Max("authorships__position"))
            .only("published_at", "unpublish_at")
            .in_bulk({row.post_id for row in rows})
        )
        next_after = {
            pk: count(0 if post.last is None else post.last + 1) for pk, post in posts.items()
        }
        for row in rows:
            post = posts[row.post_id]
            row.published_at, row.unpublish_at = post.published_at, post.unpublish_at
            if row.position is None:
                row.position = next(next_after[row.post_id])
        return super().bulk_create(rows, *args, **kwargs)

    def arrange(self, post: "Post", people: Iterable[Person]) -> None:
        """Let a post's byline name its authors in this order."""
        rows = {row.person_id: row for row in self.filter(post=post)}
        moved: list[Any] = []
        for position, person in enumerate(people):
            row = rows[person.pk]
            if row.position != position:
                row.position = position
                moved.append(row)
        self.bulk_update(moved, ["position"])

    def posts_of(
        self,
        person: "Person | models.QuerySet[Person]",
        at: datetime | None = None,
        until: datetime | None = None,
    ):
        """
        The keys of this author's published posts, newest first, from the index alone.

        `until` is a past date to begin at.
        """
        now = at or timezone.now()
        not_over = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
        authorships = self.filter(not_over, person=person, published_at__lte=until or now)
        return authorships.order_by("-published_at", "-post_id").values("post_id")


class Authorship(models.Model):
    """
    One author of one post: where the byline names them, from 0 on.

    It has the post's dates, so that an author's listing sorts no posts.
    """

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="authorships")
    person = models.ForeignKey("posts.Person", models.CASCADE, related_name="authorships")
    position = models.PositiveSmallIntegerField(editable=False)
    published_at = models.DateTimeField(blank=True, null=True, editable=False)
    unpublish_at = models.DateTimeField(blank=True, null=True, editable=False)

    objects = AuthorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "person"], name="authorship_once_a_post_and_person"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "-published_at", "-post", "unpublish_at"],
                name="authorship_newest_of_a_person",
            )
        ]

    def __str__(self):
        return f"{self.person_id}/{self.post_id}"
