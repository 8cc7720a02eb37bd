"""A recording as the microphone: every kind of WAV, and what is none."""

import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from balint_voice.adapters.sound.wav_file import read_format, read_frames
from balint_voice.adapters.sound.wav_microphone import WavMicrophone
from balint_voice.errors import Unusable
from balint_voice.listening.audio import LISTENING_RATE, Samples
from tests.sound.test_microphone_contract import heard, joined
from tests.support.fakes import tone
from tests.support.needs import needs
from tests.support.pulse import write_wav
from tests.support.refusals import advice, what


def write_any_wav(
    path: Path, samples: Samples, *, rate: int, channels: int, bits: int, kind: int = 1
) -> None:
    """A WAV file written by the book: `kind` 1 whole numbers, 3 float, 0xFFFE extensible."""
    spread = np.repeat(samples[:, np.newaxis], channels, axis=1).reshape(-1).astype(np.float64)
    if kind == 3:
        data = spread.astype(f"<f{bits // 8}").tobytes()
    elif bits == 8:
        data = (spread * 127 + 128).astype(np.uint8).tobytes()
    else:
        whole = (spread * (2 ** (bits - 1) - 1)).astype("<i4")
        data = whole.view(np.uint8).reshape(-1, 4)[:, : bits // 8].tobytes()
    frame = channels * bits // 8
    layout = struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame, bits)
    if kind == 0xFFFE:
        layout += struct.pack("<HHIH14s", 22, bits, 0, 1, bytes(14))
    chunks = b"LIST" + struct.pack("<I", 3) + b"odd\0"  # of odd length, so padded
    chunks += b"fmt " + struct.pack("<I", len(layout)) + layout
    chunks += b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)


@pytest.mark.parametrize(
    ("rate", "channels", "bits", "kind"),
    [
        (8_000, 1, 16, 1),
        (11_025, 1, 8, 1),
        (16_000, 1, 16, 1),
        (22_050, 2, 16, 0xFFFE),
        (44_100, 2, 24, 1),
        (44_100, 2, 24, 0xFFFE),
        (48_000, 6, 32, 1),
        (96_000, 1, 32, 3),
        (44_100, 2, 64, 3),
    ],
)
def test_any_wav_is_heard_at_16_khz(
    tmp_path: Path, rate: int, channels: int, bits: int, kind: int
) -> None:
    path = tmp_path / "any.wav"
    write_any_wav(path, tone(0.5, rate).samples, rate=rate, channels=channels, bits=bits, kind=kind)
    microphone = WavMicrophone(path)
    microphone.open()
    samples = joined(heard(microphone, 0.7))
    microphone.close()
    loud = np.flatnonzero(np.abs(samples) > 0.05)
    assert loud[-1] / LISTENING_RATE == pytest.approx(0.5, abs=0.02)
    assert np.abs(samples[1_000:7_000]).max() == pytest.approx(0.5, abs=0.02)
    assert (samples[8_800:] == 0).all()
    spectrum = np.abs(np.fft.rfft(samples[:8_000]))
    assert int(spectrum.argmax()) * 2 == pytest.approx(440, abs=2)


def test_what_other_programs_write_is_read(tmp_path: Path) -> None:
    needs("sox")
    path = tmp_path / "sox.wav"
    make = [
        "sox",
        "-n",
        "-r",
        "44100",
        "-c",
        "2",
        "-b",
        "24",
        str(path),
        "synth",
        "1",
        "sine",
        "440",
    ]
    subprocess.run(make, check=True)
    layout = read_format(path)
    assert (layout.rate, layout.channels, layout.bits, layout.frames) == (44_100, 2, 24, 44_100)
    with path.open("rb") as file:
        samples = read_frames(file, layout, 0, layout.frames)
    assert np.abs(samples).max() > 0.5


def test_it_goes_on_where_it_was_when_opened_again(tmp_path: Path) -> None:
    ramp = np.linspace(0, 1, LISTENING_RATE, dtype=np.float32)
    write_wav(tmp_path / "ramp.wav", ramp, LISTENING_RATE)
    microphone = WavMicrophone(tmp_path / "ramp.wav")
    microphone.open()
    first = joined(heard(microphone, 0.3))
    microphone.close()
    microphone.open()
    second = joined(heard(microphone, 0.3))
    microphone.close()
    np.testing.assert_allclose(np.concatenate([first, second]), ramp[:9_600], atol=1e-3)


def test_it_keeps_to_the_clock(tmp_path: Path) -> None:
    write_wav(tmp_path / "short.wav", tone(0.1, 16_000).samples, 16_000)
    microphone = WavMicrophone(tmp_path / "short.wav")
    microphone.open()
    assert microphone.read(0) is None, "a tenth of a second has not passed yet"
    assert microphone.read(30) is not None
    microphone.close()


