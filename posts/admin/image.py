import re
from urllib.parse import quote

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cms.models import SiteSettings
from posts import rendering
from posts.admin.words import moment, thumbnail
from posts.forms import ReplaceForm, UploadForm, with_link
from posts.models import Image, Page, Person, Post, Snippet

PUT_BACK = "_put_back"


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    position = 2
    purpose = _("Pictures for posts, with their alt texts.")
    list_display = ["picture", "title", "size_in_pixels", "used", "added"]
    list_display_links = ["title"]
    list_per_page = 60
    show_full_result_count = False
    search_fields = ["name", "alt", "credit"]
    search_help_text = _("Searches file names, alt texts and credits.")
    LIBRARY_PAGE = 24

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(heroes=Count("hero_posts"))

    @admin.display(description=_("Picture"))
    def picture(self, image):
        return thumbnail(image)

    @admin.display(description=_("Alt text and name"), ordering="name")
    def title(self, image):
        if image.alt:
            return format_html("{}<small>{}</small>", image.alt, image.name)
        return format_html("{}<small>{}</small>", image.name or image, gettext("No alt text yet"))

    @admin.display(description=_("Size"), ordering="width")
    def size_in_pixels(self, image):
        return f"{image.width} × {image.height}"

    @admin.display(description=_("Hero of"), ordering="heroes")
    def used(self, image):
        words = ngettext("%(count)d post", "%(count)d posts", image.heroes)
        return words % {"count": image.heroes} if image.heroes else ""

    @admin.display(description=_("Added"), ordering="created_at")
    def added(self, image):
        return moment(image.created_at)

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = ReplaceForm if change else UploadForm
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        about = ["alt", "credit", ("focal_x", "focal_y")]
        fields = [*about, "replacement"] if obj else ["upload", *about]
        return [(None, {"fields": fields})]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "title": _("Add a picture") if add else _("Picture"),
            "image": obj,
            "uses": uses_of(obj) if obj else [],
            "markdown": as_markdown(obj) if obj else "",
            "former_files": obj.former_files.select_related("replaced_by") if obj else [],
            "has_file_field": True,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            return
        obj.save()
        if form.former:
            self.say_replaced(request, obj, _("The new file is shown now."))
        elif pk := request.POST.get(PUT_BACK):
            self.put_back(request, obj, pk)

    def put_back(self, request, image, pk):
        former = image.former_files.filter(pk=pk if pk.isdecimal() else None).first()
        if former is None:
            messages.error(request, _("Somebody has put this file back already."))
            return
        try:
            image.put_back(former, user=request.user)
        except ValidationError as error:
            messages.error(request, with_link(error).messages[0])
        except OSError:
            words = _("The file is gone: restore %(file)s from a backup.")
            messages.error(request, words % {"file": former.file.name})
        else:
            self.say_replaced(request, image, _("The former file is shown again."))

    def say_replaced(self, request, image, what):
        """With what only a person can tell: whether the words still fit."""
        count = len(uses_of(image))
        places = ngettext("%(count)d place shows it.", "%(count)d places show it.", count)
        words = [
            what,
            places % {"count": count},
            gettext("Look at the alt text and the focal point: do they still fit?"),
        ]
        messages.warning(request, " ".join(str(sentence) for sentence in words))

    def response_change(self, request, obj):
        """Back to the picture when its file was changed: its words are to be looked at."""
        if PUT_BACK in request.POST or "replacement" in request.FILES:
            return HttpResponseRedirect(change_address(obj))
        return super().response_change(request, obj)

    def response_post_save_add(self, request, obj):
        """To the picture's own page, which tells how to show it in a text."""
        return HttpResponseRedirect(change_address(obj))

    def get_deleted_objects(self, objs, request):
        """A picture in use is protected: the places that show it are named."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # Files and names that it had go with it; a list of them tells nobody anything.
        deleted = [entry for entry in deleted if not isinstance(entry, list)]
        counts = {Image._meta.verbose_name_plural: len(objs)}
        in_use = [
            format_html('{}: <a href="{}">{}</a>', kind, address, name)
            for image in objs
            for kind, name, address in uses_of(image)
        ]
        return deleted, counts, lacking, in_use or protected

    def get_urls(self):
        library = self.admin_site.admin_view(self.library)
        return [path("library/", library, name="posts_image_library"), *super().get_urls()]

    def library(self, request):
        """Pictures to choose from, newest first: those that match `q`, a page at a time."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        images = Image.objects.all()
        for word in request.GET.get("q", "").replace("\0", " ").split()[:8]:
            images = images.filter(
                Q(name__icontains=word) | Q(alt__icontains=word) | Q(credit__icontains=word)
            )
        page = request.GET.get("page", "")
        start = self.LIBRARY_PAGE * (int(page) if page.isdecimal() and len(page) < 6 else 0)
        found = list(images[start : start + self.LIBRARY_PAGE + 1])
        return JsonResponse(
            {
                "pictures": [as_choice(image) for image in found[: self.LIBRARY_PAGE]],
                "more": len(found) > self.LIBRARY_PAGE,
            }
        )


def as_choice(image: Image) -> dict:
    """What the picker shows of an image."""
    small = image.thumbnail
    return {
        "pk": image.pk,
        "name": str(image),
        "url": small.url if small else "",
        "width": small.width if small else None,
        "height": small.height if small else None,
    }


def as_markdown(image: Image) -> str:
    """The line that shows the picture in a text: by its file name while no newer one has it."""
    by_name = settings.MEDIA_URL + quote(image.name)
    means_it = bool(image.name) and Image.objects.at_address(by_name) == image
    address = by_name if means_it else image.as_picture().url
    alt = re.sub(r"([\\\[\]])", r"\\\1", " ".join(image.alt.split()))
    return f"![{alt}]({address})" if address else ""


def uses_of(image: Image) -> list[tuple[str, str, str]]:
    """Where an image is shown, as (kind, name, address in the admin)."""
    posts = Post.objects.filter(Q(uses__image=image) | Q(hero_image=image)).distinct()
    pages = Page.objects.filter(rendering.shows(image))
    snippets = Snippet.objects.filter(rendering.shows(image)).only("name")
    people = Person.objects.filter(picture=image).only("name")
    places = [
        (capfirst(str(row._meta.verbose_name)), str(row), change_address(row))
        for rows in (posts.only("title"), pages.only("title"), snippets, people)
        for row in rows
    ]
    if site := SiteSettings.objects.filter(logo=image).first():
        places.append((gettext("Logo"), site.name, change_address(site)))
    return places


def change_address(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
