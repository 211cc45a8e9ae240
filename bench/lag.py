"""The control thread's lag: the balancer's own histogram, and percentiles of a list."""

import math
import re
from dataclasses import dataclass

HISTOGRAM = "rrlb_control_lag_seconds"


@dataclass(frozen=True)
class Lag:
    """Seconds. From a histogram, each is the upper bound of the bucket that it falls into."""

    p50: float
    p99: float
    most: float


def of_list(seconds: list[float]) -> Lag:
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Lag(at(0.5), at(0.99), ordered[-1])


def of_metrics(text: str) -> Lag | None:
    """None if /metrics has no such histogram, or an empty one."""
    buckets = [
        (math.inf if bound == "+Inf" else float(bound), int(float(count)))
        for bound, count in re.findall(
            rf'^{HISTOGRAM}_bucket\{{le="([^"]+)"\}} (\S+)$', text, re.MULTILINE
        )
    ]
    total = buckets[-1][1] if buckets else 0
    if total == 0:
        return None

    def at(share: float) -> float:
        return next(bound for bound, count in buckets if count >= share * total)

    return Lag(at(0.5), at(0.99), at(1))
