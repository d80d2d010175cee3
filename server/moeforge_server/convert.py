"""From messages to the core's types; `answers` is the way back, and no other file knows both."""

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, cast

from moeforge.prior import complete, seed_of
from moeforge.spec import AvatarSpec, Wish, from_recipe
from moeforge.traits.catalogue import Lang
from moeforge.understand.joined import seed_of_picture
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.prompt import Understanding
from moeforge_api.v1 import avatar_pb2
from moeforge_exporters.options import ExportOptions, MorphStorage, TextureFormat
from moeforge_exporters.targets import target
from moeforge_server.asks import Ask, Format

_Text = Mapping[int, str]


FORMATS: Mapping[int, Format] = MappingProxyType(
    {
        avatar_pb2.ASSET_FORMAT_UNSPECIFIED: "vrm",
        avatar_pb2.ASSET_FORMAT_GLB: "glb",
        avatar_pb2.ASSET_FORMAT_VRM1: "vrm",
        avatar_pb2.ASSET_FORMAT_VRM0: "vrm0",
        avatar_pb2.ASSET_FORMAT_PNG: "png",
    }
)
LANGUAGES: Mapping[int, Lang] = MappingProxyType(
    {
        avatar_pb2.LANGUAGE_UNSPECIFIED: "en",
        avatar_pb2.LANGUAGE_EN: "en",
        avatar_pb2.LANGUAGE_ZH: "zh",
        avatar_pb2.LANGUAGE_JA: "ja",
    }
)
SOURCES: _Text = MappingProxyType({avatar_pb2.TEXTURE_SOURCE_GAN: "gan", avatar_pb2.TEXTURE_SOURCE_PAINTER: "painter"})
MORPHS: Mapping[int, MorphStorage] = MappingProxyType(
    {
        avatar_pb2.MORPH_STORAGE_UNSPECIFIED: "sparse",
        avatar_pb2.MORPH_STORAGE_SPARSE: "sparse",
        avatar_pb2.MORPH_STORAGE_DENSE: "dense",
        avatar_pb2.MORPH_STORAGE_NONE: "none",
    }
)
TEXTURES: Mapping[int, TextureFormat] = MappingProxyType(
    {
        avatar_pb2.TEXTURE_FORMAT_UNSPECIFIED: "png",
        avatar_pb2.TEXTURE_FORMAT_PNG: "png",
        avatar_pb2.TEXTURE_FORMAT_JPEG: "jpeg",
    }
)
EXTRA_EXPRESSIONS: _Text = MappingProxyType(
    {
        avatar_pb2.EXPRESSION_SET_ARKIT: "arkit",
        avatar_pb2.EXPRESSION_SET_OCULUS: "oculus",
        avatar_pb2.EXPRESSION_SET_ANIME: "anime",
    }
)
LODS: _Text = MappingProxyType(
    {
        avatar_pb2.LEVEL_OF_DETAIL_UNSPECIFIED: "hero",
        avatar_pb2.LEVEL_OF_DETAIL_HERO: "hero",
        avatar_pb2.LEVEL_OF_DETAIL_MOBILE: "mobile",
        avatar_pb2.LEVEL_OF_DETAIL_HIGH: "high",
        avatar_pb2.LEVEL_OF_DETAIL_TINY: "tiny",
    }
)
PORTRAIT_VIEWS: _Text = MappingProxyType(
    {
        avatar_pb2.PORTRAIT_VIEW_UNSPECIFIED: "portrait",
        avatar_pb2.PORTRAIT_VIEW_PORTRAIT: "portrait",
        avatar_pb2.PORTRAIT_VIEW_FACE: "face",
        avatar_pb2.PORTRAIT_VIEW_FRONT: "front",
        avatar_pb2.PORTRAIT_VIEW_THREE_QUARTER: "three_quarter",
        avatar_pb2.PORTRAIT_VIEW_SIDE: "side",
        avatar_pb2.PORTRAIT_VIEW_BACK: "back",
    }
)


# --- what is asked -----------------------------------------------------------------------------------------------


def to_ask(format_: avatar_pb2.AssetFormat.ValueType, options: avatar_pb2.ExportOptions) -> Ask:
    """Which file is asked for; validation has made every number known. NotFoundError for an unknown target."""
    chosen = ExportOptions(morphs=MORPHS[options.morphs], texture_format=TEXTURES[options.texture_format])
    goal = target(options.target) if options.target else None
    return Ask(
        format=cast(Format, goal.format) if goal else FORMATS[format_],
        options=goal.options if goal else chosen,
        expression_sets=("vrm", *(EXTRA_EXPRESSIONS[n] for n in sorted(set(options.extra_expressions)))),
        lod=LODS[options.level_of_detail],
        target=options.target,
        texture_scale=options.texture_scale if options.HasField("texture_scale") else 1,
        portrait_size=options.portrait_size if options.HasField("portrait_size") else 512,
        portrait_view=PORTRAIT_VIEWS[options.portrait_view],
    )


def to_wish(spec: avatar_pb2.PartialSpec) -> Wish:
    """Stated traits; names are checked when the wish is completed."""
    return Wish(
        choices=dict(spec.choices),
        colors=dict(spec.colors),
        sliders=dict(spec.sliders),
        accessories=dict(spec.accessories),
        without={trait: tuple(refused.values) for trait, refused in spec.without.items()},
        accessory_colors=dict(spec.accessory_colors),
    )


def _random_seed() -> int:
    return secrets.randbits(53)


def to_spec(wish: avatar_pb2.AvatarWish, understanding: Understanding | None) -> AvatarSpec:
    """The complete avatar that is wished for; `understanding` is that of the wish's words and picture. BadSpecError."""
    if wish.WhichOneof("wish") == "recipe":
        return _changed(from_recipe(wish.recipe), wish)
    stated = understanding.wish if understanding else to_wish(wish.spec)
    return complete(wish.seed if wish.HasField("seed") else _seed(wish), stated, **_fields(wish))


def _seed(wish: avatar_pb2.AvatarWish) -> int:
    """The seed of a wish that states none beside it."""
    if wish.picture:
        stated = wish.prompt or wish.spec.SerializeToString(deterministic=True).hex()
        return seed_of_picture(wish.picture, stated)
    return _SEEDS[wish.WhichOneof("wish")](wish)


_SEEDS: Mapping[str | None, Callable[[avatar_pb2.AvatarWish], int]] = {
    None: lambda _: _random_seed(),
    "seed_only": lambda wish: wish.seed_only,
    "prompt": lambda wish: seed_of(wish.prompt),
    "spec": lambda _: _random_seed(),
}


def to_face(box: avatar_pb2.FaceBox) -> FaceBox:
    """The box as the reader takes it."""
    return FaceBox(box.left, box.top, box.right - box.left, box.bottom - box.top)


_TEXTS: tuple[Literal["title", "author", "licence"], ...] = ("title", "author", "licence")


def _fields(wish: avatar_pb2.AvatarWish) -> dict[str, object]:
    """Further fields of the spec that the caller states."""
    fields: dict[str, object] = {name: getattr(wish, name) for name in _TEXTS if wish.HasField(name)}
    source = SOURCES.get(wish.texture_source)
    return fields | ({"texture_source": source} if source else {})


def _changed(spec: AvatarSpec, wish: avatar_pb2.AvatarWish) -> AvatarSpec:
    seed = {"seed": wish.seed} if wish.HasField("seed") else {}
    return spec.with_(**_fields(wish), **seed)
