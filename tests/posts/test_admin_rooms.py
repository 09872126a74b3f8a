import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.models import MenuItem, SiteSettings
from posts.models import Image, Page, Person, Redirect, Tag
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """The client of an editor who is logged in."""
    client.force_login(factories.make_editor())
    return client


def make_image(name: str = "dawn.jpg", **fields) -> Image:
    file = ContentFile(
        factories.picture_bytes(320, 180, colour=fields.pop("colour", "teal")), name
    )
    return Image.objects.add(file, name=name, **fields)


def address(name: str, *args) -> str:
    return reverse(f"admin:posts_{name}", args=args)


def test_a_picture_is_uploaded_with_its_words(desk):
    file = SimpleUploadedFile("dawn.jpg", factories.picture_bytes())
    values = {"upload": file, "alt": "Dawn", "credit": "Me", "focal_x": 20, "focal_y": 80}
    response = desk.post(address("image_add"), values)
    image = Image.objects.get()
    assert response["Location"] == address("image_change", image.pk)
    assert (image.alt, image.credit, image.focal_x, image.focal_y) == ("Dawn", "Me", 20, 80)
    assert (image.width, image.height) == (1600, 900)


def test_a_pictures_page_has_the_line_that_shows_it_in_a_text(desk):
    older = make_image(name="a (1).jpg", colour="navy")
    newer = make_image(name="a (1).jpg", alt="Dawn [early]")
    for image in (older, newer):
        line = desk.get(address("image_change", image.pk)).context["markdown"]
        html = factories.make_post(body=line).body_html
        assert image.rendered[0]["name"] in html, line
        assert f'alt="{image.alt}"' in html
    assert line == r"![Dawn \[early\]](/media/a%20%281%29.jpg)"


