"""What the start page shows and does: a session is chosen, tried, kept and begun.

Rules: what would be held is computed by what `run` itself uses (`start_plan`). A refusal comes in
the words of the command line. The passphrase is judged and used here, in a process
that ends before the session begins, and is kept nowhere.
"""

import base64
import contextlib
import threading
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from balint_voice.adapters.browser.start_files import start_files
from balint_voice.cli import parsing, under_way
from balint_voice.cli.language import label, phrase, settle
from balint_voice.cli.refusing import in_a_line
from balint_voice.cli.start_choices import as_settings, chosen, options_of
from balint_voice.cli.start_plan import Reply, methods, of_plan, of_script
from balint_voice.cli.unforeseen import as_refusal
from balint_voice.errors import BalintVoiceError, Text

if TYPE_CHECKING:
    from balint_voice.cli.run_options import RunOptions

Choices = Mapping[str, Any]

_TYPED = ("people", "minutes", "end_at", "group", "presenter_key")


class StartDesk:
    """`choices`: what is chosen at first; `parts`: the words about voice and microphone that
    `start` was called with; `failed`: what was said of the last try, if any.

    `result`: what is to be run, once `done` is set.
    """

    paths: tuple[str, ...] = ("/", "/start.js", "/start.css", "/icon.svg")
    reports: tuple[str, ...] = ()

    def __init__(self, choices: Choices, parts: list[str], failed: str) -> None:
        self.done = threading.Event()
        self.result: Reply = {}
        self._choices, self._parts, self._failed = dict(choices), parts, failed

    def file(self, path: str) -> tuple[str, str]:
        return start_files(str(self._choices["language"]), speaks=self._speaks())[path]

    def fault(self, error: Exception) -> str:
        return in_a_line(as_refusal(error))

    def actions(self) -> Mapping[str, Any]:
        return {
            "/chosen": self.chosen,
            "/now": self.now,
            "/plan": self.plan,
            "/hear": self.hear,
            "/keep": self.keep,
            "/suggest": self.suggest,
            "/begin": self.begin,
            "/go-on": self.go_on,
        }

    # What the page asks.

    def now(self, _: Choices) -> Reply:
        """The page was opened. Why the last try failed is told, and it may be tried again."""
        reply = self.plan({})
        ticks = self._to_tick() if reply["refused"] else {}
        return {**reply, **ticks, "values": self._choices, "unfinished": _unfinished()}

    def plan(self, _: Choices) -> Reply:
        """Time went on, and with it when all would be over: the same choices anew."""
        return {**self._state(), "failed": self._failed}

    def chosen(self, choices: Choices) -> Reply:
        """Something was chosen: what it comes to."""
        self._choices, self._failed = _known(choices), ""
        return self._state()

    def hear(self, choices: Choices) -> Reply:
        """The voice says a sentence."""
        self._choices = _known(choices)
        try:
            return {"said": _heard(chosen(self._choices, self._parts))}
        except BalintVoiceError as error:
            return {"said": in_a_line(error)}

    def keep(self, choices: Choices) -> Reply:
        """The choices become the group's settings."""
        from balint_voice.adapters.files.settings_store import keep_settings

        self._choices = _known(choices)
        try:
            given = chosen(self._choices, self._parts)
            parsing.require_one_end(given)  # how far off it is, is of one session
            parsing.outline_of(given)
            return {"said": label("start-page", "kept", file=keep_settings(as_settings(given)))}
        except BalintVoiceError as error:
            return {"said": in_a_line(error)}

    def suggest(self, _: Choices) -> Reply:
        """A passphrase for whoever can think of none."""
        from balint_voice.adapters.files.passphrases import generate

        return {"passphrase": generate(str(self._choices["language"]))}

    def begin(self, asked: Choices) -> Reply:
        """The session is to be held, as it was chosen; or why not yet."""
        reply = self.chosen(asked.get("choices", {}))
        if reply["refused"] or any(found["missing"] for found in reply["findings"]):
            return reply
        if reply["ask"] and not asked.get("anyway"):
            return {**reply, "anyway": label("ask", "anyway")}
        if reply["sealed"] and (why := self._made_key(asked)):
            return {
                **reply,
                "secret": why,
                "anyway": label("ask", "anyway") if reply["ask"] else "",
            }
        return self._done({"choices": self._choices})

    def go_on(self, asked: Choices) -> Reply:
        """The session that was cut off is to be gone on with."""
        unfinished = _unfinished()
        if unfinished is None:
            return self.now({})
        if unfinished["sealed"] and (why := self._made_key(asked)):
            return {**self._state(), "unfinished": unfinished, "secret": why}
        return self._done({"session": unfinished["session"]})

    # What it comes to.

    def _speaks(self) -> bool:
        """Whether there is a voice to hear, by what `start` was told and the group's settings."""
        try:
            return options_of(self._parts).parts.voice != "none"
        except BalintVoiceError:  # the page says of the settings why not
            return True

    def _done(self, result: Reply) -> Reply:
        self.result |= result
        self.done.set()
        return {"begun": True}

    def _made_key(self, asked: Choices) -> list[str]:
        """Makes the presenter's key; or why this passphrase will not do."""
        from balint_voice.cli.passphrase import faults_of
        from balint_voice.records.presenter_key import make_presenter_key

        typed, again = (_normal(asked.get(key)) for key in ("passphrase", "again"))
        if faults := faults_of(typed, str(self._choices["language"])):
            return [*map(phrase, faults), label("start-page", "enough")]
        if typed != again:
            return [phrase(Text("passphrase-different"))]
        recipient, wrapped = make_presenter_key(typed)
        self.result["presenter"] = [recipient, base64.b64encode(wrapped).decode()]
        return []

    def _state(self) -> Reply:
        settle(str(self._choices["language"]))
        reply: Reply = {
            "refused": "",
            "methods": methods(str(self._choices["language"])),
            "script": self._choices.get("script"),
            "summary": "",
            "record": [],
            "variant": [],
            "skip": [],
            "phases": [],
            "total": "",
            "remarks": [],
            "ask": [],
            "findings": [],
            "sealed": False,
        }
        try:
            given = chosen(self._choices, self._parts)
            reply |= of_script(given)
            reply |= of_plan(given)
        except BalintVoiceError as error:
            reply["refused"] = in_a_line(error)
        return reply

    def _to_tick(self) -> Reply:
        """What there is to tick, where something else is refused: else what was ticked is lost."""
        ticked = {key: value for key, value in self._choices.items() if key not in _TYPED}
        unheard = {**ticked, "record": [], "voice_control": False}  # a model may be missing
        reply: Reply = {}
        with contextlib.suppress(BalintVoiceError):  # the ticks themselves are what is refused
            reply |= of_script(chosen(ticked, self._parts))
            reply["phases"] = of_plan(chosen(unheard, self._parts))["phases"]
        return reply


