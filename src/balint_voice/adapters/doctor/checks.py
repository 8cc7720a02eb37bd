"""The checks before the group comes in, part by part; each finding is shown as soon as it is known.

Rules: this measures; `balint_voice.doctor` judges the numbers. The model's process starts early, so
that it loads while the sentence is said.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soxr

from balint_voice.adapters.capture.commands import Commands
from balint_voice.adapters.capture.pipeline import PipelineSettings
from balint_voice.adapters.doctor.check_options import CheckOptions
from balint_voice.adapters.doctor.finding_words import FindingWords
from balint_voice.adapters.doctor.sound_check import check_further_speaker, check_sound
from balint_voice.adapters.doctor.voice_check import line_of, voice_for
from balint_voice.adapters.files.prompt_store import load_script
from balint_voice.adapters.sound import sound_server
from balint_voice.adapters.sound.device_names import fitting
from balint_voice.adapters.sound.portaudio import DeviceKind, devices
from balint_voice.adapters.system import machine, memory, network_wall, places
from balint_voice.adapters.whisper import measured_speed, model_names, model_store
from balint_voice.adapters.whisper.model_catalogue import BUILDS
from balint_voice.adapters.whisper.model_store import Model
from balint_voice.doctor import machine as laptop
from balint_voice.doctor import sound, speed, voice_and_model
from balint_voice.doctor.findings import Finding, Value
from balint_voice.errors import PartMissing, Unusable
from balint_voice.listening.audio import LISTENING_RATE, Samples, Sound
from balint_voice.listening.endpointing import EndpointSettings
from balint_voice.messages.catalogue import phrase, refusal
from balint_voice.ports import PhraseScorer, Synthesizer
from balint_voice.records.sessions import try_out

WITHIN_S = 18.0
"""All of it, whatever the model: the group is at the door."""
_SCRIPT = "intervisie"
"""What a session will need is judged by this one, all that may be recorded recorded."""
RANKED = ("tiny", "base", "small", "medium")
"""Models that transcribe better and better; of these the cost is known."""

TellStep = Callable[[str, dict[str, str | int]], None]
"""Says what begins now: a key of the pack's `said`, and its fields."""


def run_checks(wanted: CheckOptions, words: FindingWords, tell: TellStep) -> Iterator[Finding]:
    """All findings, the quick ones first."""
    until = time.monotonic() + WITHIN_S
    with ExitStack() as closing:
        yield from _laptop(wanted.language)
        model, found = _model(wanted)
        yield found
        usable = model if model is not None and found.state != "missing" else None
        transcriber: PhraseScorer | None = None
        if usable is not None:
            yield memory_for(usable)
            pieces = model_store.pieces_of(usable.folder, wanted.wake_word)
            if (wake := voice_and_model.judge_wake_word(wanted.wake_word, pieces)) is not None:
                yield wake
            transcriber = measured_speed.transcriber_of(usable.folder, wanted.language)
            closing.callback(transcriber.close)
        synthesizer, found = voice_for(wanted, words, closing)
        yield found
        line = line_of(synthesizer, words, wanted.volume) if synthesizer else None
        yield from check_sound(
            line,
            next(iter(wanted.speakers), None),
            wanted.microphone,
            listen=wanted.listen,
            tell=lambda key: tell(key, {}),
        )
        for further in wanted.speakers[1:]:
            yield check_further_speaker(line, further, tell=lambda key: tell(key, {}))
        yield _headset(wanted)
        if usable is not None and transcriber is not None and synthesizer is not None:
            yield from _speed(
                wanted,
                usable,
                transcriber=transcriber,
                synthesizer=synthesizer,
                words=words,
                until=until,
                tell=tell,
            )


def check_disk(folder: Path, language: str) -> Finding:
    """Whether a session can keep its records there, by doing what it does."""
    try:
        try_out(folder)
    except Unusable as refused:
        if refused.key != "sessions-folder":
            said = refusal(refused, language)
            return laptop.refused_folder(said.what, said.do)
    free, writable = machine.free_disk(folder)
    return laptop.judge_disk(free, writable=writable, folder=str(folder))


def _laptop(language: str) -> Iterator[Finding]:
    folder = places.sessions_folder()
    yield check_disk(folder, language)
    yield laptop.judge_power(*machine.power())
    yield laptop.judge_awake(can=machine.can_stay_awake())
    yield laptop.judge_network(given_up=network_wall.network_is_given_up())
    got = memory.granted()
    yield laptop.judge_protection(
        no_core_dump=got.no_core_dump,
        unreadable=got.unreadable,
        kept_from_dumps=got.kept_from_dumps,
        lockable=got.lockable,
        swap=got.swap,
    )


