import pytest
from django.contrib.auth.models import Group

from cms import first_run
from tests.factories import make_editor

pytestmark = pytest.mark.django_db


def test_the_first_account_comes_with_a_group_for_colleagues(client, django_user_model):
    first_run.make_first_editor(lambda words: None)
    colleague = django_user_model.objects.create_user("colleague", is_staff=True)
    colleague.groups.add(Group.objects.get(name="Editors"))
    client.force_login(colleague)
    for address, status in (
        ("/admin/posts/post/add/", 200),
        ("/admin/posts/image/add/", 200),
        ("/admin/posts/redirect/", 200),
        ("/admin/auth/user/", 403),
        ("/admin/cms/sitesettings/1/change/", 403),
    ):
        assert client.get(address).status_code == status, address


def test_no_account_is_made_beside_others(django_user_model):
    make_editor()
    first_run.make_first_editor(lambda words: None)
    assert django_user_model.objects.count() == 1
    assert not Group.objects.exists()
