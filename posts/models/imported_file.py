from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """
    The file that a post came by, byte for byte, and the post's state as it came.

    What changed since, in the file or on the site, is told by comparing with it.
    """

    post = models.OneToOneField("posts.Post", models.CASCADE, related_name="imported_file")
    path = models.CharField(
        _("path"), max_length=500, help_text=_("Below the folder that was imported, with /.")
    )
    slug = models.CharField(_("address"), max_length=200)
    source = models.BinaryField(_("the file"))
    sha256 = models.CharField(_("content hash"), max_length=64)
    missing = models.JSONField(
        _("missing images"), default=list, blank=True, help_text=_("Their addresses as written.")
    )
    images = models.JSONField(
        _("images"),
        default=dict,
        blank=True,
        help_text=_("Where each picture lies below that folder, and its number."),
    )
    revision = models.ForeignKey(
        "posts.Revision",
        models.SET_NULL,
        verbose_name=_("as imported"),
        null=True,
        related_name="+",
    )
    version = models.PositiveIntegerField(
        _("version"), help_text=_("The post's when it was imported.")
    )
    imported_at = models.DateTimeField(_("imported at"), default=timezone.now)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ["path", "pk"]
        indexes = [models.Index(fields=["path"], name="importedfile_path")]

    def __str__(self):
        return self.path

    @property
    def was_edited(self) -> bool:
        """Whether the post changed on the site since it came; not known counts as yes."""
        if self.post.version == self.version:
            return False
        if self.revision is None:
            return True
        return self.post.snapshot() != self.post.completed(self.revision.state)
