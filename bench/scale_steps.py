"""What `scale` does with one balancer, step by step, and the targets."""

import re
import time
from collections.abc import Callable
from statistics import median

import lag
from admin import Admin, Answer, Pulse
from failure import Failure
from figures import Figure
from fleet import Fleet
from preparation import say
from processes import Program

START_SECONDS = 120  # until every backend must be UP
WATCH_SECONDS = 30  # after that
IDLE_SECONDS = 10
SETTLE_SECONDS = 3  # before each kind of request: a slow one delays probes, too
REPEATS = 5
ENOUGH_SECONDS = 30  # a slow request is not repeated any more after this time
PROGRESS_SECONDS = 5

ADMIN_MS, LAG_P99_MS, RELOAD_MS, RESIDENT_MB = 250, 200, 500, 150
READS = ["/stats", "/metrics", "/api/diff", "/api/backends"]


class Scale:
    """One balancer, from its start on."""

    def __init__(self, program: Program, setup: Fleet, size: int):
        self._program = program
        self._setup = setup
        self._size = size
        self._admin = Admin(setup.admin_socket)
        self._began = time.monotonic()
        self._lowest = size  # the least number of backends that were UP after all had been
        self._log_read = 0  # bytes of the log in which DOWNs have been counted

    def measure(self) -> list[Figure]:
        figures = self._start_and_watch()
        figures += self._idle()
        figures += self._reads()
        figures += self._reloads()
        figures += self._drain()
        figures.append(self._resident("resident_end", "resident memory (PSS), at the end"))
        what = "false DOWNs, during the requests above"
        figures.append(Figure("late_downs", what, "backends", self._new_downs(), 0))
        return figures

    def _start_and_watch(self) -> list[Figure]:
        self._wait_for_admin()
        answers = self._elapsed()
        pulse = Pulse(self._admin)
        ready = all_up = None
        show_at = time.monotonic()
        while all_up is None and self._elapsed() < START_SECONDS:
            health = pulse.beat()
            if ready is None and health.ready:
                ready = self._elapsed()
            if health.up == self._size:
                all_up = self._elapsed()
            if time.monotonic() >= show_at:
                self._say(f"start: {health.up:,} of {self._size:,} UP")
                show_at = time.monotonic() + PROGRESS_SECONDS
        self._say(f"watching for {WATCH_SECONDS} s")
        self._watch(pulse, all_up is not None)
        return [
            _seconds("admin", "start: until the admin socket answers", answers),
            _seconds("ready", "start: until clients are served", ready),
            _seconds("all_up", "start: until every backend is UP", all_up),
            self._false_downs(),
            *self._control_lag(),
            *_lag_figures(
                "health", "GET /health every 50 ms", lag.of_list(pulse.latencies), ADMIN_MS
            ),
        ]

    def _control_lag(self) -> list[Figure]:
        what = "control lag by its histogram"
        try:
            metrics = self._admin.expect_200("GET", "/metrics").body.decode()
        except Failure as why:
            return [Figure("lag_p99", f"{what}: p99", "ms", None, LAG_P99_MS, note=str(why))]
        return _lag_figures("lag", what, lag.of_metrics(metrics))

    def _wait_for_admin(self) -> None:
        while True:
            self._program.check_alive()
            try:
                self._admin.ask("GET", "/health")
                return
            except (FileNotFoundError, ConnectionRefusedError):
                if self._elapsed() > START_SECONDS:
                    raise Failure(f"the admin socket did not open in {START_SECONDS} s") from None
            time.sleep(0.01)

    def _watch(self, pulse: Pulse, all_were_up: bool) -> None:
        until = time.monotonic() + WATCH_SECONDS
        while time.monotonic() < until:
            health = pulse.beat()
            if all_were_up:
                self._lowest = min(self._lowest, health.up)

    def _false_downs(self) -> Figure:
        # If the wording of the log changes, /health still shows that some were not UP.
        count = max(self._new_downs(), self._size - self._lowest)
        what = f"false DOWNs, start and {WATCH_SECONDS} s after"
        return Figure("false_downs", what, "backends", count, 0)

    def _new_downs(self) -> int:
        """Backends that the log has reported as DOWN since the last call. All are healthy."""
        log = self._program.output()
        new, self._log_read = log[self._log_read :], len(log)
        return len(set(re.findall(r'backend "([^"]+)": \w+ -> DOWN', new)))

    def _idle(self) -> list[Figure]:
        self._say(f"idle for {IDLE_SECONDS} s")
        before, began = self._program.main_thread_cpu_ns(), time.monotonic()
        time.sleep(IDLE_SECONDS)
        spent = (self._program.main_thread_cpu_ns() - before) / 1e9
        percent = 100 * spent / (time.monotonic() - began)
        what = "CPU of the control thread, only probing"
        return [
            Figure("idle_cpu", what, "% of a core", percent, digits=1),
            self._resident("resident", "resident memory (PSS), after the start"),
        ]

    def _resident(self, key: str, what: str) -> Figure:
        return Figure(key, what, "MB", self._program.resident_bytes() / 1e6, RESIDENT_MB, 1)

    def _reads(self) -> list[Figure]:
        figures = []
        for target in READS:
            figures += self._read(target, f"GET {target}")
        self._setup.write({}, weight=3)
        figures += self._read("/api/diff", "GET /api/diff, every weight changed", "_all")
        self._setup.write({})
        return figures

    def _read(self, target: str, what: str, suffix: str = "") -> list[Figure]:
        key = target.strip("/").replace("/", "_") + suffix
        time_it_took, answers = self._repeat(
            key, what, ADMIN_MS, lambda _: self._admin.expect_200("GET", target)
        )
        if not answers:
            return [time_it_took]
        size = median(len(answer.body) for answer in answers)
        return [time_it_took, Figure(f"{key}_kib", f"{what}: size", "KiB", size / 1024, digits=1)]

    def _reloads(self) -> list[Figure]:
        def reload(weights: dict[int, int], weight: int) -> Answer:
            self._setup.write(weights, weight)
            return self._admin.expect_200("POST", "/api/reload")

        one, _ = self._repeat(
            "reload_one", "reload, one weight changed", RELOAD_MS, lambda n: reload({0: 2 + n}, 1)
        )
        every, _ = self._repeat(
            "reload_all", "reload, every weight changed", RELOAD_MS, lambda n: reload({}, 2 + n)
        )
        return [one, every]

    def _drain(self) -> list[Figure]:
        def drain(number: int) -> Answer:
            name = self._setup.name(number * self._size // REPEATS)
            return self._admin.expect_200("POST", f"/api/backends/{name}/drain", {"why": "bench"})

        figure, _ = self._repeat("drain", "drain of one backend", ADMIN_MS, drain)
        return [figure]

    def _repeat(
        self, key: str, what: str, at_most: float, ask: Callable[[int], Answer]
    ) -> tuple[Figure, list[Answer]]:
        """The median time of REPEATS answers, which is missed if one does not come, and these."""
        self._say(what)
        time.sleep(SETTLE_SECONDS)
        answers: list[Answer] = []
        try:
            while len(answers) < REPEATS and sum(one.seconds for one in answers) < ENOUGH_SECONDS:
                answers.append(ask(len(answers)))
        except Failure as why:
            self._program.check_alive()
            return Figure(key, what, "ms", None, at_most, note=str(why)), []
        times = [1000 * answer.seconds for answer in answers]
        note = f"median of {len(times)}, worst {max(times):,.0f} ms"
        return Figure(key, what, "ms", median(times), at_most, 1, note), answers

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _say(self, what: str) -> None:
        say(f"scale, {self._elapsed():.0f} s: {what}")


def _seconds(key: str, what: str, value: float | None) -> Figure:
    note = f"not within {START_SECONDS} s" if value is None else ""
    return Figure(key, what, "s", value, digits=2, note=note)


def _lag_figures(
    key: str, what: str, found: lag.Lag | None, at_most: float | None = None
) -> list[Figure]:
    if found is None:
        note = f"/metrics has no {lag.HISTOGRAM}"
        return [Figure(key, what, "ms", None, note=note)]
    return [
        Figure(f"{key}_p50", f"{what}: p50", "ms", 1000 * found.p50, digits=1),
        Figure(f"{key}_p99", f"{what}: p99", "ms", 1000 * found.p99, LAG_P99_MS, 1),
        Figure(f"{key}_max", f"{what}: most", "ms", 1000 * found.most, at_most, 1),
    ]
