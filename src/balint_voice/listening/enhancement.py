"""Enhancement of an utterance for a second look: cut to its loud part, cleaned of steady noise.

Rules: samples in, new samples out, nothing kept. A murmur at the table before an utterance is
softer than the utterance, so it is cut off. A noise that sounds just before and after the utterance
also sounds during it, so it is subtracted.

The thresholds are chosen. Their effect on spoken commands in noise is measured by
`benchmarks/voice_control.py`.
"""

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples

_FRAME = LISTENING_RATE // 50
_SMOOTH = 5  # frames
_LOUD = 10 ** (-12 / 10)  # 12 dB below the 90th percentile of the power
_PAUSE_S = 0.5  # a longer pause ends the stretch: within a command nobody pauses so long
_BEFORE_S, _AFTER_S = 0.25, 0.35  # kept around the loud part, for soft consonants
_LEAST_S = 0.5  # shorter utterances are left alone: too few frames to compare

_STEP = LISTENING_RATE // 160
_OVERLAP = 4
_SPAN = _OVERLAP * _STEP
_WINDOW = np.hanning(_SPAN + 1)[:-1].astype(np.float32)
_SUM_OF_WINDOWS = 1.5  # squared, where four overlap
_NOISE_BEFORE, _NOISE_AFTER = 40, 48  # steps: 0.25 and 0.3 s, within the margins above
_SUBTRACTED = 2.0  # times the noise: over-subtraction, as usual in spectral subtraction
_LEFT = 0.01  # of the power is kept at least: less gives musical noise


def up_close(samples: Samples) -> Samples:
    """The utterance (16 kHz mono), cut and cleaned. Less than half a second stays as it is."""
    if len(samples) < _LEAST_S * LISTENING_RATE:
        return samples.copy()
    return without_steady_noise(samples[_nearest(samples)])


def _nearest(samples: Samples) -> slice:
    """The longest stretch of loud frames, with a little around it."""
    count = len(samples) // _FRAME
    frames = samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    power = np.convolve(np.mean(frames**2, axis=1), np.ones(_SMOOTH) / _SMOOTH, "same")
    loud = np.flatnonzero(power >= _LOUD * np.percentile(power, 90))
    pauses = np.flatnonzero(np.diff(loud) * _FRAME > _PAUSE_S * LISTENING_RATE)
    longest = max(np.split(loud, pauses + 1), key=len)
    start = longest[0] * _FRAME - round(_BEFORE_S * LISTENING_RATE)
    return slice(max(0, start), (longest[-1] + 1) * _FRAME + round(_AFTER_S * LISTENING_RATE))


def without_steady_noise(samples: Samples) -> Samples:
    """Spectral subtraction: noise is what sounds at both ends, the softer of the two."""
    padded = np.pad(samples, (_SPAN, _SPAN + -len(samples) % _STEP))
    spans = np.lib.stride_tricks.sliding_window_view(padded, _SPAN)[::_STEP]
    spectra = np.fft.rfft(spans * _WINDOW)
    power = np.abs(spectra) ** 2
    inside = power[_OVERLAP:-_OVERLAP]
    noise = np.minimum(inside[:_NOISE_BEFORE].mean(axis=0), inside[-_NOISE_AFTER:].mean(axis=0))
    left = np.maximum(1 - _SUBTRACTED * noise / np.maximum(power, 1e-12), _LEFT)
    cleaned = np.fft.irfft(spectra * np.sqrt(left), _SPAN) * _WINDOW
    out = np.zeros((len(cleaned) + _OVERLAP - 1, _STEP), np.float32)
    for part in range(_OVERLAP):
        out[part : part + len(cleaned)] += cleaned[:, part * _STEP : (part + 1) * _STEP]
    return out.reshape(-1)[_SPAN : _SPAN + len(samples)] / np.float32(_SUM_OF_WINDOWS)
