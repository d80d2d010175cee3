"""`report`: look at a data set; writes report.html and report.png into it."""

from dataclasses import dataclass
from pathlib import Path

from moeforge_training.dataset.advice import advise
from moeforge_training.dataset.contact import contact_sheet
from moeforge_training.dataset.figures import Figures, measure
from moeforge_training.dataset.files import write_whole
from moeforge_training.dataset.manifest import DataSet, read
from moeforge_training.dataset.page import page

HTML, PNG = "report.html", "report.png"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found and where it is shown."""

    data: DataSet
    figures: Figures
    advice: tuple[str, ...]
    html: Path
    png: Path


def report(folder: Path) -> Report:
    """Check every picture of a data set, measure it, write both reports. Errors as in `manifest.read`."""
    data = read(folder)
    data.verify()
    figures = measure(data)
    advice = tuple(advise(data, figures))
    html, png = folder / HTML, folder / PNG
    write_whole(html, page(data, figures, advice).encode())
    write_whole(png, contact_sheet(data, figures))
    return Report(data, figures, advice, html, png)
