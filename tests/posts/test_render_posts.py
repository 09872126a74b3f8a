"""Rendering everything again after the renderer changed."""

import io

import pytest
from django.core.management import call_command

from posts import markup
from posts.management.commands import render_posts
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
    monkeypatch.setattr(render_posts, "BATCH", 2)
    for _number in range(5):
        make_post()
    Post.objects.update(renderer_version=0)
    assert render() == "Rendered 5 texts again; 5 changed.\n"
