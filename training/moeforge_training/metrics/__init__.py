"""How near a set of generated pictures is to a set of real ones, without any pretrained network.

features: frozen random networks; kid, manifold, copying: figures on their features (N, D).
"""
