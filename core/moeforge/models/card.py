"""Model cards: what an ONNX file promises, as JSON beside it. A file that breaks its promise is refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from moeforge.errors import ModelError

WAY_OUT = "reinstall moeforge, name another folder of models, or choose the texture source 'painter'"


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output. -1 in `shape` is the free batch dimension."""

    name: str
    shape: tuple[int, ...]
    range: str


NONE = "none"
"""The value of a head that says that there is no such thing."""


@dataclass(frozen=True, slots=True)
class HeadCard:
    """One question that a reading model answers: a softmax over a stretch of its output `logits`."""

    trait: str  # of the catalogue, or a coarse class
    values: tuple[str, ...]
    start: int  # of its logits
    temperature: float  # by which they are divided
    threshold: float  # least probability of an answer; below it the head abstains. Above 1: it always does


@dataclass(frozen=True, slots=True)
class ValueCard:
    """One number that a reading model gives, 0..1 over the range of a slider."""

    trait: str
    index: int  # in its output `values`


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The description that travels with one model file."""

    name: str
    sheet: str
    file: str
    sha256: str  # of the file, hexadecimal
    opset: int
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    color_space: str
    training_data: str
    licence: str
    command: str
    metrics: Mapping[str, float]
    heads: tuple[HeadCard, ...] = ()  # of models that read pictures
    continuous: tuple[ValueCard, ...] = ()


def read_card(path: Path) -> ModelCard:
    """The card in a JSON file; ModelError when it is missing or malformed."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for key in ("inputs", "outputs"):
            data[key] = tuple(_tensor(t) for t in data[key])
        data["heads"] = tuple(_head(h) for h in data.get("heads", ()))
        data["continuous"] = tuple(ValueCard(v["trait"], int(v["index"])) for v in data.get("continuous", ()))
        return ModelCard(**data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"model card {path.name} cannot be read ({error}); {WAY_OUT}") from error


def _tensor(data: Mapping[str, Any]) -> Tensor:
    return Tensor(data["name"], tuple(int(n) for n in data["shape"]), data["range"])


def _head(data: Mapping[str, Any]) -> HeadCard:
    numbers = int(data["start"]), float(data["temperature"]), float(data["threshold"])
    return HeadCard(data["trait"], tuple(data["values"]), *numbers)


def write_card(card: ModelCard, path: Path) -> None:
    """Write a card as indented JSON, keys in the order of the class; without heads or numbers, without those keys."""
    plain = {name: value for name, value in asdict(card).items() if name not in ("heads", "continuous") or value}
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_model(card: ModelCard, folder: Path) -> bytes:
    """The bytes of the card's model file; ModelError when it is missing or its hash differs."""
    path = folder / card.file
    if Path(card.file).name != card.file:
        raise ModelError(f"model card {card.name} names a file outside its folder: {card.file!r}; {WAY_OUT}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"model file {path.name} cannot be read ({error.strerror}); {WAY_OUT}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != card.sha256:
        raise ModelError(f"model file {path.name} was changed: sha256 {found[:12]}, card {card.sha256[:12]}; {WAY_OUT}")
    return data


Shapes = Mapping[str, tuple[object, ...]]
"""Tensor name -> dimensions as the runtime reports them: numbers, or a name for a free one."""


def check_shapes(kind: str, card: ModelCard, wanted: tuple[Tensor, ...], found: Shapes) -> None:
    """ModelError unless the model's tensors `found` are the ones that the card says it `wanted`."""
    for tensor in wanted:
        shape = found.get(tensor.name, ())
        fits = len(shape) == len(tensor.shape) and all(
            want == have or (want == -1 and not isinstance(have, int))
            for want, have in zip(tensor.shape, shape, strict=False)
        )
        if not fits:
            raise ModelError(
                f"model file {card.file}: {kind} {tensor.name!r} is {list(shape)}, "
                f"its card says {list(tensor.shape)}; {WAY_OUT}"
            )
