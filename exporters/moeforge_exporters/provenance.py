"""Where an avatar came from, written into the file itself: recipe, models, licence and the mark of AI origin."""

from html import escape

from moeforge.licences import LICENCES
from moeforge.scene import Meta

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI_SOURCE = _IPTC + "trainedAlgorithmicMedia"
"""IPTC's term for media made by a trained model: https://cv.iptc.org/newscodes/digitalsourcetype."""
ALGORITHM_SOURCE = _IPTC + "algorithmicMedia"
"""IPTC's term for media made by an algorithm without training data: the painter's textures."""
XMP_KEY = "XML:com.adobe.xmp"
"""The PNG keyword under which XMP is looked for (XMP specification part 3, 1.1.5)."""
EXTRAS_KEY = "moeforge"


def source_type(meta: Meta) -> str:
    """The IPTC digital source type: trained as soon as one model had a part in the avatar."""
    return AI_SOURCE if meta.models else ALGORITHM_SOURCE


def asset_extras(meta: Meta) -> dict[str, object]:
    """The value of `asset.extras`: everything needed to make the avatar again and to say how it came about."""
    return {
        EXTRAS_KEY: {
            "avatarId": meta.avatar_id,
            "recipe": meta.recipe,
            "models": dict(sorted(meta.models.items())),
            "licence": meta.licence,
            "licenceUrl": LICENCES[meta.licence].url,
            "digitalSourceType": source_type(meta),
        }
    }


def xmp(meta: Meta) -> str:
    """An XMP packet for a texture or a portrait: digital source type, tool, rights."""
    fields = {
        "Iptc4xmpExt:DigitalSourceType": source_type(meta),
        "xmp:CreatorTool": meta.generator,
        "xmpRights:WebStatement": LICENCES[meta.licence].url,
    }
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in fields.items() if value)
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"'
        f"{attributes}/></rdf:RDF></x:xmpmeta>"
    )
