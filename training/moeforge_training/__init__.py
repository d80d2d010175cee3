import moeforge  # noqa: F401 # pyright: ignore[reportUnusedImport] # told before onnxruntime is loaded: no telemetry
