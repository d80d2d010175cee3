"""Picture and words: the words win, the same bytes give the same avatar, a net adds shapes where it is sure."""

from dataclasses import replace
from functools import cache
from hashlib import sha256

import numpy as np
import onnx
import pytest
from core.portraits import Face, drawn, encoded, shaded
from onnx import TensorProto, helper, numpy_helper
from PIL import ImageDraw

from moeforge.errors import ModelError
from moeforge.models.card import HeadCard, ModelCard, Tensor, ValueCard
from moeforge.models.encoder import Encoder
from moeforge.prior import complete
from moeforge.traits.catalogue import catalogue
from moeforge.understand.joined import joined, seed_of_picture
from moeforge.understand.picture.coarse import HAIR_LENGTHS, HAIR_TIES, HEADWEAR, styles_of
from moeforge.understand.picture.read import read
from moeforge.understand.prompt import understand
from moeforge.understand.reading import PictureReading


@cache
def picture() -> bytes:
    return encoded(shaded(Face()))


def encoder(
    answers: dict[str, str], heads: dict[str, tuple[str, ...]], *, numbers: float = 0.75, sure: float = 0.999
) -> Encoder:
    """A net that always says `answers` with a chance of `sure`, and is at a loss about the other heads; one slider."""
    cards: list[HeadCard] = []
    logits: list[float] = []
    for trait, values in heads.items():
        cards.append(HeadCard(trait, values, len(logits), 1.0, 0.8))
        odds = np.log(sure * (len(values) - 1) / (1 - sure))
        logits += [float(odds) * (answers.get(trait) == value) for value in values]
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
            helper.make_node("Unsqueeze", ["nothing", "axis"], ["column"]),
            helper.make_node("Add", ["column", "said"], ["logits"]),
            helper.make_node("Add", ["column", "numbers"], ["values"]),
        ],
        "fixed",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["N", 3, 128, 128])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", len(logits)]),
            helper.make_tensor_value_info("values", TensorProto.FLOAT, ["N", 1]),
        ],
        [
            numpy_helper.from_array(np.array(0.0, np.float32), "zero"),
            numpy_helper.from_array(np.array([1], np.int64), "axis"),
            numpy_helper.from_array(np.array([logits], np.float32), "said"),
            numpy_helper.from_array(np.array([[numbers]], np.float32), "numbers"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    card = ModelCard(
        "fixed", "encoder", "encoder.onnx", sha256(data).hexdigest(), 17,
        (Tensor("picture", (-1, 3, 128, 128), "0..1"),),
        (Tensor("logits", (-1, len(logits)), "any"), Tensor("values", (-1, 1), "0..1")),
        "sRGB", "none", "CC0-1.0", "here", {}, tuple(cards), (ValueCard("eye_size", 0),),
    )  # fmt: skip
    return Encoder.open(card, data, 1)


def used(reading: PictureReading) -> dict[str, str]:
    return {t.trait: t.value for t in reading.traits if t.used}


def test_words_win_and_the_reply_says_so():
    both = joined(read(picture()), understand("pink hair, glasses, cat ears"))
    assert both.picture is not None
    assert both.wish.colors["hair"] == understand("pink hair").wish.colors["hair"]
    assert both.wish.accessories["glasses"] and both.wish.accessories["cat_ears"]
    assert "hair" not in used(both.picture) and used(both.picture)["skin"] == both.wish.colors["skin"]
    assert "hair_style" in both.picture.left_open and "skin" not in both.picture.left_open
    spec = complete(1, both.wish)
    assert spec.has("glasses") and not spec.has("eye_patch")


def test_words_about_one_eye_or_odd_eyes_free_the_other():
    reading = read(picture())
    assert "eye_right" not in joined(reading, understand("heterochromia")).wish.colors
    assert (
        joined(reading, understand("red left eye, green right eye")).wish.colors["eye_right"]
        != reading.wish.colors["eye_right"]
    )


def test_the_same_bytes_are_the_same_avatar_and_others_are_not():
    data = picture()
    specs = [complete(seed_of_picture(d), joined(read(d)).wish) for d in (data, data, encoded(drawn(Face()), "JPEG"))]
    assert specs[0].recipe == specs[1].recipe
    assert specs[0].seed != specs[2].seed
    assert seed_of_picture(data, "cat ears") != seed_of_picture(data)


def test_a_sure_net_names_the_style_and_what_is_worn():
    heads = {
        "hair_style": tuple(catalogue().choices["hair_style"].values), "eyewear": ("none", "glasses", "sunglasses"),
        "head_top": ("none", "hat", "horns"), "eye_shape": tuple(catalogue().choices["eye_shape"].values),
    }  # fmt: skip
    shape = next(iter(heads["eye_shape"]))
    net = encoder({"hair_style": "drills", "eyewear": "glasses", "head_top": "none", "eye_shape": shape}, heads)
    reading = read(picture(), encoder=net)
    assert reading.wish.choices == {"hair_style": "drills", "eye_shape": shape, "ears": "human"}
    assert reading.wish.accessories["glasses"] is True and reading.wish.accessories["hat"] is False
    assert reading.wish.leanings == {"eye_size": 0.25}
    assert joined(reading, understand("no glasses")).wish.accessories["glasses"] is False
    sunny = joined(reading, understand("sunglasses"))
    assert complete(3, sunny.wish).has("sunglasses") and not complete(3, sunny.wish).has("glasses")


def test_a_coarse_class_leaves_the_style_to_the_seed_among_its_own():
    heads = {
        "hair_style": tuple(catalogue().choices["hair_style"].values), "hair_length": tuple(HAIR_LENGTHS),
        "hair_tie": ("loose", *HAIR_TIES), "headwear": ("none", *HEADWEAR),
    }  # fmt: skip
    net = encoder({"hair_length": "long", "hair_tie": "two", "headwear": "hat"}, heads)
    reading = joined(read(picture(), encoder=net))
    drawn_styles = {complete(seed, reading.wish).choices["hair_style"] for seed in range(40)}
    assert drawn_styles == {*HAIR_LENGTHS["long"]} & {*HAIR_TIES["two"]}
    assert reading.wish.accessories["hat"] is True
    assert joined(read(picture(), encoder=net), understand("bob")).wish.choices["hair_style"] == "bob"
    both = joined(read(picture(), encoder=net), understand("no twintails, no drills"))
    assert complete(1, both.wish).choices["hair_style"] in {"low_twintails", "twin_braids"}


def test_an_unsure_net_changes_nothing_but_is_reported():
    heads = {"hair_style": tuple(catalogue().choices["hair_style"].values), "outfit": ("hoodie", "suit")}
    reading = read(picture(), encoder=encoder({}, heads))
    assert reading.wish.choices == {"ears": "human"} and reading.wish.without == {"hair_style": HAIR_LENGTHS["bald"]}
    assert [t.used for t in reading.traits if t.trait in heads] == [False, False]


def test_ears_are_human_unless_the_net_or_the_words_say_otherwise():
    assert read(picture()).wish.choices["ears"] == "human"
    net = encoder({"ears": "elf"}, {"ears": tuple(catalogue().choices["ears"].values)})
    assert read(picture(), encoder=net).wish.choices["ears"] == "elf"
    assert joined(read(picture()), understand("elf ears")).wish.choices["ears"] == "elf"


def test_hair_that_is_seen_is_drawn_though_the_net_sees_none():
    net = encoder({"hair_length": "bald"}, {"hair_length": ("bald", "short", "medium", "long")})
    reading = joined(read(picture(), encoder=net))
    assert not {complete(seed, reading.wish).choices["hair_style"] for seed in range(40)} & set(HAIR_LENGTHS["bald"])
    assert reading.picture and not any(t.used for t in reading.picture.traits if t.trait == "hair_length")


def test_glasses_that_are_measured_are_worn_unless_the_net_is_against_them():
    rings = drawn(Face())
    pen = ImageDraw.Draw(rings)
    for x in (100, 140):
        pen.ellipse((x - 14, 111, x + 14, 139), outline="#101010", width=3)
    pen.line((112, 122, 128, 122), fill="#101010", width=4)
    heads = {"eyewear": ("none", "glasses", "sunglasses")}
    unsure, against = encoder({}, heads), encoder({"eyewear": "none"}, heads)
    assert read(encoded(rings), encoder=unsure).wish.accessories["glasses"] is True
    assert read(encoded(rings), encoder=against).wish.accessories["glasses"] is False


def test_the_likelier_length_of_the_hair_counts_below_the_threshold():
    heads = {"hair_length": ("bald", "short", "medium", "long")}
    likely = read(picture(), encoder=encoder({"hair_length": "long"}, heads, sure=0.6))
    open_ = read(picture(), encoder=encoder({"hair_length": "long"}, heads, sure=0.4))
    assert set(catalogue().choices["hair_style"].values) - set(likely.wish.without["hair_style"]) <= set(
        HAIR_LENGTHS["long"]
    )
    assert open_.wish.without == {"hair_style": HAIR_LENGTHS["bald"]}


def test_a_net_that_says_no_number_is_refused():
    with pytest.raises(ModelError, match="no numbers"):
        read(picture(), encoder=encoder({}, {"outfit": ("hoodie", "suit")}, numbers=float("nan")))


def test_coarse_classes_hold_every_style_once_and_only_what_there_is():
    styles = [s for group in HAIR_LENGTHS.values() for s in group]
    assert sorted(styles) == sorted(catalogue().choices["hair_style"].values)
    assert {s for group in HAIR_TIES.values() for s in group} <= set(styles)
    assert {a for group in HEADWEAR.values() for a in group} <= set(catalogue().accessories)
    assert styles_of("bald", "two") == () and set(styles_of("", "bun")) == {"bun"}


def test_two_sure_colours_of_eyes_are_the_figures_own_sides():
    odd = joined(read(encoded(drawn(replace(Face(), eyes=("#2f8fd8", "#d8a020"))))))
    assert odd.wish.colors["eye_left"] != odd.wish.colors["eye_right"]
