"""How good a set of generated pictures is: features, distances of sets, coverage, copying. Numpy in, floats out."""
