"""The words by which `identifying` finds what could identify somebody, language by language.

Rules: data only. Common words and names that anybody knows; no list of a registry.
"""

from collections.abc import Mapping
from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True)
class LanguageMarks:
    """`no_names`: words with a capital that are none. `of_places`: prepositions before a place.
    `ages`: patterns. `nouns`: German ones that follow such a preposition without an article.
    `streets`: how the name of a street ends; `ways`: what stands before it."""

    titles: tuple[str, ...]
    particles: tuple[str, ...]
    institutions: tuple[str, ...]
    known_institutions: tuple[str, ...]
    streets: tuple[str, ...]
    months: tuple[str, ...]
    ages: tuple[str, ...]
    of_places: frozenset[str]
    no_names: frozenset[str]
    first_names: frozenset[str]
    nouns_are_capital: bool = False
    nouns: frozenset[str] = frozenset()
    ways: tuple[str, ...] = ()


LANGUAGES: Mapping[str, LanguageMarks] = {
    "nl": LanguageMarks(
        titles=_words(
            "mevrouw meneer mijnheer mw dhr dokter dr drs prof professor zuster broeder oom tante "
            "opa oma collega juf meester pastoor dominee"
        ),
        particles=_words("van de den der het ter ten te in 't"),
        institutions=_words(
            "ziekenhuis kliniek praktijk verpleeghuis school lyceum college universiteit stichting "
            "zorggroep apotheek huisartsenpost gasthuis hospice instelling"
        ),
        known_institutions=_words("GGZ UMC AMC LUMC OLVG"),
        streets=_words("straat laan weg plein kade gracht singel dijk hof steeg"),
        months=_words(
            "januari februari maart april mei juni juli augustus september oktober "
            "november december"
        ),
        ages=(
            r"\d{1,3}[- ]?jarige?\b",
            r"\d{1,3}\s+jaar oud\b",
            r"\d{1,3}\s+jaar\b(?!\s+(?:geleden|lang|later|terug|getrouwd|gewerkt))",
        ),
        of_places=frozenset(_words("in uit te naar bij rond vanuit tot")),
        no_names=frozenset(
            _words(
                "Ik De Het Een En Maar Dat Dit Die Wat Wie Waar Toen Als Er Hij Zij Ze We Wij Je "
                "Jij Jullie U Mijn Haar Zijn Hun Ons Onze Nee Ja Nou Dus Want Ook Nu Daar Hier Hoe "
                "Waarom Wanneer Misschien Eigenlijk Vandaag Gisteren Morgen Nederlands Nederlandse "
                "Engels Duits Balint God Kerst Pasen Corona Bij In Op Uit Na Voor Met"
            )
        ),
        first_names=frozenset(
            _words(
                "Jan Piet Pieter Peter Kees Klaas Henk Hans Jaap Willem Wim Gerard Johan Joost Bas "
                "Tim Tom Thomas Daan Sem Lucas Lars Ruud Rob Erik Mark Maarten Mohammed Ahmed "
                "Youssef Maria Anna Anne Annemarie Marieke Marijke Ria Truus Corrie Els Ellen Eva "
                "Emma Julia Sophie Lisa Lotte Sanne Fleur Iris Ingrid Karin Linda Monique Petra "
                "Saskia Fatima Aisha Samira Joke Ineke Wilma Hanneke"
            )
        ),
    ),
    "en": LanguageMarks(
        titles=_words(
            "Mrs Mr Ms Miss Dr Doctor Professor Prof Sister Nurse Uncle Aunt Auntie "
            "Reverend Father "
            "Grandma Grandpa"
        ),
        particles=_words("of de van O"),
        institutions=_words(
            "Hospital Clinic Surgery Practice School University College Trust Infirmary Pharmacy "
            "Hospice Academy Centre"
        ),
        known_institutions=_words("UCLH NHS24"),
        streets=(" Street", " Road", " Avenue", " Lane", " Close", " Square", " Drive"),
        months=_words(
            "January February March April May June July August September October November December"
        ),
        ages=(
            r"\d{1,3}[- ]years?[- ]olds?\b",
            r"aged?\s+\d{1,3}\b",
            r"\d{1,3}\s+years of age\b",
            r"in (?:his|her|their) (?:\w+ )?\d0s\b",
        ),
        of_places=frozenset(_words("in from near to around outside")),
        no_names=frozenset(
            _words(
                "I The A An And But That This It He She They We You My Her His Their Our What Who "
                "Where When Why How So Then There Here Now No Yes Well If As At In On From To For "
                "With Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February "
                "March April May June July August September October November December English "
                "British Dutch German French Christmas Easter God Balint Covid Mrs Mr Ms Miss Dr "
                "Doctor Professor Sister Nurse Uncle Aunt"
            )
        ),
        first_names=frozenset(
            _words(
                "John James Peter Paul David Michael Mark Andrew Tom Thomas Jack Harry George "
                "Oliver "
                "William Robert Richard Stephen Simon Ian Alan Brian Kevin Mohammed Ahmed Ali Mary "
                "Anna Anne Sarah Emma Emily Olivia Sophie Charlotte Jane Susan Margaret Elizabeth "
                "Helen Karen Linda Julie Claire Rachel Laura Lucy Alice Grace Ruth Joan Fatima "
                "Aisha"
            )
        ),
    ),
    "de": LanguageMarks(
        titles=_words(
            "Frau Herr Herrn Doktor Dr Professor Prof Schwester Pfleger Onkel Tante Oma "
            "Opa Kollegin "
            "Kollege Pfarrer Familie"
        ),
        particles=_words("von van der den zu zur St"),
        institutions=_words(
            "Krankenhaus Klinikum Klinik Praxis Schule Gymnasium Universität Pflegeheim Apotheke "
            "Stiftung Hospiz Stift"
        ),
        known_institutions=_words("Charité UKE"),
        streets=_words("straße strasse weg platz allee gasse ufer damm"),
        months=_words(
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
        ),
        ages=(
            r"\d{1,3}[- ]?jährige[nrsm]?\b",
            r"\d{1,3}\s+Jahre alt\b",
            r"\d{1,3}\s+Jahre\b(?!\s+(?:lang|her|später|verheiratet))",
        ),
        of_places=frozenset(_words("in aus nach bei")),
        no_names=frozenset(
            _words(
                "Ich Die Der Das Ein Eine Einer Und Aber Dass Dies Diese Dieser Was Wer Wo "
                "Wann Wenn "
                "Wie Warum Er Sie Es Wir Ihr Mein Meine Seine Ihre Unser Unsere Nein Ja Also "
                "Dann Da "
                "Hier Jetzt Heute Gestern In Aus Nach Bei Mit Von Zu Im Am Balint Gott"
            )
        ),
        first_names=frozenset(
            _words(
                "Hans Peter Klaus Jürgen Wolfgang Uwe Thomas Michael Andreas Stefan Markus Martin "
                "Frank Bernd Dieter Werner Karl Heinz Paul Lukas Leon Jonas Felix Max Finn Mehmet "
                "Mustafa Ahmed Anna Maria Petra Monika Sabine Ursula Renate Helga Karin Brigitte "
                "Ingrid Andrea Claudia Susanne Birgit Julia Katharina Laura Lena Lea Mia Emma "
                "Hannah "
                "Sophie Fatma Ayşe Gisela Erika Jörg Anke Heike"
            )
        ),
        nouns_are_capital=True,
        nouns=frozenset(
            _words(
                "Behandlung Therapie Ruhe Ordnung Zukunft Wirklichkeit Gedanken Angst Sorge Rente "
                "Kur Reha Urlaub Hause Frieden Not Wut Trauer Tränen Richtung Kontakt Frage Sicht "
                "Betracht Arbeit Pflege Liebe Erinnerung Erfahrung Feierabend Jahren Tagen Wochen "
                "Monaten Stunden Gruppen Zeiten Schulden Haft Pension Elternzeit Panik Eile Mode "
                "Bewegung Erfüllung Vergessenheit Kraft Gefahr Schwierigkeiten Verzweiflung Ihnen "
                "Menschen Kindern Kollegen Patienten Beginn Ende Bedarf Schmerzen Fieber"
            )
        ),
    ),
    "fr": LanguageMarks(
        titles=_words(
            "madame monsieur mademoiselle mme mlle mr docteur dr professeur pr maître oncle tante "
            "tonton tata mamie papi sœur frère père abbé"
        ),
        particles=_words("de du des la le les d' l'"),
        institutions=_words(
            "hôpital clinique cabinet école collège lycée université faculté mairie pharmacie "
            "fondation association maternité ehpad centre résidence foyer"
        ),
        known_institutions=_words("CHU CHRU APHP CMP SMUR"),
        streets=(),
        ways=_words("rue avenue boulevard place chemin impasse quai allée cours"),
        months=_words(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        ages=(
            r"\d{1,3}\s+ans\b(?!\s+(?:plus|après|avant|de))",
            r"âgée?\s+de\s+\w+(?:\s+ans)?\b",
        ),
        of_places=frozenset(_words("à en vers depuis près")),
        no_names=frozenset(
            _words(
                "Je J'ai J'étais J'avais J'y J'en Le La Les L' Un Une Des Et Mais Ou Donc Car Ce "
                "C'est C'était Cela Ça Cette Ces Qui Que Quoi Où Quand Comment Pourquoi Il Elle On "
                "Nous Vous Ils Elles Mon Ma Mes Son Sa Ses Notre Nos Votre Vos Leur Leurs Non Oui "
                "Si Alors Puis Ensuite Ici Là Aujourd'hui Hier Demain Peut-être À En Dans Sur Sous "
                "Pour Avec Sans Chez Par De Du D' Français Française Anglais Allemand Balint Dieu "
                "Noël Pâques Covid Madame Monsieur Mademoiselle Docteur Professeur Mme Dr Y Qu'est"
            )
        ),
        first_names=frozenset(
            _words(
                "Jean Pierre Michel André Philippe Alain Bernard Jacques Daniel Christian Patrick "
                "Nicolas Julien Thomas Lucas Hugo Louis Paul Antoine Mathieu Olivier François Marc "
                "Mohamed Ahmed Karim Marie Nathalie Isabelle Sylvie Catherine Françoise Martine "
                "Christine Monique Valérie Sandrine Stéphanie Céline Julie Camille Léa Emma Manon "
                "Chloé Sarah Anne Claire Hélène Jeanne Louise Alice Fatima Aïcha"
            )
        ),
    ),
}