def header_of(path: Path, length: int) -> None:
    write_wav(path, tone(0.5).samples, 22_050)
    path.write_bytes(path.read_bytes()[:length])


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("none.wav", lambda path: None, "no such file"),
        ("empty.wav", lambda path: path.write_bytes(b""), "empty"),
        ("text.wav", lambda path: path.write_text("Dit is geen geluid." * 9), "not a WAV"),
        ("mp3.wav", lambda path: path.write_bytes(b"ID3\3" + bytes(500)), "not a WAV"),
        ("folder.wav", lambda path: path.mkdir(), ""),
        ("cut-20.wav", lambda path: header_of(path, 20), "header"),
        ("cut-30.wav", lambda path: header_of(path, 30), "header"),
        ("cut-44.wav", lambda path: header_of(path, 44), "no sound"),
        (
            "mulaw.wav",
            lambda path: path.write_bytes(
                b"RIFF\x30\0\0\0WAVEfmt \x10\0\0\0"
                + struct.pack("<HHIIHH", 7, 1, 8_000, 8_000, 1, 8)
                + b"data\x04\0\0\0abcd"
            ),
            "format 7",
        ),
    ],
)
def test_what_is_no_wav_is_refused_by_name(tmp_path: Path, name: str, make, said: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / name
    make(path)
    with pytest.raises(Unusable) as refused:
        WavMicrophone(path)
    assert name in what(refused.value)
    assert said in what(refused.value)
    assert "ffmpeg" in advice(refused.value)


def test_a_recording_cut_in_its_sound_plays_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    header_of(path, 44 + 22_050)  # a quarter of a second, and half of it is gone
    microphone = WavMicrophone(path)
    microphone.open()
    assert np.abs(joined(heard(microphone, 0.4))).max() > 0.4
    microphone.close()


def chunks(*, length: int, odd: bytes = b"", riff: bytes = b"RIFF") -> bytes:
    """A second of sound at 16 kHz, with so odd a header."""
    sound = (np.sin(np.arange(16_000) / 7) * 20_000).astype("<i2").tobytes()
    described = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    return (
        riff
        + b"\xff\xff\xff\xffWAVE"
        + odd
        + b"fmt \x10\0\0\0"
        + described
        + b"data"
        + struct.pack("<I", length)
        + sound
    )


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(chunks(length=0), id="a recorder that was cut off"),
        pytest.param(chunks(length=0xFFFFFFFF), id="a stream of unknown length"),
        pytest.param(
            chunks(length=0xFFFFFFFF, riff=b"RF64", odd=b"ds64\x1c\0\0\0" + bytes(28)), id="RF64"
        ),
        pytest.param(chunks(length=32_000, odd=b"LIST\x03\0\0\0abc"), id="an odd chunk, no pad"),
        pytest.param(chunks(length=32_000, odd=b"LIST\x03\0\0\0abc\0"), id="an odd chunk, padded"),
    ],
)
def test_headers_as_recorders_leave_them(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "case.wav").write_bytes(content)
    assert read_format(tmp_path / "case.wav").frames == 16_000


def test_an_rf64_file_ends_where_it_says_and_what_stands_behind_is_no_sound(tmp_path: Path) -> None:
    """Field recorders write their marks and names behind the sound."""
    sizes = struct.pack("<QQQI", 32_100, 32_000, 16_000, 0)
    content = chunks(length=0xFFFFFFFF, riff=b"RF64", odd=b"ds64\x1c\0\0\0" + sizes)
    (tmp_path / "field.wav").write_bytes(content + b"LIST\x40\0\0\0" + b"x" * 64)
    assert read_format(tmp_path / "field.wav").frames == 16_000
    cut = content[:-16_000]
    (tmp_path / "cut.wav").write_bytes(cut)
    assert read_format(tmp_path / "cut.wav").frames == 8_000, "and what is there, where less is"


@pytest.mark.parametrize("sides", [(1, -1), (0, 1), (1, 0)])
def test_of_two_channels_none_is_cancelled_by_the_other(
    tmp_path: Path, sides: tuple[int, int]
) -> None:
    voice = tone(0.5, 16_000).samples
    write_wav(tmp_path / "stereo.wav", np.outer(voice, np.array(sides, np.float32)), 16_000)
    microphone = WavMicrophone(tmp_path / "stereo.wav")
    microphone.open()
    samples = joined(heard(microphone, 0.4))
    microphone.close()
    assert np.abs(samples).max() == pytest.approx(0.5, abs=0.02)
