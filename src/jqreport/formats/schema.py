"""The output contract as JSON Schema (draft 2020-12): what -f json writes; $defs/line is a line of -f jsonl.

Fields may be added under the same number in `schema`, so further properties are allowed; all that is listed is always there.
"""

from __future__ import annotations

import json
from typing import Any

from jqreport.formats import writer
from jqreport.formats.json import SCHEMA

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"$ref": "#/$defs/number"}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_BOUND: Schema = {"enum": ["exact", "approx", "over", "under"]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(why: str, keys: tuple[str, ...], optional: Schema | None = None, **properties: Schema) -> Schema:
    """An object with all of `keys`, in their order; a keyword `from_` stands for the key from."""
    named = {key: properties[key if key in properties else f"{key}_"] for key in keys}
    return {"description": why, "type": "object", "properties": named | (optional or {}), "required": list(keys)}


def schema() -> Schema:
    """Return the schema as plain data."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:jqreport:1",
        "title": "jqreport extract",
        **_object(
            "Every figure of one report, in order of place.",
            ("schema", "source", "report", "figures", "coverage", "warnings"),
            {"context": _list(_ref("context"))},
            schema={"const": SCHEMA},
            source=_source_file(),
            report=_report(),
            figures=_list(_ref("figure")),
            coverage=_object(
                "Arabic numerals of the report; numerals is the sum of the rest.",
                writer.COVERAGE,
                **dict.fromkeys(writer.COVERAGE, _COUNT),
            ),
            warnings=_list(_ref("warning")),
        ),
        "$defs": _definitions(),
    }


def _source_file() -> Schema:
    return _object(
        "The file as it was read.",
        ("file", "sha256", "format", "encoding", "pages", "lines"),
        file=_TEXT,
        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        format={"enum": ["text", "pdf", "docx", "html"]},
        encoding=_or_null(_TEXT),
        pages=_or_null({"type": "integer", "minimum": 1}),
        lines=_COUNT,
    )


def _report() -> Schema:
    span = _object("First and last day.", ("start", "end"), start=_or_null(_TEXT), end=_or_null(_TEXT))
    return _object(
        "What the report says of itself; null where it does not.",
        ("title", "place", "date", "period"),
        title=_or_null(_TEXT),
        place=_or_null(_TEXT),
        date=_or_null(_TEXT),
        period=_or_null(span),
    )


def _definitions() -> Schema:
    return {
        "number": {
            "description": "The very digits of the report; a fraction (三分之一) is the string 1/3: JSON has no number for it.",
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": "^-?[0-9]+/[0-9]+$"}],
        },
        "figure": _figure(),
        "line": {
            "description": "A line of -f jsonl: a figure and its file.",
            "allOf": [_ref("figure")],
            "type": "object",
            "properties": {"file": _TEXT},
            "required": ["file"],
        },
        "failure": {
            "description": "A line of -f jsonl for a file that failed, where several were named; why is in English.",
            "type": "object",
            "properties": {
                "file": _TEXT,
                "error": {"type": "object", "properties": {"code": _TEXT, "message": _TEXT}, "required": ["code", "message"]},
            },
            "required": ["file", "error"],
        },
        "change": _object(
            "By how much the indicator moved: value is unsigned, direction says which way.",
            writer.CHANGE,
            direction={"enum": ["up", "down", "flat"]},
            value=_NUMBER,
            decimals=_COUNT,
            high=_or_null(_NUMBER),
            unit=_or_null(_TEXT),
            bound=_BOUND,
            basis={"enum": ["yoy", "mom", "average", "since", "unstated"]},
            base=_or_null(_TEXT),
            rule=_TEXT,
            source=_ref("place"),
        ),
        "context": _object(
            "A numeral that is no figure, and the rule that says so.",
            writer.CONTEXT,
            role={"enum": ["date", "ordinal", "label", "note"]},
            text=_TEXT,
            rule=_TEXT,
            source=_ref("place"),
        ),
        "warning": _object(
            "Something to know about this reading.",
            writer.WARNING,
            code=_TEXT,
            message=_TEXT,
            line=_or_null({"type": "integer", "minimum": 1}),
        ),
        "place": _place(),
    }


def _figure() -> Schema:
    return _object(
        "One indicator with what the report says of it.",
        writer.FIGURE,
        {"ocr": {"type": "boolean"}, "confidence": _or_null({"type": "number"})},
        id={"type": "string", "description": "Made of what the figure says, never of where it stands."},
        name=_TEXT,
        canonical=_or_null({"type": "string", "description": "The standard indicator of that name."}),
        value=_or_null({**_NUMBER, "description": "null where the report gives only a movement"}),
        decimals=_or_null({**_COUNT, "description": "printed decimals"}),
        high=_or_null({**_NUMBER, "description": "upper end of a range"}),
        unit=_or_null({"type": "string", "description": "as written, multiplier included"}),
        bound=_BOUND,
        scaled=_or_null(
            _object(
                "The value in the base unit of its quantity.",
                writer.SCALED,
                value=_NUMBER,
                high=_or_null(_NUMBER),
                unit=_TEXT,
                quantity=_TEXT,
            )
        ),
        status={"enum": ["actual", "target", "criterion"]},
        period=_or_null(
            _object(
                "The days that the figure is about; stated: in its own sentence.",
                writer.PERIOD,
                text=_or_null(_TEXT),
                start=_DAY,
                end=_DAY,
                stated={"type": "boolean"},
            )
        ),
        from_=_or_null(
            _object(
                "Where a movement starts: 15 of 从15%提高至20%.",
                writer.BASE,
                value=_NUMBER,
                decimals=_COUNT,
                unit=_or_null(_TEXT),
                source=_ref("place"),
            )
        ),
        changes=_list(_ref("change")),
        part_of=_or_null({"type": "string", "description": "id of the whole (其中)"}),
        group=_or_null({"type": "string", "description": "id of the first member of a ratio"}),
        section=_list(_TEXT),
        sentence=_TEXT,
        rule=_TEXT,
        source=_ref("place"),
    )


def _place() -> Schema:
    one = {"type": "integer", "minimum": 1}
    coordinate: Schema = {"type": "number"}
    box = {"type": "array", "prefixItems": [one, *[coordinate] * 4], "minItems": 5, "maxItems": 5}
    cell = _object("A table cell.", writer.CELL, table=one, row=one, column=one, head={"type": "boolean"})
    return _object(
        "Where it is printed: lines and columns from 1; start and end are half-open offsets in code points, and cut out text.",
        writer.SOURCE,
        page=_or_null(one),
        line=one,
        column=one,
        end_line=one,
        end_column=one,
        start=_COUNT,
        end=_COUNT,
        text=_TEXT,
        prefix=_TEXT,
        suffix=_TEXT,
        boxes={**_list(box), "description": "page, x0, top, x1, bottom in points from the top left, one per line (PDF)"},
        cell=_or_null(cell),
    )


def render() -> str:
    """The schema as text."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
