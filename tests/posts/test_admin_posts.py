from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.models import Post
from tests import factories

pytestmark = pytest.mark.django_db

LIST = reverse("admin:posts_post_changelist")


@pytest.fixture
def desk(client):
    """The client of an editor who is logged in."""
    client.force_login(factories.make_editor(username="anna"))
    return client


def titles(response) -> list[str]:
    return [post.title for post in response.context["cl"].result_list]


def act(client, action: str, *posts: Post) -> list[str]:
    """What the list says after an action on these posts."""
    chosen = {"action": action, "_selected_action": [post.pk for post in posts]}
    response = client.post(LIST, chosen, follow=True)
    return [str(message).partition(" <form")[0] for message in response.context["messages"]]


def test_drafts_come_first_then_the_newest(desk):
    now = timezone.now()
    factories.make_post(title="old", published_at=now - timedelta(days=9))
    factories.make_draft(title="draft")
    factories.make_post(title="new", published_at=now - timedelta(days=1))
    factories.make_scheduled(title="to come")
    assert titles(desk.get(LIST)) == ["draft", "to come", "new", "old"]


def test_each_line_says_where_the_post_stands(desk):
    factories.make_draft()
    factories.make_scheduled()
    factories.make_post()
    factories.make_unpublished()
    html = desk.get(LIST).content.decode()
    for state in ("draft", "scheduled", "published", "unpublished"):
        assert html.count(f'<span class="state {state}">{state.capitalize()}</span>') == 1
    assert "for tomorrow, " in html


@pytest.mark.parametrize("words", ["needle", "NEEDLE", "needle hay"])
@pytest.mark.parametrize("place", ["title", "standfirst", "body", "tags"])
def test_the_search_looks_everywhere(desk, place, words):
    value = "A needle in hay"
    factories.make_post(title="Found" if place != "title" else value, **{place: [value]}
                        if place == "tags" else {"standfirst": "", place: value}
                        if place != "title" else {})  # fmt: skip
    factories.make_post(title="Other")
    assert len(titles(desk.get(LIST, {"q": words}))) == 1


@pytest.mark.parametrize(
    "query", ['"', "'", "%", "_", "\\", "\0", "a\0b", "—" * 300, "ß", "( OR *"]
)
def test_no_search_fails(desk, query):
    factories.make_post()
    assert desk.get(LIST, {"q": query}).status_code == 200


def test_filters(desk):
    anna = factories.make_person()
    factories.make_draft(title="draft", tags=["forms"], authors=[anna])
    factories.make_post(title="public", tags=["lists"])
    assert titles(desk.get(LIST, {"state": "drafts"})) == ["draft"]
    assert titles(desk.get(LIST, {"state": "published"})) == ["public"]
    assert titles(desk.get(LIST, {"authors": anna.pk})) == ["draft"]
    tag = Post.objects.get(title="public").tags.get()
    assert titles(desk.get(LIST, {"taggings__tag": tag.pk})) == ["public"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "no-such"},
        {"authors": "x"},
        {"authors": "9" * 30},
        {"taggings__tag": "'"},
        {"p": "9999"},
        {"o": "99.-1"},
    ],
)
def test_odd_filters_do_not_fail(desk, query):
    factories.make_post()
    assert desk.get(LIST, query, follow=True).status_code == 200


def test_publish_says_what_it_did_and_what_it_left(desk):
    draft, scheduled, public = (
        factories.make_draft(),
        factories.make_scheduled(),
        factories.make_post(),
    )
    before = Post.objects.get(pk=public.pk).published_at
    assert act(desk, "publish", draft, scheduled, public) == [
        "2 posts published. 1 was public already."
    ]
    assert Post.objects.published().count() == 3
    public.refresh_from_db()
    assert public.published_at == before
    assert draft.revisions.get().user.username == "anna"
    assert not public.revisions.exists()


def test_unpublish_says_what_it_did_and_what_it_left(desk):
    public, draft, gone = (
        factories.make_post(),
        factories.make_draft(),
        factories.make_unpublished(),
    )
    assert act(desk, "unpublish", public, draft, gone) == [
        "1 post unpublished. 2 were not public."
    ]
    public.refresh_from_db()
    assert public.is_unpublished
    assert public.revisions.get().kind == "unpublished"


def test_an_action_with_nothing_to_do_says_so(desk):
    assert act(desk, "publish", factories.make_post()) == [
        "0 posts published. 1 was public already."
    ]


