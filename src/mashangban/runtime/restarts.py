"""How often a service that dies is started again, and after what pause."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """At most `limit` restarts within `window` seconds; each pause doubles the one before."""

    limit: int = 5
    window: float = 300
    first_pause: float = 0.5
    longest_pause: float = 30


@dataclass(slots=True)
class RestartBudget:
    """What a policy still allows one service. Instants are seconds of any steady clock."""

    policy: RestartPolicy
    _deaths: deque[float] = field(default_factory=deque)

    def pause_after_death(self, at: float) -> float | None:
        """Count a death at the instant `at`; return the pause in seconds, None to give up."""
        while self._deaths and self._deaths[0] <= at - self.policy.window:
            self._deaths.popleft()
        if len(self._deaths) >= self.policy.limit:
            return None
        pause = self.policy.first_pause * 2.0 ** len(self._deaths)
        self._deaths.append(at)
        return min(pause, self.policy.longest_pause)
