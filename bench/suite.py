"""The description of a suite. A suite is a module with `SUITE`, listed in `run`."""

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
    ratio: bool = False  # show the ratios to the references beside it


@dataclass(frozen=True)
class Goal:
    """A target for rrlbd: `figure` is at most `at_most`, or, if `of` names servers, at most
    `at_most` times the figure of the best of them in the same round."""

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
    works: dict[str, str]  # title by key
    columns: list[Column]
    goals: list[Goal]
    # Does every work once and returns the figures by the work's key.
    measure: Callable[[Target, Cores, int], dict[str, Figures]]
    # Returns the reasons to doubt the figures of a server.
    doubts: Callable[[Figures], list[str]]
    mode: str = "redirect"  # or "proxy"
    has_floor: bool = False  # the floor takes part
