"""Form fields that keep what an editor typed: texts, moments, tags, pictures."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Image, Tag

LONGEST_TAGS = 4000
LARGEST_BODY = 500_000


class TextField(forms.CharField):
    """A text of some lines, which end in LF whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value):
        return with_line_feeds(super().to_python(value))

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"dir": "auto"}

    def has_changed(self, initial, data):
        return self.to_python(initial) != self.to_python(data)


class BodyField(TextField):
    """A text in Markdown, kept as typed: no spaces are taken away."""

    HELP = _(
        "Markdown: ## heading, *emphasis*, **strong**, - list, > quotation, [words](address). "
        "A picture's page under Images has the line that shows it."
    )

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"required": False, "strip": False, "help_text": self.HELP}
        super().__init__(**defaults | options)

    def validate(self, value):
        super().validate(value)
        if len(value.encode(errors="replace")) > LARGEST_BODY:
            raise ValidationError(
                _("The text is over 500 kB: make two posts of it, or shorten it."),
                code="too_long",
            )


def with_line_feeds(text: str) -> str:
    """The text with the line ends that browsers send (CRLF) put back to LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class DigestsField(forms.JSONField):
    """What a form wrote into itself; nothing when that comes back as something else."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValidationError, RecursionError):  # nested too deep to be read
            return None

    def bound_data(self, data, initial):
        try:
            return super().bound_data(data, initial)
        except RecursionError:
            return initial

    def has_changed(self, initial, data):
        return False  # no editor typed it


class MomentInput(forms.DateTimeInput):
    """
    One input for a date and a time, which asks for seconds only where the value has some.

    A browser sends nothing at all while a part of the input is empty.
    """

    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"step": "any"} | (attrs or {}))

    def format_value(self, value):
        return shortest(value) if isinstance(value, datetime) else value


def shortest(moment: datetime) -> str:
    """The moment as browsers send it: without seconds where it has none."""
    return formats.localize_input(
        moment, "%Y-%m-%dT%H:%M:%S" if moment.second else "%Y-%m-%dT%H:%M"
    )


class MomentField(forms.DateTimeField):
    """
    A date and a time in the site's time zone.

    Set `stored` to the moment that the form shows: sent back unchanged, it stays as it was, with
    its fraction of a second, and also in the hour that comes twice when clocks go back.
    """

    widget = MomentInput
    stored: datetime | None = None
    default_error_messages = {
        "invalid": _("Write a date and a time, such as 2026-11-30 09:00."),
    }

    def to_python(self, value):
        if self.stored and self.is_shown(value, self.stored):
            return self.stored
        try:
            moment = super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                _(
                    "Clocks change in that hour: the time is missing or comes twice. "
                    "Choose another."
                ),
                code="ambiguous_timezone",
            ) from None
        if moment and not 1000 <= moment.year <= 9998:  # browsers take 26 for the year 26
            raise ValidationError(_("Write the year in four digits, such as 2026."), code="year")
        return moment

    def has_changed(self, initial, data):
        if initial and self.is_shown(data, initial):
            return False
        return super().has_changed(initial, data)

    def shown(self, moment: datetime) -> str:
        """The moment as the input shows it and a browser sends it back."""
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        return shortest(local)

    def is_shown(self, value: Any, moment: datetime) -> bool:
        """Whether a value sent back is the moment as shown, with its seconds or without `:00`."""
        shown = self.shown(moment)
        return value in (shown, f"{shown}:00")


class TagsField(forms.CharField):
    """Tag names between commas; a name with a comma stands in double quotes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST_TAGS} | options)

    def widget_attrs(self, widget):
        """With what `tags.js` says; a name stands in the place of its mark."""
        return super().widget_attrs(widget) | {
            "data-remove": _("Remove “%(name)s”"),
            "data-removed": _("“%(name)s” removed."),
        }

    def prepare_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return joined([str(tag) for tag in value])

    def to_python(self, value):
        return Tag.objects.meant(names_in(super().to_python(value)))

    def validate(self, value):
        longest = Tag._meta.get_field("name").max_length
        for name in value:
            if len(name) > longest:
                raise ValidationError(
                    _("“%(name)s…” is too long for a tag: put a comma between two tags."),
                    params={"name": name[:40]},
                )

    def run_validators(self, value):
        super().run_validators(joined(value))

    def has_changed(self, initial, data):
        before = {str(tag).casefold() for tag in initial or []}
        return before != {name.casefold() for name in Tag.objects.meant(names_in(data or ""))}


# A name in double quotes (a doubled one stands for itself), or whatever is up to the next comma.
NAME = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|\Z)')


def names_in(text: str) -> list[str]:
    """The tag names in a text, each once, in the order written."""
    found = [
        quoted.replace('""', '"') or plain for quoted, plain in NAME.findall(text[:LONGEST_TAGS])
    ]
    names = [" ".join(name.split()) for name in found]
    return list({name.casefold(): name for name in reversed(names) if name}.values())[::-1]


def joined(names: list[str]) -> str:
    """Tag names as one text that `names_in` reads back."""
    return ", ".join(
        '"' + name.replace('"', '""') + '"' if "," in name or name.startswith('"') else name
        for name in names
    )


class FilesInput(forms.ClearableFileInput):
    """Any number of files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """A list of picture files that were sent, or none."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FilesInput(attrs={"accept": "image/*"}))
        super().__init__(required=False, **options)

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(file) for file in data or []]

    def has_changed(self, initial, data):
        return bool(data)


class PictureSelect(forms.Select):
    """
    A picture of the library with its thumbnail: the newest ones in a list, all by a search.

    The list works alone; `pictures.js` turns it into a picker.
    """

    NEWEST = 40

    def get_context(self, name, value, attrs):
        context = forms.Widget.get_context(self, name, value, attrs)
        newest = list(Image.objects.all()[: self.NEWEST])
        chosen = next((image for image in newest if str(image.pk) == str(value)), None)
        if chosen is None and str(value or "").isdecimal():
            chosen = Image.objects.filter(pk=value).first()
        if chosen and chosen not in newest:
            newest.append(chosen)
        return context | {
            "chosen": chosen,
            "newest": newest,
            "library": reverse("admin:posts_image_library"),
        }

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string(
            "admin/widgets/picture_select.html", self.get_context(name, value, attrs)
        )


class PictureField(forms.ModelChoiceField):
    """One picture of the library, or none."""

    widget = PictureSelect
    default_error_messages = {
        "invalid_choice": _("That picture is no longer in the library: choose another."),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(Image.objects.all(), required=False, **options)
