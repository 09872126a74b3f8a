from django import forms
from django.contrib import admin
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.admin_activity import ActivityAdmin
from cms.admin_users import GroupAdmin, UserAdmin
from cms.languages import offered_languages
from cms.models import MenuItem, SiteSettings
from posts.form_fields import PictureField

__all__ = ["ActivityAdmin", "GroupAdmin", "SiteSettingsAdmin", "UserAdmin"]


class ColourInput(forms.ColorInput):
    """A colour well; HTML allows it neither `required` nor `maxlength`."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for attribute in ("required", "maxlength"):
            context["widget"]["attrs"].pop(attribute, None)
        return context


class SiteSettingsForm(forms.ModelForm):
    logo = PictureField(label=_("Logo"))

    class Meta:
        model = SiteSettings
        fields = ["name", "description", "logo", "accent", "language", "time_zone"]
        widgets = {"accent": ColourInput}
        help_texts = {"language": _("What your posts and the site's own words are written in.")}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "language" in self.fields:
            self.fields["language"].choices = offered_languages(self.instance.language)


class MenuItemForm(forms.ModelForm):
    """A row of a menu; without a position it comes last in it."""

    position = forms.IntegerField(
        label=_("Position"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=_("Left empty, it comes last."),
    )

    class Meta:
        model = MenuItem
        fields = ["place", "label", "address", "position"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.initial["position"] = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("position") is None and "position" not in self.errors:
            others = MenuItem.objects.filter(place=cleaned.get("place"))
            highest = others.exclude(pk=self.instance.pk).aggregate(Max("position"))
            cleaned["position"] = min((highest["position__max"] or 0) + 1, 999)
        return cleaned


class MenuItemInline(admin.StackedInline):
    """The menus as rows, with two empty ones to fill in; no script adds more."""

    model = MenuItem
    form = MenuItemForm
    template = "admin/edit_inline/rows.html"
    fields = ["place", "label", "address", "position"]
    extra = 2


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """One row: the list's address leads straight to its form."""

    position = 20
    purpose = _("Name, logo, colour, language and menus.")
    form = SiteSettingsForm
    inlines = [MenuItemInline]
    fieldsets = [
        (None, {"fields": ["name", "description"]}),
        (_("Look"), {"fields": ["logo", "accent"]}),
        (_("Place"), {"fields": ["language", "time_zone"]}),
    ]

    def get_object(self, request, object_id, from_field=None):
        """The site's settings; the defaults while none are saved."""
        found = super().get_object(request, object_id, from_field)
        return found or (SiteSettings(pk=1) if object_id == "1" else None)

    def render_change_form(self, request, context, *args, **kwargs):
        context["heading"] = _("Site settings")
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("admin:cms_sitesettings_change", args=[1]))

    def response_post_save_change(self, request, obj):
        return HttpResponseRedirect(reverse("admin:cms_sitesettings_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
