"""The three pictures that the generator learns, and which atlas cells they fill."""

SHEETS: tuple[str, ...] = ("skin", "iris", "trim")
"""`skin`: the cell `face` with faint marks in place of its own (skin_marks lays these). `iris`: an iris cell
without streaks, pupil and lights (iris_marks lays them over it). `trim`: four cells, see QUADRANTS,
without single hairs (trim_marks)."""

QUADRANTS: dict[str, tuple[int, int]] = {"white": (0, 0), "cavity": (1, 0), "lash": (0, 1), "brow": (1, 1)}
"""Cell of the trim sheet -> (column, row) of its quadrant; each is stretched to its cell of the atlas."""
