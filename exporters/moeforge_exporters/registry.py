"""Format name -> exporter: the one table that server, command line and tests read."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge_exporters.glb import to_glb
from moeforge_exporters.options import Exporter
from moeforge_exporters.vrm0 import to_vrm0
from moeforge_exporters.vrm1 import to_vrm1

EXPORTERS: Mapping[str, Exporter] = MappingProxyType({"glb": to_glb, "vrm": to_vrm1, "vrm0": to_vrm0})
"""`vrm` is VRM 1.0; `vrm0` is VRM 0.x for programs that read nothing newer."""
