from django.contrib import admin
from django.db.models import Count
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.admin.words import thumbnail
from posts.forms import PersonForm
from posts.models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    position = 4
    purpose = _("The authors that readers see.")
    list_display = ["portrait", "title", "articles"]
    list_display_links = ["title"]
    list_select_related = ["picture"]
    search_fields = ["name", "bio"]
    show_full_result_count = False
    ordering = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(written=Count("posts"))

    @admin.display(description=_("Picture"))
    def portrait(self, person):
        return thumbnail(person.picture)

    @admin.display(description=_("Name"), ordering="name")
    def title(self, person):
        return format_html("{}<small>{}</small>", person.name, Truncator(person.bio).words(20))

    @admin.display(description=_("Wrote"), ordering="written")
    def articles(self, person):
        words = ngettext("%(count)d post", "%(count)d posts", person.written)
        return words % {"count": person.written}
