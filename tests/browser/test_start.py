"""The page from which an evening is begun: it shows what the program says, and begins that."""

import json
import os
import re
import signal
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from balint_voice.adapters.doctor.finding_words import load_finding_words
from balint_voice.adapters.doctor.voice_check import line_of
from balint_voice.adapters.tts.speaking_voice import synthesizer_for
from balint_voice.errors import Unusable
from balint_voice.messages import catalogue
from balint_voice.records.opened_notes import open_notes
from balint_voice.records.presenter_key import parsed_recipient, unwrap_presenter_key
from tests.browser.page_session import PROGRAM, PageSession
from tests.browser.test_attacks import answered, cookie, host
from tests.browser.test_table import (
    GOES_ON,
    NOTE,
    PASSPHRASE,
    button,
    shows,
    silent_microphone,
    until_it_does,
)
from tests.support.driven_browser import Browser, Page, until
from tests.support.keys import confirmed
from tests.support.matching import find_in_pieces
from tests.support.pulse import RECORDING_RATE, Pulse

QUICK = ("--voice", "none", "--language", "nl", "--pace", "30")
QUESTIONS = ("/now", "/plan", "/chosen", "/hear", "/keep", "/suggest", "/begin", "/go-on")


class StartSession(PageSession):
    """`start`, without a terminal."""

    def __init__(
        self,
        place: Path,
        *arguments: str,
        settings: str = "",
        sound: str = "unix:/nonexistent",
    ) -> None:
        super().__init__(
            place, *arguments, command="start", screen=None, settings=settings, sound=sound
        )


def opened(browser: Browser, address: str) -> Page:
    page = browser.page()
    page.open(address)
    page.wait_for("!!document.querySelector('#phases tr')")
    return page


def choose(page: Page, name: str, value: str | bool, among: str = "") -> None:
    """As somebody does by mouse or keys: a value, and the browser says that it changed."""
    field = f"document.querySelector('[name={name}]{among}')"
    given = f"checked = {str(value).lower()}" if isinstance(value, bool) else f"value = {value!r}"
    page.see(
        f"(() => {{ {field}.{given}; "
        f"{field}.dispatchEvent(new Event('change', {{bubbles: true}})); }})()"
    )


def in_hours(hours: int) -> str:
    """What the clock on the wall shows then: a fixed hour is over, or far off, by turns."""
    return (datetime.now() + timedelta(hours=hours)).strftime("%H:%M")


def comes_to(page: Page, seen: str) -> None:
    page.wait_for(f"document.body.innerText.includes({seen!r})")


