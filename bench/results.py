"""Turns the figures of every round into medians, ratios and verdicts, as plain values."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from servers import REFERENCES, SERVERS, Rrlbd
from suite import Figures, Goal, Suite


@dataclass(frozen=True)
class Ratio:
    """To a server measured in the same round, so that slow drift of the machine cancels."""

    middle: float
    least: float
    most: float


class Results:
    def __init__(self):
        # The figures of each round, in order, by suite, work and server.
        self._rounds: dict[tuple[str, str, str], list[Figures]] = defaultdict(list)

    def add(self, suite: Suite, server: str, figures_by_work: dict[str, Figures]) -> None:
        for work, figures in figures_by_work.items():
            self._rounds[suite.name, work, server].append(figures)

    def measured(self, suite: Suite, work: str) -> list[str]:
        return [name for name in SERVERS if (suite.name, work, name) in self._rounds]

    def references(self, suite: Suite, work: str) -> list[str]:
        return [name for name in REFERENCES if name in self.measured(suite, work)]

    def rounds(self, suite: Suite, work: str, server: str) -> list[Figures]:
        return self._rounds[suite.name, work, server]

    def medians(self, suite: Suite, work: str, server: str) -> Figures:
        rounds = self.rounds(suite, work, server)
        return {figure: median(f[figure] for f in rounds) for figure in rounds[0]}

    def ratio(
        self, suite: Suite, work: str, server: str, figure: str, reference: str
    ) -> Ratio | None:
        ratios = [
            own[figure] / other[figure]
            for own, other in zip(
                self.rounds(suite, work, server), self.rounds(suite, work, reference)
            )
            if other[figure] > 0
        ]
        return Ratio(median(ratios), min(ratios), max(ratios)) if ratios else None

    def reached(self, suite: Suite, goal: Goal) -> float | None:
        """What the balancer reached, in the goal's terms; None if it was not measured."""
        if (suite.name, goal.work, Rrlbd.name) not in self._rounds:
            return None
        if not goal.of:
            return self.medians(suite, goal.work, Rrlbd.name)[goal.figure]
        if any((suite.name, goal.work, name) not in self._rounds for name in goal.of):
            return None
        own = self.rounds(suite, goal.work, Rrlbd.name)
        others = [self.rounds(suite, goal.work, name) for name in goal.of]
        return median(
            figures[goal.figure] / min(other[goal.figure] for other in round_of_others)
            for figures, *round_of_others in zip(own, *others)
        )

    def doubts(self, suite: Suite) -> list[str]:
        return [
            f"{suite.name}, {work}, {server}: {doubt}"
            for work in suite.works
            for server in self.measured(suite, work)
            for doubt in suite.doubts(self.medians(suite, work, server))
        ]
