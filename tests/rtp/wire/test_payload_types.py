"""RFC 3551 §6: numbers, names, rates."""

import pytest

from rtp.wire import payload_types as pt


def test_static_numbers() -> None:
    assert {number: codec.rtpmap for number, codec in pt.STATIC.items()} == {
        0: "PCMU/8000",
        8: "PCMA/8000",
        9: "G722/8000",
        13: "CN/8000",
    }
    assert all(pt.STATIC_NAMES[number] == codec.name for number, codec in pt.STATIC.items())


@pytest.mark.parametrize(
    ("codec", "samples", "ticks", "size"),
    [
        (pt.PCMU, 160, 160, 160),
        (pt.PCMA, 160, 160, 160),
        (pt.G722, 320, 160, 160),
        (pt.L16_8000, 160, 160, 320),
        (pt.L16_16000, 320, 320, 640),
        (pt.TELEPHONE_EVENT, 160, 160, 0),
    ],
)
def test_a_packet_of_20_ms(codec: pt.PayloadFormat, samples: int, ticks: int, size: int) -> None:
    assert (codec.frame_samples(20), codec.frame_ticks(20), codec.frame_bytes(20)) == (samples, ticks, size)
    assert codec.is_waveform == (size > 0)


@pytest.mark.parametrize(
    ("number", "rtpmap", "codec"),
    [
        (0, None, pt.PCMU),
        (18, None, None),
        (96, None, None),
        (0, "pcmu/8000", pt.PCMU),
        (97, "L16/16000/1", pt.L16_16000),
        (96, "l16/8000", pt.L16_8000),
        (101, "Telephone-Event/8000", pt.TELEPHONE_EVENT),
        (9, "G722/16000", None),
        (96, "L16/8000/2", None),
        (96, "L16", None),
        (96, "L16/x", None),
        (96, "L16/8000/x", None),
        (96, "L16/٨٠٠٠", None),
        (96, "opus/48000/2", None),
    ],
)
def test_codec_of_a_format(number: int, rtpmap: str | None, codec: pt.PayloadFormat | None) -> None:
    assert pt.payload_format_of(number, rtpmap) is codec


def test_dynamic_numbers() -> None:
    assert [pt.is_dynamic(number) for number in (95, 96, 127, 128)] == [False, True, True, False]


def test_channels_show_in_the_rtpmap_of_stereo_only() -> None:
    assert pt.PayloadFormat("L16", 44100, 44100, 16, channels=2).rtpmap == "L16/44100/2"
