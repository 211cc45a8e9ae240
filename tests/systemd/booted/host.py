"""What this host provides, and where things are."""

import os
import re
import shutil
import subprocess
from pathlib import Path

TREE = Path(__file__).resolve().parents[3]


def cache() -> Path:
    return Path(os.environ.get("RRLB_SYSTEMD_CACHE") or TREE / "build" / "systemd-root")


def package(pattern: str) -> Path:
    """The only package in dist/ that matches the pattern, such as "rrlb_*.deb"."""
    found = sorted((TREE / "dist").glob(pattern))
    assert len(found) == 1, f"expected one package dist/{pattern}, found {len(found)}"
    return found[0]


def why_not() -> str:
    """Why no machine can be booted on this host; "" if one can."""
    if os.geteuid() != 0:
        return "only root can boot a machine"
    for program in ("systemd-nspawn", "mmdebstrap"):
        if not shutil.which(program):
            return f"{program} is missing: packaging/install-deps test"
    if not cgroup_roots():
        return "no control groups can be written to"
    return ""


def cgroup_roots() -> list[Path]:
    """The path of systemd's control groups: cgroup v2, or the two hierarchies of old hosts."""
    top = Path("/sys/fs/cgroup")
    candidates = [top / "systemd", top / "unified"]
    if (top / "cgroup.controllers").exists():
        candidates.append(top)
    return [folder for folder in candidates if os.access(folder / "cgroup.procs", os.W_OK)]


def field_of(deb: Path, field: str) -> str:
    command = ["dpkg-deb", "--field", str(deb), field]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def renumbered(deb: Path, version: str, folder: Path) -> Path:
    """The same package under another version number."""
    tree = folder / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", str(deb), str(tree)], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", control.read_text()))
    built = folder / f"rrlb_{version}_{field_of(deb, 'Architecture')}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(built)],
                   check=True, capture_output=True)
    return built
