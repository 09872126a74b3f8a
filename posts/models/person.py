from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models.redirect import Redirect
from posts.slugs import address, slug_field


def validate_links(text: str) -> None:
    """Raise ValidationError, naming the line, unless each line is one http(s) address."""
    check = URLValidator(schemes=["http", "https"])
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            check(line.strip())
        except ValidationError:
            raise ValidationError(
                _("Line %(number)s is no web address: write it whole, from https:// on."),
                params={"number": number},
            ) from None


class PersonQuerySet(models.QuerySet["Person"]):
    def in_byline_order(self):
        """Authors of one post, or of several, as each names them."""
        return self.order_by("authorships__position", "authorships__pk")

    def with_slugs(self, slugs: Iterable[str]) -> list["Person"]:
        """The people with these slugs, in their order; those that are gone left out."""
        slugs = list(dict.fromkeys(slugs))
        found = {person.slug: person for person in self.filter(slug__in=slugs)}
        return [found[slug] for slug in slugs if slug in found]

    def with_counts(self):
        """Each author with `post_count`, their published posts; those without any left out."""
        now = timezone.now()
        is_public = Q(authorships__published_at__lte=now) & (
            Q(authorships__unpublish_at=None) | Q(authorships__unpublish_at__gt=now)
        )
        return self.annotate(post_count=Count("authorships", filter=is_public)).filter(
            post_count__gt=0
        )


class Person(models.Model):
    """An author as readers see one; not a login."""

    name = models.CharField(_("name"), max_length=120)
    slug = slug_field(max_length=120)
    bio = models.TextField(
        _("about"), blank=True, help_text=_("A sentence or two, shown under their posts.")
    )
    picture = models.ForeignKey(
        "posts.Image",
        models.SET_NULL,
        verbose_name=_("picture"),
        blank=True,
        null=True,
        related_name="+",
    )
    links = models.TextField(
        _("links"),
        blank=True,
        validators=[validate_links],
        help_text=_("Their pages elsewhere, one address a line."),
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(name=""),
                name="person_has_a_name_and_a_slug",
                violation_error_message=_("Give the person a name."),
            )
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save; an old address leads to the new one."""
        before = Person.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if before and before.slug != self.slug:
            Redirect.objects.point(before.get_absolute_url(), self.get_absolute_url())

    def get_absolute_url(self):
        return address("posts:author", self.slug)

    @property
    def link_list(self) -> list[str]:
        """Their addresses elsewhere, in the order written."""
        return [line.strip() for line in self.links.splitlines() if line.strip()]
