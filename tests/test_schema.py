"""The JSON Schema is one, says what the contract says, and every output is valid against it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jqreport.formats import writer
from jqreport.formats.schema import render, schema
from tests.test_formats import HOSTILE, figure, report, rich_report, written

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the test extra")


def strict(part: Any) -> Any:
    """The same schema with nothing allowed that it does not list."""
    if isinstance(part, list):
        return [strict(p) for p in part]
    if not isinstance(part, dict):
        return part
    closed = {"additionalProperties": False} if "properties" in part and "allOf" not in part else {}
    return {k: strict(v) for k, v in part.items()} | closed


def validator(of: str | None = None, closed: bool = True) -> Any:
    whole = strict(schema()) if closed else schema()
    if of:
        whole = {"$schema": whole["$schema"], "$ref": f"#/$defs/{of}", "$defs": whole["$defs"]}
    return jsonschema.Draft202012Validator(whole)


def test_the_schema_is_one_and_prints_as_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert json.loads(render()) == schema()
    assert render().endswith("\n")


@pytest.mark.parametrize("context", [False, True])
def test_json_is_valid_and_holds_nothing_else(context: bool) -> None:
    for one in (rich_report(), report(), report(figure(HOSTILE))):
        validator().validate(json.loads(written("json", one, context=context)))


def test_jsonl_lines_are_valid() -> None:
    for line in written("jsonl", rich_report()).splitlines():
        validator("line", closed=False).validate(json.loads(line))
        bare = json.loads(line)
        del bare["file"]
        validator("figure").validate(bare)


def test_keys_stand_in_the_order_in_which_they_are_written() -> None:
    for name, keys in (
        ("figure", writer.FIGURE),
        ("change", writer.CHANGE),
        ("place", writer.SOURCE),
        ("context", writer.CONTEXT),
    ):
        assert tuple(schema()["$defs"][name]["required"]) == keys


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "19.66"},
        {"value": True},
        {"status": "done"},
        {"bound": "≥"},
        {"decimals": -1},
        {"section": "一、"},
        {"source": None},
    ],
)
def test_what_is_wrong_is_found(wrong: dict[str, Any]) -> None:
    data = json.loads(written("json", rich_report()))
    validator().validate(data)
    data["figures"][0] |= wrong
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(data)


def test_a_missing_key_is_found() -> None:
    for key in writer.FIGURE:
        data = json.loads(written("json", rich_report()))
        del data["figures"][0][key]
        assert list(validator(closed=False).iter_errors(data)), key
