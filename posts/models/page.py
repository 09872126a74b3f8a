from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cms.models import SiteSettings
from posts import markup, slugs
from posts.addresses import SiteAddresses
from posts.models.redirect import Redirect


class Page(models.Model):
    """A standing text of the site: privacy, imprint, about."""

    RENDERED_FIELDS = ("body_html", "excerpt", "renderer_version")

    title = models.CharField(_("title"), max_length=200)
    slug = slugs.slug_field(max_length=100)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    excerpt = models.TextField(editable=False, blank=True)
    renderer_version = models.PositiveIntegerField(editable=False, default=0)
    noindex = models.BooleanField(
        _("hide from search engines"),
        default=False,
        help_text=_("Readers can still open it; search engines are asked to leave it out."),
    )
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(title=""),
                name="page_has_a_title_and_a_slug",
                violation_error_message=_("Give the page a title."),
            )
        ]

    def __str__(self):
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save and render; an old address leads to the new one."""
        if not self.slug:
            self.slug = slugs.free_slug(
                slugs.slugify(self.title, fallback="page", max_length=90),
                lambda slug: (
                    is_taken_by_the_site(slug)
                    or Page.objects.filter(slug=slug).exclude(pk=self.pk).exists()
                ),
                max_length=100,
            )
        self.render()
        self.updated_at = timezone.now()
        before = Page.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if before and before.slug != self.slug:
            Redirect.objects.point(before.get_absolute_url(), self.get_absolute_url())

    def get_absolute_url(self):
        return reverse("posts:page", args=[self.slug])

    def render(self) -> None:
        """Make everything that is kept with the body, and what the editor is to be told."""
        with translation.override(SiteSettings.written_in()):
            rendered = markup.render(self.body, SiteAddresses(self.body))
        self.warnings = rendered.warnings
        self.body_html, self.excerpt = rendered.html, rendered.excerpt
        self.renderer_version = markup.RENDERER_VERSION

    def clean(self):
        if self.slug and is_taken_by_the_site(self.slug):
            raise ValidationError(
                {
                    "slug": _("The site uses /%(slug)s/ itself: choose another.")
                    % {"slug": self.slug}
                }
            )


def is_taken_by_the_site(slug: str) -> bool:
    """Whether `/slug/` is an address of the site's own, which no page may hide."""
    try:
        return resolve(f"/{slug}/").view_name not in {"posts:page", "posts:elsewhere"}
    except Resolver404:
        return False
