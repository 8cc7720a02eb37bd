"""The closed Dutch vocabulary of the demonstration model.

Rules: every word the model can hear is written here and nowhere else. Sentences are
recombined at random from patterns, so the model has to hear words. The demo sentences and the
held-out test sentences are never trained on.
"""

import random
import re
from functools import cache

DEMO_CASE = (
    "Mijn patiënt is een oude man van tachtig jaar.",
    "Hij komt elke week met pijn op de borst.",
    "Ik voel mij machteloos als hij begint te huilen.",
    "De dochter belt elke dag en wil een verwijzing.",
    "Ik merk dat ik boos word en dat helpt niet.",
    "Mijn vraag is hoe ik een grens kan stellen.",
)
DEMO_ADVICE = (
    "Ik zou eerst het verdriet willen benoemen.",
    "Misschien is de dochter gewoon bang.",
    "Volgens mij moet je samen een afspraak maken.",
)
DEMO_DECISION = (
    "Ik ga morgen een gesprek met de dochter voeren.",
    "De volgende keer zal ik het verdriet benoemen.",
    "Ik neem mee dat ik een grens mag stellen.",
)
DEMO_SENTENCES = DEMO_CASE + DEMO_ADVICE + DEMO_DECISION

COMMANDS = (
    "Balint, volgende fase.",
    "Balint, pauze.",
    "Balint, verder.",
    "Balint, begin.",
    "Balint, twee minuten erbij.",
    "Balint, vijf minuten erbij.",
    "Balint, tien minuten erbij.",
    "Balint, hoe lang nog?",
    "Balint, herhaal.",
    "Balint, stop opname.",
    "Balint, overslaan.",
    "Balint, help.",
    "Ja.",
    "Nee.",
)


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# Things one can do, as (object, infinitives that go with it). No separable verbs, so that
# "kan ...", "om ... te ..." and "zal ..." are all correct.
TASKS = (
    ("een grens", "stellen bewaken"),
    ("het verdriet", "benoemen bespreken verdragen begrijpen"),
    ("de boosheid", "benoemen verdragen begrijpen delen"),
    ("een afspraak", "maken weigeren vragen"),
    ("de medicijnen", "bespreken weigeren stoppen"),
    ("een verwijzing", "weigeren vragen schrijven"),
    ("de stilte", "verdragen bewaken benoemen"),
    ("het gesprek", "openen sluiten beginnen herhalen"),
    ("mijn gevoel", "delen benoemen begrijpen bespreken"),
    ("een pauze", "nemen vragen"),
    ("de vraag", "stellen begrijpen herhalen delen"),
    ("een oplossing", "zoeken vinden"),
    ("een brief", "schrijven lezen sturen"),
    ("de uitslag", "bespreken lezen delen"),
    ("een gesprek met {person}", "voeren beginnen openen"),
    ("een afspraak met {person}", "maken"),
    ("{person}", "begrijpen bellen helpen onderzoeken geruststellen"),
)

