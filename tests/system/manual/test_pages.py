"""The manual matches the programs."""

import re
import subprocess

import pytest
from harness.programs import ROOT, run

from pages import PAGES, chapters, entries, shown, text_of

PROGRAMS = {"rrlbd": "rrlbd.8", "rrlb-backend": "rrlb-backend.8",
            "rrlb-dashboard": "rrlb-dashboard.8", "rrlb-traffic": "rrlb-traffic.1",
            "rrlbctl": "rrlbctl.1"}
OPTION = re.compile(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*")


def test_every_page_is_built():
    assert set(PAGES) == {"rrlb.7", "rrlb.conf.5", *PROGRAMS.values()}


@pytest.mark.parametrize("page", PAGES)
def test_the_formatters_have_no_warnings(page):
    assert shown(page, "--warnings", width="80").stderr == ""
    lint = subprocess.run(["mandoc", "-Tlint", "-W", "warning", str(PAGES[page])],
                          capture_output=True, text=True, check=False)
    # scdoc requests a paragraph where there is one already, which has no effect.
    left = [line for line in (lint.stdout + lint.stderr).splitlines()
            if "skipping paragraph macro" not in line]
    assert left == []


@pytest.mark.parametrize("page", PAGES)
def test_every_reference_to_a_page_of_ours_exists(page):
    for name, section in re.findall(r"\b(rrlb[a-z.-]*)\((\d)\)", text_of(page)):
        assert f"{name}.{section}" in PAGES
    assert "SEE ALSO" in chapters(page)


def help_of(*words):
    done = run(words[0], *words[1:], "--help")
    assert done.returncode == 0
    return done.stdout


def options_of_help(text):
    """Each option with its value."""
    return {name: value for name, value in
            re.findall(r"^  (--[a-z-]+) ?(\S*)  ", text, re.MULTILINE)}


@pytest.mark.parametrize("program, page", PROGRAMS.items())
def test_exactly_the_options_of_the_help_are_explained(program, page):
    explained = {head.split()[0]: " ".join(head.split()[1:])
                 for head in entries(chapters(page)["OPTIONS"])}
    of_commands = {"--why": "TEXT", "--until": "WHEN"} if program == "rrlbctl" else {}
    assert explained == options_of_help(help_of(program)) | of_commands


def options_of(program):
    known = set(options_of_help(help_of(program)))
    if program == "rrlbctl":
        for command in commands_of_help():
            known |= set(options_of_help(help_of(program, command)))
    return known


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_line_uses_existing_options(program):
    """In the manual, and in the other documents."""
    texts = [text_of(page) for page in PAGES]
    texts += [path.read_text() for path in
              (ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/examples").iterdir())]
    known = options_of(program)
    for line in "\n".join(texts).splitlines():
        if re.search(rf"(systemctl|journalctl) .*{program}", line):
            continue  # their options
        for words in re.findall(rf"(?<![\w/-]){program} ([^|&>`#]*)", line):
            assert set(OPTION.findall(words)) <= known, line


def commands_of_help():
    return re.findall(r"^  ([a-z]+)", help_of("rrlbctl"), re.MULTILINE)


def test_each_command_is_explained_with_its_options():
    common = set(options_of_help(help_of("rrlbctl")))
    heads = list(entries(chapters("rrlbctl.1")["COMMANDS"]))
    assert [head.split()[0] for head in heads] == commands_of_help()
    for head in heads:
        command = help_of("rrlbctl", head.split()[0])
        assert set(OPTION.findall(head)) == set(options_of_help(command)) - common
        usage = re.search(r"^Usage: rrlbctl (.*) \[OPTION\]\.\.\.$", command, re.MULTILINE)[1]
        assert head.split(" [")[0] == usage


def test_every_journal_field_is_described():
    page = text_of("rrlb.7")
    journal = (ROOT / "common/service/journal.h").read_text()
    written = re.findall(r'"([0-9a-f]{32})"', journal)
    explained = [word for word in re.findall(r"\b[0-9a-f]{32}\b", page.split("FILES")[0])]
    assert set(explained) == set(written)
    fields = set()
    for source in ("daemon/report/records.cc", "dashboard/report/records.cc", "backend/records.cc"):
        fields |= set(re.findall(r'"(RRLB_[A-Z_]+)"', (ROOT / source).read_text()))
    assert set(re.findall(r"\bRRLB_[A-Z_]+", page)) == fields


def test_each_kind_of_record_is_named():
    page = chapters("rrlb.7")["JOURNAL"]
    named = {kind for head in entries(page) for kind in head.split(", ")}
    for source in ("daemon/report/records.cc", "dashboard/report/records.cc", "backend/records.cc"):
        kinds = re.findall(r'"RRLB_EVENT", (?:[^}"]*\? )?"([a-z_]+)"(?: : "([a-z_]+)")?',
                           (ROOT / source).read_text())
        assert {kind for pair in kinds for kind in pair if kind} <= named


def test_files_of_the_package_have_their_installed_paths():
    for page in PAGES:
        for path in re.findall(r"/usr/share/doc/rrlb/examples/(\S+?)[.,]?\s", text_of(page)):
            assert (ROOT / "docs/examples" / path).exists()
        for path in re.findall(r"/usr/share/rrlb/(\S+?)[.,]?\s", text_of(page)):
            assert (ROOT / "packaging/share" / path).exists()
