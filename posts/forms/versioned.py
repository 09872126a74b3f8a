import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from posts.conflict import compared
from posts.form_fields import DigestsField, MomentField
from posts.forms.opened import as_text, is_list, key_of, remembered
from posts.forms.slugged import SluggedForm
from posts.merging import merge, merge_names
from posts.models import Autosave, Image


class VersionedForm(SluggedForm):
    """
    A form that knows the version it was opened with.

    When the row was saved since, the form says in `conflicts` what differs and refuses, once,
    with what was typed still in it.
    """

    UNTYPED = Autosave.UNTYPED
    data: QueryDict
    # What was typed before and is gone on with: shown in place of what is stored.
    typed: QueryDict | None = None
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    # A digest of each field as it was opened: tells what its editor has touched since.
    opened = DigestsField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts: list[dict] = []
        self.taken_over: list[Any] = []
        self.put_together: list[Any] = []
        self.initial["version"] = self.stored_version()
        self.initial["opened"] = {
            name: remembered(self.initial.get(name)) for name in self.written_fields()
        }

    def get_initial_for_field(self, field, field_name):
        """What is stored; or what was typed before, with the version that it was typed into."""
        stored = super().get_initial_for_field(field, field_name)
        if self.typed is None or self.is_bound:
            return stored
        typed = field.widget.value_from_datadict(self.typed, {}, self.add_prefix(field_name))
        if field_name == "opened":
            return field.to_python(typed)
        return stored if typed is None else typed

    def written_fields(self) -> list[str]:
        """The names of the row's own fields in the form."""
        return [name for name in self.initial if name not in self.UNTYPED]

    def stored_version(self) -> str:
        """What changes with every save of the row."""
        raise NotImplementedError

    @property
    def edited(self) -> list[str]:
        """The names of the fields whose values are not those that are stored."""
        return [name for name in self.changed_data if name not in self.UNTYPED]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.edited and cleaned.get("version") != self.stored_version():
            self.refuse()
        return cleaned

    def refuse(self) -> None:
        """
        Note what differs, and let the next save through: it has then seen the newer version.

        A field that was not touched here takes what is stored, so that no save puts it back; in
        a text of lines those of both sides are put together where they don't touch.
        """
        differing = [name for name in self.edited if name in self.initial]
        untouched = [name for name in differing if not self.was_touched(name)]
        self.taken_over = [self.fields[name].label for name in untouched]
        self.data = self.data.copy()
        for name in differing:
            if name in untouched:
                self.take_theirs(name)
            else:
                self.conflicts += self.put_both_together(name)
        self.data[self.add_prefix("version")] = self.stored_version()
        self.data[self.add_prefix("opened")] = json.dumps(self.initial["opened"])
        raise ValidationError(
            _(
                "Somebody saved this after you opened it. "
                "Nothing is lost: compare the two, then decide."
            ),
            code="conflict",
        )

    def put_both_together(self, name: str) -> list[dict]:
        """Let the form show both sides' parts of a field; the rest, which is left to decide."""
        if self.put_names_together(name):
            return []
        opened = self.text_opened(name)
        if opened is None:
            return [self.difference(name)]
        merged = merge(opened, self.cleaned_data[name], self.initial[name])
        if merged.mine != self.cleaned_data[name]:
            self.put_together.append(self.fields[name].label)
            self.data[self.add_prefix(name)] = merged.mine
        label = self.fields[name].label
        sides = [compared(mine, theirs) for mine, theirs in merged.clashes]
        return [{"label": label, "mine": mine, "theirs": theirs} for mine, theirs in sides]

    def put_names_together(self, name: str) -> bool:
        """Let the form show what either side added or left of a list; False if it is no list."""
        opened = self.cleaned_data.get("opened")
        before: Any = opened.get(name) if isinstance(opened, dict) else None
        mine: Any = self.cleaned_data.get(name)
        theirs: Any = self.initial.get(name)
        if not (is_list(before) and is_list(mine) and is_list(theirs)):
            return False
        things = {key_of(thing): thing for thing in [*theirs, *mine]}
        before, keys = self.names_now(name, before), [key_of(thing) for thing in mine]
        merged = merge_names(before, keys, [key_of(thing) for thing in theirs])
        if merged != keys:
            self.put_together.append(self.fields[name].label)
            self.put_in(name, [things[key] for key in merged])
        return True

    def names_now(self, _name: str, opened: list[Any]) -> list[Any]:
        """What a list named when the form was opened, by the names that it all has now."""
        return opened

    def text_opened(self, name: str) -> str | None:
        """The text of lines that the form was opened with, if it is a text and still known."""
        return None

    def typed_differences(self) -> list[dict]:
        """What was typed into the form and is not what is stored, field by field."""
        self.full_clean()
        changed = [name for name in self.edited if name in self.initial and self.was_touched(name)]
        return [self.difference(name) for name in changed]

    def was_touched(self, name: str) -> bool:
        """Whether the field differs from what it was when the form was opened."""
        opened = self.cleaned_data.get("opened")
        if not isinstance(opened, dict) or name not in self.cleaned_data:
            return True
        return opened.get(name) != remembered(self.cleaned_data[name])

    def take_theirs(self, name: str) -> None:
        """Let the form show what is stored in a field."""
        self.put_in(name, self.initial.get(name))

    def put_in(self, name: str, value: Any) -> None:
        """Let the form show a value in a field, as if it had been typed."""
        bound = self[name]
        shown = bound.field.prepare_value(value)
        key = self.add_prefix(name)
        if isinstance(bound.field, MomentField):
            self.data[key] = bound.field.shown(value) if value else ""
        elif isinstance(shown, list):
            self.data.setlist(key, [str(item) for item in shown])
        elif isinstance(shown, bool):
            self.data.setlist(key, ["on"] if shown else [])
        else:
            self.data[key] = "" if shown is None else str(shown)

    def difference(self, name: str) -> dict:
        """One field as typed here and as stored, both in pieces that say what differs."""
        typed, stored = self.cleaned_data.get(name, self[name].data), self.initial.get(name)
        if name == "hero_image":
            stored = Image.objects.filter(pk__in=[stored] if stored else []).first()
        mine, theirs = compared(as_text(typed), as_text(stored))
        return {"label": self.fields[name].label, "mine": mine, "theirs": theirs}
