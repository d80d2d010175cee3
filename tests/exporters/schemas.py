"""The official VRM JSON schemas, with the two glTF base schemas that they refer to."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "vrm-schema"
ROOTS: Mapping[str, str] = {
    "VRMC_vrm": "VRMC_vrm-1.0/VRMC_vrm.schema.json",
    "VRMC_springBone": "VRMC_springBone-1.0/VRMC_springBone.schema.json",
    "VRMC_materials_mtoon": "VRMC_materials_mtoon-1.0/VRMC_materials_mtoon.schema.json",
    "VRM": "0.0/vrm.schema.json",
}
ID = {"type": "integer", "minimum": 0}
GLTF_BASE: Mapping[str, Any] = {
    "glTFid.schema.json": ID,
    "glTFProperty.schema.json": {"type": "object", "properties": {"extensions": {"type": "object"}, "extras": {}}},
    "textureInfo.schema.json": {
        "type": "object", "properties": {"index": ID, "texCoord": ID}, "required": ["index"]
    },
}  # fmt: skip


def validator(extension: str) -> Draft7Validator:
    """A validator of one extension; skips the test where the schemas are not at hand."""
    if not FOLDER.is_dir():
        pytest.skip("the VRM schemas (../shared/vrm-schema) are not here")
    root = FOLDER / ROOTS[extension]
    bodies = {p.name: json.loads(p.read_text()) for p in sorted(root.parent.glob("*.schema.json"))}
    known = {name: closed(body) for name, body in bodies.items()} | dict(GLTF_BASE)
    resources = [(name, Resource.from_contents(body, DRAFT7)) for name, body in known.items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft7Validator(closed(bodies[root.name]), registry=registry)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without "$schema" (one file names draft 4) and refusing properties it does not list."""
    body = {key: value for key, value in schema.items() if key != "$schema"}
    if "properties" in body and "allOf" not in body and "oneOf" not in body:
        body.setdefault("additionalProperties", False)
    elif "properties" in body and "title" in body:
        body["propertyNames"] = {"enum": [*body["properties"], "extensions", "extras"]}
    return body
