"""Scene -> Scene: the same figure for less. What a destination asks for is in moeforge_exporters.targets."""

from moeforge_exporters.optimize.chains import BUDGETS, Budget
from moeforge_exporters.optimize.expressions import presets_only
from moeforge_exporters.optimize.materials import one_material
from moeforge_exporters.optimize.meshes import face_apart, one_mesh
from moeforge_exporters.optimize.shape import Shape, shaped
from moeforge_exporters.optimize.springs import springs

__all__ = ["BUDGETS", "Budget", "Shape", "face_apart", "one_material", "one_mesh", "presets_only", "shaped", "springs"]
