"""Staff with few rights learn and change nothing beyond them."""

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def log_in(client):
    def log_in_with(*rights: str):
        user = User.objects.create_user("few", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client.force_login(user)
        return user

    return log_in_with


def on_site(row) -> str:
    kind = ContentType.objects.get_for_model(row)
    return reverse("admin:view_on_site", args=[kind.pk, row.pk])


def test_the_address_of_a_draft_is_told_to_those_alone_who_may_see_it(client, log_in):
    draft = factories.make_draft(slug="secret-plan")
    log_in()
    answer = client.get(on_site(draft))
    assert answer.status_code == 403
    assert "secret-plan" not in answer.content.decode()


def test_a_row_is_seen_on_the_site(client, log_in):
    page = factories.make_page(slug="about")
    user = log_in("view_page", "view_user")
    assert client.get(on_site(page)).url == "/about/"
    assert client.get(on_site(user)).status_code == 404
    assert client.get(reverse("admin:view_on_site", args=[999999, 1])).status_code == 404


@pytest.mark.parametrize("rights", [[], ["view_tag"], ["add_post"]])
def test_who_may_not_see_posts_sees_none(client, log_in, rights):
    draft = factories.make_draft(title="A secret plan")
    log_in(*rights)
    addresses = [
        reverse("admin:index"),
        *(reverse(f"admin:posts_post_{name}", args=[draft.pk]) for name in ("change", "preview")),
        reverse("admin:posts_post_changelist"),
        reverse("admin:posts_image_library"),
    ]
    for address in addresses:
        assert "A secret plan" not in client.get(address).content.decode(), address
    client.post(addresses[-2], {"action": "publish", "_selected_action": draft.pk})
    assert Post.objects.get().is_draft


def test_who_has_not_all_rights_gives_none(client, log_in):
    user = log_in("change_user", "view_user", "add_user", "delete_user")
    address = reverse("admin:auth_user_change", args=[user.pk])
    values = {"username": "few", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    rights = Permission.objects.values_list("pk", flat=True)
    assert client.post(address, values | {"user_permissions": list(rights)}).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert not user.is_superuser
    assert user.user_permissions.count() == 4


def test_who_has_not_all_rights_takes_no_account_that_has(client, log_in):
    owner = factories.make_editor()
    log_in("change_user", "view_user", "delete_user")
    password = {"password1": "another battery staple", "password2": "another battery staple"}
    address = reverse("admin:auth_user_password_change", args=[owner.pk])
    assert client.post(address, password).status_code == 403
    address = reverse("admin:auth_user_delete", args=[owner.pk])
    assert client.post(address, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": owner.pk, "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    assert User.objects.get(pk=owner.pk).check_password("correct horse battery")


def test_an_owner_still_gives_rights(client):
    client.force_login(factories.make_editor())
    other = User.objects.create_user("other")
    address = reverse("admin:auth_user_change", args=[other.pk])
    values = {"username": "other", "is_active": "on", "is_superuser": "on"}
    assert client.post(address, values).status_code == 302
    assert User.objects.get(pk=other.pk).is_superuser