def _model(wanted: CheckOptions) -> tuple[Model | None, Finding]:
    try:
        if wanted.model is not None:
            model = model_store.find(wanted.model)
        else:
            model = model_store.default(wanted.language)
    except PartMissing:
        known = model_names.usual(wanted.model or "", BUILDS) in BUILDS
        return None, voice_and_model.no_model(wanted.model, can_be_fetched=known)
    faults = model_store.check(model.folder, sums=False)
    return model, voice_and_model.judge_model(
        model.name,
        model_store.size(model.folder),
        faults=[phrase(fault, wanted.language) for fault in faults],
        languages=model.languages,
        language=wanted.language,
        only_a_demonstration=model.shipped,
        can_be_fetched=model.name in BUILDS,
    )


def memory_for(model: Model) -> Finding:
    """What a model needs against what is free."""
    build = BUILDS.get(model.name)
    typical = build.typical.memory if build and build.typical else None
    needed = voice_and_model.memory_needed(model_store.size(model.folder), typical)
    return laptop.judge_memory(machine.available_memory(), needed, model.name)


def _headset(wanted: CheckOptions) -> Finding:
    def used(kind: DeviceKind, asked: Sequence[str]) -> list[str]:
        try:
            known = devices(kind)
        except PartMissing:
            return []
        if asked:
            return [name for each in asked for _, name, _ in fitting(each, known)]
        return [name for _, name, default in known if default]

    out = used("output", wanted.speakers)
    source = used("input", () if wanted.microphone is None else (wanted.microphone,))
    if (server := machine.sound_server_names()) and not wanted.speakers:
        out.append(server[0])
    if server and wanted.microphone is None and not sound_server.sources().instead:
        source.append(server[1])
    return sound.judge_headset(source, out)


def _speed(
    wanted: CheckOptions,
    model: Model,
    *,
    transcriber: PhraseScorer,
    synthesizer: Synthesizer,
    words: FindingWords,
    until: float,
    tell: TellStep,
) -> Iterator[Finding]:
    window = measured_speed.window_of(_sentences(wanted.language, synthesizer), model.window_s)
    said = _spoken(synthesizer.render(words.said("command", wake=wanted.wake_word)))
    command = measured_speed.window_of([said], model.window_s)
    patience_s = max(1.0, until - time.monotonic())
    tell("measuring", {"model": model.name, "seconds": round(patience_s)})
    try:
        measured = measured_speed.measure(
            transcriber,
            window,
            command,
            obey=Commands(transcriber, wanted.language, wanted.wake_word).ask_all,
            patience_s=patience_s,
        )
    except PartMissing:
        yield Finding(
            part="speed",
            state="missing",
            what="model-unloadable",
            remedy="model-copy",
            fields={"model": model.name},
        )
        return
    if measured is None:
        fields: dict[str, Value] = {"model": model.name, "seconds": round(patience_s)}
        yield Finding(
            part="speed",
            state="warning",
            what="speed-unmeasured",
            remedy="model-none-fits",
            fields=fields,
        )
        return
    if measured.whole:
        measured_speed.remember(model.folder, measured)
    yield judged(model, measured, wanted.language)
    if measured.whole:
        yield speed.judge_command(measured.command_s, EndpointSettings().min_silence_s)


def judged(model: Model, measured: measured_speed.Speed, language: str) -> Finding:
    """A model's speed against what the standard method will need of it."""
    script = load_script(_SCRIPT, language)
    phases = [phase.id for phase in script.phases if phase.records is not None]
    stretches = speed.recorded_stretches(script, phases)
    settings = PipelineSettings()
    window_s = min(settings.commit_s, model.window_s)
    behind = speed.backlog(stretches, measured.factor, window_s)
    typical = {name: build.typical.factor for name, build in BUILDS.items() if build.typical}
    advised = speed.advise(model.name, measured.factor, typical, RANKED)
    found = speed.judge_speed(
        model.name,
        measured.factor,
        behind=behind,
        bearable_s=settings.most_backlog_s,
        advised=advised,
    )
    return found if measured.whole else speed.at_least(found)


def _sentences(language: str, synthesizer: Synthesizer) -> list[Samples]:
    """What the program says in a session, sentence by sentence."""
    cues = load_script(_SCRIPT, language).words.cues.values()
    texts = [text for cue in cues if "{" not in cue for text in re.split(r"(?<=[.?!]) ", cue)]
    return [_spoken(synthesizer.render(text)) for text in texts if len(text) > 20]


def _spoken(rendered: Sound) -> Samples:
    """At the listener's rate, without the silence around it."""
    samples = np.asarray(soxr.resample(rendered.samples, rendered.rate, LISTENING_RATE), np.float32)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1].copy() if len(loud) else samples
