"""The command line: results, one-line errors with exit codes, and nothing half-written."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from waiting import PATIENCE_S

import moeforge
from moeforge.prior import complete
from moeforge.recipes import inherit, interpolate, mix, variants, way
from moeforge.spec import from_recipe
from moeforge_cli.wish import read_recipe
from moeforge_exporters.inspect import inspect

SPEC = {"choices": {"hair_style": "bob"}, "colors": {"hair": "#f3a6c4"}, "accessories": ["glasses"], "seed": 5}


def made(out: str) -> dict[str, object]:
    return json.loads(out)


@pytest.mark.parametrize(("format_name", "kind"), [("vrm", "vrm"), ("vrm0", "vrm0"), ("glb", "glb")])
def test_generate_writes_what_it_says(run, tmp_path, format_name, kind):
    path = tmp_path / "a.bin"
    code, out, _ = run("generate", "pink twintails, blue eyes", "-o", path, "--format", format_name, "--json")
    report = inspect(path.read_bytes())
    assert code == 0
    assert made(out)["bytes"] == path.stat().st_size == report.size
    assert (report.kind, report.triangles) == (kind, made(out)["triangles"])
    spec = from_recipe(report.origin.recipe)
    assert (spec.choices["hair_style"], spec.colors["hair"]) == ("twintails", "#f0a0bc")


def test_the_file_ending_names_the_format_and_the_words_name_the_seed(run, tmp_path):
    files = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in files:
        assert run("generate", "猫耳", "-o", path, "--size", 64)[0] == 0
    assert files[0].read_bytes()[:4] == b"\x89PNG"
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_spec_file_states_what_it_states(run, tmp_path):
    (tmp_path / "spec.json").write_text(json.dumps(SPEC), encoding="utf-8")
    _, out, _ = run("generate", "--spec", tmp_path / "spec.json", "-o", tmp_path / "a.glb", "--json")
    spec = from_recipe(str(made(out)["recipe"]))
    assert (spec.seed, spec.choices["hair_style"], spec.accessories) == (5, "bob", ("glasses",))
    (tmp_path / "recipe.json").write_text(spec.recipe, encoding="utf-8")
    run("generate", "--spec", tmp_path / "recipe.json", "--out", tmp_path / "b.glb")
    assert (tmp_path / "a.glb").read_bytes() == (tmp_path / "b.glb").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("generate", "   ", "-o", "x.vrm"), 2, "empty"),
        (("generate", "x" * 5000, "-o", "x.vrm"), 2, "4000"),
        (("generate", "-o", "x.tiff"), 2, "tiff"),
        (("generate", "--format", "fbx"), 2, "fbx"),
        (("generate", "--seed", "-4", "-o", "x.vrm"), 2, "-4"),
        (("generate", "--licence", "WTFPL", "-o", "x.vrm"), 2, "WTFPL"),
        (("generate", "--source", "magic", "-o", "x.vrm"), 2, "magic"),
        (("generate", "--spec", "missing.json"), 2, "missing.json"),
        (("generate", "--seed", "1", "-o", "no/such/folder/x.png", "--size", "64"), 1, "no/such/folder/x.png"),
        (("generate", "--seed", "1", "--models", "no/models", "-o", "x.vrm"), 1, "no/models"),
        (("generate", "--decal", "missing.png", "-o", "x.vrm"), 2, "missing.png"),
        (("vary", "missing.json"), 2, "missing.json"),
        (("inspect", "missing.vrm"), 1, "missing.vrm"),
        (("traits", "--lang", "fr"), 2, "fr"),
        (("batch", "missing.txt", "--out", "dir"), 1, "missing.txt"),
        (("batch", "--out", "dir"), 2, "--seeds FIRST-LAST"),
        (("batch", "--seeds", "9-3", "--out", "dir"), 2, "9-3"),
        (("batch", "--seeds", "1-2", "--lod", "giant", "--out", "dir"), 2, "giant"),
    ],
)
def test_errors_are_one_line_and_leave_nothing(run, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    got, _, err = run(*arguments)
    lines = [line for line in err.splitlines() if line.strip()]
    assert got == code
    assert len(lines) == 1
    assert words in lines[0]
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("text", ["[]", "{", '{"hair": 1}', '{"choices": {"hair_style": "mohawk3000"}}', "\ud83d"])
def test_bad_spec_files_are_refused(run, tmp_path, text):
    (tmp_path / "spec.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    code, _, err = run("generate", "--spec", tmp_path / "spec.json", "-o", tmp_path / "x.vrm")
    assert (code, len(err.strip().splitlines())) == (2, 1)
    assert not (tmp_path / "x.vrm").exists()


def test_storage_of_morphs_and_images(run, tmp_path):
    sizes: dict[str, int] = {}
    for name, flags in (("usual", ()), ("dense", ("--morphs", "dense")), ("jpeg", ("--texture-format", "jpeg"))):
        path = tmp_path / f"{name}.glb"
        assert run("generate", "--seed", 3, "--lod", "tiny", "--source", "painter", *flags, "-o", path)[0] == 0
        sizes[name] = path.stat().st_size
    assert sizes["jpeg"] < sizes["usual"] < sizes["dense"]


def test_words_need_no_quotes(run, tmp_path):
    for name, words in (("a", ("pink", "bob,", "blue eyes")), ("b", ("pink bob, blue eyes",))):
        assert run("generate", *words, "--source", "painter", "--lod", "tiny", "-o", tmp_path / f"{name}.glb")[0] == 0
    assert (tmp_path / "a.glb").read_bytes() == (tmp_path / "b.glb").read_bytes()


@pytest.mark.parametrize(
    ("asked", "trait", "word"),
    [("halo", "accessories", "halo"), ("height", "sliders", "tall"), ("color_names", "color_names", "auburn")],
)
def test_traits_of_one_value_and_the_words_of_sliders_and_colours(run, asked, trait, word):
    found = json.loads(run("traits", asked, "--json")[1])
    assert {row["trait"] for row in found} == {trait}
    assert word in {row["name"] for row in found} | set(", ".join(row["also"] for row in found).split(", "))


@pytest.mark.parametrize(("lang", "word"), [("en", "twintails"), ("zh", "双马尾"), ("ja", "ツインテール")])
def test_traits_in_three_languages(run, lang, word):
    code, out, _ = run("traits", "--lang", lang, "--json")
    assert code == 0
    assert word in {row["name"] for row in json.loads(out)}


def test_doctor_finds_this_machine_fit(run):
    code, out, _ = run("doctor", "--json")
    assert code == 0
    assert {"python", "models", "server"} <= {check["name"] for check in json.loads(out)}


def test_inspect_prints_the_parts(run, tmp_path):
    path = tmp_path / "a.vrm"
    run("generate", "--seed", 3, "-o", path, "--licence", "CC-BY-4.0", "--author", "Mia")
    code, out, _ = run("inspect", path)
    assert code == 0
    for word in ("bones", "expressions", "springs", "recipe", "Mia", "by/4.0"):
        assert word in out


def test_a_command_loads_its_own_module_alone():
    code = "import sys; from moeforge_cli.main import app_of; app_of(['traits'])"
    shown = subprocess.run([sys.executable, "-c", code + "; print(*sys.modules)"], check=True, capture_output=True)
    loaded = shown.stdout.decode().split()
    assert "moeforge_cli.traits" in loaded and not {"moeforge_cli.batch", "onnxruntime", "PIL"} & set(loaded)


def test_serving_code_never_loads_torch():
    code = "import sys; sys.modules['torch'] = None; import moeforge_server.app, moeforge.pipeline; "
    code += "from moeforge_cli.main import app_of; app_of([])"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_command_is_installed():
    assert (Path(sys.executable).parent / "moeforge").exists()


def test_animations_are_listed_and_written(run, tmp_path):
    code, out, _ = run("animate", "--json")
    names = {row["name"] for row in json.loads(out)}
    assert (code, {"idle", "wave", "sit"} <= names) == (0, True)
    assert run("animate", "wave", "-o", tmp_path / "w.vrma")[0] == 0
    assert (tmp_path / "w.vrma").read_bytes()[:4] == b"glTF"
    assert run("animate", "moonwalk", "-o", tmp_path / "m.vrma")[0] == 1


def test_views_and_poses_change_the_picture(run, tmp_path):
    takes = ((), ("--view", "back"), ("--view", "front", "--pose", "cheer"))
    for i, options in enumerate(takes):
        assert run("generate", "bob", "-o", tmp_path / f"{i}.png", "--size", 64, *options)[0] == 0
    assert len({(tmp_path / f"{i}.png").read_bytes() for i in range(3)}) == 3
    assert run("generate", "bob", "-o", tmp_path / "x.png", "--view", "sideways")[0] == 2
    assert run("generate", "bob", "-o", tmp_path / "x.png", "--pose", "moonwalk")[0] == 1
    assert not (tmp_path / "x.png").exists()


def test_a_target_is_met_or_refused(run, tmp_path):
    path = tmp_path / "a.vrm"
    assert run("generate", "bob, tee", "-o", path, "--target", "vrchat-pc-excellent")[0] == 0
    assert inspect(path.read_bytes()).meshes == 1
    assert run("generate", "bob", "-o", tmp_path / "x.vrm", "--target", "the-moon")[0] == 1
    assert not (tmp_path / "x.vrm").exists()


def test_expression_sets_are_added(run, tmp_path):
    path = tmp_path / "a.vrm"
    assert run("generate", "bob", "-o", path, "--expressions", "vrm,arkit,oculus")[0] == 0
    assert {"happy", "jawOpen", "viseme_aa"} <= set(inspect(path.read_bytes()).description.expressions)
    assert run("generate", "bob", "-o", path, "--expressions", "klingon")[0] == 2


def test_styles_by_name_and_by_picture(run, tmp_path):
    picture = tmp_path / "sea.png"
    Image.fromarray(np.tile(np.array([[[20, 60, 140], [200, 220, 240]]], np.uint8), (64, 32, 1))).save(picture)
    styles = ((), ("--style", "noir"), ("--style", picture), ("--style", picture, "--strength", 0))
    for i, options in enumerate(styles):
        assert run("generate", "bob", "-o", tmp_path / f"{i}.png", "--size", 64, *options)[0] == 0, options
    plain, noir, sea, nothing = ((tmp_path / f"{i}.png").read_bytes() for i in range(4))
    assert len({plain, noir, sea}) == 3
    assert nothing == plain
    (tmp_path / "fake.png").write_text("not a picture", encoding="utf-8")
    for wrong in ("vaporwave9000", tmp_path / "missing.png", tmp_path / "fake.png"):
        code, _, err = run("generate", "bob", "-o", tmp_path / "x.png", "--style", wrong)
        assert (code, len(err.strip().splitlines())) == (2, 1), wrong
    assert not (tmp_path / "x.png").exists()


def test_a_drawing_is_enlarged_and_what_is_none_is_refused(run, tmp_path):
    small = np.zeros((20, 30, 4), np.uint8)
    small[4:16, 5:25] = (250, 120, 60, 255)
    Image.fromarray(small).save(tmp_path / "cat.png")
    code, out, _ = run("upscale", tmp_path / "cat.png", "--json")
    assert (code, made(out)["width"], made(out)["path"]) == (0, 120, str(tmp_path / "cat_x4.png"))
    with Image.open(tmp_path / "cat_x4.png") as large:
        assert (large.size, large.mode, large.getpixel((60, 40)), int(np.asarray(large)[2, 2, 3])) == (
            (120, 80), "RGBA", (250, 120, 60, 255), 0,
        )  # fmt: skip
    assert run("upscale", tmp_path / "cat.png", "-o", tmp_path / "twice.png", "--scale", 2)[0] == 0
    Image.new("L", (3000, 2000)).save(tmp_path / "vast.png")
    (tmp_path / "fake.png").write_text("not a picture", encoding="utf-8")
    wrong = (
        ("cat.png", 3, 2, "scale is 3"),
        ("fake.png", 4, 2, "cannot be read"),
        ("none.png", 2, 2, "none.png"),
        ("vast.png", 4, 1, "pixels"),
    )
    for name, scale, expected, words in wrong:
        code, _, err = run("upscale", tmp_path / name, "--scale", scale, "-o", tmp_path / "x.png")
        assert (code, words in err, len(err.strip().splitlines())) == (expected, True, 1), name
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("words", [("generate", "--seed", "1"), ("serve", "--port", "0"), ("batch", "--seeds", "1-9")])
def test_ctrl_c_while_modules_are_loaded_is_no_traceback(tmp_path, words):
    """The signal comes from the first module that the command loads, at the worst of all times."""
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n", encoding="utf-8")
    script = (
        f"import moeforge_cli.main as m, sys; sys.path.insert(0, {str(tmp_path)!r}); del sys.modules['typer']; m.main()"
    )
    command = [sys.executable, "-c", script, *words, "--out", str(tmp_path / "out")]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (shown.returncode, shown.stderr) == (130, "")


def test_version(run):
    assert run("--version")[:2] == (0, f"moeforge {moeforge.__version__}\n")


@pytest.fixture
def pair(run, tmp_path):
    """Two recipes on disk: as JSON, and inside a figure's own file."""
    run("generate", "pink bob, hoodie", "--seed", 1, "--source", "painter", "-o", tmp_path / "a.glb", "--lod", "tiny")
    _, out, _ = run("generate", "black long hair, suit", "--seed", 2, "-o", tmp_path / "b.png", "--size", 64, "--json")
    (tmp_path / "b.json").write_text(out, encoding="utf-8")
    return tmp_path / "a.glb", tmp_path / "b.json"


