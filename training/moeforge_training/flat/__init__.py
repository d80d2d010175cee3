"""Training on one's own art: flat square RGB pictures of a prepared data set (see moeforge_training.dataset).

`run.run(options)` trains, resumes and measures; `pack.export` makes a model pack of a checkpoint.
"""
