"""What somebody who works here chooses for themselves, on a page of their own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.languages import time_zone_choices
from cms.models import Preference


class PreferenceForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("You see and type dates in it; readers see the site's."),
    )

    class Meta:
        model = Preference
        fields = ["time_zone"]

    def __init__(self, *args, site_zone: str, **options):
        super().__init__(*args, **options)
        of_the_site = _("The site's: %(zone)s") % {"zone": site_zone.replace("_", " ")}
        zone: Any = self.fields["time_zone"]
        zone.choices = [("", of_the_site), *time_zone_choices()]


def my_settings(admin_site: AdminSite, request: Any) -> HttpResponse:
    """Show and save what the user chose."""
    mine = Preference.objects.filter(user=request.user).first() or Preference(user=request.user)
    form = PreferenceForm(request.POST or None, instance=mine, site_zone=request.site.time_zone)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. Dates are in this time zone from now on."))
        return HttpResponseRedirect(reverse("admin:my_settings"))
    context = admin_site.each_context(request) | {"title": _("My settings"), "form": form}
    return TemplateResponse(request, "admin/my_settings.html", context)
