from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from posts.slugs import slug_field


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

    @property
    def link_list(self) -> list[str]:
        """Their addresses elsewhere, in the order written."""
        return [line.strip() for line in self.links.splitlines() if line.strip()]
