from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from posts.admin.words import thumbnail
from posts.forms import PersonForm
from posts.models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    position = 4
    list_display = ["portrait", "name", "bio", "articles"]
    list_display_links = ["name"]
    list_select_related = ["picture"]
    search_fields = ["name", "bio"]
    show_full_result_count = False
    ordering = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(written=Count("posts"))

    @admin.display(description=_("Picture"))
    def portrait(self, person):
        return thumbnail(person.picture)

    @admin.display(description=_("Posts"), ordering="written")
    def articles(self, person):
        return person.written
