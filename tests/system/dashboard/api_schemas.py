"""The schemas of packaging/share/openapi.json, for answers of the real dashboard.

Readers ignore members that they do not know. A test must not: what is answered and not described is
a mistake of the description. So here every object that lists its members has no others.
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
    """Where in the description the schema of this answer is."""
    answer = operation(method, path)["responses"][str(status)]
    if "$ref" in answer:
        answer = OPENAPI["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    return answer["content"][kind]["schema"]


def check(body, schema):
    """Every way in which this parsed body is not what the schema says, as one text."""
    whole = {**strict(schema), "components": STRICT["components"]}
    faults = Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(body)
    said = [f"{fault.json_path}: {fault.message}" for fault in faults]
    assert not said, "\n".join(said)
