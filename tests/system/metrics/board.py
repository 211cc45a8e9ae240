"""Parses the files in packaging/share for Prometheus and Grafana."""

import json
import re

from harness.programs import ROOT

SHARE = ROOT / "packaging" / "share"
RULES = SHARE / "prometheus" / "rrlb.rules.yml"
METRIC = re.compile(r"\b(?:rrlb|process)_[a-z0-9_]+")

# Grafana replaces them by a duration.
LENGTHS = {"$__rate_interval": "5m", "$__range": "1h"}


def board():
    return json.loads((SHARE / "grafana" / "rrlb.json").read_text())


def panels():
    return [panel for panel in board()["panels"] if panel["type"] != "row"]


def expressions():
    """Every expression of the Grafana dashboard as Prometheus gets it, by name."""
    found = {}
    for panel in panels():
        for target in panel["targets"]:
            found[f"panel_{panel['id']}_{target['refId']}"] = target["expr"]
    for note in board()["annotations"]["list"]:
        if "expr" in note:
            found[f"annotation_{note['name']}"] = note["expr"]
    for variable in board()["templating"]["list"]:
        selector = re.fullmatch(r"label_values\((.*), \w+\)", variable["query"]["query"])[1]
        found[f"variable_{variable['name']}"] = selector
    for name, expression in found.items():
        for word, length in LENGTHS.items():
            expression = expression.replace(word, length)
        found[name] = expression
    return found


def metrics_named():
    """The metrics that the Grafana dashboard and the rules use."""
    texts = [*expressions().values(), RULES.read_text()]
    return sorted({name for text in texts for name in METRIC.findall(text)})
