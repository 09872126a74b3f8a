"""By what the list of posts can be narrowed."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from posts.models import Person, Tag

MOST_CHOICES = 30


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("drafts", _("Drafts")),
            ("scheduled", _("Scheduled")),
            ("published", _("Published")),
            ("unpublished", _("Unpublished")),
            ("changed", _("With changes not public yet")),
            ("timed", _("With planned changes")),
        ]

    def queryset(self, request, queryset):
        if self.value() in dict(self.lookup_choices):
            return getattr(queryset, self.value())()
        return queryset


class RowFilter(admin.SimpleListFilter):
    """Narrow by one row of another table; only those in use, the most used first."""

    def rows(self):
        """The rows to choose from, as (pk, name)."""
        raise NotImplementedError

    def lookups(self, request, model_admin):
        return [(str(pk), name) for pk, name in self.rows()[:MOST_CHOICES]]

    def queryset(self, request, queryset):
        if value := self.value():
            if not value.isdecimal() or len(value) > 18:
                return queryset.none()
            return queryset.filter(**{self.parameter_name: value})
        return queryset


class TagFilter(RowFilter):
    title = _("tag")
    parameter_name = "taggings__tag"

    def rows(self):
        used = Tag.objects.annotate(uses=Count("taggings")).filter(uses__gt=0)
        return used.order_by("-uses", "name").values_list("pk", "name")


class AuthorFilter(RowFilter):
    title = _("author")
    parameter_name = "authors"

    def rows(self):
        used = Person.objects.annotate(uses=Count("posts")).filter(uses__gt=0)
        return used.order_by("-uses", "name").values_list("pk", "name")
