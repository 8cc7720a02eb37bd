"""What is said nearest to the microphone: cut to where it is loud, the steady noise taken away.

Rules: samples in, new samples out, nothing kept. A murmur at the table that leads over
into an utterance is softer than the utterance; what sounds just before and after it, hums on in it.
"""

import numpy as np

from balint_voice.listening.audio import LISTENING_RATE, Samples

_FRAME = LISTENING_RATE // 50
_SMOOTH = 5  # frames
_LOUD = 10 ** (-12 / 10)  # of the power that a tenth of it exceeds
_PAUSE_S = 0.5  # within what is said
_BEFORE_S, _AFTER_S = 0.25, 0.35
_LEAST_S = 0.5

_STEP = LISTENING_RATE // 160
_OVERLAP = 4
_SPAN = _OVERLAP * _STEP
_WINDOW = np.hanning(_SPAN + 1)[:-1].astype(np.float32)
_SUM_OF_WINDOWS = 1.5  # squared, where four overlap
_NOISE_BEFORE, _NOISE_AFTER = 40, 48  # steps
_SUBTRACTED = 2.0  # times the noise
_LEFT = 0.01  # of the power at least: holes would sing


def up_close(samples: Samples) -> Samples:
    """An utterance as from nearer by. Less than half a second stays as it is."""
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
