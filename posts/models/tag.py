from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from posts.models.redirect import Redirect
from posts.slugs import address, slugify, validate_slug


class TagQuerySet(models.QuerySet["Tag"]):
    def counted(self):
        """Each tag with `post_count`, its published posts."""
        now = timezone.now()
        is_public = Q(taggings__published_at__lte=now) & (
            Q(taggings__unpublish_at=None) | Q(taggings__unpublish_at__gt=now)
        )
        return self.annotate(post_count=Count("taggings", filter=is_public))

    def with_uses(self):
        """
        Each tag with `uses`, how many posts have it, and `public_uses`, how many readers see.

        Counted by the index alone, and only for the tags that are shown.
        """
        posts = apps.get_model("posts", "Post").objects
        kept = Tagging.objects.exclude(content_object__in=posts.trashed().values("pk"))
        return self.annotate(
            uses=count_of(kept), public_uses=count_of(Tagging.objects.of_published())
        )

    def with_counts(self):
        """Each tag with `post_count`, its published posts; those without any left out."""
        return self.counted().filter(post_count__gt=0)

    def most_used_in(self, posts: models.QuerySet):
        """The tags of these posts (their keys) with `post_count`, how many carry each."""
        return (
            self.filter(taggings__content_object__in=posts)
            .annotate(post_count=Count("taggings"))
            .order_by("-post_count", "name")
        )

    def known_as(self, name: str) -> "Tag | None":
        """The tag of this name, now or before."""
        former = FormerTagName.objects.filter(key=key_of(name)).select_related("tag").first()
        return self.filter(name__iexact=name).first() or (former.tag if former else None)

    def present_names(self, names: Iterable[str]) -> dict[str, str]:
        """What the tags are called now that had one of these names before, by the key of it."""
        keys = {key_of(name) for name in names}
        former = FormerTagName.objects.filter(key__in=keys)
        return dict(former.values_list("key", "tag__name"))

    def meant(self, names: Iterable[str]) -> list[str]:
        """These names, each once, in the place of a former one the name that the tag has now."""
        names = list(names)
        return replaced(names, self.present_names(names))


def count_of(taggings: "TaggingQuerySet") -> Coalesce:
    """How many of these taggings a tag has, for a query of tags."""
    of_tag = taggings.filter(tag=OuterRef("pk")).order_by().values("tag")
    return Coalesce(Subquery(of_tag.annotate(count=Count("pk")).values("count")), 0)


def key_of(name: str) -> str:
    """The same for names that differ in capitals alone."""
    return name.casefold()


def replaced(names: Iterable[str], present: dict[str, str]) -> list[str]:
    """The names, each once, with what `present` says in the place of a key."""
    found: dict[str, str] = {}
    for name in names:
        meant = present.get(key_of(name), name)
        found.setdefault(key_of(meant), meant)
    return list(found.values())


class Tag(TagBase):
    """What posts are about."""

    slug = models.CharField(
        _("address"),
        unique=True,
        max_length=100,
        blank=True,
        validators=[validate_slug],
        help_text=_("The last part of its web address. Left empty, it is made for you."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("A sentence or two at the top of the tag's page and in search results."),
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(name=""),
                name="tag_has_a_name_and_a_slug",
                violation_error_message=_("Give the tag a name."),
            )
        ]

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save; an old address leads to the new one, an old name still means the tag."""
        before = Tag.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        FormerTagName.objects.filter(key=key_of(self.name)).delete()
        if before and key_of(before.name) != key_of(self.name):
            FormerTagName.objects.note(before.name, self)
        if before and before.slug != self.slug:
            Redirect.objects.point(before.get_absolute_url(), self.get_absolute_url())

    def get_absolute_url(self):
        return address("posts:tag", self.slug)

    def was_ever_public(self) -> bool:
        """Whether readers could see a post with this tag, now or before."""
        return self.taggings.filter(published_at__lte=timezone.now()).exists()

    def slugify(self, tag, i=None):
        slug = slugify(tag, fallback="tag", max_length=94)
        return slug if i is None else f"{slug}-{i + 1}"


class FormerTagNameQuerySet(models.QuerySet["FormerTagName"]):
    def note(self, name: str, tag: Tag) -> None:
        """Let a name that no tag has mean this one."""
        self.update_or_create(key=key_of(name), defaults={"name": name, "tag": tag})


class FormerTagName(models.Model):
    """
    What a tag was called before it was renamed, or before it was merged into this one.

    Files, revisions and unpublished changes that have the name still mean the tag.
    """

    # Longer than a name: some letters become two without their capitals.
    key = models.CharField(max_length=300, unique=True)
    name = models.CharField(max_length=100)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="former_names")

    objects = FormerTagNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name of a tag")
        verbose_name_plural = _("former names of tags")

    def __str__(self):
        return self.name


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def of_published(self):
        """Those of posts that readers see."""
        now = timezone.now()
        return self.filter(Q(unpublish_at=None) | Q(unpublish_at__gt=now), published_at__lte=now)

    def posts_of(
        self,
        tag: "Tag | models.QuerySet[Tag]",
        at: datetime | None = None,
        also: Iterable[Tag] = (),
        until: datetime | None = None,
    ):
        """
        The keys of the published posts with this tag, newest first, from the index alone.

        Of these only what carries the tags of `also` too: give the rarest as `tag`. `until` is a
        past date to begin at.
        """
        now = at or timezone.now()
        not_over = Q(unpublish_at=None) | Q(unpublish_at__gt=now)
        taggings = self.filter(not_over, tag=tag, published_at__lte=until or now)
        for other in also:
            same_post = Tagging.objects.filter(content_object=OuterRef("content_object"))
            taggings = taggings.filter(Exists(same_post.filter(tag=other)))
        return taggings.order_by("-published_at", "-content_object_id").values("content_object_id")


class Tagging(ItemBase):
    """One tag on one post, with the post's dates, so that a tag's listing sorts no posts."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    content_object = models.ForeignKey("posts.Post", models.CASCADE, related_name="taggings")
    published_at = models.DateTimeField(blank=True, null=True, editable=False)
    unpublish_at = models.DateTimeField(blank=True, null=True, editable=False)

    objects = TaggingQuerySet.as_manager()

    natural_key_fields = ["tag", "content_object"]

    class Meta:
        verbose_name = _("tagging")
        verbose_name_plural = _("taggings")
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="tagging_once_a_post_and_tag"
            )
        ]
        indexes = [
            models.Index(
                fields=["tag", "-published_at", "-content_object", "unpublish_at"],
                name="tagging_newest_of_a_tag",
            )
        ]

    def save(self, *args, **kwargs):
        self.published_at = self.content_object.published_at
        self.unpublish_at = self.content_object.unpublish_at
        super().save(*args, **kwargs)

    @classmethod
    def of(cls, post, tag: Tag) -> "Tagging":
        """A tagging as `save` writes it, for those that are written many at once."""
        return cls(
            tag=tag,
            content_object=post,
            published_at=post.published_at,
            unpublish_at=post.unpublish_at,
        )
