import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from cms.models import SiteSettings
from posts import markup, slugs
from posts.addresses import SiteAddresses, means_a_picture_here
from posts.models.authorship import Authorship
from posts.models.image import Image, meaning
from posts.models.person import Person
from posts.models.post_queryset import PostQuerySet
from posts.models.redirect import Redirect
from posts.models.revisable import Revisable
from posts.models.series import Series
from posts.models.tag import Tag, Tagging
from posts.models.trashable import Trashable
from posts.models.use import EarlierUse, Use
from posts.models.working_copy import WorkingCopy

UNTITLED = "untitled"
MAKESHIFT = re.compile(rf"{UNTITLED}(?:-\d+)?")


class Post(Revisable, Trashable, models.Model):
    """One article. Its two dates alone say whether it is a draft, scheduled, published or over."""

    WRITTEN_FIELDS = ("title", "standfirst", "body", "hero_image_id")
    WATCHED_FIELDS = (*WRITTEN_FIELDS, "slug", "updated_at", "published_at", "unpublish_at")
    RENDERED_FIELDS = ("body_html", "toc", "words", "excerpt", "renderer_version")

    title = models.CharField(_("title"), max_length=200)
    slug = slugs.slug_field(max_length=200)
    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        max_length=500,
        help_text=_(
            "The sentence or two under the title. Left empty, cards use the first sentences."
        ),
    )
    body = models.TextField(_("text"), blank=True)
    hero_image = models.ForeignKey(
        "posts.Image",
        models.PROTECT,
        verbose_name=_("hero image"),
        blank=True,
        null=True,
        related_name="hero_posts",
    )
    hero_address = models.CharField(max_length=500, blank=True, editable=False)
    tags = TaggableManager(through=Tagging, blank=True, verbose_name=_("tags"), help_text="")
    authors = models.ManyToManyField(
        Person,
        through=Authorship,
        verbose_name=_("authors"),
        blank=True,
        related_name="posts",
    )
    published_at = models.DateTimeField(
        _("publish at"),
        blank=True,
        null=True,
        help_text=_("Empty: a draft. In the future: it appears by itself at that time."),
    )
    unpublish_at = models.DateTimeField(
        _("unpublish at"),
        blank=True,
        null=True,
        help_text=_("From then on readers are told that the post is gone. Mostly empty."),
    )
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    canonical_url = models.URLField(
        _("canonical address"),
        max_length=500,
        blank=True,
        help_text=_("Only if this text was first published elsewhere: its address there."),
    )
    search_title = models.CharField(
        _("title for search engines"),
        max_length=200,
        blank=True,
        help_text=_("Left empty, the title is used. About 60 characters are shown."),
    )
    search_description = models.CharField(
        _("description for search engines"),
        max_length=320,
        blank=True,
        help_text=_("Left empty, the standfirst is used. About 155 characters are shown."),
    )
    noindex = models.BooleanField(
        _("hide from search engines"),
        default=False,
        help_text=_("Readers can still open it; search engines are asked to leave it out."),
    )
    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        verbose_name=_("series"),
        blank=True,
        null=True,
        related_name="posts",
    )
    part = models.PositiveSmallIntegerField(
        _("part"),
        blank=True,
        null=True,
        help_text=_("Its number in the series. Left empty, the parts follow their dates."),
    )
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        help_text=_("Only if it is not the site's: its code, such as de or pt-br."),
    )
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("translation of"),
        blank=True,
        null=True,
        related_name="translations",
    )
    front_matter = models.JSONField(default=dict, blank=True, editable=False)

    body_html = models.TextField(editable=False, blank=True)
    toc = models.JSONField(editable=False, default=list)
    words = models.PositiveIntegerField(editable=False, default=0)
    excerpt = models.TextField(editable=False, blank=True)
    renderer_version = models.PositiveIntegerField(editable=False, default=0)
    version = models.PositiveIntegerField(editable=False, default=0)
    trashed_at = models.DateTimeField(_("in the trash since"), editable=False, null=True)
    # What it had before it came into the trash: its dates and its address.
    before_trash = models.JSONField(editable=False, null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(title=""),
                name="post_has_a_title",
                violation_error_message=_("Give the post a title."),
            ),
            models.CheckConstraint(
                condition=~Q(slug=""),
                name="post_has_a_slug",
                violation_error_message=_("Give the post an address."),
            ),
            models.CheckConstraint(
                condition=Q(unpublish_at=None) | Q(unpublish_at__gt=F("published_at")),
                name="post_unpublished_after_published",
                violation_error_message=_("Choose an end after the start."),
            ),
            models.CheckConstraint(
                condition=Q(translation_of=None) | ~Q(translation_of=F("id")),
                name="post_translates_another",
                violation_error_message=_("A post can't be its own translation."),
            ),
            models.CheckConstraint(
                condition=Q(part=None) | Q(part__gte=1, part__lte=999),
                name="post_part_from_1_to_999",
                violation_error_message=_("Write a whole number from 1 to 999."),
            ),
            models.CheckConstraint(
                condition=Q(part=None) | ~Q(series=None),
                name="post_part_of_a_series",
                violation_error_message=_("A part needs a series: name it, or empty the part."),
            ),
        ]
        indexes = [
            # All that a listing asks for, so that a deep page skips index entries alone.
            models.Index(fields=["-published_at", "-id", "unpublish_at"], name="post_newest"),
            models.Index(fields=["unpublish_at"], name="post_unpublish_at"),
            models.Index(fields=["-updated_at"], name="post_updated_at"),
            models.Index(
                fields=["trashed_at"], condition=~Q(trashed_at=None), name="post_trashed_at"
            ),
            # What an older renderer made is found without reading a text.
            models.Index(fields=["renderer_version"], name="post_renderer_version"),
            # All that the sitemap's index asks for, so that it reads no post.
            models.Index(
                fields=[
                    "canonical_url",
                    "id",
                    "published_at",
                    "unpublish_at",
                    "updated_at",
                    "noindex",
                ],
                name="post_for_sitemaps",
            ),
        ]

    def __str__(self):
        return self.title or gettext("Untitled")

    @transaction.atomic
    def save(
        self,
        *args,
        rendered: markup.Rendered | None = None,
        pictures: dict[str, Image] | None = None,
        **kwargs,
    ):
        """
        Save and render; taggings and authorships get the dates, an old address a redirect.

        `rendered` is the body's rendering when that was made elsewhere, `pictures` are the
        images that addresses in the body mean.
        """
        from cms.tasks import enqueue_once
        from posts.tasks import render_links

        self.make_ready(rendered, pictures)
        self.translate_the_original()
        if kwargs.get("update_fields") is not None:
            made_here = {"slug", "updated_at", "version", *self.RENDERED_FIELDS}
            kwargs["update_fields"] = {*kwargs["update_fields"], *made_here}
        if self.slug != getattr(self, "_loaded", {}).get("slug"):
            Post.objects.exclude(pk=self.pk).make_way(self.slug)
        super().save(*args, **kwargs)
        if self.translation_of_id:
            self.translations.update(translation_of=self.translation_of_id)
        self.keep_uses()
        for listed in (self.taggings, self.authorships):
            listed.update(published_at=self.published_at, unpublish_at=self.unpublish_at)
        old_slug = getattr(self, "_loaded", {}).get("slug")
        if old_slug and old_slug != self.slug:
            is_known = not (self.is_draft or self.is_scheduled)
            redirect = Redirect.objects.point if is_known else Redirect.objects.move
            redirect(reverse("posts:detail", args=[old_slug]), self.get_absolute_url())
            if is_known:
                enqueue_once(render_links, self.pk)
        self._loaded = {name: getattr(self, name) for name in self.WATCHED_FIELDS}

    def get_absolute_url(self):
        return slugs.address("posts:detail", self.slug)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Delete for good; what somebody typed into it and did not save stays theirs."""
        self.autosaves.all().outlive_their_post()
        return super().delete(*args, **kwargs)

    @classmethod
    def from_db(cls, db, field_names, values):
        post = super().from_db(db, field_names, values)
        post._loaded = {
            name: post.__dict__[name] for name in cls.WATCHED_FIELDS if name in post.__dict__
        }
        return post

    def make_ready(
        self,
        rendered: markup.Rendered | None = None,
        pictures: dict[str, Image] | None = None,
    ) -> None:
        """Fill in what is made from the rest before it is written: address, HTML, version."""
        loaded = getattr(self, "_loaded", {})
        if self.series_id is None:
            self.part = None
        if not self.slug or self.has_makeshift_slug:
            self.slug = slugs.free_slug(
                slugs.slugify(self.title, fallback="post" if self.title else UNTITLED),
                lambda slug: Post.objects.kept().filter(slug=slug).exclude(pk=self.pk).exists(),
            )
        was_rewritten = any(
            name in loaded and getattr(self, name) != loaded[name] for name in self.WRITTEN_FIELDS
        )
        if was_rewritten and self.updated_at == loaded.get("updated_at"):
            self.updated_at = timezone.now()
        if rendered is None or self.language:  # it may have been rendered without its language
            self.render(pictures)
        else:
            self.keep(rendered)
        self.version += 1

    @property
    def has_makeshift_slug(self) -> bool:
        """Whether a draft has its first title now, and an address from when it had none."""
        loaded = getattr(self, "_loaded", {})
        was_untitled = loaded.get("title") == "" and loaded.get("published_at") is None
        return bool(was_untitled and self.title and MAKESHIFT.fullmatch(self.slug))

    def translate_the_original(self) -> None:
        """Never be the translation of a translation: be that of its original, or of none."""
        if self.translation_of_id is None:
            return
        above = Post.objects.filter(pk=self.translation_of_id).values_list("translation_of_id")
        for (original,) in above.exclude(translation_of=None):
            self.translation_of_id = None if original == self.pk else original

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and self.published_at > timezone.now()

    @property
    def is_unpublished(self) -> bool:
        now = timezone.now()
        return (
            self.published_at is not None
            and self.published_at <= now
            and self.unpublish_at is not None
            and self.unpublish_at <= now
        )

    @property
    def is_published(self) -> bool:
        return not (self.is_draft or self.is_scheduled or self.is_unpublished)

    @property
    def is_public(self) -> bool:
        """Whether readers see it as it is stored, whatever was changed in this copy since."""
        loaded = getattr(self, "_loaded", None)
        if not loaded:
            return False
        dates = {name: loaded[name] for name in ("published_at", "unpublish_at")}
        return Post(**dates).is_published

    @cached_property
    def changes(self) -> "WorkingCopy | None":
        """Its saved edits that readers don't see yet; asked for once."""
        return WorkingCopy.objects.filter(post=self.pk).first() if self.pk else None

    @property
    def summary(self) -> str:
        """What stands under the title on cards: the standfirst, else the first sentences."""
        return self.standfirst or self.excerpt

    @property
    def meta_title(self) -> str:
        return self.search_title or self.title

    @property
    def meta_description(self) -> str:
        return self.search_description or self.summary

    @cached_property
    def shown_tags(self) -> list[Tag]:
        """Its tags as readers see them, in the order in which it got them; asked for once."""
        return [tagging.tag for tagging in self.ordered_taggings]

    @cached_property
    def ordered_taggings(self) -> list[Tagging]:
        return list(self.taggings.select_related("tag").order_by("pk"))

    @cached_property
    def shown_authors(self) -> list[Person]:
        """Its authors in the order of the byline; asked for once."""
        return list(self.authors.in_byline_order())

    @property
    def absolute_url(self) -> str:
        """The post's whole address on this site."""
        return settings.SITE_URL + self.get_absolute_url()

    @property
    def reading_minutes(self) -> int:
        """Whole minutes at 230 words a minute, at least one."""
        return max(1, round(self.words / 230))

    @property
    def modified_at(self) -> datetime:
        """When readers could first see it as it is: never before it was published."""
        return max(self.updated_at, self.published_at or self.updated_at)

    @property
    def was_updated(self) -> bool:
        """Whether it changed a day or more after it was published, so that readers should know."""
        return (
            self.published_at is not None
            and (self.updated_at - self.published_at).total_seconds() >= 86_400
        )

    def render(self, pictures: dict[str, Image] | None = None) -> None:
        """
        Make everything that is kept with the body from the body.

        An address means the one of these pictures, else the image it meant before, else the
        newest of its file name.
        """
        addresses = SiteAddresses(self.body, self.pictures_meant() | (pictures or {}))
        with translation.override(SiteSettings.written_in()):
            rendered = markup.render(
                self.body, addresses, hero=self.hero_address or None, language=self.language
            )
        self.keep(rendered, addresses.images)

    def pictures_meant(self) -> dict[str, Image]:
        """The images that addresses in the body meant when it was last saved."""
        marks = ("![", "<img", ":::")  # a snippet may hold some
        if self.pk is None or not any(mark in self.body.lower() for mark in marks):
            return {}
        uses = self.uses.exclude(image=None).select_related("image")
        return {use.address: use.image for use in uses if use.image}

    def keep(self, rendered: markup.Rendered, pictures: dict[str, Image] | None = None) -> None:
        """Take over what was made from the body, and what the editor is to be told."""
        self.warnings = rendered.warnings
        self._uses = {
            address: (pictures or {}).get(address)
            for kind, address in rendered.uses
            if kind == "image" and len(address) <= 500 and means_a_picture_here(address)
        }
        self.body_html = rendered.html
        self.toc = [[heading.level, heading.id, heading.text] for heading in rendered.toc]
        self.words = rendered.words
        self.excerpt = rendered.excerpt
        self.renderer_version = markup.RENDERER_VERSION

    def keep_uses(self) -> None:
        """Keep which images the body was just rendered with."""
        there = {use.address: use for use in self.uses.all()}
        wanted = {address: image.pk if image else None for address, image in self._uses.items()}
        old = [use for use in there.values() if wanted.get(use.address, 0) != use.image_id]
        if old:
            gone = {use.image_id for use in old if use.image_id}
            rows = [EarlierUse(post=self, image_id=pk) for pk in sorted(gone)]
            EarlierUse.objects.bulk_create(rows, ignore_conflicts=True)
            self.uses.filter(pk__in=[use.pk for use in old]).delete()
        kept = there.keys() - {use.address for use in old}
        self.uses.bulk_create(
            Use(post=self, address=address, name=meaning(address)[:200], image_id=pk)
            for address, pk in wanted.items()
            if address not in kept
        )

    def publish(self, at: datetime | None = None) -> bool:
        """
        Publish now or at a time; an end that has passed is lifted.

        Without a time, a post that was public before keeps its date.
        """
        now = timezone.now()
        if at or self.published_at is None or self.published_at > now:
            self.published_at = at or now
        if self.unpublish_at and self.unpublish_at <= max(now, self.published_at):
            self.unpublish_at = None
        self.save()
        return True

    def unpublish(self) -> bool:
        """Take it from the public now: its address answers 410. False if it wasn't public."""
        if self.published_at is None or not self.is_published:
            return False
        self.unpublish_at = max(timezone.now(), self.published_at + timedelta(microseconds=1))
        self.save()
        return True

    def show(self, state: dict) -> None:
        """Take over a snapshot for a look at it, with all that readers would see; not saved."""
        self.take(state)
        self.render()
        names = Tag.objects.meant(state.get("tags", []))
        known = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        self.shown_tags = [
            known.get(name) or Tag(name=name, slug=slugs.slugify(name, fallback="tag"))
            for name in names
        ]
        self.shown_authors = Person.objects.with_slugs(state.get("authors", []))

    @transaction.atomic
    def name_authors(self, people: Iterable[Person]) -> None:
        """Let these be the authors, named in this order."""
        people = list(dict.fromkeys(people))
        self.authors.set(people)
        Authorship.objects.arrange(self, people)
        self.shown_authors = people
