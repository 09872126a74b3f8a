"""What must hold for the site to be safe, checked at start."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def csrf_is_checked_for_staff(app_configs, **kwargs):
    """Django's own check looks for its middleware by name; ours runs it for staff alone."""
    if "cms.middleware.StaffCsrfMiddleware" in settings.MIDDLEWARE:
        return []
    return [
        Error(
            "The admin's forms are not guarded.",
            hint="Put cms.middleware.StaffCsrfMiddleware back into MIDDLEWARE.",
            id="cms.E001",
        )
    ]
