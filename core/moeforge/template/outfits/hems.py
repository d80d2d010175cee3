"""Profiles of rolled borders (RECIPE2 section 2): outward, along (HH) and the swatch of each band."""

from moeforge.template.outfits.shell import Ring

Profile = tuple[Ring, ...]
_UNDER_SKIN, _PAST_RING, _SLOPE = 0.005, 0.006, 0.004


def banded(profile: tuple[tuple[float, float], ...], *swatches: str) -> Profile:
    """A profile with its swatches; the last one serves the rest."""
    names = swatches + swatches[-1:] * (len(profile) - len(swatches))
    return tuple((out, along, name) for (out, along), name in zip(profile, names, strict=True))


def shortened(profile: Profile) -> Profile:
    """The profile with every second ring, the last one always: for coarse levels of detail."""
    return (*profile[1:-1:2], *profile[-1:])


def lined(profile: Profile, offset: float, swatch: str) -> Profile:
    """The profile with its last band in the cloth's `swatch`, drawn in to the skin `offset` (HH) under the border.

    Nobody looks in.
    """
    (_, rim, _), (out, along, _) = profile[-2:]
    return (*profile[:-1], (min(out, -offset - _UNDER_SKIN), min(max(along, _PAST_RING), rim - _SLOPE), swatch))


def unchanged(profile: Profile) -> Profile:
    """The profile itself."""
    return profile


WAISTBAND = ((-0.020, 0.004), (-0.004, 0.014), (0.002, 0.056), (-0.012, 0.068), (-0.062, 0.030))
"""Drawn in, then out: the gathered rib of a hoodie."""
HEM = ((0.010, 0.004), (0.018, 0.018), (0.016, 0.040), (0.002, 0.050), (-0.050, 0.012))
JACKET_HEM = ((0.016, 0.012), (0.017, 0.038), (0.002, 0.050), (-0.050, 0.012))
"""The same with a flatter upper edge."""
CUFF = ((-0.030, 0.006), (-0.020, 0.016), (-0.018, 0.052), (-0.030, 0.060), (-0.054, 0.024))
"""A balloon sleeve gathered into its rib."""
SHIRT_CUFF = ((-0.030, 0.006), (-0.022, 0.012), (-0.020, 0.036), (-0.030, 0.043), (-0.054, 0.020))
"""The same, shorter: it leaves the thumb free."""
TURNED_CUFF = ((0.012, 0.000), (0.020, 0.006), (0.020, 0.044), (0.004, 0.054), (-0.034, 0.010))
"""The broad cuff of a jacket or coat."""
SHIRT_UNDER_CUFF = ((0.012, 0.000), (0.020, 0.006), (0.020, 0.042), (0.006, 0.046), (0.002, 0.060), (-0.034, 0.010))
"""The same, with the edge of a shirt's cuff that looks out of it."""
SLEEVE = ((0.012, 0.003), (0.019, 0.012), (0.017, 0.034), (0.002, 0.042), (-0.030, 0.000))
TURN_UP = ((0.018, -0.004), (0.027, 0.008), (0.026, 0.048), (0.008, 0.060), (-0.044, 0.010))
"""The thick turned-up edge of shorts and trousers."""
BROAD_TURN_UP = ((0.020, -0.014), (0.032, -0.002), (0.034, 0.046), (0.014, 0.058), (-0.044, 0.012))
"""Trousers rolled up above the ankle."""
GATHERED = ((-0.006, 0.016), (-0.030, 0.022), (-0.046, 0.014), (-0.040, 0.026), (-0.040, 0.058), (-0.070, 0.050))
"""A wide leg that falls over its rib."""
NECKBAND = ((0.010, 0.000), (0.016, 0.012), (0.010, 0.028), (-0.008, 0.030), (-0.020, -0.004))
ARMHOLE = ((0.004, 0.000), (0.007, 0.008), (0.005, 0.022), (-0.006, 0.024), (-0.020, -0.004))
"""The edge of a sleeveless shirt."""
DEEP_TURN_UP = ((0.020, -0.012), (0.034, 0.002), (0.034, 0.052), (0.010, 0.064), (-0.070, 0.014))
"""The same, broader and closed right up to the skin: nobody looks into wide shorts."""
SOCK_TOP = ((0.014, 0.000), (0.021, 0.010), (0.019, 0.034), (0.004, 0.042), (-0.026, 0.010))
FLAT = ((0.002, 0.004), (-0.012, 0.002))
"""A thin closed edge under other cloth."""
EDGE = ((0.003, 0.002), (0.003, 0.010), (-0.012, 0.006))
"""The plain upper edge of a sock."""
WAIST = ((0.004, 0.006), (0.006, 0.030), (-0.004, 0.038), (-0.030, 0.020))
"""The upper edge of trousers over a tucked shirt."""
BOOT_TOP = ((0.010, -0.006), (0.028, 0.002), (0.030, 0.046), (0.008, 0.056), (-0.060, 0.008))
FUR = ((0.024, -0.018), (0.046, 0.002), (0.044, 0.044), (0.014, 0.062), (-0.036, 0.018))
"""A thick roll of fur."""
BOOT_FUR = ((0.024, -0.026), (0.050, -0.004), (0.048, 0.042), (0.016, 0.060), (-0.044, 0.016))
"""The same, broader."""
_HOLLOW = ((0.80, -0.026), (0.50, -0.050), (0.02, -0.088))
"""The inside of a wide sleeve, a funnel."""
WIDE_MOUTH = ((1.03, 0.004), (1.05, 0.030), (1.0, 0.036), (0.94, 0.026), *_HOLLOW)
"""The end of a wide sleeve, for `shell.mouth`: factors towards its middle instead of distances."""
FRILL_MOUTH = ((0.98, 0.002), (1.14, 0.034), (1.10, 0.040), (0.90, 0.020), *_HOLLOW)
GUARD = ((0.008, 0.002), (0.006, 0.014), (-0.030, 0.0))
"""A raised rim of plate or elastic."""
