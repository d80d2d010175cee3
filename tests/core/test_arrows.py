"""Which package may import which: the arrows between the source roots, read from the imports themselves."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOMES: Mapping[str, str] = {
    "moeforge": "core", "moeforge_exporters": "exporters", "moeforge_server": "server", "moeforge_cli": "cli",
    "moeforge_training": "training", "moeforge_api": "protos",
}  # fmt: skip
"""Package -> its source root."""
ALLOWED: Mapping[str, set[str]] = {
    "moeforge": set(),
    "moeforge_exporters": {"moeforge"},
    "moeforge_training": {"moeforge"},
    "moeforge_server": {"moeforge", "moeforge_exporters", "moeforge_api"},
    "moeforge_cli": {"moeforge", "moeforge_exporters"},
}
LATE: Mapping[str, set[str]] = {"moeforge_cli": {"moeforge_server", "moeforge_training", "moeforge_api"}}
"""What may be imported inside a function alone, or in `remote`, which is such an import's target."""


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _imports(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """(package of ours, whether the import stands inside a function)."""
    inside = {
        id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef) for n in ast.walk(f)
    }
    for node in ast.walk(tree):
        for name in _names(node):
            if (package := name.partition(".")[0]) in HOMES:
                yield package, id(node) in inside


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_follow_the_arrows(package: str):
    found: set[str] = set()
    for path in sorted((ROOT / HOMES[package] / package).rglob("*.py")):
        for other, late in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            found.add(other)
            allowed = {package} | ALLOWED[package]
            if late or path.name == "remote.py":
                allowed |= LATE.get(package, set())
            assert other in allowed, f"{path.relative_to(ROOT)} imports {other}"
    assert found >= ALLOWED[package], "an arrow that nothing uses"
