"""A Django project with one view and nothing else: what server and Django cost alone."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", MIDDLEWARE=[])
urlpatterns = [path("", lambda request: HttpResponse("bare"))]
application = get_wsgi_application()
