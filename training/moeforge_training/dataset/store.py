"""Writing a data set: the manifest, what was left out, the card that vouches for both."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from moeforge.licences import LICENCES
from moeforge_training.dataset import manifest
from moeforge_training.dataset.files import lines, write_whole
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.manifest import Entry
from moeforge_training.dataset.options import DataOptions


def store(options: DataOptions, entries: Sequence[Entry], dropped: Sequence[Finding]) -> str:
    """The manifest and its companions; dataset.json last, for it vouches for the rest."""
    data = lines(entry.to_json() for entry in entries)
    digest = sha256(data).hexdigest()
    write_whole(options.out / manifest.DROPPED, lines(_left_out(finding) for finding in dropped))
    write_whole(options.out / manifest.MANIFEST, data)
    card = _card(options, entries, dropped) | {"hash": digest}
    write_whole(options.out / manifest.CARD, json.dumps(card, indent=1).encode() + b"\n")
    _sweep(options.out, {entry.finding.image for entry in entries})
    return digest


def _left_out(finding: Finding) -> dict[str, Any]:
    return replace(finding, image="", image_sha256="", dhash="", swatch="").to_json()


def _sweep(out: Path, wanted: set[str]) -> None:
    """Pictures of ours that the set no longer holds; they come back from their files when needed."""
    for path in sorted((out / "images").glob("*.png")):
        name = f"images/{path.name}"
        if name not in wanted and manifest.IMAGE_NAME.fullmatch(name):
            path.unlink()


def _card(options: DataOptions, entries: Sequence[Entry], dropped: Sequence[Finding]) -> dict[str, Any]:
    licence = LICENCES.get(options.licence)
    settings = asdict(options)
    for private in ("folder", "out", "licence", "consent", "credit", "name", "workers", "resume"):
        del settings[private]
    for table in ("boxes", "labels"):
        path: Path | None = settings[table]
        settings[table] = sha256(path.read_bytes()).hexdigest() if path else None
    return {
        "format": manifest.FORMAT, "version": 1, "name": options.name or options.folder.resolve().name,
        "licence": {"id": options.licence, "title": licence.title, "url": licence.url} if licence else
                   {"id": options.licence, "title": options.licence, "url": ""},
        "credit": options.credit, "consent": options.consent, "size": options.size,
        "counts": {
            "files": len(entries) + len(dropped), "kept": len(entries), "dropped": len(dropped),
            "splits": dict(sorted(Counter(entry.split for entry in entries).items())),
            "reasons": dict(sorted(Counter(finding.code for finding in dropped).items())),
        },
        "settings": settings,
    }  # fmt: skip
