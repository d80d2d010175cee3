"""Findings of all files to the entries of a data set: copies out, labels, split and weights."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from moeforge_training.dataset.alike import Pair, groups, near_pairs
from moeforge_training.dataset.balance import split, weights
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.manifest import Entry
from moeforge_training.dataset.options import DataOptions
from moeforge_training.dataset.tables import look_up

Labels = Mapping[str, Mapping[str, str]]


def arrange(
    options: DataOptions, findings: Sequence[Finding], labels: Labels | None
) -> tuple[list[Entry], list[Finding]]:
    """(kept, dropped) from the findings in order of name. Without `labels` the first sub-folder is the label."""
    singles = _without_copies(findings)
    kept = [finding for finding in singles if not finding.code]
    pairs = near_pairs(
        [bytes.fromhex(f.dhash) for f in kept], [bytes.fromhex(f.swatch) for f in kept], options.near_distance
    )
    roots = groups(len(kept), pairs)
    dropped = [finding for finding in singles if finding.code]
    if options.near == "drop":
        dropped += [_near_dropped(kept, i, roots[i], pairs) for i in range(len(kept)) if roots[i] != i]
        kept, roots, pairs = [f for i, f in enumerate(kept) if roots[i] == i], [], []
        roots = list(range(len(kept)))
    entries = _entries(options, kept, roots, pairs, [_labels_of(f.source, labels) for f in kept])
    return entries, sorted(dropped, key=lambda finding: finding.source)


def _without_copies(findings: Sequence[Finding]) -> list[Finding]:
    """Exact copies after the first, by file and by finished picture, become dropped ones."""
    first: dict[str, str] = {}
    result: list[Finding] = []
    for finding in findings:
        marks = () if finding.code else (finding.sha256, finding.image_sha256)
        original = next((first[mark] for mark in marks if mark in first), "")
        if original:
            what = "the same file as" if finding.sha256 in first else "the same pixels as"
            finding = replace(finding, code="duplicate", reason=f"{what} {original}")
        else:
            first.update(dict.fromkeys(marks, finding.source))
        result.append(finding)
    return result


def _near_dropped(kept: Sequence[Finding], i: int, root: int, pairs: Sequence[Pair]) -> Finding:
    reason = f"nearly the same as {kept[root].source} ({_closest(i, pairs)} of 256 bits differ)"
    return replace(kept[i], code="near-duplicate", reason=reason)


def _closest(i: int, pairs: Sequence[Pair]) -> int:
    return min(pair.distance for pair in pairs if i in {pair.first, pair.second})


def _labels_of(source: str, labels: Labels | None) -> Mapping[str, str]:
    if labels is None:
        folder, slash, _ = source.partition("/")
        return {"folder": folder if slash else ""}
    return look_up(labels, source) or {}


def _entries(
    options: DataOptions,
    kept: Sequence[Finding],
    roots: Sequence[int],
    pairs: Sequence[Pair],
    rows: Sequence[Mapping[str, str]],
) -> list[Entry]:
    splits = split([finding.sha256 for finding in kept], roots, options.held_out)
    counts = weights(rows, roots, splits, options.max_weight)
    return [
        Entry(
            finding, splits[i], float(counts[i]), next(iter(rows[i].values()), ""), rows[i],
            kept[roots[i]].source if roots[i] != i else "", _closest(i, pairs) if roots[i] != i else 0,
        )
        for i, finding in enumerate(kept)
    ]  # fmt: skip
