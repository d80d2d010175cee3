"""How long a test waits."""

PATIENCE_S = 120.0
"""For what must come: only a fault takes so long, however busy the machine is."""
DEADLINES_S = (0.2, 2.0, 20.0)
"""Deadlines to try in turn: on a busy machine work may begin after the first of them has passed."""
