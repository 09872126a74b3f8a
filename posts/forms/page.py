from django.utils.translation import gettext_lazy as _

from posts.form_fields import BodyField
from posts.forms.versioned import VersionedForm
from posts.models import Page
from posts.models.page import is_taken_by_the_site


class PageForm(VersionedForm):
    """A standing text; its body is kept as typed."""

    body = BodyField(label=_("Text"))

    class Meta:
        model = Page
        fields = ["title", "slug", "body", "noindex"]

    def stored_version(self) -> str:
        return self.instance.updated_at.isoformat() if self.instance.pk else ""

    def is_taken(self, slug: str) -> bool:
        return is_taken_by_the_site(slug) or super().is_taken(slug)
