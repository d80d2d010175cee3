"""Moeforge: a seed, a sentence or a spec becomes a chibi avatar (see pipeline.build)."""

import os

__version__ = "0.1.0"

# onnxruntime 1.32 keeps a device number and a log of events for its makers, unless it is told before it is loaded
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
