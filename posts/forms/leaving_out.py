"""A form is saved without the fields that can't be taken, as far as readers don't see it."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.forms.versioned import VersionedForm

# The buttons after which readers see what was typed: everything has to be right then.
SHOWING = frozenset({"_publish", "_unpublish"})
# What means nothing, or something else, without another field that is left out.
DEPENDENT = {
    "published_at": ["unpublish_at"],
    "unpublish_at": ["published_at"],
    "series": ["part"],
    "hero_upload": ["hero_alt"],
    "language": ["translation_of"],
    "translation_of": ["language"],
}
DATES = ("published_at", "unpublish_at")
WAITS = _("Not saved yet: it waits until the rest is right.")


class LeavingOut(VersionedForm):
    """
    Is valid also without what can't be taken of a post that is not to be published by this save.

    Fields that are `left_out`, with their sentences, stay as they are stored.
    """

    # A browser sends them once: there is nothing to go on with.
    FILES = frozenset({"hero_upload", "pictures"})
    # The names of fields that are filled in half: a browser sends nothing of what they hold.
    unfinished = forms.CharField(required=False, widget=forms.HiddenInput)
    changed_data: list[str]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.left_out: dict[str, ErrorList] = {}
        self.before = {
            name: getattr(self.instance, name)
            for name in {*DEPENDENT, "part"} & self.fields.keys() - self.FILES
        }

    def get_initial_for_field(self, field, field_name):
        """The browser says anew what is unfinished."""
        return (
            "" if field_name == "unfinished" else super().get_initial_for_field(field, field_name)
        )

    def clean(self):
        for name in self.cleaned_data.get("unfinished", "").split():
            if name in self.fields and name not in self.errors and not self[name].data:
                self.add_error(name, self.fields[name].error_messages["invalid"])
        return super().clean()

    def is_valid(self):
        return super().is_valid() or self.leave_out()

    def leave_out(self) -> bool:
        """Leave out what can't be taken; False where nothing could be kept, or may be."""
        if not self.is_bound or NON_FIELD_ERRORS in self.errors or SHOWING & self.data.keys():
            return False
        left_out = dict(self.errors)
        waiting = [other for name in left_out for other in DEPENDENT.get(name, [])]
        waiting += DATES if self.would_come_out else []
        for name in waiting:
            if name in self.changed_data:
                left_out.setdefault(name, ErrorList([str(WAITS)], renderer=self.renderer))
        if self.instance.pk is None and not set(self.edited) - left_out.keys():
            return False
        for name in left_out:
            self.put_back(name)
        self.left_out, self._errors = left_out, ErrorDict()
        self.changed_data = [name for name in self.changed_data if name not in left_out]
        return True

    @property
    def would_come_out(self) -> bool:
        """Whether new dates would show readers a post that they don't see, or sooner."""
        start, before = self.cleaned_data.get("published_at"), self.before["published_at"]
        if start is None or self.instance.is_public or not set(DATES) & set(self.changed_data):
            return False
        return not (before and timezone.now() < before <= start)

    def put_back(self, name: str) -> None:
        """Let a field be what is stored."""
        self.cleaned_data.pop(name, None)
        if name in self.before:
            setattr(self.instance, name, self.before[name])
        elif name in {"tags", "authors"}:
            self.cleaned_data[name] = [*(self.initial.get(name) or [])]
