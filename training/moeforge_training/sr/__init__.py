"""Super-resolution: a small convolutional net that enlarges drawings with transparency, x4 and x2."""
