"""Questions asked of a table, and its drawing."""

from collections.abc import Callable

import pytest

from mashangban.core.workflow import (
    State,
    StateDeadline,
    Transition,
    TransitionNotAllowed,
    Workflow,
    markdown,
    mermaid,
)

REQUEST = Workflow(
    name="request",
    parties=("resident", "manager"),
    initial="reported",
    states=(
        State(
            "reported",
            deadlines=(StateDeadline(rule="accept", owner="manager", escalates="bureau"),),
        ),
        State(
            "resolved", deadlines=(StateDeadline(rule="confirm", owner="resident", fires="close"),)
        ),
        State("closed", terminal=True),
    ),
    transitions=(
        Transition(
            "resolve",
            "reported",
            "resolved",
            parties=("manager",),
            permission="requests.work",
            proposes="closing",
        ),
        Transition("withdraw", "reported", "closed", parties=("resident", "manager")),
        Transition("close", "resolved", "closed", parties=("resident",), decides="closing"),
        Transition("reopen", "closed", "reported", parties=("resident",), reopens=True),
    ),
)
WITHOUT_DEADLINES = Workflow(
    name="notice",
    parties=("company",),
    initial="draft",
    states=(State("draft"), State("posted", terminal=True)),
    transitions=(Transition("post", "draft", "posted", parties=("company",)),),
)


def test_move_leads_to_the_target() -> None:
    assert REQUEST.move("reported", "resolve") == "resolved"
    assert REQUEST.move("closed", "reopen") == "reported"


def test_transition_tells_the_permission_to_ask_for() -> None:
    assert REQUEST.transition("reported", "resolve").permission == "requests.work"


def test_a_step_of_another_state_is_refused_with_what_is_possible() -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        REQUEST.move("reported", "close")
    assert str(refused.value) == (
        '"close" is not possible in state "reported" of request; possible: resolve, withdraw.'
    )
    assert (refused.value.workflow, refused.value.state, refused.value.name) == (
        "request",
        "reported",
        "close",
    )
    assert refused.value.allowed == ("resolve", "withdraw")


def test_at_an_end_nothing_is_possible() -> None:
    with pytest.raises(TransitionNotAllowed, match="nothing is possible any more") as refused:
        WITHOUT_DEADLINES.move("posted", "post")
    assert refused.value.allowed == ()


def test_allowed_lists_the_steps_of_a_party_in_the_order_of_the_table() -> None:
    assert REQUEST.allowed("reported", "manager") == ("resolve", "withdraw")
    assert REQUEST.allowed("reported", "resident") == ("withdraw",)
    assert REQUEST.allowed("resolved", "manager") == ()


def test_terminal_names_the_ends() -> None:
    assert REQUEST.terminal == ("closed",)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda: REQUEST.move("opened", "close"),
            'Workflow request has no state "opened"; it has: reported, resolved, closed.',
        ),
        (lambda: REQUEST.leaving(""), 'Workflow request has no state ""'),
        (
            lambda: REQUEST.allowed("closed", "mayor"),
            'Workflow request has no party "mayor"; it has: resident, manager.',
        ),
    ],
)
def test_a_name_the_table_does_not_have_is_a_mistake(
    ask: Callable[[], object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        ask()


def test_mermaid_draws_the_diagram_in_the_order_of_the_table() -> None:
    assert (
        mermaid(REQUEST)
        == """\
stateDiagram-v2
    [*] --> reported
    reported --> resolved: resolve (manager)
    reported --> closed: withdraw (resident, manager)
    resolved --> closed: close (resident)
    closed --> reported: reopen (resident)
    closed --> [*]
"""
    )


def test_markdown_tells_transitions_and_deadlines() -> None:
    assert (
        markdown(REQUEST)
        == """\
| From | Step | To | Who may | Permission | Remarks |
| --- | --- | --- | --- | --- | --- |
| `reported` | `resolve` | `resolved` | manager | `requests.work` | proposes closing |
| `reported` | `withdraw` | `closed` | resident, manager |  |  |
| `resolved` | `close` | `closed` | resident |  | decides closing |
| `closed` | `reopen` | `reported` | resident |  | reopens |

| State | Deadline | Who must act | If late |
| --- | --- | --- | --- |
| `reported` | `accept` | manager | escalates: bureau |
| `resolved` | `confirm` | resident | `close` happens by itself |
"""
    )


def test_markdown_without_deadlines_is_one_table() -> None:
    assert (
        markdown(WITHOUT_DEADLINES)
        == """\
| From | Step | To | Who may | Permission | Remarks |
| --- | --- | --- | --- | --- | --- |
| `draft` | `post` | `posted` | company |  |  |
"""
    )
