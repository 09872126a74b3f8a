"""The room that tells who did what."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cms import activity
from cms.models import Deed

BY_ITSELF = "itself"


@admin.register(Deed)
class ActivityAdmin(admin.ModelAdmin):
    """A room of its own, not a list of rows: of each room it tells what one may see there."""

    position = 25
    room_name = _("Activity")
    purpose = _("Who did what, and when.")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return bool(self.rooms(request))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_urls(self):
        view = self.admin_site.admin_view(self.listing)
        return [path("", view, name="cms_deed_changelist")]

    def rooms(self, request: HttpRequest) -> dict[str, tuple[type[Model], str]]:
        """By its name in an address, the model and name of each room that the user may see."""
        return {
            model._meta.label_lower: (
                model,
                capfirst(str(getattr(room, "room_name", model._meta.verbose_name_plural))),
            )
            for model, room in self.admin_site._registry.items()
            if room is not self and room.has_view_permission(request)
        }

    def listing(self, request):
        """What was done, newest first, by person, room and day."""
        rooms = self.rooms(request)
        if not rooms:
            raise PermissionDenied
        names = {
            kind.pk: (model, rooms[model._meta.label_lower][1])
            for model, kind in ContentType.objects.get_for_models(
                *(model for model, _name in rooms.values())
            ).items()
        }
        asked = request.GET
        wanted = self.wanted(asked, rooms, names)
        lines, next_page = activity.lines(wanted)
        kept = {name: asked[name] for name in ("who", "room", "day") if asked.get(name)}
        context = {
            "title": self.room_name,
            "opts": self.opts,
            "lines": [self.as_shown(line, names) for line in lines],
            "older": urlencode(kept | next_page) if next_page else "",
            "is_first": not (wanted.last_entry or wanted.last_deed),
            "newest": urlencode(kept),
            "people": people(),
            "rooms": sorted((name, key) for key, (_model, name) in rooms.items()),
            "asked": kept,
        }
        return TemplateResponse(
            request, "admin/activity.html", self.admin_site.each_context(request) | context
        )

    def wanted(self, asked, rooms: dict, names: dict[int, Any]) -> activity.Wanted:
        """What an address asks for; what it can't mean is left out."""
        chosen = rooms.get(asked.get("room", ""))
        kinds = [
            kind for kind, (model, _name) in names.items() if not chosen or model is chosen[0]
        ]
        since, before = day_of(asked.get("day", ""))
        return activity.Wanted(
            kinds,
            user=number(asked.get("who", "")),
            only_by_itself=asked.get("who") == BY_ITSELF,
            since=since,
            before=before,
            last_entry=number(asked.get("entry", "")),
            last_deed=number(asked.get("deed", "")),
        )

    def as_shown(self, line: activity.Line, names: dict[int, Any]) -> dict[str, Any]:
        model, room = names[line.content_type_id]
        return {
            "line": line,
            "room": room,
            "address": address_of(model, line.object_id) if line.is_there else "",
        }


def people() -> list[tuple[str, str]]:
    """Whom one can choose: everybody who may come in, by number and name."""
    users = get_user_model()._default_manager.filter(is_staff=True).order_by("username")
    return [(str(user.pk), user.get_username()) for user in users.only("username")[:500]]


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def day_of(text: str) -> tuple[datetime | None, datetime | None]:
    """The beginning of a day, written as 2026-11-30, and of the next; None for anything else."""
    try:
        day = date.fromisoformat(text)
        midnights = [datetime.combine(each, datetime.min.time()) for each in (day, day + A_DAY)]
        begin, end = (timezone.make_aware(midnight) for midnight in midnights)
    except (ValueError, OverflowError):
        return None, None
    return begin, end


A_DAY = timedelta(days=1)


def address_of(model: type[Model], pk: str) -> str:
    meta = model._meta
    try:
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""
