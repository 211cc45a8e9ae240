"""Checks answers of the real dashboard against the schemas of packaging/share/openapi.json.

Clients ignore unknown members, but a test must not: a member that is not described is a mistake in
the description. So here every object that lists its members may not have others.
"""

import json

from harness.programs import ROOT
from jsonschema import Draft202012Validator, FormatChecker

OPENAPI = json.loads((ROOT / "packaging" / "share" / "openapi.json").read_text())


def strict(schema):
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    if made.get("type") == "object" and "properties" in made:
        made.setdefault("additionalProperties", False)
    return made


STRICT = strict(OPENAPI)


def operation(method, path):
    return OPENAPI["paths"][path][method.lower()]


def schema_of(method, path, status, kind="application/json"):
    """The place of this answer's schema in the description."""
    answer = operation(method, path)["responses"][str(status)]
    if "$ref" in answer:
        answer = OPENAPI["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    return answer["content"][kind]["schema"]


def check(body, schema):
    """All deviations of the parsed body from its schema, as one text."""
    whole = {**strict(schema), "components": STRICT["components"]}
    faults = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(body)
    said = [f"{fault.json_path}: {fault.message}" for fault in faults]
    assert not said, "\n".join(said)
