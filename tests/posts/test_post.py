from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from cms.models import SiteSettings
from posts import markup
from posts.models import Post, Redirect, Tag
from tests.factories import (
    make_draft,
    make_person,
    make_post,
    make_scheduled,
    make_unpublished,
)

pytestmark = pytest.mark.django_db


def test_every_post_is_in_exactly_one_state():
    draft, scheduled, published, unpublished = (
        make_draft(),
        make_scheduled(),
        make_post(),
        make_unpublished(),
    )
    assert list(Post.objects.drafts()) == [draft]
    assert list(Post.objects.scheduled()) == [scheduled]
    assert list(Post.objects.published()) == [published]
    assert list(Post.objects.unpublished()) == [unpublished]
    for post in (draft, scheduled, published, unpublished):
        states = [post.is_draft, post.is_scheduled, post.is_published, post.is_unpublished]
        assert states.count(True) == 1


def test_an_end_before_the_start_is_refused_with_a_sentence_and_by_the_database():
    post = make_post()
    post.unpublish_at = post.published_at - timedelta(hours=1)
    with pytest.raises(ValidationError, match="Choose an end after the start"):
        post.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        post.save()


def test_a_slug_is_made_from_the_title_and_is_free():
    assert make_post(title="What is a lead?").slug == "what-is-a-lead"
    assert make_post(title="What is a lead?").slug == "what-is-a-lead-2"
    assert make_post(title="Übung 数字 ok").slug == "übung-数字-ok"
    assert make_post(title="???").slug == "post"
    assert len(make_post(title="word " * 40).slug) <= 200


def test_a_changed_slug_of_a_published_post_redirects_the_old_address_in_one_step():
    post = make_post(slug="first")
    for slug in ("second", "third"):
        post = Post.objects.get(pk=post.pk)
        post.slug = slug
        post.save()
    targets = dict(Redirect.objects.values_list("old_path", "new_path"))
    assert targets == {"/posts/first/": "/posts/third/", "/posts/second/": "/posts/third/"}


def test_a_slug_that_changes_back_leaves_no_circle():
    post = make_post(slug="first")
    for slug in ("second", "first"):
        post.slug = slug
        post.save()
    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
        "/posts/second/": "/posts/first/"
    }


def test_a_drafts_changed_slug_leaves_no_redirect():
    post = make_draft(slug="first")
    post.slug = "second"
    post.save()
    assert not Redirect.objects.exists()


def test_updated_at_follows_what_readers_read_and_nothing_else():
    before = timezone.now() - timedelta(days=30)
    pk = make_post(updated_at=before, published_at=before).pk
    post = Post.objects.get(pk=pk)
    post.noindex = True
    post.save()
    assert post.updated_at == before
    assert not post.was_updated
    post.body = "Something else."
    post.save()
    assert post.updated_at > before
    assert post.was_updated


def test_a_summary_is_the_standfirst_or_else_the_first_sentences():
    assert make_post(standfirst="Short.", body="A body.").summary == "Short."
    assert make_post(body="# Head\n\nOne *sentence*.").summary.endswith("One sentence.")


def test_tags_are_found_whatever_their_case_and_carry_the_posts_dates():
    post = make_post(tags=["Lead Magnets"])
    other = make_post(tags=["lead magnets"])
    tag = Tag.objects.get()
    assert set(Post.objects.tagged(tag)) == {post, other}
    post.published_at = None
    post.save()
    assert list(Post.objects.tagged(tag)) == [other]
    assert post.taggings.get().published_at is None


def test_tagged_posts_come_newest_first():
    now = timezone.now()
    old = make_post(published_at=now - timedelta(days=3), tags=["a"])
    new = make_post(published_at=now - timedelta(days=1), tags=["a"])
    make_scheduled(tags=["a"])
    make_unpublished(tags=["a"])
    assert list(Post.objects.tagged(Tag.objects.get())) == [new, old]


def test_tags_that_slugify_alike_get_addresses_of_their_own():
    make_post(tags=["C++", "C#", "!!!"])
    slugs = set(Tag.objects.values_list("slug", flat=True))
    assert len(slugs) == 3
    assert "" not in slugs


def test_publish_and_unpublish_say_how_many_they_changed():
    make_post(), make_draft(), make_scheduled(), make_unpublished()
    assert Post.objects.all().publish() == 3
    assert Post.objects.published().count() == 4
    assert Post.objects.all().unpublish() == 4
    assert Post.objects.unpublished().count() == 4


def test_a_revision_keeps_all_an_editor_can_change_and_only_when_it_changed():
    post = make_post(title="One", tags=["b", "a"], authors=[make_person(slug="ada")])
    revision = post.add_revision(reason="First")
    assert revision.state["title"] == "One"
    assert revision.state["tags"] == ["a", "b"]
    assert revision.state["authors"] == ["ada"]
    assert post.add_revision() is None
    post.title = "Two"
    post.save()
    assert post.add_revision().number == 2


def test_a_body_is_kept_as_it_is():
    body = "\n  leading, trailing  \n\n\ttab\u00a0and\u200d emoji 👩‍💻\n\n"
    post = make_post(body=body)
    assert Post.objects.get(pk=post.pk).body == body


def test_a_body_is_rendered_in_the_sites_language_whoever_saves_it():
    SiteSettings.objects.create(pk=1, language="de")
    with translation.override("en"):
        post = make_post(body='He said "yes".')
    assert "„yes“" in post.body_html


def test_publishing_again_keeps_the_date_and_lifts_the_end():
    post = make_unpublished()
    date = post.published_at
    post.publish()
    assert post.is_published
    assert post.published_at == date
    assert post.unpublish_at is None


def test_a_post_in_another_language_has_the_quotes_of_that_language():
    SiteSettings.objects.create(pk=1, language="en")
    body = 'She said "tea"[^1].\n\n[^1]: Hot.'
    assert "“tea”" in make_post(body=body).body_html
    german = make_post(body=body, language="de-AT")
    assert "„tea“" in german.body_html
    assert "Footnotes" in german.body_html  # the page's labels are in the site's
    german.language = "fr"
    german.save(rendered=markup.render(body))
    assert "«&nbsp;tea&nbsp;»" in german.body_html
