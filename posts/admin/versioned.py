"""Admins of rows that two editors may have open at once."""

from typing import Any

from django.db import transaction

from posts.admin.pictures_first import PicturesFirst


class VersionedAdmin(PicturesFirst):
    """Locks the row while it is saved, and shows what differs when it was saved meanwhile."""

    def get_object(self, request, object_id, from_field=None):
        """The row; locked while it is saved, so that nobody else's version slips in between."""
        row = super().get_object(request, object_id, from_field)
        if row and request.method == "POST" and transaction.get_connection().in_atomic_block:
            return self.model._default_manager.select_for_update().filter(pk=row.pk).first()
        return row

    def log_change(self, request, obj, message):
        """Note what was done; a save that changed nothing is no news."""
        return super().log_change(request, obj, message) if message else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form: Any = context["adminform"].form
        if change and form.is_bound:  # the form has written what was typed into its row
            obj = self.model._default_manager.get(pk=context["original"].pk)
            context["original"] = obj
        known = ("conflicts", "taken_over", "put_together")
        context |= {name: getattr(form, name) for name in known}
        return super().render_change_form(request, context, add, change, form_url, obj)
