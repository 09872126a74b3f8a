"""The field of a form that names a post's authors in their order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts.models import Person


class BylineSelect(forms.CheckboxSelectMultiple):
    """
    People to tick: those who are ticked stand first, in the order of the byline.

    What is sent is in the order of the page, which `byline.js` lets people change.
    """

    def __init__(self, attrs: dict | None = None) -> None:
        words = {
            "data-earlier": _("Name %(name)s earlier"),
            "data-place": _("%(name)s: place %(place)s"),
        }
        super().__init__(words | (attrs or {}))

    def optgroups(self, name, value, attrs=None):
        places = {key: place for place, key in enumerate(value)}
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: places.get(str(group[1][0]["value"]), len(places)))


class BylineField(forms.ModelMultipleChoiceField):
    """A list of people in the order in which they were sent."""

    widget = BylineSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(Person.objects.all(), required=False, **options)

    def clean(self, value):
        places = {str(key): place for place, key in enumerate(value or [])}
        people = super().clean(value)
        return sorted(people, key=lambda person: places.get(str(person.pk), len(places)))

    def has_changed(self, initial, data):
        before = [str(key) for key in self.prepare_value(initial or [])]
        return before != [str(key) for key in data or []]
