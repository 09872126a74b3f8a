from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from cms import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    re_path(f"^media/(?P<name>{settings.PUBLIC_MEDIA})$", views.media, name="media"),
    path("", include("posts.urls")),
]

handler400 = "cms.views.bad_request"
handler403 = "cms.views.forbidden"
handler404 = "cms.views.not_found"
handler500 = "cms.views.server_error"
