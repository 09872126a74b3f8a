"""How a request is read: as UTF-8, whatever encoding its client names."""

from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters


class SiteRequest(WSGIRequest):
    """
    Django's request, without its trust in `Content-Type: ...; charset=`.

    Another encoding makes another query of the same bytes, whose page would be kept in place of
    theirs; some of Python's can't be read by at all, and raise.
    """

    def _set_content_type_params(self, meta):
        try:
            named = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except (LookupError, ValueError):
            named = "", {}
        self.content_type, self.content_params = named
