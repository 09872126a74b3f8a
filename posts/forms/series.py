from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from posts.form_fields import TextField
from posts.models import Series
from posts.naming_fields import named_series


class SeriesForm(forms.ModelForm):
    class Meta:
        model = Series
        fields = ["name", "description"]
        field_classes = {"description": TextField}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        same = named_series(name)
        if same and same.pk != self.instance.pk:
            raise ValidationError(
                _("There is a series “%(name)s” already: capitals make no other series."),
                code="taken",
                params={"name": same.name},
            )
        return name
