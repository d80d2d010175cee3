"""One's own art: a folder of drawings becomes a checked, squared, balanced data set with a manifest and a report.

`prepare.prepare(options, progress)` makes it, `report.report(folder)` shows it, `manifest.read(folder)` gives a trainer
its entries. numpy and Pillow only. Nothing is imported here, so that the decoding child process starts quickly.
"""
