from mashangban.runtime.restarts import RestartBudget, RestartPolicy

POLICY = RestartPolicy(limit=4, window=60, first_pause=1, longest_pause=5)


def test_each_pause_doubles_up_to_the_longest() -> None:
    budget = RestartBudget(POLICY)
    assert [budget.pause_after_death(at) for at in (0, 1, 2, 3)] == [1, 2, 4, 5]


def test_one_death_too_many_within_the_window_gives_up() -> None:
    budget = RestartBudget(POLICY)
    for at in (0, 10, 20, 30):
        assert budget.pause_after_death(at) is not None
    assert budget.pause_after_death(59.9) is None


def test_deaths_outside_the_window_are_forgiven() -> None:
    budget = RestartBudget(POLICY)
    for at in (0, 10, 20, 30):
        budget.pause_after_death(at)
    assert budget.pause_after_death(60) == 5
    assert budget.pause_after_death(1000) == 1
