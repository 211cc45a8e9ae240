"""The backends of the mode "proxy": origin.cc, one process on the load's core for all of them."""

from pathlib import Path

BODIES = {"/16k": 16 * 1024, "/1m": 1024 * 1024}
SMALL = b"hello from a backend\n"


def command(build: Path, urls: list[str]) -> list[str]:
    return [str(build / "bench/origin"), *(url.rpartition(":")[2] for url in urls)]


def command_for_all_addresses(build: Path, port: int) -> list[str]:
    return [str(build / "bench/origin"), f"0.0.0.0:{port}"]


def body(path: str) -> bytes:
    size = BODIES.get(path)
    return SMALL if size is None else (b"0123456789abcde\n" * (size // 16))[:size]
