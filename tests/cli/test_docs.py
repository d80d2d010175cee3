"""What the pages promise: links lead somewhere, commands and flags exist, Python parses, both READMEs say the same."""

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer

from moeforge_cli.main import app_of
from moeforge_server.settings import Settings
from moeforge_training.dataset import __main__ as data_command

ROOT = Path(__file__).resolve().parents[2]
UNITY = ROOT / "unity_sample"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *UNITY.rglob("README.md"), ROOT / "tests/browser/README.md"]
_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
_MOEFORGE = re.compile(r"(?:^|[`(;|\"]|\$\()\s*moeforge ([a-z]+)([^`\n|;)#]*)", re.MULTILINE)
_SCRIPT = re.compile(r"(?:python|node) ((?:benchmarks|tests|protos|unity_sample)/\S+?\.(?:py|mjs))([^`\n|;#]*)")
_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def _options(command: Any) -> Iterator[str]:  # noqa: ANN401 - typer does not export the classes that it makes
    for param in command.params:
        yield from (*param.opts, *param.secondary_opts)
    for inner in getattr(command, "commands", {}).values():
        yield from _options(inner)


def _parsed(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:  # pyright: ignore[reportPrivateUsage] # argparse has no public list
        yield from action.option_strings
        for inner in action.choices.values() if isinstance(action.choices, dict) else ():
            yield from _parsed(inner)


def _trained() -> Iterator[str]:
    from moeforge_training.__main__ import _parser  # pyright: ignore[reportPrivateUsage] # needs torch

    yield from _parsed(_parser())


@cache
def flags() -> dict[str, set[str]]:
    """Command -> its flags; none for `train` where torch is missing."""
    group: Any = typer.main.get_command(app_of([]))
    found = {name: set(_options(command)) for name, command in group.commands.items()}
    found["serve"] |= {f"--{name.replace('_', '-')}" for name in Settings.model_fields}
    found["train"] = set(_trained()) if find_spec("torch") else set()
    found["data"] |= set(_parsed(data_command._parser()))  # pyright: ignore[reportPrivateUsage] # main parses and runs
    return found


@each_page
def test_links_and_pictures_are_there(page: Path):
    targets = [target for target in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [t for t in targets if not (page.parent / t).exists()] == []


@each_page
def test_commands_and_their_flags_exist(page: Path):
    known = flags()
    for command, rest in _MOEFORGE.findall(page.read_text(encoding="utf-8")):
        assert command in known, f"moeforge {command}"
        if known[command]:
            assert set(_FLAG.findall(rest)) - {"--help"} <= known[command], f"moeforge {command}{rest}"


@each_page
def test_scripts_and_their_flags_exist(page: Path):
    for script, rest in _SCRIPT.findall(page.read_text(encoding="utf-8")):
        path = ROOT / script
        assert path.is_file(), script
        words = path.read_text(encoding="utf-8")
        if path.suffix == ".py" and "add_argument" in words:
            missing = [flag for flag in _FLAG.findall(rest) if f'"{flag}"' not in words]
            assert missing == [], f"{script}{rest}"


@each_page
def test_python_is_python(page: Path):
    for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        ast.parse(f"{{{code}}}" if code.startswith('"') else code)  # a row of a table stands in braces


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/training.md"])
def test_data_is_prepared_with_licence_and_consent(page: str):
    commands = re.findall(r"moeforge data prepare [^`\n]+", (ROOT / page).read_text(encoding="utf-8"))
    assert commands
    assert all("--licence" in command and "--consent" in command for command in commands)


def test_both_readmes_say_the_same():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    for pattern in (r"^\| `moeforge ([a-z]+)", r"^## ", r"^```(\w*)", r"\]\((?!README)([^)]+)\)"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (english, chinese)]
        assert found[0] == found[1], pattern
