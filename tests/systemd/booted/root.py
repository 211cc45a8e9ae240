"""The root file system of the machines: a minimal Debian with the packages that rrlb depends on.

It is built once from the host's package sources, and all machines use it as the lower layer of their
own. It is built again after a month, or if the list of packages changes.
"""

import fcntl
import hashlib
import re
import shutil
import subprocess
import time
from pathlib import Path

from booted import host

# In addition to the package's dependencies. curl is for the admin socket, rpm for the other package.
PACKAGES = ["systemd", "systemd-sysv", "dbus", "init-system-helpers", "curl", "rpm", "util-linux"]
FRESH_FOR = 30 * 24 * 3600  # seconds

# Disables services of the distribution, so that only the test changes anything.
MASKED = ["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "fstrim.timer",
          "e2scrub_all.timer", "e2scrub_reap.service", "console-getty.service", "getty.target",
          "systemd-networkd.socket", "systemd-resolved.service"]

JOURNALD = r"[Journal]\nStorage=persistent\nRateLimitIntervalSec=0\nSyncIntervalSec=1s\n"


class CannotBeMade(Exception):
    """The usual reason: no network, and no root from an earlier run."""


def ready_root(deb: Path) -> Path:
    packages = sorted({*PACKAGES, *dependencies(deb)})
    release = codename()
    key = hashlib.sha256(f"{release} {packages} {MASKED} {JOURNALD}".encode()).hexdigest()[:12]
    root = host.cache() / f"{release}-{key}"
    host.cache().mkdir(parents=True, exist_ok=True)
    with open(host.cache() / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_fresh(root):
            make(root, release, packages)
    return root


def is_fresh(root: Path) -> bool:
    made = root / ".made"
    return made.exists() and time.time() - made.stat().st_mtime < FRESH_FOR


def dependencies(deb: Path) -> list[str]:
    """The names without versions; of "a | b" the first that apt knows."""
    names = []
    for one in host.field_of(deb, "Depends").split(","):
        choices = [re.sub(r"\s*\(.*?\)", "", choice).strip() for choice in one.split("|")]
        names.append(next((choice for choice in choices if is_known(choice)), choices[0]))
    return names


def is_known(package: str) -> bool:
    shown = subprocess.run(["apt-cache", "show", "--no-all-versions", package],
                           capture_output=True, text=True)
    return shown.returncode == 0 and shown.stdout.strip() != ""


def codename() -> str:
    text = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=(\S+)$", text, re.MULTILINE)
    if not found:
        raise CannotBeMade("/etc/os-release names no release of Debian or Ubuntu")
    return found.group(1)


def sources(release: str) -> list[str]:
    """The host's apt sources for its own release, for mmdebstrap."""
    apt = Path("/etc/apt")
    files = [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]
    return [str(file) for file in files
            if file.is_file() and re.search(rf"(?m)^[^#]*\b{release}\b[^#]*\b(main|universe)\b"
                                            rf"|^Suites:.*\b{release}\b", file.read_text())
            and re.search(r"debian|ubuntu", file.read_text())]


def make(root: Path, release: str, packages: list[str]) -> None:
    for old in host.cache().glob("*-*"):
        if old != root and old.is_dir():
            shutil.rmtree(old)
    shutil.rmtree(root, ignore_errors=True)
    masks = " ".join(f'"$1"/etc/systemd/system/{unit}' for unit in MASKED)
    command = [
        "mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}",
        '--aptopt=Acquire::Languages "none"', "--dpkgopt=force-unsafe-io",
        "--dpkgopt=path-exclude=/usr/share/locale/*", "--dpkgopt=path-exclude=/usr/share/man/*",
        '--customize-hook=: >"$1"/etc/machine-id; echo booted >"$1"/etc/hostname',
        '--customize-hook=mkdir -p "$1"/var/log/journal "$1"/etc/systemd/journald.conf.d; '
        f'printf "{JOURNALD}" >"$1"/etc/systemd/journald.conf.d/test.conf',
        f'--customize-hook=for unit in {masks}; do ln -sf /dev/null "$unit"; done',
        release, str(root), *sources(release)]
    # In a session of its own, or it would take over the terminal of the tests.
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=600, start_new_session=True)
    if done.returncode != 0:
        shutil.rmtree(root, ignore_errors=True)
        raise CannotBeMade("mmdebstrap: " + "; ".join(done.stderr.strip().splitlines()[-3:]))
    # The root has no documentation, but the tested package must install its own.
    for kept in (root / "etc/dpkg/dpkg.cfg.d").glob("*mmdebstrap*"):
        kept.unlink()
    (root / ".made").touch()
