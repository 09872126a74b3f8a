"""What the server runs: the page memory in front of Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402

from cms.page_memory import PageMemory  # noqa: E402
from cms.request import SiteRequest  # noqa: E402

django_application.request_class = SiteRequest
application = PageMemory(django_application, settings.PAGE_MEMORY_BYTES)
