"""A model file as a running net: onnxruntime on the CPU, its shapes those of the card."""

import onnxruntime

from moeforge.models.card import ModelCard, check_shapes


def session(data: bytes, threads: int) -> onnxruntime.InferenceSession:
    """A repeatable CPU session that sleeps between runs instead of spinning."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def opened(card: ModelCard, data: bytes, threads: int) -> onnxruntime.InferenceSession:
    """The session of a model's bytes; ModelError when its inputs or outputs are not the card's."""
    runtime = session(data, threads)
    check_shapes("input", card, card.inputs, {v.name: tuple(v.shape) for v in runtime.get_inputs()})
    check_shapes("output", card, card.outputs, {v.name: tuple(v.shape) for v in runtime.get_outputs()})
    return runtime
