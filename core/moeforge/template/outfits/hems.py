"""Profiles of rolled borders (RECIPE2 section 2): outward, along (HH) and the swatch of each band."""

from moeforge.template.outfits.shell import Ring

Profile = tuple[Ring, ...]


def banded(profile: tuple[tuple[float, float], ...], *swatches: str) -> Profile:
    """A profile with its swatches; the last one serves the rest."""
    names = swatches + swatches[-1:] * (len(profile) - len(swatches))
    return tuple((out, along, name) for (out, along), name in zip(profile, names, strict=True))


WAISTBAND = ((-0.010, 0.006), (0.006, 0.016), (0.010, 0.052), (-0.004, 0.064), (-0.048, 0.030))
"""First in, then out: the gathered rib of a hoodie."""
HEM = ((0.010, 0.012), (0.013, 0.032), (0.002, 0.044), (-0.046, 0.010))
CUFF = ((0.012, 0.006), (0.018, 0.034), (0.004, 0.046), (-0.012, 0.038), (-0.034, 0.0))
SLEEVE = ((0.011, 0.005), (0.016, 0.026), (0.004, 0.036), (-0.012, 0.029), (-0.028, -0.004))
TURN_UP = ((0.016, -0.002), (0.022, 0.040), (0.008, 0.054), (-0.010, 0.046), (-0.040, 0.0))
"""The thick turned-up edge of shorts and trousers."""
NECKBAND = ((0.007, 0.002), (0.010, 0.014), (0.002, 0.026), (-0.010, 0.022), (-0.018, -0.004))
DEEP_TURN_UP = (*TURN_UP[:3], (-0.012, 0.044), (-0.064, 0.014))
"""The same, closed right up to the skin: nobody looks into wide shorts."""
SOCK_TOP = ((0.012, 0.002), (0.017, 0.026), (0.006, 0.036), (-0.024, 0.010))
FLAT = ((0.002, 0.004), (-0.012, 0.002))
"""A thin closed edge under other cloth."""
WAIST = ((0.004, 0.006), (0.006, 0.030), (-0.004, 0.038), (-0.030, 0.020))
"""The upper edge of trousers over a tucked shirt."""
BOOT_TOP = ((0.004, 0.004), (0.012, 0.008), (0.014, 0.028), (0.002, 0.034), (-0.034, 0.006))
FUR = ((0.018, -0.010), (0.034, 0.004), (0.030, 0.034), (0.006, 0.046), (-0.030, 0.014))
"""A thick roll of fur."""
WIDE_MOUTH = ((1.03, 0.004), (1.05, 0.030), (1.0, 0.036), (0.93, 0.026), (0.40, -0.030))
"""The end of a wide sleeve, for `shell.mouth`: factors towards its middle instead of distances."""
FRILL_MOUTH = ((0.98, 0.002), (1.14, 0.034), (1.10, 0.040), (0.90, 0.020), (0.40, -0.030))
GUARD = ((0.008, 0.002), (0.006, 0.014), (-0.030, 0.0))
"""A raised rim of plate or elastic."""
