"""What every request passes; what needs a user runs on the staff's addresses alone."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from axes.middleware import AxesMiddleware
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_http_date_safe

from cms import generation, same_page
from cms.models import Preference, SiteSettings

CONDITIONS = {
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
}


def is_for_staff(request: HttpRequest) -> bool:
    """Whether the address belongs to the editors' side of the site."""
    return request.path_info.startswith(settings.STAFF_PREFIXES)


class StaffOnly:
    """Mixin: pass a public request on untouched, so that no user, cookie or token gets near it."""

    def __call__(self, request):
        if is_for_staff(request):
            return super().__call__(request)
        return self.get_response(request)


class StaffSessionMiddleware(StaffOnly, SessionMiddleware):
    def process_response(self, request, response):
        """A session that can't be written, as on a full disk, spoils no answer that was made."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            return response


class StaffCsrfMiddleware(StaffOnly, CsrfViewMiddleware):
    def process_view(self, request, callback, callback_args, callback_kwargs):
        if is_for_staff(request):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        return None


class StaffAuthenticationMiddleware(StaffOnly, AuthenticationMiddleware):
    def process_view(self, request, view_func, view_args, view_kwargs):
        return None


class StaffMessageMiddleware(StaffOnly, MessageMiddleware):
    pass


class StaffAxesMiddleware(StaffOnly, AxesMiddleware):
    async_capable = False


class PolicyMiddleware(CSPMiddleware):
    """django-csp; the policy of all answers that ask for no other is written once."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request, response):
        asks = any(name.startswith("_csp") for name in (*vars(request), *vars(response)))
        if asks or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


def zone_of(place: SiteSettings | Preference) -> ZoneInfo:
    """The time zone that a site or a person chose; UTC if this machine does not know it."""
    try:
        return ZoneInfo(place.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class SiteMiddleware:
    """Give the request its site: standing, settings, and with them its language and time zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/healthz":  # it answers for the process, not for the database
            return self.get_response(request)
        request.standing = request.META.get("lodestone.standing") or generation.current()
        request.site = generation.remember(request.standing, "site", SiteSettings.load)
        with (
            translation.override(request.site.language),
            timezone.override(zone_of(request.site)),
        ):
            return self.get_response(request)


class StaffZoneMiddleware:
    """Let who works here see and type dates in their own time zone, if they chose one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.session.get(SESSION_KEY) if is_for_staff(request) else None
        chosen = user and Preference.objects.filter(user=user).exclude(time_zone="").first()
        if not chosen:
            return self.get_response(request)
        with timezone.override(zone_of(chosen)):
            return self.get_response(request)


class FreshnessMiddleware:
    """
    Say for every answer who may keep it, and answer 304 to a reader who has it already.

    A page for readers: any shared cache for some seconds, a browser after asking. Whatever is for
    staff or failed: nobody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            self.say_who_may_keep(request, response)
        if response.streaming:
            return response
        response["Content-Length"] = str(len(response.content))
        if response.status_code != 200 or "no-store" in response["Cache-Control"]:
            return response
        if not response.has_header("ETag"):
            response["ETag"] = same_page.etag_of(response.content)
        standing = getattr(request, "standing", None)
        if standing and standing.number and not response.has_header("Last-Modified"):
            response["Last-Modified"] = http_date(standing.since.timestamp())
        if CONDITIONS.isdisjoint(request.META):
            return response
        last_modified = parse_http_date_safe(response.get("Last-Modified", ""))
        return get_conditional_response(
            request, etag=response["ETag"], last_modified=last_modified, response=response
        )

    def say_who_may_keep(self, request, response):
        if is_for_staff(request) or response.status_code >= 500:
            patch_cache_control(response, no_store=True, private=True)
            return
        seconds = settings.SHARED_CACHE_SECONDS
        patch_cache_control(
            response, public=True, max_age=0, s_maxage=seconds, stale_while_revalidate=seconds
        )
