from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from posts import media
from posts.picture_file import PictureFile

if TYPE_CHECKING:
    from posts.models.image import Image


class FormerFile(models.Model):
    """A file that an image had before it was replaced, and what was said of it: to be put back."""

    # What comes back with the file.
    WORDS = ("name", "alt", "decorative", "credit", "focal_x", "focal_y")

    image = models.ForeignKey("posts.Image", models.CASCADE, related_name="former_files")
    file = models.FileField(_("file"), upload_to="originals", max_length=200)
    content_hash = models.CharField(_("content hash"), max_length=64)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    name = models.CharField(_("file name"), max_length=200, blank=True)
    alt = models.CharField(_("alt text"), max_length=500, blank=True)
    decorative = models.BooleanField(_("only decoration"), default=False)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.PositiveSmallIntegerField(default=50)
    focal_y = models.PositiveSmallIntegerField(default=50)
    replaced_at = models.DateTimeField(_("replaced at"), default=timezone.now)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("by"),
        blank=True,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("former file")
        verbose_name_plural = _("former files")
        ordering = ["-replaced_at", "-pk"]
        indexes = [models.Index(fields=["content_hash"], name="former_file_content_hash")]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "content_hash"], name="former_file_once_an_image"
            )
        ]

    def __str__(self):
        return self.name or str(self.file.name)

    @cached_property
    def picture_file(self) -> PictureFile:
        """The file as one that comes in; raises OSError when it is gone."""
        return PictureFile.of(ContentFile(media.read(str(self.file.name))))


class FormerNameQuerySet(models.QuerySet[Any]):
    def keep(self, image: "Image", names: set[str]) -> None:
        """Note that the image was called this."""
        rows: list[Any] = [FormerName(image=image, name=name) for name in sorted(names) if name]
        self.bulk_create(rows, ignore_conflicts=True)

    def address_now(self, name: str) -> str:
        """Where readers find today what was public under this name; nothing if nowhere."""
        formers = self.filter(name=name).select_related("image").order_by("-pk")
        for former in formers:
            if address := former.image.address_instead_of(name):
                return address
        return ""


class FormerName(models.Model):
    """
    What an image was called before, in texts and elsewhere, and is still found by.

    Either its file's name or the public name of a rendition.
    """

    image = models.ForeignKey("posts.Image", models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)

    objects = FormerNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "image"], name="former_name_once_an_image")
        ]

    def __str__(self):
        return self.name
