from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.models import MenuItem, SiteSettings
from posts.form_fields import PictureField


class MenuItemInline(admin.TabularInline):
    model = MenuItem
    fields = ["place", "label", "address", "position"]
    extra = 1


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """One row: the list's address leads straight to its form."""

    position = 20
    inlines = [MenuItemInline]
    fieldsets = [
        (None, {"fields": ["name", "description"]}),
        (_("Look"), {"fields": ["logo", "accent"]}),
        (_("Place"), {"fields": ["language", "time_zone"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "logo":
            return PictureField(label=_("Logo"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "accent":
            field.widget.input_type = "color"
        return field

    def get_object(self, request, object_id, from_field=None):
        """The site's settings; the defaults while none are saved."""
        found = super().get_object(request, object_id, from_field)
        return found or (SiteSettings(pk=1) if object_id == "1" else None)

    def changelist_view(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("admin:cms_sitesettings_change", args=[1]))

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(reverse("admin:cms_sitesettings_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