def test_what_is_no_picture_is_refused_with_a_sentence(desk):
    file = SimpleUploadedFile("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    values = {"upload": file, "alt": "Kept", "focal_x": 50, "focal_y": 50}
    response = desk.post(address("image_add"), values)
    form = response.context["adminform"].form
    assert form.errors["upload"]
    assert form["alt"].value() == "Kept"
    assert not Image.objects.exists()


def test_a_picture_in_use_stays_and_its_places_are_named(desk):
    image = make_image(alt="Dawn")
    factories.make_post(title="With a hero", hero_image=image)
    factories.make_post(title="In the text", body="![x](/media/2026/dawn.jpg)")
    factories.make_person(name="Ada", picture=image)
    SiteSettings.objects.create(pk=1, logo=image)
    for url, values in (
        (address("image_delete", image.pk), {"post": "yes"}),
        (
            address("image_changelist"),
            {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"},
        ),
    ):
        html = desk.post(url, values).content.decode()
        for name in ("With a hero", "In the text", "Ada", "Logo"):
            assert name in html
    assert Image.objects.exists()


def test_an_unused_picture_goes(desk):
    image = make_image()
    assert desk.post(address("image_delete", image.pk), {"post": "yes"}).status_code == 302
    assert not Image.objects.exists()


def test_a_pictures_page_says_where_it_is_shown(desk):
    image = make_image()
    assert "Nowhere yet." in desk.get(address("image_change", image.pk)).content.decode()
    factories.make_post(title="With a hero", hero_image=image)
    assert "With a hero" in desk.get(address("image_change", image.pk)).content.decode()


def test_the_library_is_searched_by_all_words(desk):
    make_image("dawn.jpg", alt="Light over hills")
    make_image("dusk.jpg", alt="Dark hills", colour="navy")
    library = reverse("admin:posts_image_library")
    assert len(desk.get(library).json()["pictures"]) == 2
    found = desk.get(library, {"q": "hills dusk"}).json()
    assert [picture["name"] for picture in found["pictures"]] == ["Dark hills"]
    assert found["more"] is False
    assert found["pictures"][0]["url"].startswith("/media/images/")
    for query in ("\0", "%", '"', "x" * 5000):
        assert desk.get(library, {"q": query, "page": query}).status_code == 200


def test_the_library_is_for_those_who_may_see_images(client):
    nobody = factories.make_editor()
    nobody.is_superuser = False
    nobody.save()
    assert client.get(reverse("admin:posts_image_library")).status_code == 302
    client.force_login(nobody)
    assert client.get(reverse("admin:posts_image_library")).status_code == 403
    assert client.get(reverse("admin:posts_tag_suggestions")).status_code == 403


def test_a_tags_slug_is_made_from_its_name(desk):
    desk.post(address("tag_add"), {"name": "Customer acquisition"})
    assert Tag.objects.get().slug == "customer-acquisition"


def test_a_tag_that_differs_in_capitals_alone_is_refused(desk):
    tag = Tag.objects.create(name="Consent")
    html = desk.post(address("tag_add"), {"name": " consent "}).content.decode()
    assert "There is a tag “Consent” already" in html
    renamed = {"name": "CONSENT", "slug": tag.slug}
    assert desk.post(address("tag_change", tag.pk), renamed).status_code == 302
    assert Tag.objects.get().name == "CONSENT"


def test_a_changed_address_of_a_tag_leads_to_the_new_one(desk, client):
    factories.make_post(tags=["consent"])
    tag = Tag.objects.get()
    desk.post(address("tag_change", tag.pk), {"name": "permission", "slug": "permission"})
    response = client.get("/tags/consent/")
    assert (response.status_code, response["Location"]) == (301, "/tags/permission/")
    desk.post(address("tag_change", tag.pk), {"name": "permission", "slug": "consent"})
    assert client.get("/tags/consent/").status_code == 200


def test_a_changed_address_of_a_page_leads_to_the_new_one(desk, client):
    page = factories.make_page(title="About")
    form = desk.get(address("page_change", page.pk)).context["adminform"].form
    values = {name: form[name].value() for name in ("title", "body", "version")}
    desk.post(address("page_change", page.pk), values | {"slug": "us"})
    response = client.get("/about/")
    assert (response.status_code, response["Location"]) == (301, "/us/")


def test_a_persons_slug_is_made_from_their_name(desk):
    factories.make_person(slug="ada-obi")
    desk.post(address("person_add"), {"name": "Ada Obi", "links": "https://example.org/ada"})
    assert Person.objects.get(name="Ada Obi").slug == "ada-obi-2"


def test_a_bad_link_of_a_person_is_named_by_its_line(desk):
    values = {"name": "Ada", "links": "https://example.org/\nno link"}
    assert "Line 2 is no web address" in desk.post(address("person_add"), values).content.decode()


def test_a_pages_body_is_kept_as_typed(desk):
    desk.post(address("page_add"), {"title": "About", "body": "\r\n  Us.  \r\n"})
    page = Page.objects.get()
    assert (page.slug, page.body) == ("about", "\n  Us.  \n")


def test_a_page_saved_meanwhile_is_not_overwritten_unseen(desk):
    page = factories.make_page(title="About", body="Old.")
    url = address("page_change", page.pk)
    form = desk.get(url).context["adminform"].form
    values = {name: form[name].value() for name in ("title", "slug", "version")}
    values |= {"opened": form["opened"].value(), "body": "Mine."}
    theirs = Page.objects.get()
    theirs.body, theirs.title = "Theirs.", "About us"
    theirs.save()
    response = desk.post(url, values)
    html = response.content.decode()
    assert "Somebody saved this after you opened it." in html
    assert "<ins>Theirs</ins>" in html
    assert Page.objects.get().body == "Theirs."
    again = response.context["adminform"].form
    values |= {name: again[name].value() for name in ("title", "version", "opened", "body")}
    assert desk.post(url, values).status_code == 302
    page = Page.objects.get()
    assert (page.title, page.body) == ("About us", "Mine.")


def test_a_page_sent_back_untouched_is_not_saved(desk):
    page = factories.make_page(body="\n  Us.\n")
    form = desk.get(address("page_change", page.pk)).context["adminform"].form
    values = {name: form[name].value() for name in ("title", "slug", "body", "version")}
    desk.post(address("page_change", page.pk), values)
    assert Page.objects.get().updated_at == page.updated_at


def test_a_page_can_not_take_an_address_of_the_site(desk):
    html = desk.post(address("page_add"), {"title": "T", "slug": "tags"}).content.decode()
    assert "“tags” is taken. “tags-2” is free." in html


def test_a_redirect_in_a_circle_is_refused(desk):
    Redirect.objects.create(old_path="/a/", new_path="/b/")
    values = {"old_path": "/b/", "new_path": "/a/"}
    assert (
        "leads back to the old address"
        in desk.post(address("redirect_add"), values).content.decode()
    )


SETTINGS = {
    "name": "The Review",
    "accent": "#aa3300",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "menu_items-TOTAL_FORMS": "2",
    "menu_items-INITIAL_FORMS": "0",
    "menu_items-0-place": "header",
    "menu_items-0-label": "About",
    "menu_items-0-address": "/about/",
    "menu_items-0-position": "0",
    "menu_items-1-place": "header",
    "menu_items-1-position": "",
}


def test_the_settings_list_leads_straight_to_the_form(desk):
    response = desk.get(reverse("admin:cms_sitesettings_changelist"), follow=True)
    assert response.status_code == 200
    assert 'type="color"' in response.content.decode()
    assert not SiteSettings.objects.exists()


def test_settings_and_menus_are_saved_together(desk):
    form = reverse("admin:cms_sitesettings_change", args=[1])
    assert desk.post(form, SETTINGS).url == form
    assert SiteSettings.objects.get().time_zone == "Europe/Berlin"
    assert [item.label for item in MenuItem.objects.all()] == ["About"]
    assert "The Review" in desk.get(reverse("admin:index")).content.decode()


def test_a_menu_with_a_bad_address_is_refused_and_kept(desk):
    form = reverse("admin:cms_sitesettings_change", args=[1])
    response = desk.post(form, SETTINGS | {"menu_items-0-address": "javascript:x"})
    assert "Write a path such as /about/" in response.content.decode()
    assert not MenuItem.objects.exists()


def test_what_is_wrong_in_a_menus_row_is_named_above(desk):
    form = reverse("admin:cms_sitesettings_change", args=[1])
    response = desk.post(form, SETTINGS | {"menu_items-0-address": "about"})
    summary = response.content.decode().partition('class="errornote"')[2].partition("</div>")[0]
    assert '<a href="#id_menu_items-0-address">Menu item: Address</a>: Write a path' in summary


def test_a_menu_item_without_a_position_comes_last(desk):
    form = reverse("admin:cms_sitesettings_change", args=[1])
    SiteSettings.objects.create(pk=1)
    MenuItem.objects.create(label="First", address="/", position=7)
    response = desk.post(form, SETTINGS | {"menu_items-0-position": ""})
    assert response.status_code == 302
    items = MenuItem.objects.filter(place="header")
    assert [(item.label, item.position) for item in items] == [("First", 7), ("About", 8)]


def test_permissions_are_named_by_their_rooms(desk):
    html = desk.get(reverse("admin:auth_group_add")).content.decode()
    assert "Posts: change" in html
    assert "Tasks: view" in html
    assert "Can change" not in html


def test_a_new_account_may_log_in(desk, client):
    values = {"username": "berta", "usable_password": "true"}
    passwords = {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    desk.post(reverse("admin:auth_user_add"), values | passwords)
    client.logout()
    login = {"username": "berta", "password": "a long enough phrase", "next": "/admin/"}
    assert client.post(reverse("admin:login"), login).status_code == 302


def test_there_are_no_second_settings(desk):
    assert desk.get(reverse("admin:cms_sitesettings_add")).status_code == 403
    assert desk.post(reverse("admin:cms_sitesettings_delete", args=[1])).status_code == 403


def test_rooms_that_no_editor_needs_are_not_there(desk):
    html = desk.get(reverse("admin:index")).content.decode()
    for word in ("axes", "taggit", "Access", "Tagging", "Revision"):
        assert word not in html


def test_each_room_answers(desk):
    image = make_image()
    rows = {
        "image": image,
        "tag": Tag.objects.create(name="a"),
        "person": factories.make_person(picture=image),
        "page": factories.make_page(),
        "redirect": Redirect.objects.create(old_path="/a/", new_path="/b/"),
        "post": factories.make_post(),
    }
    for name, row in rows.items():
        for url in (
            address(f"{name}_changelist"),
            address(f"{name}_add"),
            address(f"{name}_change", row.pk),
            address(f"{name}_history", row.pk),
            address(f"{name}_delete", row.pk),
        ):
            response = desk.get(url)
            assert response.status_code == 200, url
            assert "no-store" in response["Cache-Control"]


def test_a_locked_out_guess_gets_429_and_a_sentence(client, settings):
    factories.make_editor(username="anna")
    login = reverse("admin:login")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post(login, {"username": "anna", "password": "guess"})
    assert response.status_code == 429
    assert "Wait a quarter of an hour" in response.content.decode()
