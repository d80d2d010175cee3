"""Hunts for visible defects in random figures: each in twenty faces x five poses, from all sides.

    python benchmarks/find_defects.py --count 500          # goes on where it was stopped
    python benchmarks/find_defects.py --count 0 --pictures docs/img/defects.jpg

Springs do not swing here, hair and skirts keep their rest shape relative to the bones that bear them. Prints a table
of kinds; with --pictures it draws the ten worst, at most two of a kind.
"""

import argparse
import sys
from itertools import islice, zip_longest
from pathlib import Path
from time import monotonic

import numpy as np
from defects.hunt import Found, Hunt, hunt
from defects.pictures import captioned, shot
from defects.records import Record, read, table, worst_first
from defects.sighting import LEAST
from defects.states import EXPRESSIONS, POSES_PER_FIGURE
from defects.subject import of_spec
from PIL import Image

from moeforge.prior import complete

FIRST_SEED = 5000
SHOWN, A_KIND, COLUMNS = 10, 2, 5


def look(seed: int) -> Record:
    """The record of one figure."""
    of = Hunt.of(of_spec(complete(seed)))
    return Record.of(of.subject.spec, of.poses, hunt(of))


def go_on(path: Path, count: int) -> list[Record]:
    """Records of `count` figures from FIRST_SEED on, those of the file taken over."""
    known = {r.seed: r for r in read(path)}
    start = monotonic()
    with path.open("a", encoding="utf-8") as out:
        for i, seed in enumerate(range(FIRST_SEED, FIRST_SEED + count)):
            if seed not in known:
                known[seed] = look(seed)
                print(known[seed].line, file=out, flush=True)
                print(f"\r{i + 1} of {count}, {monotonic() - start:.0f} s", end="", file=sys.stderr)
    return list(known.values())


def worst(records: list[Record]) -> list[tuple[int, Found]]:
    """The worst of each kind, then the second worst, until SHOWN are together."""
    ranks = zip_longest(*(worst_first(records, kind)[:A_KIND] for kind in LEAST))
    return list(islice((found for rank in ranks for found in rank if found), SHOWN))


def sheet(found: list[tuple[int, Found]]) -> np.ndarray:
    """A contact sheet with a caption under each picture."""
    cells = [
        captioned(shot(seed, f), [f"{f.sighting.kind}: {f.sighting.amount}", f"seed {seed} {f.pose} {f.expression}"])
        for seed, f in found
    ]
    columns = min(COLUMNS, len(cells))
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    return np.concatenate([np.concatenate(cells[i : i + columns], 1) for i in range(0, len(cells), columns)])


def main() -> None:
    """Hunt, print the table, draw the worst."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--records", type=Path, default=Path("defects.jsonl"))
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    records = go_on(options.records, options.count)
    print(f"\n{table(records, len(EXPRESSIONS) * POSES_PER_FIGURE)}")
    if options.pictures and (found := worst(records)):
        Image.fromarray(sheet(found)).save(options.pictures, quality=85, optimize=True)


if __name__ == "__main__":
    main()
