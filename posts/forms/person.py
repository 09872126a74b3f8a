from django.utils.translation import gettext_lazy as _

from posts.form_fields import PictureField, TextField
from posts.forms.slugged import SluggedForm
from posts.models import Person


class PersonForm(SluggedForm):
    """An author as readers see one."""

    slug_from = "name"
    picture = PictureField(label=_("Picture"))

    class Meta:
        model = Person
        fields = ["name", "slug", "bio", "picture", "links"]
        field_classes = {"bio": TextField, "links": TextField}
