"""Moeforge: a seed, a sentence or a spec becomes a chibi avatar (see pipeline.build)."""

__version__ = "0.1.0"
