"""The style net: any picture's way of drawing, put on the figure's textures."""
