"""From the core's types to the messages that are answered; `convert` is the way in, and holds the tables of both."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypedDict, cast

from moeforge.licences import LICENCES
from moeforge.spec import AvatarSpec, Wish
from moeforge.traits.catalogue import Catalogue, Lang, Names, Value
from moeforge.understand.prompt import Span, Understanding
from moeforge.understand.reading import PictureReading
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_exporters.targets import TARGETS
from moeforge_server.asks import MEDIA_TYPES, Ask, Asset
from moeforge_server.convert import EXTRA_EXPRESSIONS, FORMATS, LODS, MORPHS, PORTRAIT_VIEWS, SOURCES, TEXTURES

CHUNK_BYTES = 256 * 1024


def _reversed(table: Mapping[int, str]) -> Mapping[str, int]:
    """Name -> number; of two numbers with one name the later, which is never _UNSPECIFIED."""
    return MappingProxyType({name: number for number, name in table.items()})


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
