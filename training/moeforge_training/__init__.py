import moeforge  # noqa: F401 - before onnxruntime is: it switches that one's telemetry off
