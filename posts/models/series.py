from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from posts.models.post import Post


class SeriesQuerySet(models.QuerySet["Series"]):
    @transaction.atomic
    def delete(self):
        """Delete them; their posts are parts of nothing then."""
        Post = apps.get_model("posts", "Post")
        Post.objects.filter(series__in=self.values("pk")).update(part=None)
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Series(models.Model):
    """Posts that belong together and are read in order: each says which part it is."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("A sentence or two, shown with the list of parts."),
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("several", "series")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="series_has_a_name",
                violation_error_message=_("Give the series a name."),
            )
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self.posts.update(part=None)
        return super().delete(*args, **kwargs)

    @property
    def parts(self) -> models.QuerySet:
        """Its posts in the order that readers get them."""
        return in_order(self.posts.all())


def in_order(posts: models.QuerySet) -> models.QuerySet:
    """Posts as the parts of a series: by their numbers, those without by their dates."""
    return posts.order_by(F("part").asc(nulls_last=True), "published_at", "pk")


def same_parts(post: "Post") -> "models.QuerySet[Post]":
    """Other posts that have a post's number in its series: none, mostly."""
    others = type(post).objects.kept().exclude(pk=post.pk).only("title")
    if post.series_id is None or post.part is None:
        return others.none()
    return others.filter(series=post.series_id, part=post.part)
