"""RESULTS.md: what `run` measured, what `scale` measured, and the notes, which are written by hand.
Each program replaces its own part and keeps the others."""

from pathlib import Path

SCALE = "## Scale"
NOTES = "## Notes"


class ResultsFile:
    def __init__(self, path: Path):
        self._path = path
        text = path.read_text() if path.exists() else ""
        text, self._notes = _split(text, NOTES)
        self._run, self._scale = _split(text, SCALE)

    def replace_run(self, text: str) -> None:
        self._run = text
        self._write()

    def replace_scale(self, text: str) -> None:
        """`text` follows the heading."""
        self._scale = f"{SCALE}\n\n{text}"
        self._write()

    def _write(self) -> None:
        parts = (self._run, self._scale, self._notes or NOTES)
        self._path.write_text("\n\n".join(part.strip() for part in parts if part.strip()) + "\n")


def _split(text: str, heading: str) -> tuple[str, str]:
    """What precedes the line `heading`, and the rest with the heading; "" if it is not there."""
    before, found, after = f"\n{text}".partition(f"\n{heading}\n")
    return before, f"{heading}\n{after}" if found else ""
