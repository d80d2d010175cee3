"""Which cells of the body's image a figure wears: its palette tells, so that others need no paint."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.template.chibi import build_figure
from moeforge.template.lod import LODS
from moeforge.textures.atlas import CELLS, IMAGES, SWATCHES


@pytest.mark.parametrize("seed", range(12))
def test_every_swatch_that_is_worn_has_a_colour(seed: int):
    figure = build_figure(complete(seed), lod=list(LODS)[seed % len(LODS)])
    corners = [p.uvs[np.unique(p.triangles)] for p in figure.piece.parts if p.material == "body"]
    cells = (np.concatenate(corners) * IMAGES["body"] // CELLS["skin"].width).astype(int)
    worn = {SWATCHES[4 * row + column] for column, row in cells.tolist()}
    assert "skin" in worn and worn <= {"skin", *figure.palette}
