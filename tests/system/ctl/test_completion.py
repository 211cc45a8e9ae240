"""What the shells complete."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from harness.fake_admin import ENVIRONMENT
from harness.programs import ROOT, path_of, run

BASH = ROOT / "packaging" / "completion" / "rrlbctl.bash"
ZSH = ROOT / "packaging" / "completion" / "_rrlbctl"
LIBRARY = Path("/usr/share/bash-completion/bash_completion")

SCRIPT = """
if [ -n "$LIBRARY" ]; then . "$LIBRARY"; fi
. "$FILE"
COMP_LINE=$LINE COMP_POINT=${#COMP_LINE}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_rrlbctl
[ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def complete(admin):
    def ask(*words, library=None):
        words = [str(path_of("rrlbctl")), *words]
        done = subprocess.run(
            ["bash", "-c", SCRIPT, "bash", *words], capture_output=True, text=True, check=True,
            env={**ENVIRONMENT, "FILE": str(BASH), "LIBRARY": str(library or ""),
                 "LINE": " ".join(words).replace(" : ", ":")})
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1]

    return ask


def test_bash_and_zsh_can_read_the_files():
    subprocess.run(["bash", "-n", BASH], check=True)
    if shutil.which("zsh"):
        subprocess.run(["zsh", "-n", ZSH], check=True)


def test_commands_and_options(admin, complete):
    assert complete("dr") == ["drain"]
    assert complete("d") == ["drain", "disable", "diff"]
    assert complete("drain", "--w") == ["--wait", "--why"]
    assert complete("--v") == ["--version"]
    assert complete("weight", "web1", "") == ["file"]
    assert complete("alerts", "") == ["test"]


def test_names_of_backends(admin, complete):
    asked = ["--socket", admin.path]
    assert complete(*asked, "drain", "") == ["web1", "web2"]
    assert complete(*asked, "drain", "--why", "x", "web2") == ["web2"]
    assert complete(*asked, "drain", "web1", "") == []
    admin.backends[0]["name"] = "$(touch x) *"
    assert complete(*asked, "explain", "") == ["\\$\\(touch\\ x\\)\\ \\*", "web2"]
    admin.stop()
    assert complete(*asked, "drain", "") == []


@pytest.mark.skipif(not LIBRARY.exists(), reason="bash-completion is not installed")
def test_names_with_a_colon(admin, complete):
    """The library knows how; bash itself takes the colon for the end of a word."""
    admin.backends[0]["name"] = "10.0.0.1:8080"
    admin.backends[1]["name"] = "10.0.0.1:9090"
    asked = ["--socket", admin.path, "drain", "10.0.0.1", ":", "80"]
    assert complete(*asked, library=LIBRARY) == ["8080"]


def documented_options(command):
    done = run("rrlbctl", command, "--help")
    assert done.returncode == 0
    return set(re.findall(r"^  (--[a-z]+)", done.stdout, re.MULTILINE))


def test_each_command_and_option_of_the_help_is_completed(admin, complete):
    listed = re.findall(r"^  ([a-z]+)", run("rrlbctl", "--help").stdout, re.MULTILINE)
    assert complete("") == listed
    zsh = ZSH.read_text()
    for command in listed:
        assert set(complete(command, "--")) == documented_options(command)
        assert f"'{command}:" in zsh
        for option in documented_options(command):
            assert option in zsh
