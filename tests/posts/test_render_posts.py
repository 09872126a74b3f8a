"""Rendering everything again after the renderer or the site's language changed."""

import io

import pytest
from django.core.management import call_command

from cms.models import SiteSettings, Task
from posts import markup, rendering, tasks
from posts.models import Page, Post
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db


def render(**options):
    out = io.StringIO()
    call_command("render_posts", stdout=out, **options)
    return out.getvalue()


def test_an_older_renderer_s_html_is_made_anew_and_nothing_else_moves():
    post, page, current = make_post(body="*New*"), make_page(body="*New*"), make_post()
    before = Post.objects.values("version", "updated_at", "body").get(pk=post.pk)
    Post.objects.filter(pk=post.pk).update(renderer_version=0, body_html="old", words=0)
    Page.objects.filter(pk=page.pk).update(renderer_version=0, body_html="old")
    Post.objects.filter(pk=current.pk).update(body_html="current")
    assert render() == "Rendered 2 texts again; 2 changed.\n"
    post.refresh_from_db()
    page.refresh_from_db()
    current.refresh_from_db()
    assert "<em>New</em>" in post.body_html
    assert "<em>New</em>" in page.body_html
    assert current.body_html == "current"
    assert post.words == 1
    assert post.renderer_version == markup.RENDERER_VERSION
    assert Post.objects.values("version", "updated_at", "body").get(pk=post.pk) == before


def test_all_are_rendered_when_asked():
    post = make_post(body="Text.")
    Post.objects.update(body_html="tampered")
    assert render(all=True) == "Rendered 1 text again; 1 changed.\n"
    post.refresh_from_db()
    assert "Text." in post.body_html


def test_a_second_run_finds_nothing_to_do():
    make_post()
    assert render() == "Rendered 0 texts again; 0 changed.\n"


def test_more_than_one_batch_is_rendered(monkeypatch):
    monkeypatch.setattr(rendering, "BATCH", 2)
    for _number in range(5):
        make_post()
    Post.objects.update(renderer_version=0)
    assert render() == "Rendered 5 texts again; 5 changed.\n"


NOTED = 'She said "tea"[^1].\n\n[^1]: Hot.'


def carry_out():
    """Run what waits of it, and what that leaves to do."""
    path = tasks.render_all.module_path
    while waiting := list(Task.objects.ready().filter(task_path=path)):
        for row in waiting:
            kept = row.args_kwargs
            Task.objects.filter(pk=row.pk).delete()
            tasks.render_all.call(*kept["args"], **kept["kwargs"])


def test_texts_get_the_labels_and_quotes_of_the_site_s_new_language(monkeypatch):
    monkeypatch.setattr(rendering, "BATCH", 2)
    site = SiteSettings.objects.create(pk=1)
    posts = [make_post(body=NOTED) for _number in range(5)]
    texts = [*posts, make_page(body=NOTED)]
    versions = [post.version for post in posts]
    assert all("“tea”" in text.body_html and "Footnotes" in text.body_html for text in texts)
    assert not Task.objects.ready().filter(task_path=tasks.render_all.module_path)
    site.language = "de"
    site.save()
    carry_out()
    for text in texts:
        text.refresh_from_db()
        assert "„tea“" in text.body_html
        assert "Fußnoten" in text.body_html
        assert "Footnote" not in text.body_html
    assert [post.version for post in posts] == versions


@pytest.mark.parametrize("fields", [{"name": "Other"}, {"time_zone": "Asia/Tokyo"}])
def test_other_settings_render_no_text_again(fields):
    SiteSettings.objects.create(pk=1)
    SiteSettings(pk=1, **fields).save()
    assert not Task.objects.ready().filter(task_path=tasks.render_all.module_path)


def test_a_language_that_was_not_saved_renders_no_text_again():
    site = SiteSettings.objects.create(pk=1)
    site.name, site.language = "Other", "de"
    site.save(update_fields=["name"])
    assert not Task.objects.ready().filter(task_path=tasks.render_all.module_path)


def test_the_worker_renders_after_an_update_pages_first(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(rendering, "SMALL_BATCH", 2)
    posts, page = [make_post(body="*New*") for _number in range(3)], make_page(body="*New*")
    before = Post.objects.values_list("version", "updated_at").order_by("pk")
    before = list(before)
    Post.objects.update(renderer_version=0, body_html="old")
    Page.objects.update(renderer_version=0, body_html="old")
    assert tasks.render_older.call() == 2
    page.refresh_from_db()
    assert "<em>New</em>" in page.body_html
    assert Post.objects.filter(body_html="old").count() == 2
    assert Task.objects.filter(task_path=tasks.render_older.module_path).count() == 1
    assert tasks.render_older.call() == 2
    assert not Post.objects.filter(body_html="old").exists()
    assert list(Post.objects.values_list("version", "updated_at").order_by("pk")) == before
    with django_assert_num_queries(1):
        assert tasks.render_older.call() == 0
    assert len(posts) == 3


def test_a_text_that_fails_holds_up_no_other(monkeypatch):
    bad, good = make_post(body="bad"), make_post(body="*Good*")
    Post.objects.update(renderer_version=0, body_html="old")
    render_again = rendering.render_again

    def fails(model, pk):
        if pk == bad.pk:
            raise RuntimeError
        return render_again(model, pk)

    monkeypatch.setattr(rendering, "render_again", fails)
    with pytest.raises(RuntimeError):
        tasks.render_older.call()
    good.refresh_from_db()
    assert "<em>Good</em>" in good.body_html
    # After the last of the others nothing goes on by itself.
    waiting = Task.objects.filter(task_path=tasks.render_older.module_path)
    assert waiting.count() == 1
    waiting.delete()
    with pytest.raises(RuntimeError):
        tasks.render_older.call()
    assert not waiting.exists()


@pytest.mark.sqlite
def test_nothing_to_render_is_found_without_reading_a_text():
    make_post()
    older = Post.objects.filter(renderer_version__lt=markup.RENDERER_VERSION).order_by()
    plan = older.values("pk").explain()
    assert "COVERING INDEX post_renderer_version" in plan
