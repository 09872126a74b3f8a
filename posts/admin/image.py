from contextlib import suppress

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from posts import illustrations, library
from posts.admin.library import Place, address_of, earlier_places_of, places_of, urls
from posts.admin.pictures_first import PicturesFirst
from posts.forms import ReplaceForm, UploadForm, with_link
from posts.models import FormerFile, Image, Post, Use

PUT_BACK = "_put_back"


class UseFilter(admin.SimpleListFilter):
    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [
            ("unused", _("Unused")),
            ("earlier", _("In earlier revisions alone")),
        ]

    def queryset(self, request, queryset):
        narrowed = {"unused": library.unused, "earlier": library.of_revisions_alone}
        return narrowed[self.value()](queryset) if self.value() in narrowed else queryset


class WordsFilter(admin.SimpleListFilter):
    title = _("alt text")
    parameter_name = "words"

    def lookups(self, request, model_admin):
        return [("none", _("Without alt text")), ("decorative", _("Only decoration"))]

    def queryset(self, request, queryset):
        wanted = {"none": Q(alt="", decorative=False), "decorative": Q(decorative=True)}
        return queryset.filter(wanted.get(self.value(), Q()))


class ShapeFilter(admin.SimpleListFilter):
    title = _("shape")
    parameter_name = "shape"

    def lookups(self, request, model_admin):
        return [("wide", _("Wide")), ("tall", _("Tall")), ("square", _("Square"))]

    def queryset(self, request, queryset):
        wanted = {
            "wide": Q(width__gt=F("height")),
            "tall": Q(width__lt=F("height")),
            "square": Q(width=F("height")),
        }
        return queryset.filter(wanted.get(self.value(), Q()))


class ImageList(ChangeList):
    """The list's images, each with how many posts show it: `hero_count` and `text_count`."""

    def get_results(self, request):
        """Counted for the page's images: in their query, those that it skips were counted, too."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        keys = [image.pk for image in self.result_list]
        heroes = counts(Post.objects.filter(hero_image__in=keys), "hero_image")
        texts = counts(Use.objects.filter(image__in=keys), "image")
        for image in self.result_list:
            image.hero_count, image.text_count = heroes.get(image.pk, 0), texts.get(image.pk, 0)


def counts(rows: QuerySet, field: str) -> dict[int, int]:
    """How many of the rows have each value of the field."""
    counted = rows.order_by().values(field).annotate(count=Count("pk"))
    return dict(counted.values_list(field, "count"))


@admin.register(Image)
class ImageAdmin(PicturesFirst):
    position = 2
    purpose = _("Pictures for posts, with their alt texts.")
    list_display = ["name"]
    list_filter = [UseFilter, WordsFilter, ShapeFilter]
    list_per_page = 48
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["name", "alt", "credit"]
    search_help_text = _("Searches file names, alt texts and credits.")

    # The list

    def get_changelist(self, request, **kwargs):
        return ImageList

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["form"] = ReplaceForm if change else UploadForm
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        about = ["alt", "decorative", "credit", ("focal_x", "focal_y")]
        fields = [*about, "replacement"] if obj else ["upload", *about]
        return [(None, {"fields": fields})]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "title": _("Add a picture") if add else _("Picture"),
            "image": obj,
            "markdown": illustrations.line_of(obj) if obj else "",
            "former_files": obj.former_files.select_related("replaced_by") if obj else [],
            "has_file_field": True,
        }
        if obj:
            context |= {
                "uses": places_of(obj),
                "earlier": earlier_places_of(obj),
                "alike": library.alike(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """What is to be put back is got ready before the transaction, too."""
        pk = request.POST.get(PUT_BACK, "")
        request.former = FormerFile.objects.filter(pk=pk if pk.isdecimal() else None).first()
        if request.former and self.has_change_permission(request):
            with suppress(OSError):
                Image.objects.get_ready(request.former.picture_file)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not change:
            return
        obj.save()
        if form.former:
            self.say_replaced(request, obj, _("The new file is shown now."))
        elif PUT_BACK in request.POST:
            self.put_back(request, obj)

    def put_back(self, request, image):
        former = request.former
        if former is None or not image.former_files.filter(pk=former.pk).exists():
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
        count = places_of(image).total
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
            return HttpResponseRedirect(address_of(obj))
        return super().response_change(request, obj)

    def response_post_save_add(self, request, obj):
        """To the picture's own page, which tells how to show it in a text."""
        return HttpResponseRedirect(address_of(obj))

    # Deleting

    def get_deleted_objects(self, objs, request):
        """
        A picture in use is protected: the places that show it are named.

        One that only earlier revisions of posts show may go by itself, after they were named.
        """
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        # Files and names that it had go with it; a list of them tells nobody anything.
        deleted = [entry for entry in deleted if not isinstance(entry, list)]
        counts = {Image._meta.verbose_name_plural: len(objs)}
        in_use = [line for image in objs for line in told(places_of(image))]
        if request.resolver_match.url_name != "posts_image_delete":
            in_use += [line for image in objs for line in told(earlier_places_of(image))]
        return deleted, counts, lacking, in_use or protected

    def delete_view(self, request, object_id, extra_context=None):
        image = self.get_object(request, object_id)
        earlier = earlier_places_of(image) if image else None
        return super().delete_view(
            request, object_id, (extra_context or {}) | {"earlier": earlier}
        )

    # What else there is of pictures

    def get_urls(self):
        return [*urls(self), *super().get_urls()]


def told(places) -> list:
    """The places as lines with links, and how many more there are."""
    lines = [linked(place) for place in places.named]
    if places.more:
        words = ngettext("and %(count)d more", "and %(count)d more", places.more)
        lines.append(words % {"count": places.more})
    return lines


def linked(place: Place):
    if not place.address:
        return f"{place.kind}: {place.name}"
    return format_html('{}: <a href="{}">{}</a>', place.kind, place.address, place.name)
