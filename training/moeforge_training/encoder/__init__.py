"""The picture encoder: what it learns from, how it learns, and what it is worth."""
