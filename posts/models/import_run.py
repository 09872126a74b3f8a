from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ImportRun(models.Model):
    """One import that wrote something: what it was asked to do, and what became of the files."""

    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), blank=True, null=True)
    undone_at = models.DateTimeField(_("taken back at"), blank=True, null=True)
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    counts = models.JSONField(_("files"), default=dict, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self):
        return f"{_('Import')} {self.pk}"


class ImportStepQuerySet(models.QuerySet["ImportStep"]):
    def gone(self):
        """Those whose post came and was deleted on the site since, or is in the trash."""
        is_away = Q(post=None) | Q(post__trashed_at__isnull=False)
        return self.filter(is_away, is_undone=False, run__undone_at=None)


class ImportStep(models.Model):
    """What a run did with one file: enough to take it back, and to know that it once came."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="steps")
    post = models.ForeignKey("posts.Post", models.SET_NULL, null=True, related_name="import_steps")
    path = models.CharField(_("path"), max_length=500)
    slug = models.CharField(_("address"), max_length=200)
    is_new = models.BooleanField(_("new"))
    version = models.PositiveIntegerField(_("version"), help_text=_("The post's after it."))
    before = models.ForeignKey(
        "posts.Revision", models.SET_NULL, verbose_name=_("before"), null=True, related_name="+"
    )
    after = models.ForeignKey(
        "posts.Revision", models.SET_NULL, verbose_name=_("after"), null=True, related_name="+"
    )
    # Of a changed post: its date and the file it came by until then, `source` aside.
    kept = models.JSONField(default=dict, blank=True)
    source = models.BinaryField(null=True)
    made = models.JSONField(
        default=dict, blank=True, help_text=_("Tags, people, images, redirects by their numbers.")
    )
    is_undone = models.BooleanField(_("taken back"), default=False)

    objects = ImportStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported by a run")
        verbose_name_plural = _("imported by a run")
        ordering = ["run", "pk"]
        indexes = [models.Index(fields=["path"], name="importstep_path")]

    def __str__(self):
        return self.path

    @property
    def was_edited(self) -> bool:
        """Whether the post changed since; not known counts as yes."""
        if self.post is None or self.post.version == self.version:
            return False
        if self.after is None:
            return True
        return self.post.snapshot() != self.post.completed(self.after.state)
