"""What every suite says of itself. A suite is a module with `SUITE`, listed in `run`."""

from collections.abc import Callable
from dataclasses import dataclass

from http1 import Target
from machine import Cores

Figures = dict[str, float]


@dataclass(frozen=True)
class Column:
    figure: str
    heading: str
    form: str  # as in format()
    ratio: bool = False  # show the ratio to the reference beside it


@dataclass(frozen=True)
class Goal:
    """What the balancer promised: `figure` at most this, or at most this times what the best of
    the servers named in `of` has in the same round."""

    work: str
    figure: str
    at_most: float
    of: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Suite:
    name: str
    about: str
    clients: int
    works: dict[str, str]  # key, title
    columns: list[Column]
    goals: list[Goal]
    # Does every work once; figures by the work's key.
    measure: Callable[[Target, Cores, int], dict[str, Figures]]
    # What makes the figures of a server doubtful, if anything.
    doubts: Callable[[Figures], list[str]]
    mode: str = "redirect"  # or "proxy": what the servers do
    has_floor: bool = False  # the floor takes part
