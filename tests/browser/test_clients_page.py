"""The web page of docs/clients.md, as it stands there, shows a figure in a browser."""

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from browser.driver import HERE, need, node
from PIL import Image

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge_exporters.delivery import deliver
from moeforge_exporters.options import ExportOptions

pytestmark = pytest.mark.browser
DOCS = HERE.parents[1] / "docs" / "clients.md"
GROUND = (0xDD, 0xE6, 0xF0)  # the page's own


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The page with a figure beside it, on a free port."""
    need(chromium=True)
    page = re.search(r"```html\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert page is not None
    (tmp_path / "page.html").write_text(page[1], encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    for name in ("vrm", "vrm0"):
        scene = build(complete(7, texture_source="painter"), Studio(), lod="mobile")
        (tmp_path / f"{name}.vrm").write_bytes(deliver(scene, name, ExportOptions()))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()


@pytest.mark.parametrize("name", ["vrm", "vrm0"])
def test_the_page_shows_the_figure(site: str, tmp_path: Path, name: str):
    out = tmp_path / "seen.png"
    assert json.loads(node("open.mjs", f"{site}?file=/{name}.vrm", str(out))) == []
    with Image.open(out) as image:
        seen = np.asarray(image.convert("RGB")).astype(int)
    figure = np.abs(seen - GROUND).max(axis=2) > 24
    assert 0.08 < figure.mean() < 0.6
    assert figure[:, 140:160].any() and not figure[:, :10].any()
