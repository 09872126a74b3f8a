"""Form fields in which something is named by typing: a series, a language, an original."""

from typing import Any
from unicodedata import normalize

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from posts import language_codes, originals
from posts.models import Post, Series

LONGEST = 500
MOST_NAMED = 5


class SuggestingInput(forms.TextInput):
    """A text input with a list of what there is; the browser filters it while one types."""

    def suggestions(self) -> list[tuple[str, str]]:
        """What can be chosen: the text that is taken, and words about it or nothing."""
        return []

    def render(self, name, value, attrs=None, renderer=None):
        number = f"{(attrs or {}).get('id', name)}_suggestions"
        own = {**(attrs or {}), "list": number, "autocomplete": "off"}
        context = {
            "input": super().render(name, value, own, renderer),
            "id": number,
            "suggestions": self.suggestions(),
        }
        return render_to_string("admin/widgets/suggesting_input.html", context)


class SeriesInput(SuggestingInput):
    def suggestions(self):
        return [(name, "") for name in Series.objects.values_list("name", flat=True)]


class LanguageInput(SuggestingInput):
    def suggestions(self):
        codes = {language_codes.normalised(code): info for code, info in LANG_INFO.items()}
        named = [(code, info.get("name_local", "")) for code, info in codes.items() if code]
        return sorted((code, normalize("NFC", name)) for code, name in named if name)


class OriginalInput(SuggestingInput):
    """The newest posts; `originals.js` finds all others."""

    NEWEST = 30

    def suggestions(self):
        return [(post.slug, post.title) for post in originals.called("")[: self.NEWEST]]


class SeriesField(forms.CharField):
    """A series by its name; one that is not there yet is made when the post is saved."""

    widget = SeriesInput

    def __init__(self, **options: Any) -> None:
        longest = Series._meta.get_field("name").max_length
        defaults: dict[str, Any] = {"required": False, "max_length": longest}
        super().__init__(**defaults | options)

    def prepare_value(self, value):
        return value.name if isinstance(value, Series) else value

    def clean(self, value):
        name = " ".join(super().clean(value).split())
        return named_series(name) or Series(name=name) if name else None

    def has_changed(self, initial, data):
        before, after = self.prepare_value(initial) or "", " ".join((data or "").split())
        return before.casefold() != after.casefold()


def named_series(name: str) -> Series | None:
    """The series of this name, whatever its case in any script."""
    rows = Series.objects.values_list("pk", "name")
    found = [pk for pk, there in rows if there.casefold() == name.casefold()]
    return Series.objects.filter(pk__in=found[:1]).first()


class LanguageField(forms.CharField):
    """A language's code, in the form that we keep."""

    widget = LanguageInput

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"required": False, "max_length": language_codes.LONGEST}
        super().__init__(**defaults | options)

    def to_python(self, value):
        written = super().to_python(value)
        code = language_codes.normalised(written)
        if written and not code:
            raise ValidationError(
                _("Write a language's code, such as de or pt-BR: the list has the usual ones."),
                code="no_language",
            )
        return code


class OriginalField(forms.CharField):
    """Another post by its address, its slug, its title, or words of that."""

    widget = OriginalInput

    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {"required": False, "max_length": LONGEST}
        super().__init__(**defaults | options)

    def prepare_value(self, value):
        return value.slug if isinstance(value, Post) else value

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (data or "").strip()

    def clean(self, value):
        written = super().clean(value)
        return self.post_named(written) if written else None

    def post_named(self, written: str) -> Post:
        """The one post that is meant; raises ValidationError when it is none, or several."""
        found = originals.named(written)
        if found:
            return found
        posts = list(originals.called(written)[: MOST_NAMED + 1])
        same = [post for post in posts if post.title.casefold() == written.casefold()]
        if len(same) == 1 or len(posts) == 1:
            return (same or posts)[0]
        if not posts:
            raise ValidationError(
                _("No post is called that: write words of its title, or its address."),
                code="no_post",
            )
        raise ValidationError(
            _("Several posts are called that: write the address of one, such as %(slugs)s."),
            code="several_posts",
            params={"slugs": ", ".join(post.slug for post in posts[:MOST_NAMED])},
        )
