"""Starts the suite's programs, reads their output, and stops them."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = Path(os.environ.get("RRLB_BUILD", ROOT / "build" / "release"))
if not BUILD.is_absolute():
    BUILD = ROOT / BUILD

PATHS = {
    "rrlbd": BUILD / "daemon" / "rrlbd",
    "rrlb-backend": BUILD / "backend" / "rrlb-backend",
    "rrlb-dashboard": BUILD / "dashboard" / "rrlb-dashboard",
    "rrlb-traffic": BUILD / "traffic" / "rrlb-traffic",
    "rrlbctl": BUILD / "ctl" / "rrlbctl",
}

# Long, because sanitizers are slow. A test waits for a condition, never for a length of time.
PATIENCE = 30.0

# What a program writes outside the journal: time, level, message.
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (debug|info|warning|error) +(.*)")

SANITIZER = re.compile(r"(Address|Thread|Leak|UndefinedBehavior)Sanitizer|runtime error:")


def path_of(name):
    """The path of a program, which must have been built."""
    assert PATHS[name].exists(), f"not built: {PATHS[name]}"
    return PATHS[name]


def sanitized():
    """Whether the programs were built with a sanitizer, which makes them slow and large."""
    binary = path_of("rrlbd").read_bytes()
    return b"__asan_init" in binary or b"__tsan_init" in binary


def wait_until(condition, what, patience=PATIENCE):
    """Waits until condition() is true, and returns its value. `what` is a text or returns one."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            what = what() if callable(what) else what
            raise AssertionError(f"did not happen within {patience} s: {what}")
        time.sleep(0.01)


class Program:
    """A running program whose standard error is read line by line."""

    def __init__(self, name, *arguments, env=None, preexec=None, before=(),
                 pass_fds=()):
        """`before`: words of the command in front of the program, such as `env -i`."""
        self.name = name
        self.lines = []
        self.process = subprocess.Popen(
            [*before, str(path_of(name)), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            preexec_fn=preexec,
            pass_fds=pass_fds,
        )
        self.pid = self.process.pid
        self.killed = False
        self.asked_to_end = False
        self.stdout = []
        streams = [(self.process.stderr, self.lines), (self.process.stdout, self.stdout)]
        self._readers = [
            threading.Thread(target=self._read, args=stream, daemon=True) for stream in streams
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream, lines):
        for line in stream:
            lines.append(line.decode("utf-8", "replace").rstrip("\n"))
        stream.close()

    def wait_for_line(self, pattern, patience=PATIENCE):
        """Waits for a line that the pattern matches, and returns the match."""
        compiled = re.compile(pattern)

        def found():
            for line in list(self.lines):
                match = compiled.search(line)
                if match:
                    return match
            if self.process.poll() is not None:
                for reader in self._readers:
                    reader.join()
                if not any(compiled.search(line) for line in self.lines):
                    raise AssertionError(f"{self.name} ended; it said: {self.lines}")
            return None

        return wait_until(found, self._says(pattern), patience)

    def messages(self, level=None):
        """All messages so far, without time and level."""
        found = [LINE.fullmatch(line) for line in list(self.lines)]
        return [match[2] for match in found if match and level in (None, match[1])]

    def wait_for_message(self, message, patience=PATIENCE):
        wait_until(
            lambda: message in self.messages(),
            self._says(message),
            patience,
        )

    def _says(self, what):
        return lambda: f"{self.name} says {what!r}; it said {self.lines}"

    def count_lines(self, pattern):
        return sum(1 for line in list(self.lines) if re.search(pattern, line))

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, patience=PATIENCE):
        """Waits until the program has ended and its output is read, and returns the exit code."""
        code = self.process.wait(patience)
        for reader in self._readers:
            reader.join(patience)  # a process that took over would keep the pipe open
        return code

    def kill(self):
        self.killed = True
        if self.process.poll() is None:
            self.process.kill()
        self.wait()

    def ask_to_end(self):
        """Stops it as systemd does. Only once, because a second signal may mean something else."""
        if not self.asked_to_end and self.process.poll() is None:
            self.asked_to_end = True
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)

    def end(self):
        """Stops it, and checks its exit code unless the test killed it."""
        if self.killed:
            return
        self.ask_to_end()
        try:
            code = self.wait()
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.wait()
            raise AssertionError(f"{self.name} did not end; it said {self.lines}") from None
        self.check_sanitizers()
        assert code == 0, f"{self.name} left with {code}; it said {self.lines}"

    def check_sanitizers(self):
        complaints = [line for line in self.lines if SANITIZER.search(line)]
        assert not complaints, "\n".join(self.lines)

    def memory(self):
        """The private memory in bytes."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        return 1024 * sum(
            int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")
        )

    def descriptors(self):
        """The number of open descriptors, without the pipes of a sanitizer's symbolizer."""
        return len(os.listdir(f"/proc/{self.pid}/fd")) - 2 * self._symbolizers()

    def _symbolizers(self):
        found = subprocess.run(["pgrep", "--count", "--parent", str(self.pid), "llvm-symbolizer"],
                               stdout=subprocess.PIPE, text=True)
        return int(found.stdout)

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(name, *arguments, patience=120, given="", **options):
    """Runs a program to its end; `given` is its standard input."""
    return subprocess.run(
        [str(path_of(name)), *map(str, arguments)],
        input=given,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=patience,
        check=False,
        **options,
    )