def test_recipes_of_recipes_are_printed_one_a_line(run, pair):
    a, b = (read_recipe(path) for path in pair)
    calls = {
        ("vary", pair[0], "--amount", 0.6, "--keep", "hair", "--keep", "colors", "-n", 3): variants(
            a, 0.6, ("hair", "colors"), 3
        ),
        ("mix", *pair, "--take", "hair", "--take", "iris=0.4"): (mix(a, b, {"hair": 1.0, "iris": 0.4}),),
        ("inherit", *pair, "--seed", 4, "-n", 2): (inherit(a, b, 4), inherit(a, b, 5)),
        ("interpolate", *pair, "--steps", 3): way(a, b, 3),
        ("interpolate", *pair, "--at", 0.3): (interpolate(a, b, 0.3),),
    }
    for arguments, wanted in calls.items():
        code, out, _ = run(*arguments)
        assert (code, out.splitlines()) == (0, [s.recipe for s in wanted])
        code, out, _ = run(*arguments, "--json")
        assert made(out) == [s.to_dict() for s in wanted]


def test_recipes_and_their_avatars_are_written_to_a_folder(run, pair, tmp_path):
    code, out, _ = run("inherit", *pair, "-n", 2, "--out", tmp_path / "kids", "--format", "glb", "--json")
    assert code == 0
    rows = json.loads(out)
    assert sorted(p.name for p in (tmp_path / "kids").iterdir()) == ["00.glb", "00.json", "01.glb", "01.json"]
    for row in rows:
        assert inspect(Path(row["avatar"]).read_bytes()).origin.recipe == read_recipe(Path(row["recipe"])).recipe


