from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from posts import slugs


class SluggedForm(forms.ModelForm):
    """Makes an empty slug from the title or name; refuses a taken one and proposes a free one."""

    slug_from = "title"

    def is_taken(self, slug: str) -> bool:
        others = self._meta.model._default_manager.exclude(pk=self.instance.pk)
        return others.filter(slug=slug).exists()

    def clean_slug(self):
        wish, longest = self.cleaned_data["slug"], self.fields["slug"].max_length
        source = self.cleaned_data.get(self.slug_from)
        if wish:
            slugs.validate_slug(wish)
        if not wish and source:
            fallback = self._meta.model._meta.model_name
            made = slugs.slugify(source, fallback=fallback, max_length=longest - 6)
            return slugs.free_slug(made, self.is_taken, max_length=longest)
        if wish and self.is_taken(wish):
            free = slugs.free_slug(wish, self.is_taken, max_length=longest)
            raise ValidationError(
                _("“%(taken)s” is taken. “%(free)s” is free."),
                code="taken",
                params={"taken": wish, "free": free},
            )
        return wish

    def _get_validation_exclusions(self):
        """A slug waits for what it is made from: one thing to mend, not two."""
        waiting = {"slug"} if self.slug_from in self.errors else set()
        return super()._get_validation_exclusions() | waiting
