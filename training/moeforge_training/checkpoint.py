"""Checkpoints: safetensors parts below 16 MiB each and one state.json; never pickle."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import Tensor

from moeforge.errors import ModelError

PART_BYTES = 15 * 2**20


def save(folder: Path, state: Mapping[str, Any], tensors: Mapping[str, Mapping[str, Tensor]]) -> None:
    """Replace the checkpoint as a whole: an interruption leaves the old one or the new one."""
    fresh, old = folder.with_suffix(".new"), folder.with_suffix(".old")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, group in tensors.items():
        for index, part in enumerate(_parts(group)):
            save_file(part, fresh / f"{name}-{index:03d}.safetensors")
    (fresh / "state.json").write_text(json.dumps(state, indent=1, sort_keys=True), encoding="utf-8")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _parts(group: Mapping[str, Tensor]) -> Iterator[dict[str, Tensor]]:
    part: dict[str, Tensor] = {}
    size = 0
    for name, tensor in group.items():
        if part and size + tensor.nbytes > PART_BYTES:
            yield part
            part, size = {}, 0
        part[name] = tensor.detach().cpu().contiguous()
        size += tensor.nbytes
    yield part


def exists(folder: Path) -> bool:
    """Whether there is anything to resume from."""
    return any((f / "state.json").exists() for f in _candidates(folder))


def _candidates(folder: Path) -> tuple[Path, ...]:
    return folder, folder.with_suffix(".old")


def load(folder: Path) -> tuple[dict[str, Any], dict[str, dict[str, Tensor]]]:
    """(state, tensors by group); ModelError when the folder holds no whole checkpoint."""
    for candidate in _candidates(folder):
        if (candidate / "state.json").exists():
            state = json.loads((candidate / "state.json").read_text(encoding="utf-8"))
            return state, _groups(candidate)
    raise ModelError(f"no checkpoint in {folder}; train first: moeforge train gan --out DIR")


def _groups(folder: Path) -> dict[str, dict[str, Tensor]]:
    groups: dict[str, dict[str, Tensor]] = {}
    for path in sorted(folder.glob("*.safetensors")):
        groups.setdefault(path.stem.rpartition("-")[0], {}).update(load_file(path))
    return groups
