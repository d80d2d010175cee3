"""Between messages and the core's types; no other file knows both."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, TypedDict, cast

from moeforge.licences import LICENCES
from moeforge.prior import complete, seed_of
from moeforge.spec import AvatarSpec, Wish, from_recipe
from moeforge.traits.catalogue import Catalogue, Lang, Names, Value
from moeforge.understand.joined import seed_of_picture
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.prompt import Span, Understanding
from moeforge.understand.reading import PictureReading
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_exporters.options import ExportOptions, MorphStorage, TextureFormat
from moeforge_exporters.targets import TARGETS, target
from moeforge_server.asks import MEDIA_TYPES, Ask, Asset, Format

CHUNK_BYTES = 256 * 1024

_Text = Mapping[int, str]


def _reversed(table: _Text) -> Mapping[str, int]:
    """Name -> number; of two numbers with one name the later, which is never _UNSPECIFIED."""
    return MappingProxyType({name: number for number, name in table.items()})


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


# --- what is answered --------------------------------------------------------------------------------------------


def to_partial(wish: Wish) -> avatar_pb2.PartialSpec:
    """The inverse of `to_wish`."""
    return avatar_pb2.PartialSpec(
        choices=wish.choices,
        colors=wish.colors,
        sliders=wish.sliders,
        accessories=wish.accessories,
        without={trait: avatar_pb2.ValueSet(values=refused) for trait, refused in wish.without.items()},
        accessory_colors=wish.accessory_colors,
    )


def _to_span(start: int, end: int, text: str) -> avatar_pb2.Span:
    return avatar_pb2.Span(start=start, end=end, text=text)


def to_understanding(understanding: Understanding) -> avatar_pb2.Understanding:
    """What was understood of a prompt, and what was not."""

    def unmatched(span: Span) -> avatar_pb2.Span:
        return _to_span(span.start, span.end, span.text)

    return avatar_pb2.Understanding(
        wish=to_partial(understanding.wish),
        matches=[
            avatar_pb2.Match(span=_to_span(m.start, m.end, m.text), trait=m.trait, value=m.value)
            for m in understanding.matches
        ],
        unmatched=[unmatched(span) for span in understanding.unmatched],
        warnings=understanding.warnings,
        picture=_to_picture(understanding.picture) if understanding.picture else None,
    )


def _to_picture(reading: PictureReading) -> avatar_pb2.PictureReading:
    face = reading.face
    return avatar_pb2.PictureReading(
        face=avatar_pb2.FaceBox(left=face.x, top=face.y, right=face.x + face.width, bottom=face.y + face.height),
        traits=[
            avatar_pb2.TraitReading(trait=t.trait, value=t.value, confidence=t.confidence, used=t.used)
            for t in reading.traits
        ],
        left_open=reading.left_open,
    )


def to_avatar(avatar_id: str, spec: AvatarSpec, understanding: Understanding | None) -> avatar_pb2.AvatarInfo:
    """An avatar with every trait resolved."""
    accessories = dict.fromkeys(spec.accessories, True)
    worn = Wish(spec.choices, spec.colors, spec.sliders, accessories, accessory_colors=spec.accessory_colors)
    return avatar_pb2.AvatarInfo(
        id=avatar_id,
        seed=spec.seed,
        recipe=spec.recipe,
        traits=to_partial(worn),
        title=spec.title,
        author=spec.author,
        licence=spec.licence,
        texture_source=cast(avatar_pb2.TextureSource.ValueType, _reversed(SOURCES)[spec.texture_source]),
        understanding=to_understanding(understanding) if understanding else None,
    )


def to_asset(asset: Asset) -> avatar_pb2.AssetInfo:
    """A file without its bytes; `options` are those that were used, defaults written out."""
    ask = asset.ask
    return avatar_pb2.AssetInfo(
        avatar_id=asset.avatar_id,
        format=cast(avatar_pb2.AssetFormat.ValueType, _reversed(FORMATS)[ask.format]),
        options=_to_options(ask),
        media_type=MEDIA_TYPES[ask.format],
        size_bytes=len(asset.data),
        sha256=asset.sha256,
    )


def _to_options(ask: Ask) -> avatar_pb2.ExportOptions:
    if ask.format == "png":
        view = cast(avatar_pb2.PortraitView.ValueType, _reversed(PORTRAIT_VIEWS)[ask.portrait_view])
        return avatar_pb2.ExportOptions(portrait_size=ask.portrait_size, portrait_view=view)
    return avatar_pb2.ExportOptions(
        morphs=cast(avatar_pb2.MorphStorage.ValueType, _reversed(MORPHS)[ask.options.morphs]),
        texture_format=cast(avatar_pb2.TextureFormat.ValueType, _reversed(TEXTURES)[ask.options.texture_format]),
        extra_expressions=[
            cast(avatar_pb2.ExpressionSet.ValueType, number)
            for number, name in EXTRA_EXPRESSIONS.items()
            if name in ask.expression_sets
        ],
        level_of_detail=cast(avatar_pb2.LevelOfDetail.ValueType, _reversed(LODS)[ask.lod]),
        target=ask.target,
        texture_scale=ask.texture_scale,
    )


def to_chunks(data: bytes, offset: int = 0) -> Iterator[avatar_pb2.Chunk]:
    """The file from `offset` on, in pieces of CHUNK_BYTES."""
    for start in range(offset, len(data), CHUNK_BYTES):
        yield avatar_pb2.Chunk(offset=start, data=data[start : start + CHUNK_BYTES])


# --- the catalogue -----------------------------------------------------------------------------------------------

_Traits = avatar_service_pb2.ListTraitsResponse


def to_traits(catalogue: Catalogue, lang: Lang) -> avatar_service_pb2.ListTraitsResponse:
    """Everything that can be stated, with labels in one language."""
    return _Traits(
        choices=[
            _Traits.Choice(**_named(c.id, c.names, lang), values=[_value(v, lang) for v in c.values.values()])
            for c in catalogue.choices.values()
        ],
        accessories=[_value(a, lang) for a in catalogue.accessories.values()],
        colors=[
            _Traits.Color(**_named(c.id, c.names, lang), palette=[h for h, _ in c.prior], follows=c.follows)
            for c in catalogue.colors.values()
        ],
        sliders=[
            _Traits.Slider(**_named(s.id, s.names, lang), low=s.low.label(lang), high=s.high.label(lang))
            for s in catalogue.sliders.values()
        ],
        licences=[
            _Traits.Licence(
                id=licence.id,
                title=licence.title,
                url=licence.url,
                commercial=licence.commercial,
                credit_required=licence.credit_required,
                redistribution=licence.redistribution,
                modification=licence.modification,
            )
            for licence in LICENCES.values()
        ],
        targets=list(TARGETS),
    )


class _Named(TypedDict):
    id: str
    label: str
    synonyms: tuple[str, ...]


def _named(id_: str, names: Names, lang: Lang) -> _Named:
    return {"id": id_, "label": names.label(lang), "synonyms": names.of(lang)[1:]}


def _value(value: Value, lang: Lang) -> avatar_service_pb2.ListTraitsResponse.Value:
    return _Traits.Value(**_named(value.id, value.names, lang), slot=value.slot)
