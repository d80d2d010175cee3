"""Tails: locks round a spline from a tie, gathered to a few points; and the band that ties them."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.chart import unit
from moeforge.template.hair.comb import surface, toward
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.solids import Solid, ring_tube
from moeforge.template.hair.strands import DEEP, LIGHT, MID, Strands
from moeforge.template.part import F64

PLEATS = 14
"""Corners of the band round a tail: up and down by turns."""
STATIONS = np.array([0.0, 0.05, 0.11, 0.19, 0.28, 0.38, 0.49, 0.60, 0.71, 0.82, 0.93, 1.0])


@dataclass(frozen=True, slots=True)
class Tail:
    """A tail hanging from a tie."""

    tie: tuple[float, float]  # azimuth (degrees) and chart v
    out: float  # how far it leaves the head, HH
    lift: float  # how far it rises before it falls, HH
    length: float  # of the fall, HH
    radius: float  # of the bundle where it is thickest, HH
    locks: int = 7
    twist: float = 28.0  # degrees
    joints: int = 4


_RADIUS_AT = ([0.0, 0.05, 0.14, 0.32, 0.6, 0.85, 1.0], [0.40, 0.42, 0.74, 1.0, 0.86, 0.50, 0.20])
_WIDTH_AT = ([0.0, 0.08, 0.3, 0.62, 0.84, 0.95, 1.0], [0.42, 0.46, 0.95, 1.0, 0.72, 0.34, 0.05])


def spine(tail: Tail, growth: float, at: F64) -> F64:
    """Points (..., 3) of the tail's middle line at places (...) in 0..1: a Bezier curve out, over and down."""
    root, normal = surface(toward(np.array(tail.tie[0]), np.array(tail.tie[1])))
    away = unit(normal * [1.0, 0.0, 1.0])
    fall = tail.length * growth
    knots = (
        root - 0.02 * normal,
        root + away * tail.out * 0.75 + [0.0, tail.lift, 0.0],
        root + away * tail.out * 1.5 - [0.0, 0.45 * fall, 0.0],
        root + away * tail.out * 0.55 - [0.0, fall, 0.0],
    )
    t = at[..., None]
    return sum(c * (1.0 - t) ** (3 - i) * t**i * k for i, (c, k) in enumerate(zip((1, 3, 3, 1), knots, strict=True)))  # type: ignore[return-value]  # sum of arrays


def bundle(draw: Random, tail: Tail, growth: float, chain: int) -> Strands:
    """The locks of a tail; they swing on chain number `chain`."""
    ends = np.array([draw.uniform(0.84, 1.0) for _ in range(tail.locks)])
    ends[draw.randrange(tail.locks)] = 1.0
    at = STATIONS * ends[:, None]  # (L, R)
    middle = spine(tail, growth, at)
    run = unit(spine(tail, growth, np.minimum(at + 0.01, 1.0)) - spine(tail, growth, np.maximum(at - 0.01, 0.0)))
    turn = (np.arange(tail.locks) / tail.locks * 360.0 + draw.uniform(-9.0, 9.0))[:, None] + tail.twist * at
    side = unit(np.cross(run, _across(tail)))
    front = np.cross(side, run)
    angle = np.radians(turn)[..., None]
    normals = side * np.cos(angle) + front * np.sin(angle)
    radius = tail.radius * np.interp(at, *_RADIUS_AT)
    profile = np.interp(STATIONS, *_WIDTH_AT)[None]
    tones = np.array([draw.choice((MID, MID, LIGHT, DEEP)) for _ in range(tail.locks)])
    return ribbons(
        Paths(
            points=middle + normals * (radius * 0.72)[..., None],
            normals=normals,
            width=tail.radius * 0.66 * profile + 0.0 * at,
            thick=tail.radius * 0.34 * profile + 0.0 * at,
            v=0.08 + 0.92 * at,
            tone=tones,
            chain=np.full(tail.locks, chain),
            along=at * tail.joints,
            radius=np.maximum(radius, 0.05),
        )
    )


def _across(tail: Tail) -> F64:
    """A direction that the spine never runs along: it lies in a vertical plane through the tie."""
    azimuth = np.radians(tail.tie[0])
    return np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])


def band(tail: Tail) -> Solid:
    """The gathered band round the root of a tail, in the swatch "ribbon"."""
    at = np.array(0.035)
    middle, ahead = spine(tail, 1.0, at), spine(tail, 1.0, at + 0.02)
    run = unit(ahead - middle)
    side = unit(np.cross(run, _across(tail)))
    turn = np.arange(PLEATS) / PLEATS * 2 * np.pi
    out = side * np.cos(turn)[:, None] + np.cross(side, run) * np.sin(turn)[:, None]
    tube = 0.034 * (1.0 + 0.16 * (np.arange(PLEATS) % 2))[:, None]
    return ring_tube(
        "ribbon", middle + out * tail.radius * 0.56, out * tube, np.broadcast_to(run * 0.042, out.shape), corners=8
    )
