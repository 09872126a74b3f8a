from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from posts.models import FormerFile, Image


class ImageForm(forms.ModelForm):
    """What is said about a picture that the library holds."""

    class Meta:
        model = Image
        fields = ["alt", "decorative", "credit", "focal_x", "focal_y"]
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def clean_alt(self):
        return " ".join(self.cleaned_data["alt"].split())

    def clean_decorative(self):
        """Refused beside an alt text, which nobody would hear then."""
        if self.cleaned_data["decorative"] and self.cleaned_data.get("alt"):
            raise ValidationError(
                _("A picture that is only decoration has no alt text: empty it, or untick this."),
                code="both",
            )
        return self.cleaned_data["decorative"]


class ReplaceForm(ImageForm):
    """What is said about a picture, and another file to take its place; `user` is who sends it."""

    user = None
    former: FormerFile | None = None
    replacement = forms.FileField(
        label=_("Replace the file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_(
            "The new file takes the place of this one at once, in every post and page, "
            "for people and the logo. This one is kept and can be put back."
        ),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("replacement") and not self.errors:
            try:
                self.former = self.instance.replace(cleaned["replacement"], user=self.user)
            except ValidationError as error:
                self.add_error("replacement", with_link(error))
        return cleaned


def with_link(error: ValidationError) -> ValidationError:
    """The sentence of an error; what it says of another picture leads there."""
    other = (error.params or {}).get("image")
    if other is None:
        return error
    address = reverse("admin:posts_image_change", args=[other.pk])
    link = format_html('<a href="{}">{}</a>', address, other)
    return ValidationError(format_html(error.message.replace("%(name)s", "{}"), link), error.code)


class UploadForm(ImageForm):
    """A new picture: the file is checked, cleaned and measured as it comes in."""

    upload = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("JPEG, PNG, WebP, AVIF or GIF, up to 20 MB."),
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            about = {name: cleaned[name] for name in ImageForm.Meta.fields}
            try:
                self.instance = Image.objects.add(cleaned["upload"], **about)
            except ValidationError as error:
                self.add_error("upload", error)
        return cleaned

    def _post_clean(self):
        """The library has checked and saved the picture already."""
