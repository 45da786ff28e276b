"""ITU-T G.711: both laws, by vectors and by the rules of the Recommendation."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtp.wire import g711
from rtp.wire.g711 import Law

VECTORS = Path(__file__).parents[2] / "vectors" / "g711"
EVERY_VALUE = np.arange(-32768, 32768).astype(np.int16)
EVERY_CODE = bytes(range(256))


@pytest.mark.parametrize("law", Law)
def test_decoding_equals_the_vector(law: Law) -> None:
    expected = np.frombuffer((VECTORS / f"{law.lower()}-decoded.bin").read_bytes(), ">i2")
    assert np.array_equal(g711.decode(EVERY_CODE, law), expected)


@pytest.mark.parametrize("law", Law)
def test_encoding_equals_the_vector(law: Law) -> None:
    expected = (VECTORS / f"{law.lower()}-encoded.bin").read_bytes()
    assert g711.encode(np.arange(-32768, 32768, 16).astype(np.int16), law) == expected


@pytest.mark.parametrize(("law", "offset", "smallest"), [(Law.PCMU, 132, 4), (Law.PCMA, 0, 8)])
def test_the_error_is_half_a_step_of_its_segment(law: Law, offset: int, smallest: int) -> None:
    """Steps double from segment to segment: 1/16 of the segment's beginning, µ-law's lying 33 units further out."""
    magnitude = np.abs(EVERY_VALUE.astype(int))
    error = np.abs(g711.decode(g711.encode(EVERY_VALUE, law), law).astype(int) - EVERY_VALUE)
    inside = magnitude <= 32635
    # The 14th or 13th bit is the last that is looked at: up to 4 or 8 more for what is cut off.
    allowed = np.maximum(smallest, (magnitude + offset) / 32) + smallest
    assert (error[inside] <= allowed[inside]).all()


@pytest.mark.parametrize("law", Law)
def test_a_decoded_code_encodes_to_itself(law: Law) -> None:
    again = g711.encode(g711.decode(EVERY_CODE, law), law)
    # µ-law has two zeros; the negative one becomes the positive.
    changed = {code for code in range(256) if again[code] != code}
    assert changed == ({0x7F} if law is Law.PCMU else set())


@pytest.mark.parametrize("law", Law)
def test_encoding_is_monotonic_and_odd(law: Law) -> None:
    decoded = g711.decode(g711.encode(EVERY_VALUE, law), law).astype(int)
    assert (np.diff(decoded) >= 0).all()
    # One's complement: the mirror image of v is −v − 1.
    assert np.array_equal(decoded, -decoded[::-1])


@pytest.mark.parametrize("law", Law)
def test_silence_is_the_code_of_zero(law: Law) -> None:
    assert g711.silence(3, law) == g711.encode(np.zeros(3, np.int16), law)
    assert abs(int(g711.decode(g711.silence(1, law), law)[0])) <= 8


@pytest.mark.parametrize("law", Law)
def test_a_full_scale_sine_has_the_stated_power(law: Law) -> None:
    peak = int(g711.decode(EVERY_CODE, law).max())
    # 0 dBm0 is the sine of G.711's periodic sequence: RMS 16,141 on this scale.
    assert 20 * np.log10(peak / np.sqrt(2) / 16141) == pytest.approx(g711.FULL_SCALE_DBM0[law], abs=0.25)


@pytest.mark.parametrize(("source", "target"), [(Law.PCMU, Law.PCMA), (Law.PCMA, Law.PCMU)])
def test_transcoding_is_decoding_and_encoding(source: Law, target: Law) -> None:
    assert g711.transcode(EVERY_CODE, source, target) == g711.encode(g711.decode(EVERY_CODE, source), target)
    assert g711.transcode(EVERY_CODE, source, source) is EVERY_CODE
    back = g711.transcode(g711.transcode(EVERY_CODE, source, target), target, source)
    error = np.abs(g711.decode(back, source).astype(int) - g711.decode(EVERY_CODE, source))
    assert (error <= np.maximum(16, np.abs(g711.decode(EVERY_CODE, source).astype(int)) / 16)).all()


@given(st.lists(st.integers(-32768, 32767), min_size=12, max_size=12), st.sampled_from(Law))
def test_arrays_keep_their_shape(values: list[int], law: Law) -> None:
    pcm = np.array(values, np.int16).reshape(3, 4)
    codes = g711.encode_array(pcm, law)
    assert codes.shape == (3, 4)
    assert codes.tobytes() == g711.encode(pcm.ravel(), law)
    assert g711.decode_array(codes, law).shape == (3, 4)
    # Rows of a larger table are not contiguous.
    assert np.array_equal(g711.encode_array(pcm[:, 1:3], law), codes[:, 1:3])
