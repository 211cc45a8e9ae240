"""rrlb.conf(5) explains every key, with its default and its values."""

import re
import textwrap
import tomllib

import pytest
from harness.programs import ROOT, run

from pages import chapters, entries

SHIPPED = tomllib.loads((ROOT / "etc/rrlb.conf").read_text())
KEYS = [(section, key) for section, keys in SHIPPED.items()
        for key in (keys[0] if section == "backend" else keys)]


def heading(section):
    return "[[backend]]" if section == "backend" else f"[{section}]"


def entry(section, key):
    """The text after "key = ", and the explanation."""
    found = [(head, body) for head, body in entries(chapters("rrlb.conf.5")[heading(section)]).items()
             if head.startswith(f"{key} = ")]
    assert len(found) == 1
    return found[0]


def default(section, key):
    keys = SHIPPED[section]
    return keys[0][key] if section == "backend" else keys[key]


@pytest.mark.parametrize("section", SHIPPED)
def test_it_has_exactly_the_keys_that_exist_with_their_defaults(section):
    assert [list(heads)[0] for heads in
            (tomllib.loads(head) for head in entries(chapters("rrlb.conf.5")[heading(section)])
             if " = " in head)] == [key for other, key in KEYS if other == section]
    for other, key in KEYS:
        if other == section:
            assert tomllib.loads(entry(section, key)[0])[key] == default(section, key)


def value_out_of_bounds(value):
    """A value that the program refuses with a message that says what it expected."""
    if isinstance(value, bool):
        return "3"
    if isinstance(value, int):
        return "-1"
    if isinstance(value, str) and re.fullmatch(r"\d+(ms|s|m|h)", value):
        return '"9000h"'
    if isinstance(value, str) and re.fullmatch(r"\d+([KMG]i)?B", value):
        return '"2000000MiB"'
    return "3"


def test_the_values_of_a_key_match_the_programs_message(tmp_path):
    """One file with a wrong value for every key: each message says what was expected."""
    lines = []
    for section in SHIPPED:
        lines.append(heading(section))
        lines += [f"{key} = {value_out_of_bounds(default(section, key))}"
                  for other, key in KEYS if other == section]
    file = tmp_path / "rrlb.conf"
    file.write_text("\n".join(lines) + "\n")
    done = run("rrlbd", "--check", "--config", file)
    assert done.returncode == 1
    expected = {int(line): what for line, what in
                re.findall(r":(\d+):\d+: .* must be (.*), got ", done.stderr)}
    for section, key in KEYS:
        start = lines.index(heading(section))
        line = next(number for number in range(start + 1, len(lines) + 1)
                    if lines[number].startswith(f"{key} = ")) + 1
        takes = entry(section, key)[1].rsplit("Values: ", 1)[1]
        assert f"{section}.{key}: {takes}" == f"{section}.{key}: {expected[line]}."


def test_the_examples_of_the_page_are_valid(tmp_path):
    text = chapters("rrlb.conf.5")["EXAMPLES"]
    blocks = re.findall(r"(?:^ {4}.*\n|^\n)+", text, re.MULTILINE)
    examples = [textwrap.dedent(block) for block in blocks if "[[backend]]" in block]
    assert len(examples) == 2
    for number, example in enumerate(examples):
        file = tmp_path / f"{number}.conf"
        file.write_text(example)
        done = run("rrlbd", "--check", "--config", file)
        assert done.returncode == 0, done.stderr