def test_a_decal_comes_with_its_file(run, tmp_path):
    Image.new("RGB", (40, 40), "lime").save(tmp_path / "logo.png")
    made_with = (
        "generate",
        "hoodie",
        "--decal",
        tmp_path / "logo.png",
        "--source",
        "painter",
        "-o",
        tmp_path / "a.glb",
    )
    code, out, _ = run(*made_with, "--lod", "tiny", "--json")
    assert code == 0
    assert from_recipe(str(made(out)["recipe"])).decal
    again = ("generate", "--spec", tmp_path / "a.glb", "-o", tmp_path / "b.glb", "--lod", "tiny")
    code, _, err = run(*again)
    assert (code, "same file" in err) == (2, True)
    assert run(*again, "--decal", tmp_path / "logo.png")[0] == 0
    assert (tmp_path / "a.glb").read_bytes() == (tmp_path / "b.glb").read_bytes()
    near = ("vary", tmp_path / "a.glb", "--out", tmp_path / "near", "--format", "png")
    assert run(*near)[0] == 2
    assert run(*near, "--decal", tmp_path / "logo.png")[0] == 0


def test_recipes_of_before_look_as_they_did(run, tmp_path):
    data = complete(5).to_dict()
    data["choices"] = {k: v for k, v in dict(data["choices"]).items() if k not in ("brow", "ears")}  # type: ignore[call-overload]  # a JSON object
    (tmp_path / "old.json").write_text(json.dumps(data), encoding="utf-8")
    assert read_recipe(tmp_path / "old.json").choices["ears"] == "human"
    data.pop("colors")
    (tmp_path / "part.json").write_text(json.dumps(data), encoding="utf-8")
    assert read_recipe(tmp_path / "part.json").colors == complete(5).colors
