from urllib.parse import unquote, urlsplit

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ImageQuerySet(models.QuerySet):
    def at_address(self, address: str) -> "Image | None":
        """The image that a body means by `/media/name.webp`: the newest that came under that file name."""
        name = unquote(urlsplit(address).path).rpartition("/")[2]
        return self.filter(name=name).prefetch_related("renditions").first() if name else None


class Image(models.Model):
    """A picture that an editor uploaded: the original is kept privately, readers get renditions."""

    file = models.FileField(_("file"), upload_to="originals", max_length=200)
    name = models.CharField(
        _("file name"),
        max_length=200,
        blank=True,
        help_text=_("What the file was called when it came; imports find it by this."),
    )
    alt = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for people who can't see it."),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point across"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent from the left: this part stays visible in every crop."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point down"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("In percent from the top."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    content_hash = models.CharField(_("content hash"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="image_focal_point_within",
                violation_error_message=_("Give the focal point in percent, from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0),
                name="image_has_a_size",
                violation_error_message=_("The picture has no width or height."),
            ),
        ]

    def __str__(self):
        return self.alt or self.name or f"{_('Image')} {self.pk}"


class Rendition(models.Model):
    """A sized copy of an image, made by us, public; named after its own content."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions")
    file = models.FileField(upload_to="images", max_length=200)
    format = models.CharField(max_length=4, choices=[("webp", "WebP"), ("avif", "AVIF")])
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text=_("In bytes."))

    class Meta:
        ordering = ["format", "width"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "format", "width"], name="rendition_one_a_format_and_width"
            )
        ]

    def __str__(self):
        return self.file.name
