from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """Posts that belong together and are read in order: each says which part it is."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("A sentence or two, shown with the list of parts."),
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
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
