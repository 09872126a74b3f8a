import pytest

from cms.models import SiteSettings
from tests.factories import (
    make_draft,
    make_page,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_a_real_address(settings):
    settings.SITE_URL = "https://magazine.example"


def test_an_article_is_there_as_markdown(client):
    make_post(slug="a", title="A title", body="Some *text*.", authors=[make_person(name="Ada")])
    response = client.get("/posts/a.md")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Link"] == '<https://magazine.example/posts/a/>; rel="canonical"'
    assert "X-Robots-Tag" not in response
    assert "public" in response["Cache-Control"]
    text = response.content.decode()
    assert "A title" in text
    assert "Some *text*." in text
    assert "Ada" in text


def test_a_text_from_elsewhere_names_its_first_address(client):
    make_post(slug="a", canonical_url="https://elsewhere.example/ä?b=<c>")
    link = client.get("/posts/a.md")["Link"]
    assert link == '<https://elsewhere.example/%C3%A4?b=%3Cc%3E>; rel="canonical"'


def test_a_hidden_article_hides_as_markdown_too(client):
    make_post(slug="a", noindex=True)
    assert client.get("/posts/a.md")["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("make", "status"), [(make_draft, 404), (make_scheduled, 404), (make_unpublished, 410)]
)
def test_what_readers_cannot_see_is_not_there_as_markdown(client, make, status):
    make(slug="a", title="Not for you", body="Not for you")
    response = client.get("/posts/a.md")
    assert response.status_code == status
    assert b"Not for you" not in response.content


def test_the_markdown_of_a_changed_slug_redirects(client):
    post = make_post(slug="früher")
    post.slug = "später"
    post.save()
    response = client.get("/posts/früher.md")
    assert (response.status_code, response["Location"]) == (301, "/posts/sp%C3%A4ter.md")
    post.published_at = None
    post.save()
    assert client.get("/posts/früher.md").status_code == 404


@pytest.mark.parametrize("path", ["/posts/.md", "/posts/a.b.md", "/posts/nobody.md", "/a.md"])
def test_markdown_of_nothing_is_unknown(client, path):
    assert client.get(path).status_code == 404


def test_markdown_is_never_chosen_by_a_header(client):
    make_post(slug="a")
    response = client.get("/posts/a/", headers={"accept": "text/markdown"})
    assert response["Content-Type"].startswith("text/html")
    assert "Accept" not in [name.strip() for name in response.get("Vary", "").split(",")]


def test_an_article_as_markdown_asks_three_questions(client, django_assert_num_queries):
    make_post(slug="a", tags=["a", "b"], authors=[make_person(), make_person()])
    client.get("/nowhere/")
    with django_assert_num_queries(3):  # the post with its hero; its tags; its authors
        client.get("/posts/a.md")


def test_llms_txt_names_what_is_public(client):
    SiteSettings.objects.create(pk=1, name="The Magazine", description="On answers.\nAnd more.")
    make_post(slug="a", title="On [brackets]", standfirst="Two\nlines", tags=["Answers"])
    for make in (make_draft, make_scheduled, make_unpublished):
        make(title="Secret", tags=["Hidden"])
    make_post(title="Secret", noindex=True)
    make_page(title="About us", slug="about", body="Who we are.")
    make_page(title="Secret", noindex=True)
    response = client.get("/llms.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("# The Magazine\n\n> On answers. And more.\n\n## Newest posts\n\n")
    assert "- [On \\[brackets\\]](https://magazine.example/posts/a.md): Two lines\n" in text
    assert "- [Answers](https://magazine.example/tags/answers/)\n" in text
    assert "- [About us](https://magazine.example/about/): Who we are.\n" in text
    assert "(https://magazine.example/feed.json)" in text
    assert "Secret" not in text
    assert "Hidden" not in text


def test_llms_txt_stays_short(client, django_assert_num_queries):
    for number in range(55):
        make_post(standfirst="word " * 99, tags=[f"tag {number}"])
    client.get("/nowhere/")
    with django_assert_num_queries(3):  # posts; tags; pages
        text = client.get("/llms.txt").content.decode()
    assert text.count(".md)") == 50
    assert len(text) < 30_000


def test_llms_txt_of_an_empty_site_has_its_name(client):
    assert client.get("/llms.txt").content.startswith(b"# Lodestone\n\n## Optional\n")