def _normal(typed: object) -> str:
    return unicodedata.normalize("NFC", typed) if isinstance(typed, str) else ""


def _known(choices: object) -> dict[str, Any]:
    """Choices from the page: a language is always one of ours."""
    from balint_voice.messages.catalogue import LANGUAGES

    known = dict(choices) if isinstance(choices, Mapping) else {}
    if known.get("language") not in LANGUAGES:
        known["language"] = LANGUAGES[0]
    return known


def _unfinished() -> Reply | None:
    """The session that was cut off today, if there is one."""
    from balint_voice.adapters.system import places
    from balint_voice.records.chain import begun
    from balint_voice.records.session_list import cut_off_today
    from balint_voice.records.sessions import read_log
    from balint_voice.session.log_records import SessionStarted

    try:
        folder = cut_off_today(places.sessions_folder())
        if folder is None:
            return None
        records = read_log(folder).records
    except BalintVoiceError:  # no session can be held in it; why not is said by whoever needs it
        return None
    started = next((each for _, each in records if isinstance(each, SessionStarted)), None)
    recorded = started is not None and bool(started.recorded)
    return {
        "session": folder.id,
        "text": label("resume", "unfinished", session=folder.id),
        "sealed": recorded and not begun(folder.sealed_notes),
    }


def _heard(given: "RunOptions") -> str:
    """A sentence is said, as `doctor` says it: what came of it."""
    from balint_voice.adapters.doctor.finding_words import load_finding_words
    from balint_voice.adapters.doctor.sound_check import check_further_speaker, check_sound
    from balint_voice.adapters.doctor.voice_check import line_of
    from balint_voice.adapters.system import machine
    from balint_voice.adapters.tts.speaking_voice import synthesizer_for
    from balint_voice.cli.session_parts import sound_options

    if (other := under_way.warning()) is not None:
        return other
    words, sound = load_finding_words(given.language), sound_options(given.parts)
    synthesizer = synthesizer_for(given.language, sound.voice, sound.rate)
    try:
        line = line_of(synthesizer, words, sound.volumes.voice)
    finally:
        synthesizer.close()
    speaker = next(iter(sound.speakers), None)
    found, _ = check_sound(line, speaker, None, listen=False, tell=lambda _: None)
    further = [
        check_further_speaker(line, each, tell=lambda _: None) for each in sound.speakers[1:]
    ]
    said = ((words.what(one), words.remedy(one, machine.system())) for one in (found, *further))
    return " ".join(text for each in said for text in each if text)
