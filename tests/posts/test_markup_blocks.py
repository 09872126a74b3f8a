"""Tables, footnotes, tasks, code and block directives."""

import pytest

from posts.markup import directives, render


@pytest.fixture
def offer():
    directives.register_marker("test-offer")
    yield
    del directives.REGISTRY["test-offer"]


def test_a_table_has_a_named_box_and_classes_for_alignment():
    html = render("**Prices**\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |").html
    assert '<div aria-label="Prices" class="table" role="region" tabindex="0">' in html
    assert '<th class="align-center" scope="col">a</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_tables_without_a_caption_are_told_apart():
    html = render("a|b\n-|-\n1|2\n\nText\n\na|b\n-|-\n1|2").html
    assert 'aria-label="Table"' in html
    assert 'aria-label="Table (2)"' in html


def test_a_table_written_as_html_has_a_box_of_its_own():
    table = "<table>\n<caption>Costs &amp; more</caption>\n<tr><td>{}</td></tr>\n</table>"
    html = render(table.format(table.format(1)) + "\n\n</table>\n\n**after**").html
    assert html.count('class="table"') == 1
    assert '<div class="table" tabindex="0" role="region" aria-label="Costs &amp; more">' in html
    assert html.endswith("</table></div>\n\n<p><strong>after</strong></p>\n")


def test_footnotes_lead_there_and_back():
    html = render("One[^a] and again[^a].\n\n[^a]: The note.").html
    assert '<a aria-label="Footnote 1" href="#fn-1" id="fnref-1" role="doc-noteref">1</a>' in html
    assert 'id="fnref-1-2"' in html
    assert '<li id="fn-1">' in html
    assert 'href="#fnref-1"' in html
    assert 'href="#fnref-1-2"' in html
    assert 'aria-label="Back to the text, from footnote 1"' in html
    assert 'aria-label="Back to the text, from footnote 1 (2)"' in html
    assert html.count("</a><sup>2</sup>") == 1


def test_tasks_are_marks_in_the_text():
    html = render("- [ ] call\n- [x] **write**\n- [] no task").html
    assert '<li class="task">☐ call</li>' in html
    assert '<li class="task">☑ <strong>write</strong></li>' in html
    assert "<li>[] no task</li>" in html


def test_code_keeps_its_language_and_struck_text_is_struck():
    html = render('```c++ {title="x"}\na < b\n```\n\n~~old~~').html
    assert (
        '<pre aria-label="Code in c++" data-language="c++" role="group" tabindex="0">'
        '<code class="language-c++">a &lt; b\n</code></pre>' in html
    )
    assert "<del>old</del>" in html


def test_a_definition_list():
    assert "<dt>Lead</dt>\n<dd>A person" in render("Lead\n: A person who answered").html


def test_a_callout_holds_markdown():
    html = render("Text\n:::callout Mind <this>\n- *one*\n:::\nafter").html
    assert (
        '<div class="callout" role="note">\n<p class="callout-title">Mind &lt;this&gt;</p>' in html
    )
    assert "<li><em>one</em></li>" in html
    assert html.endswith("</div>\n<p>after</p>\n")


def test_directives_lie_in_each_other_and_leave_code_alone():
    text = ":::details Why\n:::callout\n```\n:::\n```\n:::\ninside\n:::\noutside"
    html = render(text).html
    assert html.index("</div>") < html.index("inside") < html.index("</details>")
    assert "<summary>Why</summary>" in html
    assert "<code>:::\n</code>" in html
    assert html.endswith("</details>\n<p>outside</p>\n")


def test_an_unknown_or_open_directive_shows_its_text_and_warns():
    rendered = render(":::teaser big\n**shown**\n:::\n\n:::callout\nalso")
    assert "<p><strong>shown</strong></p>" in rendered.html
    assert "also" in rendered.html
    assert rendered.warnings == (
        "The block “:::teaser” is not known here; its text is shown as it is.",
        "The block “:::callout” has no closing “:::”.",
    )


def test_another_app_adds_a_marker_that_nobody_can_forge(offer):
    html = render(':::test-offer a "guide"\nGet it.\n:::').html
    assert '<div data-block="test-offer" data-words="a &quot;guide&quot;">' in html
    assert "<p>Get it.</p>\n</div>" in html
    assert "data-block" not in render('<div data-block="test-offer">x</div>').html


def test_a_directive_has_one_name():
    with pytest.raises(ValueError, match="registered already"):
        directives.register(directives.Directive("callout", str, ""))


def test_headings_keep_their_own_ids_and_no_level_is_skipped():
    rendered = render("### Deep {#why}\n\n##### Deeper\n\n### Deep\n\n#\n\n# Late")
    assert [(heading.level, heading.id) for heading in rendered.toc] == [
        (2, "h-why"),
        (3, "h-deeper"),
        (2, "h-deep"),
        (2, "h-late"),
    ]


def test_several_top_headings_keep_their_sections_below_them():
    rendered = render("# One\n\n## Part\n\n# Two\n\n## Part")
    assert [heading.level for heading in rendered.toc] == [2, 3, 2, 3]


def test_a_linked_image_alone_and_several_images_are_figures():
    html = render("[![a](/a.png)](/posts/b/)\n\n![b](/b.png)\n![c](/c.png)").html
    first = '<a href="/posts/b/"><img alt="a" decoding="async" loading="lazy" src="/a.png"></a>'
    assert f"<figure>{first}</figure>" in html
    assert html.count("<figure>") == 3
    assert "<p>" not in html


def test_raw_html_after_a_figure_or_an_empty_heading_stays():
    html = render("<details>\n\n![a](/a.png)\n</details>\n\n<div>\n\n#\n</div>\n\nafter").html
    assert "</figure>\n</details>" in html
    assert html.endswith("</div>\n<p>after</p>\n")


@pytest.mark.parametrize("inner", ["[^b]: x", "- [^b]: x", "0. [^b]: x", "> [^b]: x"])
def test_a_footnote_inside_a_footnote_is_text(inner):
    rendered = render(f"Tea[^a].\n\n[^a]: {inner}\n\n[^c]: Cup\n\nMilk[^c].")
    assert rendered.html.count('class="footnote-back"') == 2
    assert ": x" in rendered.html
    assert "Milk" in rendered.html
