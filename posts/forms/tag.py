from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from posts.form_fields import TextField
from posts.forms.slugged import SluggedForm
from posts.models import Tag


class TagForm(SluggedForm):
    slug_from = "name"

    class Meta:
        model = Tag
        fields = ["name", "slug", "description"]
        field_classes = {"description": TextField}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        same = Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if same:
            raise ValidationError(
                _("There is a tag “%(name)s” already: capitals make no other tag."),
                code="taken",
                params={"name": same.name},
            )
        return name
