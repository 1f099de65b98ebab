"""What is reported, in which words, and what becomes of it: uneven and plausible, as life is."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from mashangban.demonstration.chance import source
from mashangban.demonstration.demand import occasions
from mashangban.demonstration.handling import handlings
from mashangban.demonstration.inventing import stories
from mashangban.demonstration.plan import Company, Plan, make_plan
from mashangban.demonstration.sizes import SIZES, SizeName
from mashangban.demonstration.stories import Move, Opinion, Story
from mashangban.demonstration.telling import word
from mashangban.demonstration.words import answers, reports
from mashangban.kit.clock import SHANGHAI, local_date
from mashangban.service_requests.rules import shipped_rules
from mashangban.service_requests.states import WORKFLOW, Step

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SIZE = SIZES[SizeName.DEMO]
COUNT = 6_000  # of the whole district's 20,000: enough to see how they lie
CATEGORIES = [category.code for category in shipped_rules().categories]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(size=SIZE, seed=1, today=local_date(NOW))


@pytest.fixture(scope="module")
def told(plan: Plan) -> list[Story]:
    return stories(plan=plan, count=COUNT, seed=1, now=NOW)


# The plan


def test_the_district_has_the_size_asked_for(plan: Plan) -> None:
    assert len(plan.subdistricts) == SIZE.subdistricts
    assert len(plan.compounds) == SIZE.compounds
    assert len(plan.companies) == SIZE.companies
    assert plan.begins == date(2025, 5, 1)
    assert {committee for committee, _ in plan.committees} == set(range(SIZE.subdistricts))


def test_every_compound_is_served_on_every_day_of_the_history(plan: Plan) -> None:
    members = [compound for area in plan.areas for compound in area.compounds]
    assert sorted(members) == list(range(SIZE.compounds))
    for area in plan.areas:
        assert area.contracts[0].first <= plan.begins
        assert area.contracts[-1].last > local_date(NOW)
        for former, present in pairwise(area.contracts):
            assert former.last + timedelta(days=1) == present.first
    assert any(len(area.contracts) > 1 for area in plan.areas)


def test_no_manager_answers_for_more_areas_than_the_rule_allows(plan: Plan) -> None:
    # 若干意见 沪房规范〔2021〕6号: three areas at most.
    areas = Counter(contract.manager for area in plan.areas for contract in area.contracts)
    assert max(areas.values()) == 3
    opening = {area.contracts[-1].manager for area in plan.areas if area.compounds[0] < 3}
    assert opening == {0}


# Where and when


def test_few_compounds_make_most_reports(told: list[Story]) -> None:
    counts = sorted(Counter(story.compound for story in told).values(), reverse=True)
    assert 0.35 < sum(counts[:24]) / COUNT < 0.6  # a tenth of the compounds
    assert sum(counts[120:]) / COUNT < 0.2


def test_old_compounds_report_more_than_new_ones(plan: Plan, told: list[Story]) -> None:
    def rate(built: range) -> float:
        chosen = {n for n, each in enumerate(plan.compounds) if each.built_year in built}
        households = sum(plan.compounds[n].households for n in chosen)
        return sum(story.compound in chosen for story in told) / households

    assert rate(range(1950, 1990)) > 1.3 * rate(range(2005, 2030))


def test_lifts_break_only_where_there_are_lifts(plan: Plan, told: list[Story]) -> None:
    lifts = [story for story in told if story.category == "lift"]
    assert lifts
    assert all(plan.compounds[story.compound].lifts for story in lifts)


def test_dark_stairways_are_found_in_the_evening_and_noise_at_night(told: list[Story]) -> None:
    def share(category: str, hours: set[int]) -> float:
        found = [each.at.astimezone(SHANGHAI).hour for each in told if each.category == category]
        return sum(hour in hours for hour in found) / len(found)

    assert share("lamp", {17, 18, 19, 20, 21}) > 0.5
    assert share("noise", {21, 22, 23, 0, 1}) > 0.4
    assert share("parking", {0, 1, 2, 3, 4}) < 0.05


def test_rainstorms_show(told: list[Story]) -> None:
    leaks = Counter(local_date(story.at) for story in told if story.category == "water")
    usual = sum(leaks.values()) / len(leaks)
    assert max(leaks.values()) > 4 * usual


def test_seasons_and_weekdays_show(told: list[Story]) -> None:
    green = Counter(local_date(story.at).month for story in told if story.category == "green")
    assert green[6] + green[7] > 3 * (green[1] + green[2])
    days = Counter(local_date(story.at).weekday() for story in told)
    assert days[0] > 1.15 * days[6]


def test_nothing_happens_before_the_beginning_or_after_now(plan: Plan) -> None:
    drawn = occasions(plan=plan, count=COUNT, seed=1, now=NOW)
    assert drawn == sorted(drawn)
    assert local_date(drawn[0].at) >= plan.begins
    assert drawn[-1].at <= NOW
    assert NOW - drawn[-1].at < timedelta(hours=12)
    assert 0.99 * COUNT < len(drawn) <= COUNT


# In which words


def test_there_are_words_for_every_category() -> None:
    assert set(reports().cases) == set(CATEGORIES)
    for cases in reports().cases.values():
        assert sum(len(case.say) for case in cases) >= 12
        assert all(case.say and case.done and (case.at or case.outside) for case in cases)
    assert set(answers().comments) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_slot_stays_open(plan: Plan, category: str) -> None:
    chance = source("words", category)
    for number in range(400):
        compound = plan.compounds[number % len(plan.compounds)]
        if category == "lift" and not compound.lifts:
            continue
        said = word(chance, category=category, compound=compound, code_place="6 号楼", at=NOW)
        whole = said.place + said.description + said.done
        assert not re.search(r"[{}]|None|。。|^\s|\s\s", whole), whole
        assert said.place
        assert said.description.endswith(("。", "？"))
        assert len(said.place) <= 100  # the form takes no more


def test_reports_tell_of_nothing_the_compound_does_not_have(plan: Plan) -> None:
    chance = source("words")
    low = next(each for each in plan.compounds if not each.lifts and each.built_year < 1990)
    for category in set(CATEGORIES) - {"lift"}:
        for _ in range(200):
            said = word(chance, category=category, compound=low, code_place="", at=NOW)
            assert "电梯" not in said.place + said.description
            assert "地下车库" not in said.place


def test_texts_are_varied(told: list[Story]) -> None:
    assert len({story.description for story in told}) > COUNT / 3


# What becomes of it


def test_every_story_follows_the_table(told: list[Story]) -> None:
    for story in told:
        state = WORKFLOW.initial
        at = story.at
        for move in story.moves:
            state = WORKFLOW.move(state, move.step)
            assert move.at > at
            at = move.at
        if story.opinion:
            assert story.opinion.at > at
            assert state in {"resolved", "closed"}


def test_every_step_is_taken_by_somebody(told: list[Story]) -> None:
    taken = Counter(move.step for story in told for move in story.moves)
    assert set(taken) == set(Step) - {Step.REPORT}
    assert 0.02 < taken[Step.REOPEN] / taken[Step.RESOLVE] < 0.12
    assert taken[Step.LAPSE] > 0.3 * taken[Step.CONFIRM]


def test_steps_that_need_words_have_them(told: list[Story]) -> None:
    for story in told:
        for move in story.moves:
            if move.step in (Step.RESOLVE, Step.REOPEN, Step.WITHDRAW):
                assert move.words


def course(company: Company, number: int) -> tuple[tuple[Move, ...], Opinion | None]:
    return handlings()["lamp"].course(source(number), company=company, begun=NOW, done="灯管已换。")


def test_good_companies_are_quicker_and_better_liked() -> None:
    good = Company("好物业", "", pace=0.7, quality=0.95)
    poor = Company("差物业", "", pace=1.7, quality=0.35)

    def figures(company: Company) -> tuple[float, float, float]:
        courses = [course(company, number) for number in range(600)]
        resolved = [
            next((move.at for move in moves if move.step is Step.RESOLVE), NOW)
            for moves, _ in courses
        ]
        hours = sorted((at - NOW).total_seconds() / 3600 for at in resolved)[300]
        reopened = sum(any(m.step is Step.REOPEN for m in moves) for moves, _ in courses)
        scores = [opinion.score for _, opinion in courses if opinion]
        return hours, reopened / 600, sum(scores) / len(scores)

    (quick, rarely, liked), (slow, often, disliked) = figures(good), figures(poor)
    assert quick < slow
    assert rarely < often / 3
    assert liked > disliked + 1


def test_emergencies_are_taken_on_within_minutes_also_at_night() -> None:
    night = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # three in the morning
    usual = Company("平物业", "", pace=1, quality=0.8)
    waits = []
    for number in range(200):
        moves, _ = handlings()["lift"].course(
            source(number), company=usual, begun=night, done="电梯已恢复。"
        )
        if moves[0].step is Step.ACCEPT:
            waits.append((moves[0].at - night).total_seconds() / 60)
    assert sorted(waits)[len(waits) // 2] < 15
    assert max(waits) < 120


def test_nobody_mends_a_lamp_at_night() -> None:
    usual = Company("平物业", "", pace=1, quality=0.8)
    for number in range(100):
        for move in course(usual, number)[0]:
            if move.step is Step.RESOLVE:
                assert 8 <= move.at.astimezone(SHANGHAI).hour <= 18


def test_the_same_seed_tells_the_same_stories(plan: Plan) -> None:
    once, again = (stories(plan=plan, count=300, seed=7, now=NOW) for _ in range(2))
    assert once == again
    assert once != stories(plan=plan, count=300, seed=8, now=NOW)
