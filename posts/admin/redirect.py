from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from posts.models import Redirect


class RedirectForm(forms.ModelForm):
    class Meta:
        model = Redirect
        fields = ["old_path", "new_path"]
        help_texts = {
            "old_path": _("A path of this site that shows nothing now, such as /old/."),
            "new_path": _("A path of this site such as /posts/new/, or a whole https:// address."),
        }


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    form = RedirectForm
    position = 6
    purpose = _("Old addresses that lead to new ones.")
    list_display = ["old_path", "new_path"]
    search_fields = ["old_path", "new_path"]
    show_full_result_count = False
    ordering = ["old_path"]
