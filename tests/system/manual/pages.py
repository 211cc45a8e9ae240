"""The pages of the manual as built, and as formatted by man."""

import functools
import os
import re
import subprocess

from harness.programs import BUILD

PAGES = {path.name: path for path in sorted((BUILD / "man").glob("*.[1-8]"))}
PLAIN = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "1000", "MANOPT": "--no-hyphenation",
         "MAN_KEEP_FORMATTING": "", "PAGER": "cat"}


def shown(page, *options, width="1000"):
    """The output and the warnings of man."""
    return subprocess.run(
        ["man", *options, "--local-file", str(PAGES[page])],
        capture_output=True, text=True, check=True, env={**PLAIN, "MANWIDTH": width})


@functools.cache
def text_of(page):
    return shown(page).stdout


@functools.cache
def chapters(page):
    """The chapters by heading, without indentation."""
    parts = re.split(r"^(\S.*)\n", text_of(page), flags=re.MULTILINE)
    return {heading: re.sub(r"^ {7}", "", body, flags=re.MULTILINE)
            for heading, body in zip(parts[1::2], parts[2::2])}


def entries(chapter):
    """The terms that are explained, each with its explanation."""
    parts = re.split(r"^(\S.*)\n", chapter, flags=re.MULTILINE)
    return {head: " ".join(body.split()) for head, body in zip(parts[1::2], parts[2::2])}
