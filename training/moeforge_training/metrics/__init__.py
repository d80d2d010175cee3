"""How good a set of generated pictures is: features, distances between sets, coverage, copying. Numpy in, floats out."""
