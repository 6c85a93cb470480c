"""A collection of as many passages as wanted: generated texts that look like a treaty's papers to our layers.

Words are drawn by Zipf's law from a vocabulary of common words of the field and invented ones, so that the
lists of the lexical index are as long and as short as those of real texts. Titles, symbols, meetings, dates,
names of States, Articles, actions and footnotes stand where real papers have them. Document n is the same on
every machine and in a collection of any size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from random import Random

from index.prepared import Prepared
from ingest.documents import Document, Kind, Metadata, Span, Status, Unit, UnitKind
from ingest.locator import Locator
from ingest.passages import cut

SEED = 20_100_801
VOCABULARY = 20_000
FEWEST, MOST = 20, 80
"""Paragraphs of a document."""
FRENCH = 10
"""One document in so many is French."""
READER = "generated/1"

PLACES = (
    "Aldera Brunholm Casterre Dunmora Elvika Farossa Gildenau Harvane Istrova Jelmont Kestrel Lomara Mirande"
    " Norwick Ostrava Pellana Quillon Rosmere Santorra Tilvane Umbria Valdoro Westmark Ysolde Zermaine"
).split()
STATES = (
    "Albania Austria Belgium Botswana Bulgaria Burundi Chile Croatia Denmark Ecuador Fiji France Germany"
    " Ghana Guinea-Bissau Hungary Ireland Japan Kenya Lebanon Lesotho Malawi Mexico Mozambique Nauru Norway"
    " Peru Portugal Samoa Senegal Slovenia Spain Sweden Togo Tunisia Uruguay Zambia"
).split()
_COMMON = {
    "en": (
        "the of and to in that for its on by with as parties states party has meeting clearance report action"
        " stockpile victims assistance implementation cooperation deadline areas national survey destruction"
        " transparency plan measures progress retained training submitted request extension obligations"
        " rehabilitation contaminated funding destroyed completed welcomed noted coordinators"
    ).split(),
    "fr": (
        "le la de des et à en que pour sur par avec les un dans parties états réunion rapport dépollution"
        " stocks victimes assistance coopération délai zones plan mesures progrès conservées formation"
        " demande prolongation obligations réadaptation financement détruits achevé"
    ).split(),
}
LANGUAGES = tuple(_COMMON)
_SYLLABLES = [c + v for c in "bdfglmnprstvz" for v in ("a", "e", "i", "o", "u", "an", "er", "is", "on")]
_KINDS = (
    (Kind.PROGRESS_REPORT, "{place} Progress Report on {topic}"),
    (Kind.MEETING_REPORT, "Report of the {meeting} in {place} on {topic}"),
    (Kind.STATEMENT, "Statement of {state} on {topic}"),
    (Kind.ACTION_PLAN, "{place} Action Plan"),
    (Kind.OTHER, "Working paper of {state}: {topic}"),
    (Kind.LEGISLATION, "{state} {topic} Act {year}"),
)


@cache
def vocabulary(language: str) -> tuple[list[str], list[float]]:
    """Words, commonest first, and their summed weights: the n-th is drawn n times less than the first."""
    chance = Random(f"{SEED} {language}")
    invented: dict[str, None] = {}
    while len(invented) < VOCABULARY:
        invented["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    words = [*_COMMON[language], *invented]
    return words, list(accumulate(1 / (rank + 2) for rank in range(len(words))))


def documents(passages: int) -> Iterator[Prepared]:
    """Documents with exactly so many passages together; made one by one, so that a million fits."""
    number, left = 0, passages
    while left > 0:
        document, pieces = document_and_passages(number, most=left - 1)
        yield document, pieces
        number, left = number + 1, left - len(pieces)


def document_and_passages(number: int, most: int = MOST) -> Prepared:
    """Document `number`, of at most so many paragraphs; its title is a passage beside them."""
    draft = _Draft(number)
    paragraphs = min(most, draft.chance.randint(FEWEST, MOST))
    document = draft.write(paragraphs)
    return document, cut(document)


class _Draft:
    """A document in the making: its text so far and the units that stand in it."""

    def __init__(self, number: int) -> None:
        self.chance = Random(f"{SEED} {number}")
        self.number = number
        self.language = "fr" if number % FRENCH == FRENCH - 1 else "en"
        self.metadata = self._metadata()
        self.text = ""
        self.units: list[Unit] = []
        self.notes: list[str] = []

    def write(self, paragraphs: int) -> Document:
        self._add(self.metadata.title, UnitKind.TITLE, Locator().child("unnumbered", "t"))
        heading: tuple[str, ...] = ()
        for count in range(1, paragraphs + 1):
            if count % 10 == 1:
                heading = (f"{self._words(3).capitalize()}",)
                self._add(heading[0], UnitKind.HEADING, Locator().child("unnumbered", f"h{count}"))
            before = len(self.notes)
            said = self._paragraph(count)
            marked = tuple(str(number) for number in range(before + 1, len(self.notes) + 1))
            self._add(said, UnitKind.PARAGRAPH, self._place(count), heading, marked)
        for number, note in enumerate(self.notes, 1):
            self._add(note, UnitKind.FOOTNOTE, Locator().child("footnote", str(number)))
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        name = f"generated-{self.number:06d}"
        return Document(
            name, digest[:12], self.text, tuple(self.units), self.metadata, f"{name}.txt", digest, READER
        )

    def _add(
        self,
        text: str,
        kind: UnitKind,
        place: Locator,
        heading: tuple[str, ...] = (),
        footnotes: tuple[str, ...] = (),
    ) -> None:
        start = len(self.text)
        self.text += f"{text}\n"
        self.units.append(Unit(kind, place, Span(start, start + len(text)), heading, footnotes=footnotes))

    def _metadata(self) -> Metadata:
        chance, number = self.chance, self.number
        year = 2008 + number % 18
        meeting = f"{number % 20 + 1}th Meeting of States Parties"
        if number == 0:
            return Metadata(
                "Convention on Lomara Devices", Kind.TREATY, Status.ADOPTED, "en", None, "2008-05-30"
            )
        kind, title = _KINDS[number % len(_KINDS)]
        told = title.format(
            place=f"{PLACES[number % len(PLACES)]} {self._name()}",
            topic=self._words(3).title(),
            meeting=meeting,
            state=chance.choice(STATES),
            year=year,
        )
        day = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        symbol = f"CLD/MSP/{year}/WP.{number}" if number % 3 else None
        status = Status.DRAFT if number % 17 == 0 else Status.ADOPTED
        return Metadata(told, kind, status, self.language, symbol, None, day, None, meeting)

    def _place(self, count: int) -> Locator:
        match self.metadata.kind:
            case Kind.TREATY:
                return Locator((("article", str((count + 3) // 4)), ("para", str((count + 3) % 4 + 1))))
            case Kind.ACTION_PLAN:
                return Locator().child("action", str(count))
            case _:
                return Locator().child("para", str(count))

    def _paragraph(self, count: int) -> str:
        """One to three sentences; some name States, a year, a figure or an Article, some have a footnote."""
        chance = self.chance
        said = [self._sentence() for _ in range(chance.randint(1, 3))]
        if chance.random() < 0.1:
            self.notes.append(f"{', '.join(chance.sample(STATES, chance.randint(2, 6)))}.")
            said[-1] += str(len(self.notes)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{count}. {' '.join(said)}"

    def _sentence(self) -> str:
        chance = self.chance
        words = self._words(chance.randint(8, 24)).split()
        features = (
            (0.20, chance.choice(STATES)),
            (0.10, str(chance.randint(2008, 2025))),
            (0.15, f"{chance.randint(1, 90_000):,}"),
            (0.08, f"Article {chance.randint(1, 22)}"),
        )
        for share, said in features:
            if chance.random() < share:
                words.insert(chance.randint(1, len(words)), said)
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def _words(self, count: int) -> str:
        words, weights = vocabulary(self.language)
        return " ".join(self.chance.choices(words, cum_weights=weights, k=count))

    def _name(self) -> str:
        """A rare word that sets a title apart."""
        return self.chance.choice(vocabulary("en")[0][2_000:]).capitalize()
