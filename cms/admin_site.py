from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class LodestoneAdminSite(AdminSite):
    """The editors' side of the site."""

    site_header = _("Lodestone")
    site_title = _("Lodestone")
    index_title = _("Desk")
    enable_nav_sidebar = True
    empty_value_display = "–"
