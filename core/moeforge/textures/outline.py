"""How wide the face's outline is drawn: none over eyes, nose and mouth (RECIPE section 8)."""

from functools import cache

import numpy as np

from moeforge.painter.skin import EYE, LIPS, NOSE
from moeforge.template.vectors import fixed
from moeforge.textures.images import U8

SIZE = 256


@cache
def face_outline() -> U8:
    """(SIZE, SIZE, 3): black ellipses over eyes and mouth, larger than these; a soft border; read-only.

    Between the eyes a narrow strip keeps its line, so that forehead and nose have one in profile.
    """
    y, x = (np.mgrid[0:SIZE, 0:SIZE] + 0.5) / SIZE
    off = np.abs(x - 0.5)
    width = np.ones((SIZE, SIZE))
    for cx, cy, rx, ry in ((EYE[0], EYE[1], 0.118, 0.190), (0.0, LIPS - 0.01, 0.105, 0.085), (0.0, NOSE, 0.004, 0.01)):
        width *= np.clip((np.hypot((off - cx) / rx, (y - cy) / ry) - 1.0) / 0.08, 0.0, 1.0)
    return fixed(np.repeat(np.rint(255 * width).astype(np.uint8)[..., None], 3, axis=2))
