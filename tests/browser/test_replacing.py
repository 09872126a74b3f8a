"""A picture's file replaced and put back in a real browser."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from posts import tasks
from posts.models import Image
from tests import factories
from tests.browser.axe import violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_an_editor_replaces_a_picture_and_puts_it_back(page, site, tmp_path, width, scheme):
    client = Client()
    client.force_login(factories.make_editor(username="anna"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie, "url": site + "/admin/", "httpOnly": True}]
    )
    old = ContentFile(
        factories.picture_bytes(640, 360), name="a-rather-long-file-name-of-dawn.jpg"
    )
    image = Image.objects.add(old, alt="Dawn over hills")
    factories.make_post(title="Hills", hero_image=image)
    tasks.make_renditions.call(image.pk)
    new = tmp_path / "dusk.jpg"
    new.write_bytes(factories.picture_bytes(600, 400, colour="navy"))

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(reverse("admin:posts_image_change", args=[image.pk]))
    page.get_by_label("Replace the file").set_input_files(str(new))
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("The new file is shown now. 1 place shows it.").wait_for()
    image.refresh_from_db()
    assert image.name == "dusk.jpg"
    assert violations(page) == []

    page.get_by_label("Alt text").focus()
    page.get_by_role("button", name="Put back a-rather-long").click()
    page.get_by_text("The former file is shown again.").wait_for()
    image.refresh_from_db()
    assert (image.name, image.width) == ("a-rather-long-file-name-of-dawn.jpg", 640)
