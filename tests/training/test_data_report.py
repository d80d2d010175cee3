"""Reports: figures that are right, a page that fetches nothing and runs nothing, a contact sheet."""

import re
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from training.data_helpers import drawing, encoded, folder_of, options

from moeforge.painter.colors import to_oklab
from moeforge_training.dataset.figures import vendi
from moeforge_training.dataset.prepare import prepare
from moeforge_training.dataset.report import report

EVIL = '<img src=x onerror="alert(1)">.png'


def test_the_vendi_score_counts_different_pictures():
    plain = np.stack([np.full((32, 32, 3), c / 4) for c in range(5)])
    assert vendi(to_oklab(plain)) == pytest.approx(5, rel=0.02)
    assert vendi(to_oklab(np.repeat(plain[:1], 7, axis=0))) == pytest.approx(1)
    assert vendi(to_oklab(np.repeat(plain, 3, axis=0))) == pytest.approx(5, rel=0.02)


def test_figures_and_files(tmp_path):
    source = folder_of(tmp_path / "art", 9)
    (source / EVIL).write_bytes(encoded(drawing(50)))
    (source / "notes & <b>.txt").write_text("only text, no picture")
    drawing(1).save(source / "dogs" / "lossy.jpg", quality=85)
    prepare(options(source, tmp_path / "set", name="Moe <3"))
    found = report(tmp_path / "set")
    figures = found.figures
    assert sum(figures.brightness) == sum(figures.sizes) == 11
    assert figures.sizes == (0, 11, 0, 0, 0, 0, 0)
    assert [len(figures.near), figures.reasons] == [1, {"not a picture": 1}]
    assert 5 < figures.different <= 11
    assert sum(swatch.share for swatch in figures.palette) == pytest.approx(1, abs=0.05)
    assert {v.name: v.train + v.held_out for v in figures.labels["folder"]} == {"cats": 3, "dogs": 7, "(none)": 1}
    assert any("few" in line for line in found.advice)


def test_the_page_is_self_contained_and_escaped(tmp_path):
    source = folder_of(tmp_path / "art", 3)
    (source / EVIL).write_bytes(encoded(drawing(50)))
    prepare(options(source, tmp_path / "set", consent='mine <script>alert("x")</script>'))
    text = report(tmp_path / "set").html.read_text(encoding="utf-8")
    assert "<script" not in text and "<img src=x" not in text
    assert not re.findall(r"(?:src|href)=[\"']?(?!data:)\w+:", text)
    assert text.count("data:image/jpeg;base64,") == 4
    assert "default-src 'none'" in text


def test_the_contact_sheet_shows_the_pictures(tmp_path):
    prepare(options(folder_of(tmp_path / "art", 4), tmp_path / "set"))
    data = report(tmp_path / "set").png.read_bytes()
    with Image.open(BytesIO(data)) as sheet:
        assert sheet.width > 1000 and sheet.height > 300
        shown = np.asarray(sheet.convert("RGB").crop((24 + 5, 84 + 5, 24 + 75, 84 + 75)), np.int16)
    first = np.asarray(drawing(0).resize((80, 80)), np.int16)[5:75, 5:75]
    assert np.abs(shown - first).mean() < 12


def test_reports_are_the_same_each_time(tmp_path):
    prepare(options(folder_of(tmp_path / "art", 4), tmp_path / "set"))
    one = report(tmp_path / "set")
    before = one.html.read_bytes(), one.png.read_bytes()
    two = report(tmp_path / "set")
    assert (two.html.read_bytes(), two.png.read_bytes()) == before


def test_an_empty_set_has_a_report(tmp_path):
    (tmp_path / "art").mkdir()
    (tmp_path / "art" / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    prepare(options(tmp_path / "art", tmp_path / "set"))
    found = report(tmp_path / "set")
    assert found.figures.different == 0 and "No picture is left" in found.advice[0]
