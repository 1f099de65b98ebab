"""`mashangban createuser`: asks for what is not said, prints a password once, refuses plainly."""

import re
from datetime import date

import pytest

from mashangban.accounts import permissions, queries
from mashangban.accounts.models import Grant, User
from mashangban.kit import clock
from tests.cli.conftest import Run
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
PASSWORD = re.compile(r"^(\S+)  ([a-z]+(?:-[a-z]+){3})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def monday() -> object:
    with clock.frozen(NOW):
        yield


def user_of(output: str) -> User:
    """Return the user that was made, having seen that the printed password is theirs."""
    found = PASSWORD.search(output)
    assert found, output
    user = queries.user_named(found[1])
    assert user is not None
    assert user.check_password(found[2])
    return user


def test_everything_said_nothing_is_asked(world: World, run: Run) -> None:
    result = run(
        "createuser", "wu", "--name", "吴桐", "--role", "bureau", "--scope", world.district.pk,
        "--until", "2027-06-30",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    user = user_of(result.output)
    assert user.password_is_temporary
    assert queries.name_of([user.person_id]) == {user.person_id: "吴桐"}
    (grant,) = Grant.objects.filter(person=user.person)
    assert (grant.role, grant.scope) == ("bureau", world.district)
    assert (grant.period.lower, grant.period.upper) == (TODAY, date(2027, 7, 1))


def test_what_is_not_said_is_asked(world: World, run: Run) -> None:
    result = run("createuser", "wu", input=f"subdistrict\n{world.subdistrict.pk}\n吴桐\n")
    assert result.exit_code == 0, result.output
    user = user_of(result.output)
    assert permissions.may(
        user.person_id, "service_requests.view", world.compound.scope_id, on=TODAY
    )
    for listed in ("project_manager", "Handles the requests", "梧桐里街道", "青榆物业"):
        assert listed in result.output
    assert "system\n" not in result.output


@pytest.mark.parametrize(
    "role", ["system_administrator", "security_administrator", "audit_administrator"]
)
def test_administrators_are_about_no_place(world: World, run: Run, role: str) -> None:
    result = run("createuser", "sun", "--name", "孙维", "--role", role)
    assert result.exit_code == 0, result.output
    (grant,) = Grant.objects.filter(person=user_of(result.output).person)
    assert grant.scope.kind == "system"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["he", "--name", "x", "--role", "bureau"], "This user name is taken."),
        (["HE", "--name", "x", "--role", "bureau"], "This user name is taken."),
        (["wu", "--name", "x", "--role", "boss"], "There is no role 'boss'. Choose one of: bureau"),
        (
            ["wu", "--name", "x", "--role", "bureau", "--scope", "999999999"],
            "Please name the place: this number is unknown",
        ),
        (
            ["w", "--name", "x", "--role", "system_administrator"],
            "A user name has 2 to 64 small letters",
        ),
        (
            ["wu", "--name", "x", "--role", "system_administrator", "--until", "2020-01-01"],
            "The last day lies before the first.",
        ),
        (["wu", "--until", "tomorrow"], "does not match the format"),
    ],
)
def test_a_refusal_is_a_sentence_and_nothing_is_written(
    world: World, run: Run, words: list[str], sentence: str
) -> None:
    before = User.objects.count()
    result = run("createuser", *words)
    assert result.exit_code != 0
    assert sentence in result.output
    assert User.objects.count() == before


def test_a_taken_name_is_refused_before_anything_is_asked(world: World, run: Run) -> None:
    result = run("createuser", "he")
    assert result.output == "Error: This user name is taken. Please choose another.\n"


def test_without_a_district_there_is_no_place_to_choose(db: None, run: Run) -> None:
    result = run("createuser", "wu", "--name", "吴桐", "--role", "bureau")
    assert result.exit_code == 1
    assert "Bring in the district first" in result.output
