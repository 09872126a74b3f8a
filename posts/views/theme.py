from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms import theme as site_theme


@require_safe
def theme(request, digest):
    """The site's colours, at an address that changes with them."""
    css = site_theme.style_sheet(request.site.accent)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if digest == site_theme.digest(request.site.accent):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    return response
