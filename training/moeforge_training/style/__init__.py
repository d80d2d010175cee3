"""The reader of drawing styles, and a folder of pictures as a style of the generator."""
