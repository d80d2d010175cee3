"""Where a run on flat pictures begins: with the networks of another run, the bundled ones, or nothing.

What a face, an outline and a plain ground look like need not be learnt from a folder of drawings (Wang et al. ECCV'18:
transferring GANs). The bundled pair learnt it from cartoons that no hand drew (`... cartoons`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor

from moeforge.errors import ModelError
from moeforge_training import checkpoint
from moeforge_training.flat.export import command
from moeforge_training.flat.shape import FlatShape

BUNDLED, NOTHING = "bundled", "nothing"
FOLDER = Path(str(files("moeforge_training") / "data"))
FILE, CARD = "start.safetensors", "start.json"
NETWORKS = ("average", "critic")
"""Of a checkpoint, what another run can use."""


@dataclass(frozen=True, slots=True)
class Start:
    """A trained pair: tensors by network of NETWORKS, and whose pictures it has seen, as cards say it."""

    shape: FlatShape
    about: str
    networks: Mapping[str, Mapping[str, Tensor]]


def chosen(asked: str, shape: FlatShape) -> Start | None:
    """What to begin with: NOTHING, BUNDLED (None where it does not fit `shape`), the folder of a run or one of `keep`.

    ModelError for a folder without a run on flat pictures, or with networks of another shape.
    """
    if asked == NOTHING:
        return None
    if asked == BUNDLED:
        found = kept(FOLDER)
        return found if found.shape == shape else None
    folder = Path(asked)
    found = kept(folder) if (folder / CARD).is_file() else _of_run(folder)
    if found.shape != shape:
        raise ModelError(f"{asked} holds {found.shape}, asked is {shape}: give the same, or --start {NOTHING}")
    return found


def kept(folder: Path) -> Start:
    """The pair in a folder that `keep` wrote; ModelError where the file is not that of its card."""
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    data = (folder / FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != card["sha256"]:
        raise ModelError(f"{folder / FILE} is not the file of its card: get it again, or use --start {NOTHING}")
    return Start(FlatShape(**card["shape"]), card["about"], _parted(load(data)))


def _parted(tensors: Mapping[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    """network/parameter -> tensor, by network, in fp32."""
    named = [(*name.split("/", 1), tensor.float()) for name, tensor in tensors.items()]
    return {network: {name: t for owner, name, t in named if owner == network} for network in NETWORKS}


def _of_run(folder: Path) -> Start:
    state, groups = _read(folder)
    networks = {name: groups[name] for name in NETWORKS}
    return Start(FlatShape(**state["shape"]), _about(state, state["data"]["name"]), networks)


def _about(state: Mapping[str, Any], name: str) -> str:
    """Whose pictures the networks of a run have seen, the earliest last."""
    told = state["data"]
    before = f", begun with {state['start']}" if state.get("start") else ""
    return f"{name} ({told['licence']}, {told['credit']}){before}"


def _read(folder: Path) -> tuple[dict[str, Any], Mapping[str, Mapping[str, Tensor]]]:
    """The checkpoint in the folder of a run, or in a checkpoint's own."""
    inner = folder / "checkpoint"
    state, groups = checkpoint.load(inner if checkpoint.exists(inner) else folder)
    if state.get("kind") != "flat":
        raise ModelError(f"{folder} is a run of the bundled generator; a start is a run of `train gan --data`")
    return state, groups


def keep(run: Path, out: Path, name: str) -> dict[str, Any]:
    """Write the pair of a run as fp16 with its card; the card. ModelError as in `chosen`."""
    state, groups = _read(run)
    tensors = {f"{network}/{n}": t.half().contiguous() for network in NETWORKS for n, t in groups[network].items()}
    data = save(tensors)
    told = state["data"]
    card = {
        "about": _about(state, name),
        "file": FILE,
        "sha256": hashlib.sha256(data).hexdigest(),
        "shape": asdict(FlatShape(**state["shape"])),
        "licence": told["licence"],
        "training_data": f"{told['count']} pictures of data set {told['name']}, manifest {told['hash'][:16]}",
        "command": f"{command(state)}, {state['seconds'] / 60:.0f} minutes",
        "metrics": state["history"][-1]["verdict"] if state["history"] else {},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_bytes(data)
    (out / CARD).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return card
