"""Random avatars in every format through the Khronos validator and the official VRM schemas.

    python benchmarks/quality.py --count 100

Faces have every expression set. Prints, for each format, files, problems by kind, bytes and triangles; exits 1 if there
is any problem.
"""

import argparse
import json
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.template.head import POSE_SETS
from moeforge_exporters.delivery import deliver
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
FIRST_SEED = 1000


def write(folder: Path, count: int) -> list[Path]:
    """`count` avatars of consecutive seeds in every format."""
    studio = Studio.load()
    paths: list[Path] = []
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        scene = build(complete(seed), studio, expression_sets=tuple(POSE_SETS))
        for name in EXPORTERS:
            paths.append(folder / f"{seed}.{name}.glb")
            paths[-1].write_bytes(deliver(scene, name, ExportOptions()))
    return paths


def validate(paths: list[Path]) -> list[dict[str, Any]]:
    """Reports of the Khronos validator, one for each file."""
    command = ["node", str(ROOT / "tests" / "browser" / "validate.mjs"), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def schema_problems(path: Path) -> list[str]:
    """What the official VRM JSON schemas say against a file."""
    from exporters.schemas import ROOTS, validator

    data = path.read_bytes()
    (length,) = struct.unpack_from("<I", data, 12)
    tree = json.loads(data[20 : 20 + length])
    places = [tree, *tree["materials"]]
    found = [(n, p["extensions"][n]) for p in places for n in ROOTS if n in p.get("extensions", {})]
    return [f"{name}: {error.message[:120]}" for name, body in found for error in validator(name).iter_errors(body)]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    problems: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), options.count)
        reports = validate(paths)
        assert len(reports) == len(paths)
        for name in EXPORTERS:
            own = [r for r in reports if r["file"].endswith(f".{name}.glb")]
            sizes = [Path(r["file"]).stat().st_size for r in own]
            triangles = [r["triangles"] for r in own]
            schema = [p for r in own for p in schema_problems(Path(r["file"]))]
            found = Counter(str(p) for r in own for p in r["problems"]) + Counter(schema)
            problems += found
            print(f"{name:5} files {len(own)}, bytes median {median(sizes):,.0f} max {max(sizes):,}, ", end="")
            print(f"triangles median {median(triangles):,.0f} max {max(triangles):,}, problems {dict(found)}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
