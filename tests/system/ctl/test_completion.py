"""Completion in the shells."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from harness.fake_admin import ENVIRONMENT
from harness.programs import ROOT, path_of, run

BASH = ROOT / "packaging" / "completion" / "rrlbctl.bash"
ZSH = ROOT / "packaging" / "completion" / "_rrlbctl"
FISH = ROOT / "packaging" / "completion" / "rrlbctl.fish"
OTHERS = ["rrlbd", "rrlb-backend", "rrlb-dashboard", "rrlb-traffic"]
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


def test_the_shells_can_read_the_files():
    for shell, file in (("bash", BASH), ("zsh", ZSH), ("fish", FISH)):
        for one in (file, file.with_name("_rrlb" if shell == "zsh" else f"options.{shell}")):
            if shutil.which(shell):
                subprocess.run([shell, "-n", one], check=True)


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
    """bash treats a colon as the end of a word; its completion library handles that."""
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


needs_fish = pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")


def fish_completes(line, file=FISH):
    """The completions of fish for the line, without the descriptions."""
    program = line.split()[0]
    done = subprocess.run(
        ["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", str(file), line],
        capture_output=True, text=True, check=True,
        env={**ENVIRONMENT, "PATH": f"{path_of(program).parent}:/usr/bin:/bin"})
    assert done.stderr == ""
    return [offer.split("\t")[0] for offer in done.stdout.splitlines()]


@needs_fish
def test_fish_completes_each_command_and_option_of_the_help(admin):
    listed = re.findall(r"^  ([a-z]+)", run("rrlbctl", "--help").stdout, re.MULTILINE)
    assert fish_completes("rrlbctl ") == listed
    for command in listed:
        assert set(fish_completes(f"rrlbctl {command} --")) == documented_options(command)
    assert set(fish_completes("rrlbctl --")) == set(options_of("rrlbctl"))


@needs_fish
def test_fish_completes_names_and_values(admin):
    asked = f"rrlbctl --socket {admin.path}"
    assert fish_completes(f"{asked} drain ") == ["web1", "web2"]
    assert fish_completes(f"{asked} drain --why x web2") == ["web2"]
    assert fish_completes(f"{asked} drain web1 ") == []
    assert fish_completes(f"{asked} weight web1 ") == ["file"]
    assert fish_completes("rrlbctl alerts ") == ["test"]
    admin.stop()
    assert fish_completes(f"{asked} drain ") == []


def options_of(program):
    return re.findall(r"^  (--[a-z-]+)", run(program, "--help").stdout, re.MULTILINE)


@needs_fish
@pytest.mark.parametrize("program", OTHERS)
def test_fish_completes_the_options_of_the_other_programs(program):
    assert sorted(fish_completes(f"{program} --", FISH.with_name("options.fish"))) == sorted(
        options_of(program))


@pytest.mark.parametrize("program", OTHERS)
def test_bash_completes_the_options_of_the_other_programs(program):
    script = """. "$1"; COMP_WORDS=("$2" --) COMP_CWORD=1
      _rrlb_options "$2"; printf '%s\\n' "${COMPREPLY[@]}"; complete -p "${2##*/}" >&2"""
    done = subprocess.run(
        ["bash", "-c", script, "bash", BASH.with_name("options.bash"), path_of(program)],
        capture_output=True, text=True, check=True)
    assert done.stdout.split() == options_of(program)
    assert done.stderr == f"complete -o default -F _rrlb_options {program}\n"