def refuses_as_run(page: Page, *options: str) -> None:
    """In the words with which `run` refuses these options."""
    ran = subprocess.run(
        [*PROGRAM, "run", "--language", "nl", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    for line in ran.stderr.splitlines():
        comes_to(page, line)


def table_of(page: Page) -> None:
    page.wait_for("document.getElementById('time') && document.getElementById('title').innerText")


def said(key: str, **fields: object) -> str:
    return catalogue.refusal(Unusable(key, **fields), "nl").what


def records_the_case_of_a_demo(page: Page) -> None:
    """It is chosen; only then is a passphrase asked for."""
    choose(page, "script", "demo")
    page.wait_for("document.querySelectorAll('#phases tr').length === 3")
    choose(page, "minutes", "40")  # so that it is still being recorded when something is done
    comes_to(page, "In totaal 40 minuten")
    assert page.see("document.getElementById('secret').hidden")
    choose(page, "record", True, "[value=case]")
    page.wait_for("!document.getElementById('secret').hidden")


def agrees(page: Page) -> None:
    page.click(f"#answers {button(page, 'y')}")
    page.wait_for("document.getElementById('microphone').className === 'record'")


def keeps_a_note(page: Page, text: str) -> None:
    page.press("n")
    page.wait_for("document.activeElement.id === 'typed'")
    page.write(text)
    page.press("Enter")
    shows(page, "Notitie verzegeld")


def test_an_evening_is_chosen_and_begun(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK, "--pace", "1") as evening:
        page = opened(browser, evening.first)
        assert page.see("location.href") == f"{evening.origin}/", "the secret leaves the address"
        comes_to(page, "In totaal 105 minuten")
        choose(page, "script", "demo")
        page.wait_for("document.querySelectorAll('#phases tr').length === 3")
        choose(page, "people", "5")
        choose(page, "minutes", "4")
        comes_to(page, "In totaal 4 minuten")
        choose(page, "group", "Noord")
        page.click("#begin")
        table_of(page)
        shows(page, "Fase 1/3")
        log = evening.log()
        assert '"script":"demo"' in log and '"people":5' in log and '"group":"Noord"' in log
        assert '"minutes":4.0' in log and '"event":"network-refused"' not in log
        assert page.complaints == [], "nothing that a browser would complain of"
        assert not [each for each in page.asked if not each.startswith((evening.origin, "data:"))]


@pytest.mark.slow
def test_what_is_chosen_changes_what_will_be(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        choose(page, "break_after", True, '[value="beeldvorming"]')
        page.wait_for("!!document.querySelector('tr.between')")
        comes_to(page, "In totaal 11")
        choose(page, "evaluation", True)
        page.wait_for("document.querySelectorAll('tr.between').length === 2")
        first = page.see("document.querySelector('#phases td:nth-child(2)').innerText")
        choose(page, "minutes", "200")
        page.wait_for(f"document.querySelector('#phases td:nth-child(2)').innerText !== {first!r}")
        choose(page, "script", "roddelmethode")
        page.wait_for("!document.querySelector('tr.between [name=break_after]:checked')")
        assert page.see("document.getElementById('refused').innerText") == ""


@pytest.mark.slow
def test_there_is_more_to_choose_for_whoever_looks(browser: Browser, tmp_path: Path) -> None:
    settings = 'skip = ["Verzamelen van problemen"]\nquiet = true\n'
    with StartSession(tmp_path, *QUICK, settings=settings) as evening:
        page = opened(browser, evening.first)
        assert not page.see("document.getElementById('details').open"), "few things at first"
        page.click("#details summary")
        rows = "document.querySelectorAll('#phases tr').length"
        ways = "[...document.querySelectorAll('[name=variant]:checked')].map((e) => e.value).join()"
        assert page.see(rows) == 8 and page.see(ways) == "written", "as it would be"
        assert page.see("document.querySelector('[name=quiet]').checked")
        choose(page, "variant", True, "[value=subgroups]")
        page.wait_for(f"{ways} === 'written,subgroups'")
        choose(page, "variant", False, "[value=written]")
        page.wait_for(f"{ways} === 'subgroups'")
        choose(page, "skip", True, "[value=associatiemoment]")
        page.wait_for(f"{rows} === 7")
        choose(page, "two_cases", True)
        page.wait_for("!!document.querySelector('[value=\"verzamelen-2\"]')")
        choose(page, "skip", False, "[value=verzamelen]")
        page.wait_for(f"{rows} === 18")  # with the break between the cases
        assert not page.see("!!document.querySelector('[name=break_after]:checked')"), "no box"
        choose(page, "asks", True)
        choose(page, "quiet", False)
        choose(page, "round_chime", True)
        page.wait_for("!document.getElementById('begin').disabled")
        page.click("#begin")
        table_of(page)
        (asked,) = [
            each for each in map(json.loads, evening.log().splitlines()) if "skipped" in each
        ]
        assert asked["variants"] == ["subgroups"] and asked["skipped"] == ["associatiemoment"]
        assert asked["cases"] == 2 and asked["asks"] and asked["round_chime"]
        assert not asked["quiet"]


@pytest.mark.slow
def test_all_phases_left_out_is_refused_in_the_words_of_run(
    browser: Browser, tmp_path: Path
) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        choose(page, "script", "demo")
        page.wait_for("document.querySelectorAll('#phases tr').length === 3")
        ticks = "[...document.querySelectorAll('[name=skip]')].map((each) => each.value)"
        phases: list[str] = page.see(ticks)
        for phase in phases:
            choose(page, "skip", True, f'[value="{phase}"]')
        refuses_as_run(page, "demo", *(f"--skip={each}" for each in phases))
        choose(page, "skip", False, f'[value="{phases[0]}"]')
        page.wait_for("!document.getElementById('begin').disabled")


@pytest.mark.slow
def test_a_presenter_may_have_a_key_of_their_own(browser: Browser, tmp_path: Path) -> None:
    listens = ("--model", "demo-nl", *silent_microphone(tmp_path))
    with StartSession(tmp_path, *QUICK, "--pace", "2", *listens) as evening:
        page = opened(browser, evening.first)
        records_the_case_of_a_demo(page)
        choose(page, "presenter_key", "age1nietgoed")
        with pytest.raises(Unusable) as refused:
            parsed_recipient("age1nietgoed")
        comes_to(page, catalogue.refusal(refused.value, "nl").what)
        key = pyrage.x25519.Identity.generate()
        choose(page, "presenter_key", str(key.to_public()))
        page.wait_for("document.getElementById('refused').innerText === ''")
        assert page.see("document.getElementById('secret').hidden"), "no passphrase is asked for"
        page.click("#begin")
        table_of(page)
        agrees(page)
        keeps_a_note(page, NOTE)
        (session,) = evening.data.glob("sessions/*")
        assert not (session / "presenter.age").exists()
        assert open_notes(session / "notes.sealed", session.name, (str(key),)).entries


def test_the_voice_is_heard(browser: Browser, tmp_path: Path, pulse: Pulse) -> None:
    words = load_finding_words("nl")
    synthesizer = synthesizer_for("nl", None, None)
    try:
        line = line_of(synthesizer, words, 1.0)
    finally:
        synthesizer.close()
    server = pulse.environment["PULSE_SERVER"]
    with StartSession(tmp_path, "--language", "nl", sound=server) as evening:
        page = opened(browser, evening.first)
        with pulse.record_speaker() as recording:
            page.click("#hear")
            page.wait_for("document.getElementById('said').innerText.length > 1")
            recording.wait_for_silence()
        assert find_in_pieces(line, recording.samples, RECORDING_RATE).likeness > 0.7
        assert not list(evening.data.glob("sessions/*"))


def test_each_of_two_speakers_is_tried(browser: Browser, tmp_path: Path, pulse: Pulse) -> None:
    both = 'speaker = ["default", "nergens"]\n'
    server = pulse.environment["PULSE_SERVER"]
    with StartSession(tmp_path, "--language", "nl", settings=both, sound=server) as evening:
        page = opened(browser, evening.first)
        page.click("#hear")
        comes_to(page, "een zin gezegd via 'default'")
        comes_to(page, "geen luidspreker die 'nergens' heet")


@pytest.mark.slow
def test_what_run_refuses_is_refused_in_the_same_words(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        choose(page, "people", "100")
        refuses_as_run(page, "--people", "100")
        assert page.see("document.getElementById('begin').disabled")
        choose(page, "people", "")
        choose(page, "minutes", "60")
        choose(page, "end_at", in_hours(3))
        comes_to(page, said("end-and-minutes"))
        choose(page, "minutes", "")
        page.wait_for("!document.getElementById('begin').disabled")
        choose(page, "group", "x" * 200)
        page.wait_for("document.getElementById('refused').innerText.includes('xxx')")


@pytest.mark.slow
def test_too_little_time_is_asked_about_once_more(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        choose(page, "minutes", "10")
        page.wait_for("!!document.querySelector('#remarks li')")
        page.click("#begin")
        until(lambda: "Toch" in str(page.see("document.getElementById('begin').innerText")))
        page.wait_for("document.getElementById('preparing').hidden")
        page.click("#begin")
        table_of(page)


@pytest.mark.slow
def test_the_presenter_chooses_a_passphrase(browser: Browser, tmp_path: Path) -> None:
    listens = ("--model", "demo-nl", *silent_microphone(tmp_path))
    with StartSession(tmp_path, *QUICK, "--pace", "2", *listens) as evening:
        page = opened(browser, evening.first)
        records_the_case_of_a_demo(page)

        def typed(one: str, other: str) -> None:
            for field, text in (("passphrase", one), ("again", other)):
                page.see(f"document.getElementById('{field}').value = ''")
                page.see(f"document.getElementById('{field}').focus()")
                page.write(text)
            page.click("#begin")

        typed("geheim", "geheim")
        page.wait_for("document.querySelectorAll('#wrong p').length > 1")
        typed(PASSPHRASE, PASSPHRASE + "x")
        comes_to(page, "De twee wachtzinnen")
        typed(PASSPHRASE, PASSPHRASE)
        table_of(page)
        agrees(page)
        assert '"event":"consent-given"' in evening.log()
        assert PASSPHRASE not in evening.shown
        assert not in_memory_of(evening.process.pid, PASSPHRASE)
        keeps_a_note(page, "wie belt er")
        (key,) = evening.data.glob("sessions/*/presenter.age")
        assert unwrap_presenter_key(key.read_bytes(), PASSPHRASE)
        for file in evening.data.rglob("*"):
            assert not file.is_file() or PASSPHRASE.encode() not in file.read_bytes()


@pytest.mark.slow
def test_afterwards_the_reports_and_the_notes_are_there(
    own_browser: Browser, tmp_path: Path
) -> None:
    listens = ("--model", "demo-nl", *silent_microphone(tmp_path))
    with StartSession(tmp_path, *QUICK, "--pace", "2", *listens) as evening:
        page = opened(own_browser, evening.first)
        records_the_case_of_a_demo(page)
        for field in ("passphrase", "again"):
            page.see(f"document.getElementById('{field}').value = {PASSPHRASE!r}")
        page.click("#begin")
        table_of(page)
        agrees(page)
        keeps_a_note(page, NOTE)
        there = "!!document.getElementById('reports')"
        confirmed(lambda: page.press("q"), lambda: page.see(there))
        for path, seen in (("/review", "<svg"), ("/sheet", "presentielijst"), ("/history", ".")):
            report = page.see(f"fetch('{path}').then((answer) => answer.text())")
            assert seen in report and NOTE not in report, path
        looked_at = own_browser.page()
        looked_at.open(f"{evening.origin}/review")
        looked_at.wait_for("!!document.querySelector('svg')")
        assert looked_at.complaints == [], "its style is obeyed"
        looked_at.close()
        page.see("document.getElementById('passphrase').focus()")
        page.write("iets heel anders dan dat")
        page.press("Enter")
        page.wait_for("document.getElementById('said').innerText.length > 20")
        page.wait_for("document.activeElement.id === 'passphrase'")
        assert page.see("document.getElementById('opened').hidden")
        page.write(PASSPHRASE)
        page.press("Enter")
        shows(page, NOTE)
        page.click("#close")
        assert NOTE not in page.text()
        page.click("#leave")
        assert evening.ended() == 0, evening.shown
        assert NOTE not in evening.shown and PASSPHRASE not in evening.shown
        assert page.complaints == []
        own_browser.close()
        for file in (tmp_path / "profile").rglob("*"):
            held = file.read_bytes() if file.is_file() else b""
            for secret in (NOTE, PASSPHRASE):
                assert secret.encode() not in held and secret.encode("utf-16-le") not in held, file


def in_memory_of(process: int, text: str) -> bool:
    """Whether the text is anywhere in what the process, or one that it started, has in memory."""
    found = subprocess.run(["ps", "-o", "pid=", "-g", str(process)], capture_output=True, text=True)
    wanted = (text.encode(), text.encode("utf-16-le"))
    for pid in {process, *map(int, found.stdout.split())}:
        memory = Path(f"/proc/{pid}")
        try:
            with (memory / "mem").open("rb", buffering=0) as file:
                for line in (memory / "maps").read_text().splitlines():
                    held = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
                    if held is None:
                        continue
                    start, end = (int(each, 16) for each in held.groups())
                    file.seek(start)
                    try:
                        if any(each in file.read(end - start) for each in wanted):
                            return True
                    except OSError:
                        continue
        except (OSError, ProcessLookupError):
            continue
    return False


@pytest.mark.slow
def test_what_the_system_lacks_is_said_on_the_page_again(browser: Browser, tmp_path: Path) -> None:
    """What only shows when the session is about to begin: here a speaker that is not there."""
    with StartSession(tmp_path, "--language", "nl", "--speaker", "nergens") as evening:
        page = opened(browser, evening.first)
        page.click("#begin")
        for _ in ("at once", "and opened anew"):
            page.wait_for("document.getElementById('refused').innerText.length > 10")
            assert page.see("document.getElementById('preparing').hidden")
            assert not page.see("document.getElementById('begin').disabled"), "it may be plugged in"
            page.see("window.before = true")
            page.ask("Page.reload")
            page.wait_for("!window.before && document.readyState === 'complete'")
        assert evening.process.poll() is None
        assert not list(evening.data.glob("sessions/*"))


@pytest.mark.slow
def test_whoever_was_interrupted_is_offered_to_go_on(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK, "--pace", "10") as evening:
        page = opened(browser, evening.first)
        choose(page, "people", "5")
        page.click("#begin")
        table_of(page)
        until(lambda: '"work"' in evening.log(), evening.log)
        os.killpg(evening.process.pid, signal.SIGKILL)
        evening.process.wait()
    (tmp_path / "address").unlink()
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        page.wait_for("!document.getElementById('unfinished').hidden")
        page.click("#go-on")
        table_of(page)
        shows(page, "PAUZE")
        until_it_does(page, lambda: page.press("Space"), GOES_ON)
        shows(page, "Fase 1/9")
        assert len(list(evening.data.glob("sessions/*"))) == 1


@pytest.mark.slow
def test_the_choices_are_kept_for_the_group(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        kept = tmp_path / "none.toml"
        kept.write_text('# van ons\npeople = 4\ntheme = "light"\n\n[waits]\npause_s = 2\n')
        page = opened(browser, evening.first)
        choose(page, "people", "7")
        choose(page, "group", "Noord")
        choose(page, "end_at", in_hours(3))
        page.click("#keep")
        page.wait_for("document.getElementById('said').innerText.includes('none.toml')")
        text = kept.read_text()
        assert "# van ons" in text and "pause_s = 2" in text and 'theme = "light"' in text
        assert "people = 7" in text and "people = 4" not in text and 'group = "Noord"' in text
        assert evening.process.poll() is None
    (tmp_path / "address").unlink()


@pytest.mark.slow
def test_another_language_is_another_page(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        choose(page, "people", "7")
        choose(page, "language", "de")
        comes_to(page, catalogue.label("start-page", "plan", "de"))
        page.wait_for("document.getElementById('people').value === '7'")
        assert page.see("document.documentElement.lang") == "de"


@pytest.mark.slow
def test_a_question_that_is_broken_off_is_asked_again(browser: Browser, tmp_path: Path) -> None:
    """As where the machine joins another network: the browser breaks off what is on its way."""
    with StartSession(tmp_path, *QUICK) as evening:
        page = browser.page()
        page.ask("Network.setBlockedURLs", urls=["*/now"])
        page.open(evening.first)
        page.wait_for("document.body.classList.contains('lost')")
        page.ask("Network.setBlockedURLs", urls=["*/chosen"])
        page.wait_for("!!document.querySelector('#phases tr')")
        choose(page, "script", "demo")
        page.wait_for("document.body.classList.contains('lost')")
        page.ask("Network.setBlockedURLs", urls=[])
        page.wait_for("document.querySelectorAll('#phases tr').length === 3")
        assert not page.see("document.body.classList.contains('lost')")


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["start.js", "keep"])
def test_what_does_not_come_is_told(browser: Browser, tmp_path: Path, missing: str) -> None:
    bar = "getComputedStyle(document.body, '::after')"
    with StartSession(tmp_path, *QUICK) as evening:
        page = browser.page()
        page.ask("Network.setBlockedURLs", urls=[f"*/{missing}"])
        page.open(evening.first)
        if missing == "keep":
            page.wait_for("!!document.querySelector('#phases tr')")
            assert page.see(f"{bar}.content") == "none"
            page.click("#keep")
        lost = catalogue.label("start-page", "lost", "nl")
        page.wait_for(f"{bar}.content.includes({lost!r}) && {bar}.visibility === 'visible'")


@pytest.mark.slow
def test_what_the_program_could_not_do_is_told_in_its_words(
    browser: Browser, tmp_path: Path
) -> None:
    fails = 'async () => new Response(\'{"fault": "Nee.", "said": "Nee."}\', {status: 500})'
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)
        page.see(f"sent = fetch; fetch = {fails}")
        page.click("#keep")
        page.wait_for("document.getElementById('said').innerText === 'Nee.'")
        choose(page, "people", "5")
        page.wait_for("document.getElementById('refused').innerText === 'Nee.'")
        page.see("fetch = sent")
        choose(page, "people", "6")
        page.wait_for("document.getElementById('refused').innerText === ''")


@pytest.mark.slow
def test_broken_settings_are_told_on_the_page(browser: Browser, tmp_path: Path) -> None:
    """Whoever began with an icon sees no terminal."""
    with StartSession(tmp_path, *QUICK, settings="people = 1000\n") as evening:
        page = browser.page()
        page.open(evening.first)
        page.wait_for("document.getElementById('refused').innerText.includes('people')")
        assert page.see("document.getElementById('begin').disabled")
        (tmp_path / "none.toml").write_text("people = 6\n")
        choose(page, "people", "6")
        page.wait_for("!document.getElementById('begin').disabled")


@pytest.mark.slow
def test_when_it_would_be_over_is_counted_anew_each_minute(
    browser: Browser, tmp_path: Path
) -> None:
    minute = "window.setInterval = (each, ms) => { window.minute = ms === 60000 ? each : null; }"
    total = "document.getElementById('total')"
    with StartSession(tmp_path, *QUICK) as evening:
        page = browser.page()
        page.ask("Page.addScriptToEvaluateOnNewDocument", source=minute)
        page.open(evening.first)
        comes_to(page, "In totaal 105 minuten")
        choose(page, "minutes", "10")
        page.wait_for("!!document.querySelector('#remarks li')")
        page.click("#begin")
        page.wait_for("document.getElementById('begin').innerText.includes('Toch')")
        page.wait_for("document.getElementById('preparing').hidden")
        box = "document.querySelector('[name=break_after][value=beeldvorming]')"
        page.see(f"{box}.focus(); window.earlier = {box}; {total}.textContent = 'van zo-even'")
        page.see("document.getElementById('group').value = 'Noor'")  # is still being typed
        page.see("minute()")
        page.wait_for(f"{total}.textContent.includes('In totaal 10 minuten')")
        assert page.see(f"{box} !== window.earlier && document.activeElement === {box}")
        assert page.see("document.getElementById('begin').innerText.includes('Toch')")
        asked = "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/plan'))"
        page.see("document.getElementById('preparing').hidden = false")
        assert page.see(f"minute().then(() => {asked}.length)") == 1, "not while it is prepared"
        page.see("document.getElementById('preparing').hidden = true")
        page.see("Object.defineProperty(document, 'hidden', {value: true})")
        assert page.see(f"minute().then(() => {asked}.length)") == 1, "nor where nobody sees it"
        page.click("#begin")
        table_of(page)
        assert page.complaints == []


@pytest.mark.slow
def test_a_second_window_follows_to_the_table(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page, other = opened(browser, evening.first), opened(browser, evening.address)
        page.click("#begin")
        table_of(page)
        table_of(other)


@pytest.mark.slow
def test_by_keys_alone(browser: Browser, tmp_path: Path) -> None:
    with StartSession(tmp_path, *QUICK) as evening:
        page = opened(browser, evening.first)

        def reach(name: str) -> None:
            at = "document.activeElement.name || document.activeElement.id"
            while page.see(at) != name:
                page.press("Tab")

        reach("people")
        page.write("5")
        reach("evaluation")
        page.press("Space")
        page.wait_for("!!document.querySelector('tr.between')")
        assert page.see("document.activeElement.name") == "evaluation"
        reach("break_after")
        page.press("Space")
        page.wait_for("document.querySelectorAll('tr.between').length === 2")
        assert page.see("document.activeElement.name") == "break_after", "and stays there"
        reach("begin")
        page.press("Enter")
        table_of(page)
        assert '"people":5' in evening.log()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1080, 1920)])
@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_nothing_is_cut(
    browser: Browser, tmp_path: Path, language: str, width: int, height: int
) -> None:
    with StartSession(tmp_path, "--voice", "none", "--language", language) as evening:
        page = opened(browser, evening.first)
        page.sized(width, height)
        root = "document.documentElement"
        assert page.see(f"{root}.scrollWidth <= innerWidth")
        begin = page.see("document.getElementById('begin').getBoundingClientRect().bottom")
        assert begin <= height, "it is seen without scrolling"


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> object:
    with StartSession(tmp_path_factory.mktemp("start"), *QUICK) as evening:
        assert evening.first and evening.address
        yield evening


@pytest.mark.parametrize("path", ["/", "/start.js", "/events?window=an-attacker-window"])
def test_without_the_secret_nothing_is_read(waiting: StartSession, path: str) -> None:
    status, came = answered(waiting, f"GET {path} HTTP/1.1\nHost: {host(waiting)}")
    assert status == 403 and "<" not in came


@pytest.mark.parametrize("path", QUESTIONS)
def test_nothing_is_done_for_somebody_else(waiting: StartSession, path: str) -> None:
    body = json.dumps({"choices": {}, "anyway": True}).encode()
    about = f"POST {path} HTTP/1.1\nContent-Length: {len(body)}\nHost: "
    ours = f"{host(waiting)}\nOrigin: {waiting.origin}"
    for more in (
        host(waiting),
        ours,
        f"{host(waiting)}\nOrigin: http://127.0.0.1:1\n{let_in(waiting)}",
        f"rebound.example\nOrigin: {waiting.origin}\n{let_in(waiting)}",
    ):
        status, came = answered(waiting, about + more, body)
        assert status == 403 and "{" not in came
    assert waiting.process.poll() is None and not list(waiting.data.glob("sessions/*"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"[" * 8000, b'{"a":"' + b"x" * 20_000 + b'"}']
)
def test_what_is_no_question_is_not_answered(waiting: StartSession, body: bytes) -> None:
    head = f"POST /chosen HTTP/1.1\nContent-Length: {len(body)}\nHost: {host(waiting)}\n"
    status, _ = answered(waiting, f"{head}Origin: {waiting.origin}\n{let_in(waiting)}", body)
    assert status == 400


def test_odd_choices_are_refused_and_do_no_harm(waiting: StartSession) -> None:
    odd: list[object] = [None, 1, [], {}, "--help", "-1", "\x00", "x" * 3000, ["--record=case", 2]]
    for value in odd:
        for name in ("script", "language", "people", "end_at", "group", "record", "break_after"):
            body = json.dumps({name: value}).encode()
            head = f"POST /chosen HTTP/1.1\nContent-Length: {len(body)}\nHost: {host(waiting)}\n"
            head += f"Origin: {waiting.origin}\n{let_in(waiting)}"
            status, came = answered(waiting, head, body)
            assert status == 200 and '"refused"' in came


_cookies: dict[str, str] = {}


def let_in(evening: StartSession) -> str:
    if evening.origin not in _cookies:
        _cookies[evening.origin] = "Cookie: " + cookie(evening)
    return _cookies[evening.origin]