SLOTS: dict[str, tuple[str, ...]] = {
    "adjective": _each("oude jonge boze stille vriendelijke drukke eenzame bange trotse"),
    "noun": _each("man vrouw moeder vader leraar weduwe boer student bakker"),
    "age": _each("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    "number": _each("twee drie vier vijf tien vijftien twintig dertig"),
    "person": (
        "de dochter",
        "de zoon",
        "de buurvrouw",
        "mijn collega",
        "de specialist",
        "de familie",
        "de patiënt",
        "de moeder",
        "de vader",
    ),
    "subject": ("hij", "zij", "{person}", "{person}"),
    "period": _each("week maand dag avond ochtend nacht"),
    "recently": ("vorige week", "vorige maand", "gisteren", "vanmorgen", "vandaag"),
    "complaint": (
        "hoofdpijn",
        "buikpijn",
        "rugpijn",
        "koorts",
        "moeheid",
        "duizeligheid",
        "hartkloppingen",
        "pijn op de borst",
        "pijn in de rug",
        "een zere knie",
    ),
    "the_complaint": ("de hoofdpijn", "de buikpijn", "de koorts", "de pijn", "de moeheid"),
    "feeling": _each(
        "machteloos boos moe verdrietig ongerust onzeker bang rustig somber ongeduldig "
        "gespannen eenzaam"
    ),
    "heard": _each("boosheid verdriet angst schaamte twijfel hoop"),
    "behaviour": (
        "begint te huilen",
        "niets zegt",
        "weer belt",
        "boos wordt",
        "blijft zitten",
        "om pillen vraagt",
        "over vroeger praat",
        "naar de grond kijkt",
        "te laat komt",
        "niet luistert",
        "de kamer verlaat",
        "mijn advies vergeet",
    ),
    "does": (
        "begint te huilen",
        "zegt niets",
        "wordt boos",
        "blijft zitten",
        "vraagt om pillen",
        "praat over vroeger",
        "kijkt naar de grond",
        "luistert niet",
        "wacht op mij",
    ),
    "habit": (
        "slaapt slecht",
        "eet bijna niets",
        "drinkt te veel",
        "werkt te hard",
        "beweegt weinig",
        "rookt weer",
        "praat met niemand",
    ),
    "want": (
        "een verwijzing",
        "een recept",
        "nieuwe pillen",
        "een foto",
        "een tweede mening",
        "meer tijd",
        "een antwoord",
        "een oplossing",
        "hulp in huis",
    ),
    "topic": (
        "het gesprek",
        "de vraag",
        "het advies",
        "de volgende patiënt",
        "de uitslag",
        "het verhaal",
        "mijn besluit",
    ),
    "mood": _each("stil koud warm donker druk rustig"),
    "judgement": _each("moeilijk belangrijk goed fijn zwaar"),
    "when": ("morgen", "eerst", "later", "vandaag", "straks", "rustig", "volgende week"),
    "manner": ("samen", "eerst", "rustig", "morgen", "gewoon", "vaker"),
    "how": ("mij niet", "{person} niet", "echt niet", "niet veel", "niet echt", "een beetje"),
    "thanks": ("echt", "veel", "een beetje", "niet"),
}

# {object} and {verb} are filled together from TASKS.
PATTERNS = (
    "Mijn patiënt is een {adjective} {noun} van {age} jaar.",
    "{subject} komt elke {period} met {complaint}.",
    "Ik voel mij {feeling} als {subject} {behaviour}.",
    "{subject} belt elke {period} en wil {want}.",
    "Ik merk dat ik {feeling} word en dat helpt niet.",
    "Ik merk dat ik {feeling} ben als {subject} {behaviour}.",
    "Mijn vraag is hoe ik {object} kan {verb}.",
    "Ik zou {when} {object} willen {verb}.",
    "Misschien is {subject} gewoon {feeling}.",
    "Volgens mij moet je {manner} {object} {verb}.",
    "Volgens mij is {subject} {feeling} en {feeling}.",
    "Ik ga {when} {object} {verb}.",
    "De volgende keer zal ik {object} {verb}.",
    "Ik neem mee dat ik {object} mag {verb}.",
    "Mijn advies is om {object} te {verb}.",
    "Ik weet niet of ik {object} moet {verb}.",
    "Het is {judgement} om {object} te {verb}.",
    "Ja, ik wil {when} {object} {verb}.",
    "Nee, ik durf {object} niet te {verb}.",
    "Kun jij {when} {object} {verb}?",
    "{recently} was {subject} weer {feeling}.",
    "{recently} kwam {subject} met {complaint} bij mij.",
    "{subject} zegt dat {the_complaint} niet overgaat.",
    "Ik had zelf ook {complaint} en was {feeling}.",
    "Het gesprek duurt {number} minuten en ik word {feeling}.",
    "Wij hebben {number} minuten voor {topic}.",
    "{subject} heeft al {number} jaar last van {complaint}.",
    "Ik denk dat {subject} {feeling} is en {want} wil.",
    "Ik zie dat {subject} {feeling} wordt.",
    "In de kamer is het {mood}.",
    "{subject} zit op de stoel en {does}.",
    "{subject} {habit} en {habit}.",
    "Ik hoor {heard} in de stem van {person}.",
    "Wij gaan verder met {topic}.",
    "Ik begin met {topic}.",
    "Wij nemen een pauze van {number} minuten.",
    "Dank je, dat helpt mij {thanks}.",
    "Wat vind jij van {topic}?",
    "Wat voel jij als {subject} {behaviour}?",
    "Thuis is {subject} altijd {feeling}.",
)

# Of "... word en dat helpt niet" most sentences are held out; in training it varies instead.
VARIED_PATTERN = "Ik merk dat ik {feeling} word en dat helpt {how}."
VARIED_SHARE = 0.08

HELD_OUT_SEED = 20_260
HELD_OUT_COUNT = 400
_SLOT = re.compile(r"\{(\w+)\}")


def words_of(text: str) -> list[str]:
    """The words alone, in lower case: what word error rates are counted on."""
    return re.findall(r"\w+", text.lower())


def _fill(pattern: str, rng: random.Random) -> str:
    chosen_object, verbs = rng.choice(TASKS)
    taken = {"object": chosen_object, "verb": rng.choice(verbs.split())}
    text, previous = pattern, ""

    def fill(match: re.Match[str]) -> str:
        nonlocal previous
        slot = match.group(1)
        if slot in taken:
            return taken[slot]
        options = [option for option in SLOTS[slot] if option != previous]
        previous = rng.choice(options)
        return previous

    while _SLOT.search(text):
        text = _SLOT.sub(fill, text)
    return text[0].upper() + text[1:]


def random_sentence(rng: random.Random) -> str:
    """Any sentence of the patterns, held-out ones included."""
    return _fill(rng.choice(PATTERNS), rng)


@cache
def held_out_sentences() -> tuple[str, ...]:
    """Test sentences, always the same, never trained on; the demo sentences are not among them."""
    rng = random.Random(HELD_OUT_SEED)
    found: dict[str, None] = {}
    while len(found) < HELD_OUT_COUNT:
        sentence = random_sentence(rng)
        # Short patterns have few sentences; keep those for training.
        if len(words_of(sentence)) >= 7 and sentence not in DEMO_SENTENCES:
            found[sentence] = None
    return tuple(found)


def training_sentence(rng: random.Random) -> str:
    """A sentence that is neither held out nor in the demo."""
    forbidden = _forbidden()
    if rng.random() < VARIED_SHARE:
        return _fill(VARIED_PATTERN, rng)
    while (sentence := random_sentence(rng)) in forbidden:
        pass
    return sentence


@cache
def _forbidden() -> frozenset[str]:
    return frozenset(held_out_sentences()) | frozenset(DEMO_SENTENCES)


@cache
def all_words() -> tuple[str, ...]:
    """The whole vocabulary, sorted."""
    texts = [*PATTERNS, *COMMANDS, *(f"{thing} {verbs}" for thing, verbs in TASKS)]
    texts += [option for options in SLOTS.values() for option in options]
    return tuple(sorted({word for text in texts for word in words_of(_SLOT.sub(" ", text))}))


@cache
def all_texts() -> tuple[str, ...]:
    """Enough sentences to meet every token the model needs."""
    rng = random.Random(1)
    return COMMANDS + DEMO_SENTENCES + tuple(random_sentence(rng) for _ in range(20_000))
