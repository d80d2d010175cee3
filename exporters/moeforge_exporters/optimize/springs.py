"""Fewer swinging chains: neighbours merged, chains shortened, colliders chosen, idle bones taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from moeforge.errors import BadSpecError
from moeforge.scene import Node, Scene, Spring
from moeforge_exporters.optimize import collisions
from moeforge_exporters.optimize.chains import BUDGETS, Budget, Strand, blended, middle_line, plan, shares
from moeforge_exporters.optimize.skeleton import F64, pruned, reweighted, without_idle_bones, world


def springs(scene: Scene, budget: str | Budget) -> Scene:
    """The scene with its springs within a budget: a name of BUDGETS ("none", "phone", "low", ...) or one's own.

    In rest, and in any pose of the human bones with still springs, no vertex moves. Weights of bones that go are given
    to the bones that take their place, or to the parent. BadSpecError for an unknown name.
    """
    limits = budget_of(budget) if isinstance(budget, str) else budget
    strands = plan(scene, limits)
    lines = [middle_line(scene, s) for s in strands]
    joints = [_leader(scene, s) for s in strands]
    handed = reweighted(scene, _shares(scene, strands, joints))
    wanted = [_colliders(scene, s, line) for s, line in zip(strands, lines, strict=True)]
    kept = collisions.chosen(scene, lines, wanted, limits)
    merged = replace(
        handed,
        nodes=_moved(scene, joints, lines),
        springs=tuple(
            blended([scene.springs[i] for i in s.members], j, k) for s, j, k in zip(strands, joints, kept, strict=True)
        ),
    )
    swinging = {j for s in scene.springs for j in s.joints} - set(scene.humanoid.values())
    return without_idle_bones(pruned(_used_colliders(merged), swinging - {j for chain in joints for j in chain}))


def budget_of(name: str) -> Budget:
    """The budget of that name; BadSpecError with the list for any other."""
    if name not in BUDGETS:
        raise BadSpecError(f"no spring budget {name[:32]!r}; choose of {', '.join(BUDGETS)}", field="springs")
    return BUDGETS[name]


def _leader(scene: Scene, strand: Strand) -> tuple[int, ...]:
    """The nodes that a strand uses: the first ones of its longest chain."""
    longest = max(strand.members, key=lambda i: len(scene.springs[i].joints))
    return scene.springs[longest].joints[: strand.transforms]


def _shares(scene: Scene, strands: Sequence[Strand], joints: Sequence[tuple[int, ...]]) -> F64:
    """(J, J) for `reweighted`: swinging joints to those of their strand, or to the parent of their chain."""
    index = {node: j for j, node in enumerate(scene.skin.joints)}
    out = np.eye(len(index))
    heirs: Mapping[int, int] = {i: k for k, s in enumerate(strands) for i in s.members}
    for i, spring in enumerate(scene.springs):
        rows = [index[j] for j in spring.joints if j in index]
        swinging = [index[j] for j in spring.joints[:-1] if j in index]
        out[rows] = 0.0
        if i not in heirs:
            out[rows, _joint_above(scene, spring, index)] = 1.0
            continue
        targets = [index[j] for j in joints[heirs[i]][:-1]]
        out[np.ix_(swinging, targets)] = shares(len(swinging), len(targets))
        out[[r for r in rows if r not in swinging], targets[-1]] = 1.0
    return out


def _joint_above(scene: Scene, spring: Spring, index: Mapping[int, int]) -> int:
    """The nearest joint above a chain that no spring swings; else the first joint of the skin."""
    swinging = {j for s in scene.springs for j in s.joints}
    node = scene.nodes[spring.joints[0]].parent
    while node is not None and (node not in index or node in swinging):
        node = scene.nodes[node].parent
    return 0 if node is None else index[node]


def _colliders(scene: Scene, strand: Strand, line: F64) -> tuple[int, ...]:
    """What any member collides with; a merged chain leaves out what its own line would touch in rest."""
    asked = tuple(dict.fromkeys(c for i in strand.members for c in scene.springs[i].colliders))
    if len(strand.members) == 1:
        return asked
    places, clear = world(scene), min(scene.springs[i].hit_radius for i in strand.members)
    return tuple(c for c in asked if collisions.gap(scene.colliders[c], places, line[1:]) >= clear)


def _moved(scene: Scene, joints: Sequence[tuple[int, ...]], lines: Sequence[F64]) -> tuple[Node, ...]:
    """The nodes with the strands' joints on their lines; where nothing moved, the very same translation."""
    old = world(scene)
    new = old.copy()
    for chain, line in zip(joints, lines, strict=True):
        new[list(chain)] = line
    return tuple(_at(scene, i, old, new) for i in range(len(scene.nodes)))


def _at(scene: Scene, index: int, old: F64, new: F64) -> Node:
    node = scene.nodes[index]
    above = node.parent
    shift = new[index] - old[index] - (new[above] - old[above] if above is not None else 0.0)
    if np.abs(shift).max() < 1e-9:
        return node
    x, y, z = (round(float(v), 7) + 0.0 for v in node.translation + shift)
    return replace(node, translation=(x, y, z))


def _used_colliders(scene: Scene) -> Scene:
    used = sorted({c for s in scene.springs for c in s.colliders})
    at = {old: new for new, old in enumerate(used)}
    return replace(
        scene,
        colliders=tuple(scene.colliders[c] for c in used),
        springs=tuple(replace(s, colliders=tuple(at[c] for c in s.colliders)) for s in scene.springs),
    )
