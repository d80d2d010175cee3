"""The hunt for visible defects: random figures in many faces and poses, drawn as numbers instead of colours.

`subject` builds a figure, `layers` draws it so that each pixel holds the number of its triangle, `states` says which
faces, poses and views are looked at, `head_kinds`, `body_kinds` and `mesh_kinds` judge, `hunt` puts one figure through
all of it, `pictures` shows the worst. `benchmarks/find_defects.py` is the command.
"""
