"""The components draw what they are given, safely, and only with classes that exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.http import Http404, HttpRequest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from mashangban.kit import components as c
from mashangban.kit import icons, styleguide

SOURCE = Path(styleguide.__file__).parents[1]
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
LOOKS_LIKE_A_TAG = "<script>alert(1)</script>"


def draw(source: str, **context: Any) -> str:
    """Render a line of template with our tags loaded, blanks collapsed."""
    html = Template("{% load kit %}" + source).render(Context(context))
    return re.sub(r"\s+", " ", html).strip()


def request(**cookies: str) -> HttpRequest:
    made = RequestFactory().get("/c/ABC/?page=2")
    made.COOKIES.update(cookies)
    return made


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


class ReportForm(forms.Form):
    category = forms.ChoiceField(
        choices=[("light", "Light"), ("lift", "Lift")], widget=forms.RadioSelect, label="Which?"
    )
    text = forms.CharField(widget=forms.Textarea, label="What?", help_text="One sentence will do.")
    phone = forms.CharField(required=False, label="Phone")
    score = forms.ChoiceField(
        choices=[(str(n), f"{n} stars") for n in range(1, 6)], widget=forms.RadioSelect
    )
    likes = forms.MultipleChoiceField(
        choices=[("fast", "Fast"), ("kind", "Kind")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    photos = forms.FileField(required=False)
    agree = forms.BooleanField(label="I agree")


class TestPages:
    @pytest.mark.parametrize("layout", ["desk", "phone"])
    @pytest.mark.usefixtures("language")
    def test_the_style_guide_obeys_the_content_policy(self, layout: str) -> None:
        html = styleguide.page(request(), layout).content.decode()
        assert "<style" not in html
        assert not re.findall(r"<[^>]+\sstyle=", html)
        assert not re.findall(r"<[^>]+\son[a-z]+=", html)
        assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", html))

    def test_the_style_guide_has_no_other_layout(self) -> None:
        with pytest.raises(Http404):
            styleguide.page(request(), "wall")

    @pytest.mark.parametrize(
        ("language", "said", "attribute"),
        [("zh-hans", "跳到正文", 'lang="zh-CN"'), ("en", "Skip to the content", 'lang="en"')],
    )
    def test_pages_speak_the_chosen_language(
        self, language: str, said: str, attribute: str
    ) -> None:
        with translation.override(language):
            html = styleguide.page(request(), "phone").content.decode()
        assert said in html
        assert attribute in html

    def test_large_print_is_an_attribute_of_the_page(self) -> None:
        normal = styleguide.page(request(), "phone").content.decode()
        large = styleguide.page(request(size="large"), "phone").content.decode()
        assert 'data-size="normal"' in normal
        assert 'name="size" value="large"' in normal
        assert 'data-size="large"' in large
        assert 'name="size" value="normal"' in large

    @pytest.mark.parametrize(
        ("theme", "media"),
        [("", "screen and (prefers-color-scheme: dark)"), ("dark", "screen"), ("light", None)],
    )
    def test_the_dark_theme_is_linked_as_chosen(self, theme: str, media: str | None) -> None:
        html = styleguide.page(request(theme=theme), "desk").content.decode()
        found = re.search(r'kit/css/dark\S*css" media="([^"]+)"', html)
        assert (found[1] if found else None) == media

    def test_a_cookie_that_somebody_made_up_changes_nothing(self) -> None:
        html = styleguide.page(request(size='"><b>', theme="<b>"), "phone").content.decode()
        assert 'data-size="normal"' in html

    def test_switches_lead_back_to_the_same_page(self) -> None:
        html = styleguide.page(request(), "phone").content.decode()
        assert 'name="next" value="/c/ABC/?page=2"' in html

    @pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
    @pytest.mark.usefixtures("language")
    def test_error_pages_need_no_context_and_show_a_way_back(self, name: str) -> None:
        html = render_to_string(f"{name}.html")
        assert 'href="/"' in html
        assert "tel:962121" in html

    def test_a_refusal_says_its_sentence(self) -> None:
        html = render_to_string("kit/refusal.html", {"sentence": LOOKS_LIKE_A_TAG})
        assert "&lt;script&gt;" in html

    def test_the_desk_draws_nothing_that_it_was_not_given(self) -> None:
        html = render_to_string("kit/desk.html", {}, request())
        assert 'role="search"' not in html
        assert 'class="menu"' not in html
        assert "<dialog" in html

    def test_the_desk_marks_where_one_is(self) -> None:
        nav = [c.NavSection([c.NavItem("Reports", "/r/", "tool", "12", current=True, hot=True)])]
        html = render_to_string("kit/desk.html", {"nav": nav, "notifications_url": "/n/"})
        assert '<a href="/r/" aria-current="page">' in html
        assert '<span class="n hot">12</span>' in html


class TestChips:
    @pytest.mark.parametrize(
        ("percent", "share"), [(0, 0), (2, 0), (43, 45), (86, 85), (100, 100), (180, 100), (-5, 0)]
    )
    def test_a_clock_fills_in_steps_of_five(self, percent: int, share: int) -> None:
        clock = c.Clock(c.ClockState.SOON, "2 hours left", percent)
        assert draw("{% clock_chip clock %}", clock=clock) == (
            f'<span class="clock clock-soon pc-{share}">2 hours left</span>'
        )

    def test_a_normal_severity_is_not_drawn(self) -> None:
        assert draw("{% severity_tag s %}", s=c.Severity(c.SeverityLevel.NORMAL, "normal")) == ""
        urgent = draw("{% severity_tag s %}", s=c.Severity(c.SeverityLevel.URGENT, "urgent"))
        assert urgent == '<span class="sev sev-urgent">urgent</span>'

    def test_a_track_is_red_beyond_the_deadline(self) -> None:
        late = draw("{% clock_track t %}", t=c.Track(100, 57, "7 of 4 hours"))
        assert '<rect class="used" width="57.0"' in late
        assert '<rect class="over" x="57.0" width="43.0"' in late
        assert 'aria-label="7 of 4 hours"' in late
        assert 'class="over"' not in draw("{% clock_track t %}", t=c.Track(40, 100, "fine"))

    def test_an_icon_is_silent_unless_it_has_a_label(self) -> None:
        assert 'aria-hidden="true"' in draw("{% icon 'bulb' %}")
        assert 'role="img" aria-label="Light"' in draw("{% icon 'bulb' 'Light' %}")

    def test_an_unknown_icon_says_how_to_add_it(self) -> None:
        with pytest.raises(ValueError, match=r"add it to tools/assets/icons\.txt"):
            draw("{% icon 'robot' %}")


class TestButton:
    def test_a_link_and_a_submit_button(self) -> None:
        assert '<a class="btn btn-primary' in draw("{% button 'Go' href='/x/' kind='primary' %}")
        sent = draw("{% button 'Send' name='do' value='it' %}")
        assert 'type="submit" name="do" value="it"' in sent
        assert "data-busy=" in sent

    def test_a_disabled_link_leads_nowhere(self) -> None:
        html = draw("{% button 'Merge' href='/x/' disabled=True %}")
        assert 'aria-disabled="true"' in html
        assert "href=" not in html

    def test_an_unknown_kind_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            draw("{% button 'Go' kind='loud' %}")

    def test_a_phone_number_stays_on_one_line(self) -> None:
        html = draw("{% button 'Call' href='tel:1' number='021-1' %}")
        assert '<span class="msb-nowrap">021-1</span>' in html


class TestFields:
    def test_a_hint_is_tied_to_its_control(self) -> None:
        html = draw("{% field form.text %}", form=ReportForm())
        assert 'aria-describedby="id_text_helptext"' in html
        assert 'class="hint" id="id_text_helptext"' in html
        assert '<label class="label" for="id_text">' in html

    def test_an_error_takes_the_place_of_the_hint_and_keeps_the_rest(self) -> None:
        form = ReportForm({"text": "", "phone": "138"})
        html = draw("{% field form.text %}{% field form.phone %}", form=form)
        assert 'aria-describedby="id_text_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'class="err" id="id_text_error"' in html
        assert "One sentence will do." not in html
        assert 'value="138"' in html

    def test_optional_fields_say_so(self, language: str) -> None:
        word = {"zh-hans": "可不填", "en": "optional"}[language]
        assert word in draw("{% field form.phone %}", form=ReportForm())
        assert word not in draw("{% field form.phone mark_optional=False %}", form=ReportForm())
        assert word not in draw("{% field form.text %}", form=ReportForm())

    def test_a_box_stands_before_its_label(self) -> None:
        html = draw("{% field form.agree %}", form=ReportForm())
        assert re.search(r'<label class="choice"><input type="checkbox".*<span>I agree', html)

    def test_the_widgets_own_classes_stay(self) -> None:
        form = ReportForm()
        form.fields["phone"].widget.attrs["class"] = "w-s"
        assert 'class="w-s input form-control"' in draw("{% field form.phone %}", form=form)

    def test_tiles_have_pictures_and_remember_the_choice(self) -> None:
        html = draw(
            "{% tiles form.category pictures %}",
            form=ReportForm({"category": "lift"}),
            pictures={"lift": "elevator"},
        )
        assert html.count('type="radio"') == 2
        assert re.search(r'value="lift"[^>]* checked', html)
        assert "#elevator" in html
        assert "<legend" in html

    def test_tiles_without_an_answer_show_the_error(self) -> None:
        html = draw("{% tiles form.category %}", form=ReportForm({"text": "x"}))
        assert 'aria-describedby="id_category_error"' in html
        assert 'id="id_category_error"' in html

    def test_stars_come_with_their_words(self) -> None:
        html = draw("{% stars form.score %}", form=ReportForm({"score": "4"}))
        assert html.count("#star") == 5
        assert "5 stars" in html
        assert re.search(r'value="4"[^>]* checked', html)

    def test_chips_may_be_several(self) -> None:
        html = draw("{% choice_chips form.likes %}", form=ReportForm({"likes": ["fast", "kind"]}))
        assert html.count("checked") == 2

    def test_a_photo_field_is_a_plain_input(self) -> None:
        many = draw("{% photo_field form.photos limit=6 %}", form=ReportForm())
        assert re.search(r'<input type="file"[^>]*accept="image/\*"', many)
        assert " multiple" in many
        assert " multiple" not in draw("{% photo_field form.photos limit=1 %}", form=ReportForm())


class TestLists:
    def test_a_timeline_draws_its_entries_in_order(self) -> None:
        entries = [
            c.TimelineEntry(
                "Mended", "today 10:20", "Chen", "New lamp\nand shade", tone=c.Tone.NOW
            ),
            c.TimelineEntry("Reported", "yesterday"),
        ]
        html = draw("{% timeline entries %}", entries=entries)
        assert html.index("Mended") < html.index("Reported")
        assert '<li class="is-now">' in html
        assert "today 10:20 · Chen" in html
        assert "New lamp<br>and shade" in html

    def test_the_step_of_now_is_marked_for_readers(self) -> None:
        steps = [c.Step("Received", c.Tone.DONE), c.Step("Sent", c.Tone.NOW)]
        html = draw("{% steps_bar steps %}", steps=steps)
        assert '<li class="is-now" aria-current="step">Sent' in html

    def test_a_pager_shows_only_the_way_there_is(self) -> None:
        html = draw("{% pager p %}", p=c.Pager("7 of 128", next_url="?after=x"))
        assert html.count('aria-disabled="true"') == 1
        assert 'href="?after=x"' in html
        assert "btn" not in draw("{% pager p %}", p=c.Pager("7 of 7"))

    def test_tabs_and_chosen_filters_are_current(self) -> None:
        tabs = draw("{% tabs t 'States' %}", t=[c.Tab("Open", "?s=o", "5", current=True)])
        assert '<a href="?s=o" aria-current="page">Open<b>5</b>' in tabs
        chips = [
            c.Chip("North", "?", chosen=True),
            c.Chip("Late", "?l", "3", dot=c.ClockState.LATE),
        ]
        html = draw("{% filter_chips g %}", g=[c.FilterGroup("Where", chips)])
        assert html.count('aria-current="true"') == 1
        assert "dot-late" in html

    def test_masked_facts_offer_the_reveal_page_only_if_there_is_one(self) -> None:
        open_to_us = c.Fact("Phone", c.Masked("138****0142", "/reveal/"))
        closed = c.Fact("Phone", c.Masked("138****0142"))
        assert 'href="/reveal/"' in draw("{% facts f %}", f=[open_to_us])
        assert "href" not in draw("{% facts f %}", f=[closed])

    def test_an_empty_state_says_what_to_do(self) -> None:
        html = draw("{% empty_state 'Nothing yet.' href='/new/' label='Report' %}")
        assert "Nothing yet." in html
        assert 'href="/new/"' in html

    def test_cards_and_sections_hold_their_content(self) -> None:
        card = draw("{% card 'History' aside='6' %}<p>{{ x }}</p>{% endcard %}", x="<i>")
        assert '<h2>History</h2><span class="r">6</span>' in card
        assert "<p>&lt;i&gt;</p>" in card
        assert "<h2>" not in draw("{% section %}x{% endsection %}")


EVERY_TEXT = {
    "{% clock_chip x %}": c.Clock(c.ClockState.OK, LOOKS_LIKE_A_TAG),
    "{% clock_track x %}": c.Track(1, 2, LOOKS_LIKE_A_TAG),
    "{% severity_tag x %}": c.Severity(c.SeverityLevel.HIGH, LOOKS_LIKE_A_TAG),
    "{% table x %}": c.Table(
        columns=[c.Column(LOOKS_LIKE_A_TAG), c.Column("Number")],
        rows=[[c.Matter(LOOKS_LIKE_A_TAG, LOOKS_LIKE_A_TAG, LOOKS_LIKE_A_TAG), LOOKS_LIKE_A_TAG]],
    ),
    "{% grade_tag x %}": c.Grade(c.GradeLevel.A, LOOKS_LIKE_A_TAG),
    "{% icon 'bulb' x %}": LOOKS_LIKE_A_TAG,
    "{% button x %}": LOOKS_LIKE_A_TAG,
    "{% empty_state x %}": LOOKS_LIKE_A_TAG,
    "{% card x aside=x %}{% endcard %}": LOOKS_LIKE_A_TAG,
    "{% section x aside=x %}{% endsection %}": LOOKS_LIKE_A_TAG,
    "{% copy_button x x %}": LOOKS_LIKE_A_TAG,
    "{% timeline x %}": [c.TimelineEntry(*[LOOKS_LIKE_A_TAG] * 4)],
    "{% steps_bar x %}": [c.Step(LOOKS_LIKE_A_TAG, c.Tone.TODO)],
    "{% photos x %}": [c.Photo(*[LOOKS_LIKE_A_TAG] * 4)],
    "{% pager x %}": c.Pager(LOOKS_LIKE_A_TAG),
    "{% tabs x 'y' %}": [c.Tab(*[LOOKS_LIKE_A_TAG] * 3)],
    "{% filter_chips x %}": [c.FilterGroup(LOOKS_LIKE_A_TAG, [c.Chip(*[LOOKS_LIKE_A_TAG] * 3)])],
    "{% facts x %}": [c.Fact(*[LOOKS_LIKE_A_TAG] * 3)],
    "{% masked x %}": c.Masked(*[LOOKS_LIKE_A_TAG] * 2),
    "{% side_nav x %}": [
        c.NavSection([c.NavItem(LOOKS_LIKE_A_TAG, "#", "home", LOOKS_LIKE_A_TAG)], LOOKS_LIKE_A_TAG)
    ],
}


@pytest.mark.parametrize(("source", "x"), EVERY_TEXT.items(), ids=EVERY_TEXT)
def test_texts_of_people_stay_texts(source: str, x: object) -> None:
    html = draw(source, x=x)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert LOOKS_LIKE_A_TAG not in html


class TestSignIn:
    @pytest.mark.usefixtures("language")
    def test_the_sign_in_page_is_ours(self) -> None:
        html = render_to_string("account/login.html", {"form": ReportForm({})}, request())
        assert 'class="msb-phone plain"' in html
        assert 'class="btn weui-btn btn-primary weui-btn_primary"' in html
        assert 'class="err" id="id_text_error"' in html
        assert "signup" not in html

    @pytest.mark.parametrize(
        ("tags", "class_name"),
        [
            ("danger,delete", "btn-outline-danger"),
            ("link,cancel", "btn-link"),
            ("secondary,panel", "btn-outline"),
            ("primary,login", "btn-primary"),
        ],
    )
    def test_buttons_of_the_library_take_our_classes(self, tags: str, class_name: str) -> None:
        html = render_to_string(
            "allauth/elements/button.html",
            {"attrs": {"tags": tags.split(",")}, "slots": {"default": ["Go"]}},
        )
        classes = re.findall(r'class="([^"]+)"', html)
        assert class_name in classes[0].split()


def literal_classes(source: str) -> set[str]:
    """Return the class names that a template spells out; parts made by tags are left aside."""
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", source, flags=re.S)
    values = re.findall(r'\bclass="([^"]*)"', plain) + re.findall(r'classes="([^"]*)"', source)
    return {name for value in values for name in value.split() if not re.search(r"\0|-$", name)}


def literal_icons(source: str) -> set[str]:
    found = re.findall(r"""\{% icon ["']([^"']+)""", source)
    return {*found, *re.findall(r"""\bicon=["']([^"']+)""", source)}


@pytest.fixture(scope="module")
def known_classes() -> set[str]:
    sheets = (SOURCE / "kit/static/kit").glob("**/*.css")
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", css))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
class TestEveryTemplate:
    def test_its_classes_are_in_a_stylesheet(self, template: Path, known_classes: set[str]) -> None:
        used = literal_classes(template.read_text(encoding="utf-8"))
        assert used - known_classes == set(), "add it to kit/css or to tools/assets/*.txt"

    def test_its_icons_are_in_the_sprite(self, template: Path) -> None:
        assert literal_icons(template.read_text(encoding="utf-8")) <= icons.names()

    def test_it_keeps_the_content_policy(self, template: Path) -> None:
        source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", template.read_text())
        assert "<style" not in source
        assert not re.findall(r"\sstyle=", source)
        assert not re.findall(r"\son[a-z]+=\"", source)
        assert not re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", source)
        assert not re.findall(r"(?:src|href)=\"https?://", source)
