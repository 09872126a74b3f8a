"""Who may log in, and what they may do: Django's own admin, with ticks in place of two lists."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cms import activity


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions by the names of the rooms: "Posts: add" for what lets somebody add a post."""

    DEEDS: ClassVar = {
        "add": _("add"),
        "change": _("change"),
        "delete": _("delete"),
        "view": _("view"),
    }

    def label_from_instance(self, permission):
        model = permission.content_type.model_class()
        deed = permission.codename.partition("_")[0]
        room = capfirst(str(model._meta.verbose_name_plural))
        return f"{room}: {self.DEEDS.get(deed, permission.name)}"


class Ticks:
    """Mixin: groups and permissions as ticks; only permissions for what the admin shows."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple()
        if db_field.remote_field.model is Permission:
            kwargs["queryset"] = permissions_of(self.admin_site)
            kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.many_to_many:
            field.widget = (
                field.widget.widget
            )  # without the links to add and change, which need scripts
            field.help_text = ""
        return field


def permissions_of(site: admin.AdminSite):
    """The permissions for the models that the admin site shows."""
    shown = Q()
    for model in site._registry:
        shown |= Q(content_type__app_label=model._meta.app_label) & Q(
            content_type__model=model._meta.model_name
        )
    return (
        Permission.objects.filter(shown)
        .select_related("content_type")
        .order_by("content_type__app_label", "content_type__model", "codename")
    )


admin.site.unregister([User, Group])


@admin.register(User)
class UserAdmin(Ticks, auth_admin.UserAdmin):
    position = 30
    purpose = _("Who may log in here, and what they may do.")
    list_display = ["username", "email", "is_active", "is_superuser"]
    list_filter = ["is_active", "is_superuser"]
    show_full_result_count = False
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives rights, to others or to themselves, who has not all of them."""
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        return [*fields, "is_superuser", "groups", "user_permissions"]

    def has_change_permission(self, request, obj=None):
        """An account with all rights is changed by another such alone; its password is, too."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def delete_model(self, request, obj):
        activity.keep_log_of([obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        activity.keep_log_of(queryset)
        super().delete_queryset(request, queryset)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True  # an account here is for nothing but to log in here
        super().save_model(request, obj, form, change)


@admin.register(Group)
class GroupAdmin(Ticks, auth_admin.GroupAdmin):
    position = 31
    purpose = _("Rights that several users share.")
    filter_horizontal = []
