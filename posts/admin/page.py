from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.admin.versioned import VersionedAdmin
from posts.admin.words import moment
from posts.forms import PageForm
from posts.models import Page


@admin.register(Page)
class PageAdmin(VersionedAdmin):
    form = PageForm
    position = 5
    purpose = _("Standing texts: about, privacy, imprint.")
    list_display = ["title", "address", "updated"]
    search_fields = ["title", "body"]
    show_full_result_count = False
    ordering = ["title"]
    fieldsets = [(None, {"fields": ["title", "body", "slug", "noindex"]})]
    MOST_WARNINGS = 5

    def save_model(self, request, obj, form, change):
        if form.edited or not change:
            super().save_model(request, obj, form, change)
            for warning in obj.warnings[: self.MOST_WARNINGS]:
                self.message_user(request, warning, messages.WARNING)

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(reverse("admin:posts_page_change", args=[obj.pk]))

    @admin.display(description=_("Address"), ordering="slug")
    def address(self, page):
        return page.get_absolute_url()

    @admin.display(description=_("Edited"), ordering="updated_at")
    def updated(self, page):
        return moment(page.updated_at)
