"""The editors' side of the site: its rooms, and what it does so that no typed text gets lost."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from cms import theme

MOST_ATTEMPTS = 6
# What is never carried from one request to the next.
SECRET_FIELDS = {
    "csrfmiddlewaretoken",
    "password",
    "password1",
    "password2",
    "old_password",
    "new_password1",
    "new_password2",
    "kept",
}
# What no editor typed: it goes along unseen.
UNWRITTEN_FIELDS = {"version", "opened"}


class LodestoneAdminSite(AdminSite):
    """
    Django's admin with rooms in the editors' order.

    A form that is sent after its session ended is kept in the login page and offered again after.
    """

    site_title = _("Lodestone")
    index_title = _("Desk")
    enable_nav_sidebar = True
    empty_value_display = mark_safe('<span class="none">–</span>')
    ROOM_NAMES = {"auth": _("Accounts"), "django_tasks_database": _("Behind the scenes")}

    def register(self, model_or_iterable, admin_class=None, **options):
        """As Django's, but lists are narrowed by their filters alone: see `is_by_filter`."""
        super().register(
            model_or_iterable, admin_class, **{"lookup_allowed": is_by_filter} | options
        )

    def each_context(self, request):
        return super().each_context(request) | {
            "site_header": request.site.name,
            "theme_digest": theme.digest(request.site.accent),
        }

    def get_app_list(self, request, app_label=None):
        """The rooms by `position`, with their `purpose`: attributes of their admins."""
        rooms = list(self._build_app_dict(request, app_label).values())
        for room in rooms:
            room["name"] = self.ROOM_NAMES.get(room["app_label"], room["name"])
            room["models"].sort(key=self._place)
            for model in room["models"]:
                room_admin = self._registry[model["model"]]
                model["name"] = getattr(room_admin, "room_name", model["name"])
                model["purpose"] = getattr(room_admin, "purpose", "")
        return sorted(rooms, key=lambda room: self._place(room["models"][0]))

    def get_urls(self):
        from cms import preferences

        on_site = self.admin_view(self.on_site)
        mine = self.admin_view(partial(preferences.my_settings, self))
        return [
            path("r/<int:content_type_id>/<int:object_id>/", on_site),
            path("my-settings/", mine, name="my_settings"),
            *super().get_urls(),
        ]

    def on_site(self, request, content_type_id, object_id):
        """Lead to a row's public address those who may see the row: others must not learn it."""
        from django.contrib.contenttypes.models import ContentType

        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        found = self._registry.get(model)
        if found is None or not found.has_view_permission(request):
            raise PermissionDenied
        row = get_object_or_404(model, pk=object_id)
        if not hasattr(row, "get_absolute_url"):
            raise Http404
        return HttpResponseRedirect(row.get_absolute_url())

    def _place(self, model: dict) -> tuple[int, str]:
        return getattr(self._registry[model["model"]], "position", 100), model["name"]

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            if request.method == "POST" and not self.has_permission(request):
                return self.login_to_carry_on(request)
            return answered(guarded, request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def login(self, request, extra_context=None):
        """Log in; a form that was kept meanwhile is offered to be sent again."""
        kept = request.POST.get("kept", "")
        response = super().login(request, (extra_context or {}) | {"kept": kept})
        if kept and isinstance(response, HttpResponseRedirect) and self.has_permission(request):
            return self.send_again(request, QueryDict(kept), response.url)
        return response

    def login_to_carry_on(self, request: HttpRequest) -> HttpResponse:
        """The login page, with the form that was just sent kept in it."""
        from django.contrib.admin.forms import AdminAuthenticationForm

        if request.path == reverse("admin:logout"):
            return HttpResponseRedirect(reverse("admin:index"))
        return TemplateResponse(
            request,
            "admin/login.html",
            self.each_context(request)
            | {
                "title": _("Log in"),
                "form": AdminAuthenticationForm(request),
                "app_path": reverse("admin:login"),
                "next": request.get_full_path(),
                "kept": urlencode(fields_of(request.POST)),
            },
            status=403,
        )

    def send_again(self, request: HttpRequest, sent: QueryDict, address: str) -> HttpResponse:
        """A page with a form's values and one button that sends them to the address."""
        if not address.startswith(reverse("admin:index")):
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.each_context(request) | {
            "title": _("Carry on where you were"),
            "address": address,
            "fields": fields_of(sent),
            "texts": [
                (name, text)
                for name, text in fields_of(sent)
                if " " in text.strip() and name not in UNWRITTEN_FIELDS
            ],
        }
        return TemplateResponse(request, "admin/send_again.html", context)

    def csrf_failure(self, request: HttpRequest) -> HttpResponse | None:
        """For a form of ours whose token is out of date, as after another login; else None."""
        if request.method != "POST" or request.headers.get("Origin") != own_origin(request):
            return None
        if request.path == reverse("admin:login"):
            return HttpResponseRedirect(request.get_full_path())
        if not self.has_permission(request):
            return self.login_to_carry_on(request)
        return self.send_again(request, request.POST, request.get_full_path())


def answered(view: Callable, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """
    What the view answers, asked again when another editor's save came in between.

    Two may take one address at the same instant: the second try sees the first one's row, and says
    so in the form. Raises BadRequest for a value that no database can hold.
    """
    left = MOST_ATTEMPTS
    while True:
        try:
            return view(request, *args, **kwargs)
        except (DataError, OverflowError) as error:
            raise BadRequest("A value is too large for the database.") from error
        except (IntegrityError, OperationalError) as error:
            left -= 1
            if not left or not was_overtaken(error):
                raise
        for _name, files in request.FILES.lists():
            for file in files:
                file.seek(0)


def was_overtaken(error: Exception) -> bool:
    """Whether another transaction was first: a row taken, or a deadlock that PostgreSQL ended."""
    state = getattr(error.__cause__, "sqlstate", "")
    return isinstance(error, IntegrityError) or state in {"40001", "40P01"}


def is_by_filter(model_admin: ModelAdmin, lookup: str, value: str, request: HttpRequest) -> bool:
    """
    Whether a lookup in a list's address belongs to one of its filters.

    Django takes nearly any: some tell what the user may not see, some no database can answer.
    """
    return any(
        lookup.startswith(f"{known}__")
        if isinstance(known, str)
        else lookup == getattr(known, "parameter_name", None)
        for known in model_admin.list_filter
    )


def fields_of(sent: QueryDict) -> list[tuple[str, str]]:
    """A sent form's names and values, without secrets."""
    return [
        (name, value)
        for name, values in sent.lists()
        if name not in SECRET_FIELDS
        for value in values
    ]


def own_origin(request: HttpRequest) -> str:
    """What a browser names as the origin of a form of this site."""
    scheme = "https" if request.is_secure() or settings.SECURE else "http"
    return f"{scheme}://{request.get_host()}"
