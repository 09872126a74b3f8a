"""What the whole site answers, whatever it publishes: health, media, errors."""

import errno
import mimetypes
import sys

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import SuspiciousFileOperation, SuspiciousOperation
from django.core.files.storage import default_storage
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.admin_site import fields_of

NO_STORAGE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}


def _plain(words: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def healthz(request):
    """The process answers."""
    return _plain("ok\n")


@require_safe
def readyz(request):
    """The database answers and has every migration."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return _plain("Migrations are waiting: run manage.py migrate.\n", status=503)
    return _plain("ready\n")


@require_safe
def media(request, name):
    """
    A public rendition, or what took its place; nginx serves those there are in production.

    A replaced picture can be put back, so nobody may remember where its old address led.
    """
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation):
        address = apps.get_model("posts", "FormerName").objects.address_now(name)
        if not address:
            raise Http404 from None
        response = HttpResponseRedirect(address)
        patch_cache_control(response, no_cache=True)
        return response
    content_type = "image/avif" if name.endswith(".avif") else mimetypes.guess_type(name)[0]
    response = FileResponse(file, content_type=content_type)
    patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response


def error_page(request, status: int, template: str) -> HttpResponse:
    response = render(request, template, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def bad_request(request, exception=None):
    return error_page(request, 400, "400.html")


def forbidden(request, exception=None):
    return error_page(request, 403, "403.html")


def not_found(request, exception=None):
    return error_page(request, 404, "404.html")


def gone(request):
    """410: a post that was public and no longer is."""
    return error_page(request, 410, "410.html")


def csrf_failure(request, reason=""):
    """403; a form of ours that is merely out of date is offered to be sent again."""
    return admin.site.csrf_failure(request) or error_page(request, 403, "403_csrf.html")


def server_error(request):
    """
    500, or 503 when the database or the disk fails, from a template that needs neither of them.

    What an editor sent comes back in it, to be sent again.
    """
    error = sys.exc_info()[1]
    away = isinstance(error, (IntegrityError, InterfaceError, OperationalError))
    full = isinstance(error, OSError) and error.errno in NO_STORAGE
    status = 503 if away or full else 500
    context = {"fields": sent_by_staff(request), "address": request.get_full_path()}
    page = render_to_string(f"{status}.html", context)
    return HttpResponse(
        page, status=status, headers={"Retry-After": "30"} if status == 503 else {}
    )


def sent_by_staff(request) -> list[tuple[str, str]]:
    """The fields of a form sent to the admin, with its token; none if they can't be read."""
    if request.method != "POST" or not request.path_info.startswith(settings.STAFF_PREFIXES):
        return []
    try:
        token = request.POST.get("csrfmiddlewaretoken", "")
        return [("csrfmiddlewaretoken", token), *fields_of(request.POST)]
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return []
