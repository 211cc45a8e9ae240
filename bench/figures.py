"""Single figures with a unit, a target and a verdict: a table for people, JSON for machines."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    key: str
    what: str
    unit: str
    value: float | None  # None: it could not be measured, see the note
    at_most: float | None = None  # None: nothing is promised
    digits: int = 0
    note: str = ""

    def verdict(self) -> str:
        if self.at_most is None:
            return "not measured" if self.value is None else ""
        return "met" if self.value is not None and self.value <= self.at_most else "MISSED"

    def _shown(self, value: float | None) -> str:
        if value is None:
            return ""
        if math.isinf(value):
            return "beyond the last bucket"
        return f"{value:,.{self.digits}f} {self.unit}"

    def row(self) -> list[str]:
        return [
            self.what,
            self._shown(self.at_most),
            self._shown(self.value),
            self.verdict(),
            self.note,
        ]

    def as_json(self) -> dict:
        return {
            "figure": self.key,
            "what": self.what,
            "unit": self.unit,
            "value": None if self.value is None or math.isinf(self.value) else self.value,
            "at_most": self.at_most,
            "verdict": self.verdict(),
            "note": self.note,
        }


HEADING = ["what", "at most", "measured", "", "note"]
