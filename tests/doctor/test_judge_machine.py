"""Verdicts on the laptop, the voice and the model."""

from balint_voice.doctor import machine, voice_and_model
from balint_voice.doctor.findings import Finding, ready


def test_the_disk() -> None:
    assert machine.judge_disk(10**10, writable=True, folder="x").state == "ok"
    assert machine.judge_disk(10**8, writable=True, folder="x").what == "disk-low"
    assert machine.judge_disk(10**6, writable=True, folder="x").state == "missing"
    assert machine.judge_disk(10**10, writable=False, folder="x").what == "disk-closed"


def test_the_memory() -> None:
    assert machine.judge_memory(2 * 10**9, 10**9, "small").state == "ok"
    assert machine.judge_memory(10**9, 2 * 10**9, "small").what == "memory-short"
    assert machine.judge_memory(None, 2 * 10**9, "small").what == "memory-unknown"
    assert voice_and_model.memory_needed(483_000_000, 740_000_000) == 740_000_000
    assert 600_000_000 < voice_and_model.memory_needed(483_000_000, None) < 800_000_000


def test_power_and_staying_awake() -> None:
    assert machine.judge_power("mains", 80).state == "ok"
    assert machine.judge_power("battery", 30).state == "warning"
    assert machine.judge_power("unknown", None).state == "ok"
    assert machine.judge_awake(can=True).state == "ok"
    assert machine.judge_awake(can=False).state == "warning"


def test_protection_is_told_as_it_is() -> None:
    def what(*granted: bool | None, lockable: int, swap: bool | None) -> str:
        no_core_dump, unreadable, kept_from_dumps = granted
        found = machine.judge_protection(
            no_core_dump=no_core_dump,
            unreadable=unreadable,
            kept_from_dumps=kept_from_dumps,
            lockable=lockable,
            swap=swap,
        )
        return found.what

    assert what(True, True, True, lockable=64 << 20, swap=False) == "protection-ok"
    assert what(True, True, True, lockable=8 << 20, swap=True) == "protection-swap-part"
    assert what(True, True, True, lockable=0, swap=True) == "protection-swap"
    assert what(False, False, True, lockable=64 << 20, swap=False) == "protection-dumps"
    assert what(None, None, None, lockable=0, swap=None) == "protection-none"


def test_the_network() -> None:
    assert machine.judge_network(given_up=True).state == "ok"
    assert machine.judge_network(given_up=False).remedy == "network-open"
    assert machine.judge_network(given_up=None).what == "network-no-wall"


def model(**but: object) -> Finding:
    given = {
        "name": "small",
        "size": 486_000_000,
        "faults": (),
        "languages": (),
        "language": "nl",
        "only_a_demonstration": False,
        "can_be_fetched": True,
    }
    return voice_and_model.judge_model(**(given | but))  # type: ignore[arg-type]


def test_the_model() -> None:
    assert model().state == "ok"
    half = model(faults=("model.bin is missing",))
    assert (half.state, half.remedy) == ("missing", "model-pull")
    assert model(faults=("model.bin is missing",), can_be_fetched=False).remedy == "model-copy"
    assert model(languages=("en",)).what == "model-language"
    assert model(only_a_demonstration=True).state == "warning"
    assert voice_and_model.no_model(None, can_be_fetched=False).remedy == "model-pull-small"
    assert voice_and_model.no_model("medium", can_be_fetched=True).remedy == "model-pull"
    assert voice_and_model.no_model("mine", can_be_fetched=False).remedy == "model-list"


def test_the_voice() -> None:
    assert voice_and_model.judge_voice("Xander", came_along=False, renders=True).what == "voice-ok"
    assert voice_and_model.judge_voice("Dutch", came_along=True, renders=True).what == "voice-plain"
    assert (
        voice_and_model.judge_voice("Xander", came_along=False, renders=False).what
        == "voice-silent"
    )
    assert voice_and_model.judge_voice(None, came_along=False, renders=False).state == "missing"
    whole, part = (voice_and_model.judge_pack("anna", "Dutch", n, 133) for n in (133, 90))
    assert (whole.state, part.state) == ("ok", "warning")
    assert part.fields == {"voice": "anna", "usual": "Dutch", "covered": 90, "of": 133}


def test_a_warning_is_no_hindrance() -> None:
    assert ready([Finding("disk", "ok", "disk-ok"), Finding("power", "warning", "power-battery")])
    assert not ready([Finding("disk", "missing", "disk-full")])
