"""`balint-voice demo`: the whole main job in under three minutes, with an invented presenter."""

import sys

import typer

from balint_voice.cli import options as shared
from balint_voice.cli import writing

PASSPHRASE = "een geheim van de inbrenger"  # noqa: S105 - the demo tells it to everybody
VOICE, RATE = "nl+f2", 155
"""A voice that our model never heard in its training (the pace it did). Of four settings tried on
these very sentences it was heard best: the demo shows what the model can do, not what it does."""


def demo(
    voice: shared.VoiceOption = None,
    speaker: shared.SpeakersOption = None,
    plain: shared.PlainOption = False,
) -> None:
    """Show a short session with a synthetic presenter, its sealed notes and its times."""
    from balint_voice import app
    from balint_voice.adapters.files.prompt_store import load_presenter, load_script
    from balint_voice.adapters.whisper import model_store
    from balint_voice.cli import under_way
    from balint_voice.cli.commands.handing_over import about
    from balint_voice.cli.commands.notes import Format, page_of
    from balint_voice.cli.commands.review import review
    from balint_voice.cli.language import settle
    from balint_voice.cli.notice import fitted, notice
    from balint_voice.cli.session_parts import look
    from balint_voice.records.append_only import read_regular
    from balint_voice.records.opened_notes import open_notes
    from balint_voice.records.presenter_key import make_presenter_key, unwrap_presenter_key
    from balint_voice.session.log_records import Id
    from balint_voice.session.options import SessionOptions
    from balint_voice.session.plan import outline
    from balint_voice.session.politeness import PolitenessSettings

    settle("nl")
    script = load_script("demo", "nl")
    sentences = load_presenter("demo", "nl")
    model = model_store.find("demo-nl")
    model_store.require_whole(model.folder)
    listening = app.CaptureParts(
        microphone=app.demo_presenter("nl", sentences, VOICE, RATE),
        from_device=False,
        model=model,
    )
    options = SessionOptions(
        people=script.people, recorded=tuple(map(Id, sentences)), beforehand=True
    )
    request = app.SessionRequest(
        outline=outline(script, options),
        sound=app.SoundOptions(voice, speakers=tuple(speaker or ())),
        politeness=PolitenessSettings(),
        listening=listening,
        presenter=app.Presenter(*make_presenter_key(PASSPHRASE)),
    )
    shown = look(shared.PartOptions(plain=plain))
    with under_way.alone():
        outcome = app.run(request, out=sys.stdout, look=shown, notice=notice)
    if outcome.interrupted:
        raise typer.Exit(130)
    notice("\n" + script.words.label("messages", "demo-notes") + "\n")
    folder = outcome.folder
    if folder.sealed_notes.exists():
        identities = unwrap_presenter_key(read_regular(folder.presenter_key), PASSPHRASE)
        opened = open_notes(folder.sealed_notes, folder.id, identities)
        page = page_of(about(folder), opened, Format.TXT) + "\n"
        writing.page(fitted(page, sys.stdout))
    else:
        notice(script.words.label("notes", "empty"))
    notice(script.words.label("messages", "demo-times") + "\n")
    review(folder.id)
    _what_next(folder.id)


def _what_next(session: str) -> None:
    """The commands in full, as they work from here."""
    from balint_voice.cli.called import NAME, called
    from balint_voice.cli.language import label
    from balint_voice.cli.notice import notice

    command = called()
    steps = (
        (label("demo", "try"), "doctor"),
        (label("demo", "run"), "run --people 8"),
        (label("demo", "pull"), "models pull small"),
        (label("demo", "record"), "run --people 8 --record case,decision"),
        (label("demo", "forget"), f"sessions delete {session}"),
    )
    notice(f"\n{label('demo', 'next')}")
    for what_for, arguments in steps:
        notice(f"\n  {what_for}:\n    {command} {arguments}")
    notice(f"\n{label('demo', 'guide')}")
    if command != NAME:
        notice(label("demo", "called", command=command))
