from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from posts.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    position = 6
    purpose = _("Old addresses that lead to new ones.")
    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]
    show_full_result_count = False
    ordering = ["old_path"]
