"""The messages tool finds each kind of text that would reach people unmarked or untranslated."""

import gettext
import io
from pathlib import Path

import pytest
from message_sources import Located, Message, read_python, read_template
from messages import catalogue, check, compile_catalogue, update

CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one room that marks and translates all its texts."""
    package = tmp_path / "house"
    write(package / "desk/__init__.py", "")
    write(
        package / "desk/views.py",
        """
        from django.utils.translation import gettext_lazy as _
        GREETING = _("Good morning, %(name)s.")
        """,
    )
    translate(package / "desk", {"Good morning, %(name)s.": "%(name)s，早上好。"})
    return package


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = text.strip("\n").splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    path.write_text("".join(f"{line[margin:]}\n" for line in lines), encoding="utf-8")


def translate(room: Path, translations: dict[str, str]) -> None:
    update(room)
    path = room / CATALOGUE
    text = path.read_text(encoding="utf-8")
    for source, translation in translations.items():
        for empty in ('msgstr ""', 'msgstr[0] ""'):
            text = text.replace(
                f'"{source}"\n{empty}\n', f'"{source}"\n{empty[:-1]}{translation}"\n'
            )
    path.write_text(text, encoding="utf-8")
    compile_catalogue(room)


def findings(package: Path) -> list[str]:
    return [
        f"{found.path.relative_to(package)}:{found.line}: {found.what}" for found in check(package)
    ]


def test_a_complete_room_has_no_findings(package: Path) -> None:
    assert findings(package) == []


# What the sources mark


def test_python_marks_are_read_under_any_imported_name() -> None:
    reading = read_python(
        "from django.utils.translation import gettext as _, npgettext_lazy as np, ngettext\n"
        "from django.utils import translation\n"
        "_('one ' 'two')\n"
        "ngettext('%(n)s day', '%(n)s days', n)\n"
        "np('clock', '%(n)s late', '%(n)s late ones', n)\n"
        "translation.pgettext('grade', 'good')\n"
        "other('not ours')\n"
    )
    assert reading.messages == [
        Located(Message("one two"), 3),
        Located(Message("%(n)s day", "%(n)s days"), 4),
        Located(Message("%(n)s late", "%(n)s late ones", "clock"), 5),
        Located(Message("good", context="grade"), 6),
    ]


def test_an_underscore_that_is_not_gettext_marks_nothing() -> None:
    assert read_python("for _ in range(3): _('text')").messages == []


def test_template_marks_are_read_as_django_looks_them_up() -> None:
    reading = read_template(
        '{% translate "100 % done" %}\n'
        '{% translate "Late" context "clock" as late %}\n'
        "{% blocktranslate count n=total trimmed %}\n"
        "  One report\n"
        "{% plural %}\n"
        "  {{ n }} reports\n"
        "{% endblocktranslate %}\n"
        '{{ value|default:_("none yet") }}\n'
        '{% include "part.html" with label=_("Send") %}\n'
        '{# {% translate "a remark" %} #}\n'
        '{% comment %}{% translate "another" %}{% endcomment %}\n'
    )
    assert reading.messages == [
        Located(Message("100 %% done"), 1),
        Located(Message("Late", context="clock"), 2),
        Located(Message("One report", "%(n)s reports"), 3),
        Located(Message("none yet"), 8),
        Located(Message("Send"), 9),
    ]
    assert reading.markup.count("\n") == 11  # so that findings name the right line


@pytest.mark.parametrize(
    ("name", "source", "finding"),
    [
        (
            "views.py",
            "from django.utils.translation import gettext as _\n_(f'Hello {name}')\n",
            "views.py:2: a translation call without a plain string",
        ),
        (
            "templates/desk/page.html",
            "{% blocktranslate %}a{% if x %}b{% endif %}{% endblocktranslate %}\n",
            "templates/desk/page.html:1: the tag {% if x %} inside a translation block",
        ),
    ],
)
def test_a_mark_that_cannot_be_read_is_found(
    package: Path, name: str, source: str, finding: str
) -> None:
    (package / "desk" / name).parent.mkdir(parents=True, exist_ok=True)
    (package / "desk" / name).write_text(source, encoding="utf-8")
    assert f"desk/{finding}" in findings(package)


# The catalogue


def test_a_new_message_is_missed_at_its_place(package: Path) -> None:
    write(package / "desk/templates/desk/page.html", "<p>\n{% translate 'Send' %}</p>")
    assert findings(package) == ['desk/templates/desk/page.html:2: "Send" is not in the catalogue']


def test_update_adds_what_is_new_drops_what_is_gone_and_keeps_the_rest(package: Path) -> None:
    write(
        package / "desk/forms.py",
        """
        from django.utils.translation import gettext as _
        LABEL = _("Send")
        """,
    )
    update(package / "desk")
    assert [(entry.msgid, entry.msgstr) for entry in catalogue(package / "desk")] == [
        ("Good morning, %(name)s.", "%(name)s，早上好。"),
        ("Send", ""),
    ]
    (package / "desk/views.py").unlink()
    update(package / "desk")
    assert [entry.msgid for entry in catalogue(package / "desk")] == ["Send"]


def test_update_twice_changes_nothing_and_writes_no_line_numbers(package: Path) -> None:
    path = package / "desk" / CATALOGUE
    before = path.read_bytes()
    write(
        package / "desk/views.py",
        """
        from django.utils.translation import gettext_lazy as _


        GREETING = _("Good morning, %(name)s.")
        """,
    )
    update(package / "desk")
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        (('"%(name)s，早上好。"', '""'), '"Good morning, %(name)s." has no translation'),
        (
            ("#, python-format", "#, python-format, fuzzy"),
            '"Good morning, %(name)s." has a doubtful translation',
        ),
        (
            ("%(name)s，", "%(nane)s，"),
            '"Good morning, %(name)s." and its translation differ in %(name)s, %(nane)s',
        ),
        (
            ("%(name)s，", "%(name)s 100% "),
            'the translation of "Good morning, %(name)s." has a lone %',
        ),
        (
            ('msgid "Good morning, %(name)s."', 'msgid "Good evening, %(name)s."'),
            '"Good evening, %(name)s." is in no source',
        ),
        (("mashangban", "another"), "the catalogue is not in its fixed form"),
    ],
)
def test_a_catalogue_out_of_step_is_found(
    package: Path, edit: tuple[str, str], finding: str
) -> None:
    path = package / "desk" / CATALOGUE
    path.write_text(path.read_text(encoding="utf-8").replace(*edit), encoding="utf-8")
    compile_catalogue(package / "desk")
    assert any(found.endswith(finding) for found in findings(package)), findings(package)


def test_a_tag_lost_in_translation_is_found(package: Path) -> None:
    write(
        package / "desk/templates/desk/page.html",
        "{% blocktranslate %}Call <b>now</b>{% endblocktranslate %}",
    )
    translate(package / "desk", {"Call <b>now</b>": "请打电话"})
    assert '"Call <b>now</b>" and its translation differ in </b, <b' in findings(package)[0]


def test_a_stale_compiled_file_is_found(package: Path) -> None:
    path = package / "desk" / CATALOGUE
    path.write_text(path.read_text(encoding="utf-8").replace("早上好", "您好"), encoding="utf-8")
    mo = CATALOGUE.replace(".po", ".mo")
    assert findings(package) == [f"desk/{mo}:1: the .mo file is not that of the .po file"]


def test_the_compiled_file_is_read_by_python_and_the_same_each_time(package: Path) -> None:
    compiled = package / "desk" / CATALOGUE.replace(".po", ".mo")
    content = compiled.read_bytes()
    translations = gettext.GNUTranslations(io.BytesIO(content))
    assert translations.gettext("Good morning, %(name)s.") == "%(name)s，早上好。"
    compile_catalogue(package / "desk")
    assert compiled.read_bytes() == content


def test_two_rooms_that_translate_one_message_differently_are_found(package: Path) -> None:
    write(package / "hall/__init__.py", "")
    write(
        package / "hall/views.py",
        """
        from django.utils.translation import gettext as _
        GREETING = _("Good morning, %(name)s.")
        """,
    )
    translate(package / "hall", {"Good morning, %(name)s.": "%(name)s，您早。"})
    assert any("is translated differently in desk" in found for found in findings(package))


# Texts that nobody marked

PYTHON = {
    "views.py": [
        ("NAME = '物业'", 'Chinese in code: "物业"'),
        ("NAME = f'{x}物业'", 'Chinese in code: "物业"'),
        ("Field(label='Place')", 'label="Place" is not marked'),
        ("Field(help_text=f'Up to {n} photos')", 'help_text="Up to … photos" is not marked'),
        ("raise Refusal('No such thing')", "the sentence of a refusal is not marked"),
        ("raise Refusal(f'No such {x} thing')", "the sentence of a refusal is not marked"),
        (
            "class TooBig(BadInput):\n    pass\nraise TooBig('It is too big')",
            "the sentence of a refusal is not marked",
        ),
        (
            "class TooBig(BadInput):\n    def __init__(self):\n"
            "        super().__init__('It is too big')",
            "the sentence of a refusal is not marked",
        ),
        ("class Kind(TextChoices):\n    A = 'a', 'First'", 'the label "First" is not marked'),
    ],
    "presenters.py": [
        ("word = 'Late'", '"Late" is not marked'),
        ("line = f'Closed on {day}'", '"Closed on" is not marked'),
    ],
}


@pytest.mark.parametrize(
    ("name", "source", "what"),
    [(name, source, what) for name, cases in PYTHON.items() for source, what in cases],
)
def test_unmarked_python_is_found(package: Path, name: str, source: str, what: str) -> None:
    write(package / "desk/parts" / name, source)
    last = len(source.splitlines())
    assert findings(package) == [f"desk/parts/{name}:{last}: {what}"]


@pytest.mark.parametrize(
    "source",
    [
        "# 物业\n'''物业 in a docstring'''",
        "NAME = '物业'  # verbatim: the platform's own name",
        "# verbatim: the standard's table\nTABLE = (\n    '甲',\n    '乙',\n)",
        "Field(label=name)",
        "raise Refusal(sentence)",
        "codes: 'Sequence[str]' = ()",
        "def page(row: 'Row') -> 'Page': return row['Content-Type']",
        "STYLE = 'text-end msb-nowrap'",
    ],
)
def test_what_is_no_text_for_people_is_let_be(package: Path, source: str) -> None:
    write(package / "desk/presenters.py", source)
    assert findings(package) == []


def test_the_core_may_read_chinese(package: Path) -> None:
    write(package / "core/__init__.py", "")
    write(package / "core/names.py", "SUFFIXES = ('小区', '公寓')")
    assert findings(package) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("<p>Report a problem</p>", '"Report a problem" is not marked'),
        ("<p>{{ n }} reports</p>", '"reports" is not marked'),
        ("<p>报修</p>", '"报修" is not marked'),
        ("<p title='More'></p>", 'title="More" is not marked'),
        ("<img alt='A lift'>", 'alt="A lift" is not marked'),
        ("<input placeholder='e.g. the lift'>", 'placeholder="e.g. the lift" is not marked'),
        ("<nav aria-label='Main menu'></nav>", 'aria-label="Main menu" is not marked'),
        ("<input type='submit' value='Send'>", 'value="Send" is not marked'),
        ("<p data-busy='Sending now'></p>", 'data-busy="Sending now" is not marked'),
        ('{% include "part.html" with label="Send" %}', '"Send" is not marked'),
        ('{{ x|default:"None yet" }}', '"None yet" is not marked'),
        ("{% if x %}<b>{% else %}<i>{% endif %}Late", '"Late" is not marked'),
    ],
)
def test_unmarked_text_in_a_template_is_found(package: Path, line: str, what: str) -> None:
    write(package / "desk/templates/desk/page.html", f"<div>\n{line}\n</div>")
    assert findings(package) == [f"desk/templates/desk/page.html:2: {what}"]


@pytest.mark.parametrize(
    "line",
    [
        "<p class='weui-cell card' id='main' data-target='#side'>{{ name }} · 962121 × 2</p>",
        "<input type='hidden' name='place' value='Lift'>",
        "<p lang='en'>English</p><p lang='zh-Hans'>中文</p>",
        "<span translate='no'>Mashangban</span>",
        "<script>const word = 'Late';</script><code>make demo</code>",
        "{# Report #}{% comment %}Report 报修{% endcomment %}",
        "{% block body_class %}desk wide{% endblock %}",
        "<a href=\"{% url 'desk:page' %}\" hx-get=\"{% url 'desk:page' %}\"></a>",
        '{{ at|date:"Y-m-d" }}',
    ],
)
def test_what_nobody_reads_in_a_template_is_let_be(package: Path, line: str) -> None:
    write(package / "desk/templates/desk/page.html", line)
    assert findings(package) == []


def test_unmarked_text_of_a_mail_is_found(package: Path) -> None:
    write(package / "desk/templates/desk/mail.txt", "{{ name }}\nYour report is done.")
    assert findings(package) == [
        'desk/templates/desk/mail.txt:2: "Your report is done." is not marked'
    ]


def test_chinese_in_a_script_is_found(package: Path) -> None:
    write(
        package / "desk/static/desk/page.js",
        """
        // 提交
        const url = "//not a comment"; /* 提交
        again */ const word = "提交中";
        const sign = "？"; // verbatim: the mark that a reader's phone types
        """,
    )
    assert findings(package) == [
        'desk/static/desk/page.js:3: Chinese in a script: "const word = "提交中";"'
    ]


def test_vendored_files_are_not_ours_to_mark(package: Path) -> None:
    write(package / "desk/static/desk/vendor/x.js", 'const word = "提交";')
    assert findings(package) == []