def test_nothing_is_deleted_from_the_list_but_thrown_away(desk):
    post = factories.make_post(title="Old thing")
    response = desk.post(LIST, {"action": "throw_away", "_selected_action": [post.pk]})
    assert "Old thing" in response.content.decode()
    assert "delete_selected" not in desk.get(LIST).content.decode()
    desk.post(LIST, {"action": "throw_away", "_selected_action": [post.pk], "sure": "1"})
    assert Post.objects.trashed().exists()


def test_the_actions_need_the_right_to_change(client):
    viewer = factories.make_editor()
    viewer.is_superuser = False
    viewer.save()
    viewer.user_permissions.add(Permission.objects.get(codename="view_post"))
    client.force_login(viewer)
    draft = factories.make_draft()
    act(client, "publish", draft)
    draft.refresh_from_db()
    assert draft.is_draft


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        # session, user, their time zone; count, posts, tags, authors; two filters
        (LIST, 9),
        # session, user, their time zone; count, images; how many heroes and texts show them
        (reverse("admin:posts_image_changelist"), 7),
        (reverse("admin:posts_tag_changelist"), 5),
        (reverse("admin:posts_person_changelist"), 5),
        # generation, session, user, their time zone; drafts, scheduled, published; changes with a
        # time; what was typed and not saved
        (reverse("admin:index"), 9),
    ],
)
def test_lists_ask_the_same_few_queries_whatever_their_length(desk, url, budget):
    authors = [factories.make_person(), factories.make_person()]
    from django.core.files.base import ContentFile

    from posts.models import Image

    image = Image.objects.add(ContentFile(factories.picture_bytes(64, 36), name="a.jpg"))

    def make(count):
        for number in range(count):
            factories.make_post(tags=[f"tag {number}", "all"], authors=authors, hero_image=image)

    make(5)
    few = queries(desk, url)
    make(45)
    assert queries(desk, url) == few <= budget


def test_the_list_does_not_fetch_the_texts(desk):
    factories.make_post(body="A long text.")
    with CaptureQueriesContext(connection) as captured:
        desk.get(LIST)
    assert not [query for query in captured if '"body"' in query["sql"]]


def preview(post: Post) -> str:
    return reverse("admin:posts_post_preview", args=[post.pk])


@pytest.mark.parametrize("make", ["make_draft", "make_scheduled", "make_unpublished"])
def test_a_preview_shows_what_readers_can_not_see_yet(desk, make):
    post = getattr(factories, make)(title="Not yet", body="Words to *come*.", tags=["a"])
    response = desk.get(preview(post))
    html = response.content.decode()
    assert response.status_code == 200
    assert "Not yet" in html
    assert "Words to <em>come</em>." in html
    assert "Preview: readers can&#x27;t see this yet." in html or (
        "Preview: readers can't see this yet." in html
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_a_preview_needs_the_right_to_see_posts(client):
    post = factories.make_draft(title="Secret")
    assert client.get(preview(post)).status_code == 302
    nobody = factories.make_editor()
    nobody.is_superuser = False
    nobody.save()
    client.force_login(nobody)
    response = client.get(preview(post))
    assert response.status_code == 403
    assert "Secret" not in response.content.decode()
    nobody.user_permissions.add(Permission.objects.get(codename="view_post"))
    assert client.get(preview(post)).status_code == 200


def test_a_preview_of_no_post_leads_to_the_desk(desk):
    response = desk.get(reverse("admin:posts_post_preview", args=[99]))
    assert response.url == reverse("admin:index")


def test_save_and_preview(desk):
    values = {"title": "Look", "body": "x", "_preview": "1"}
    response = desk.post(reverse("admin:posts_post_add"), values)
    assert response.url == preview(Post.objects.get())


def test_the_form_links_to_the_site_for_public_posts_only(desk):
    for post, linked in ((factories.make_post(), True), (factories.make_draft(), False)):
        html = desk.get(reverse("admin:posts_post_change", args=[post.pk])).content.decode()
        assert (f'href="{post.get_absolute_url()}"' in html) is linked


def test_the_desk_shows_what_to_go_on_with(desk):
    assert "Nothing here yet" in desk.get(reverse("admin:index")).content.decode()
    for make in ("make_draft", "make_scheduled", "make_post"):
        getattr(factories, make)(title=make)
    html = desk.get(reverse("admin:index")).content.decode()
    assert html.index("make_draft") < html.index("make_post") < html.index("make_scheduled")
    assert "Write a post" in html


def test_the_desk_tells_nothing_to_who_may_not_see_posts(client):
    nobody = factories.make_editor()
    nobody.is_superuser = False
    nobody.save()
    client.force_login(nobody)
    factories.make_draft(title="Secret")
    html = client.get(reverse("admin:index")).content.decode()
    assert "Secret" not in html
    assert "Your account may not see posts." in html
