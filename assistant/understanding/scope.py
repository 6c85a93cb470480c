"""Which documents a question speaks of: by title, abbreviation, symbol, meeting, date."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from assistant.understanding.names import NameKind
from assistant.understanding.question import Question
from assistant.understanding.terms import in_english, treaty_names
from assistant.understanding.wording import content_words, is_talk, without
from index.lexical import analyse
from index.remembered import Remembered
from index.retrieve import OpenGeneration, StoredDocument, StoredPassage
from ingest.citation import in_words
from ingest.documents import Kind, Metadata
from ingest.grammar import grammar
from ingest.locator import Locator
from ingest.skeleton import unmix

# Standings of documents add up; only their order and ratios within one question mean anything.
_BY_NAME = 1.0  # the question has the whole title, its initials or the symbol
_CITED_BEFORE = 1.0  # the last answer quoted it
CLEARLY = 0.4
"""Standing from which on a question clearly speaks of a document."""
_HINTED = 0.2  # of one document alone
_HEAD = 2_000  # characters in which a document says what it is about
_ABOUT = re.compile(
    r"\b(?:on|concerning|sur|concernant|relative? (?:à|to)|relatif à|sobre|relativ[ao] a)\b", re.I
)
"""Before it a title says what the document is, after it what it is about."""
_LAW = re.compile(
    r"\b(?:(?P<whose>[A-ZÀ-Þ][\w]{3,})(?:['’]s?)? (?:[\w-]+ ){0,3}?(?:Act|law|legislation|statute)"
    r"|(?:the|that|this) Act|(?:cette|la) loi)\b"
)
_BEGINS = 5
"""Letters that 'Canadian' and 'Canada' have in common."""
LAWS = (Kind.TREATY, Kind.LEGISLATION)
"""What says what holds; anything else tells what was done."""
_DOERS = (NameKind.STATE, NameKind.SYMBOL)
_COMMON = 5.0  # log-rarity among passages from which on a word sets a document apart fully


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the documents of one generation are known by."""

    words: Mapping[str, _Known]
    weight: Mapping[str, float]
    """How much there is to know each document by."""
    rarity: Mapping[str, float]
    names: Mapping[str, tuple[str, ...]]
    known_by: Mapping[str, Sequence[str]]
    """Word -> documents known by it."""
    named: Mapping[str, Sequence[tuple[str, str]]]
    """First word of a name -> (name, document)."""
    home: Sequence[StoredDocument]
    """The home treaty, then the same treaty in other languages."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The words one document is known by."""

    head: frozenset[str]
    """What it is: 'Draft Beirut Progress Report', its symbol, meeting and the years of its dates."""
    topic: frozenset[str]
    """What it is about: 'Cluster Munitions'. Many others are about that too."""
    dates: Mapping[str, frozenset[str]]
    """Year -> the other words of its dates in that year."""

    @property
    def words(self) -> frozenset[str]:
        return self.head.union(self.topic, *self.dates.values())

    def met(self, asked: Set[str]) -> Set[str]:
        """Words of the topic count beside one that says what it is, 'the cluster munitions convention', and
        a day or month beside its year: of 'May we' none is meant, nor of 'Article 24'."""
        own = asked & self.head
        for year in asked & self.dates.keys():
            own |= asked & self.dates[year]
        return own | (asked & self.topic) if own else own


_known: Remembered[str, _Marks] = Remembered(limit=4, size=lambda _: 1)  # of the last generations


def document_scope(question: Question, generation: OpenGeneration) -> dict[str, float]:
    """For each document its standing: how much of what sets it apart the question names.

    A word counts by how few documents are known by it and how few passages hold it: 'Beirut' says much,
    'States' and 'report' hardly anything.
    """
    marks = _marks(generation)
    words = without(question.standalone, ((place.start, place.end) for place in question.places))
    asked = set(analyse(words, question.spoken)) | set(question.years)
    asked |= set(analyse(question.english, "en"))
    said = f" {spaced(question.standalone)} {spaced(question.english)} "
    standing = dict.fromkeys(marks.words, 0.0)
    for document in dict.fromkeys(each for word in sorted(asked) for each in marks.known_by.get(word, ())):
        met = marks.words[document].met(asked)
        standing[document] = math.fsum(marks.rarity[word] for word in met) / marks.weight[document]
    names = (each for word in set(said.split()) for each in marks.named.get(word, ()))
    for document in {document for name, document in names if f" {name} " in said}:
        standing[document] += _BY_NAME
    for document in standing.keys() & set(question.cited):
        standing[document] += _CITED_BEFORE
    return standing


def meant(scope: Mapping[str, float]) -> str | None:
    """The document spoken of: clearly, or at least so much more than any other that no other can be meant."""
    (best, first), (_, second) = sorted([*scope.items(), ("", 0.0), ("", 0.0)], key=lambda own: -own[1])[:2]
    return best if first >= CLEARLY or (first >= _HINTED and first >= 2 * second) else None


def laws_meant(question: Question, scope: Mapping[str, float], generation: OpenGeneration) -> tuple[str, ...]:
    """The treaties or laws whose rules are asked for: those the question speaks of, else the home treaty.

    Empty where it speaks of another document as clearly, or of what a State, or a meeting, did.
    """
    clear = {document: standing for document, standing in scope.items() if standing >= CLEARLY}
    laws = {d: standing for d, standing in clear.items() if generation.document(d).metadata.kind in LAWS}
    if own := _legislation(question.standalone, generation):
        return (own,)
    others = max((standing for d, standing in clear.items() if d not in laws), default=0.0)
    home = home_treaty(generation, question.spoken)
    if laws and max(laws.values()) > others:
        own_part = len(question.parts) > 1  # one of them may name no treaty
        return tuple({**laws, **({home.id: 1.0} if own_part and home else {})})
    told = any(named.kind in _DOERS for named in question.named) or question.years or question.datings
    return () if clear or told or home is None else (home.id,)


def _legislation(text: str, generation: OpenGeneration) -> str | None:
    """The law that 'the Act', 'the Canadian Act' or 'Canada's law on mines' means; None where none is spoken
    of, or several may be meant."""
    spoken = _LAW.search(text)
    if spoken is None:
        return None
    laws = [d for d in generation.documents() if d.metadata.kind is Kind.LEGISLATION]
    if whose := spoken["whose"]:
        laws = [
            d for d in laws if f" {spaced(whose)[:_BEGINS]}" in f" {spaced(generation.text(d.id)[:_HEAD])}"
        ]
    return laws[0].id if len(laws) == 1 else None


def rest_of(question: Question, documents: Iterable[str], generation: OpenGeneration) -> list[str]:
    """What the question asks beside its places: its content words but those that name one of the documents.

    Empty for 'What does Article 4 of the Mine Ban Convention say?', where that convention is meant.
    """
    marks = _marks(generation)
    naming = {form for document in documents for form in marks.words[document].words}
    naming |= {
        form for document in documents for name in marks.names[document] for form in analyse(name, "en")
    }
    typed = without(question.standalone, ((place.start, place.end) for place in question.places))
    words = (word for word in content_words(typed, question.spoken) if not is_talk(word, question.spoken))
    return [word for word in words if not naming & _forms(word, question.spoken)]


def says_which(documents: Iterable[str], generation: OpenGeneration) -> Set[str]:
    """Index words that say which of these documents is meant, 'synopsis', 'Beirut', '2011'; not what any of
    them is about."""
    found: set[str] = set()
    for document in documents:
        data = generation.document(document).metadata
        head, _, _ = _ABOUT.sub("\n", data.title, count=1).partition("\n")
        dates = (in_words(date, data.language) for date in (data.event_date, data.document_date) if date)
        found |= set(analyse(" ".join((head, data.symbol or "", *dates)), data.language))
    return found


def _forms(word: str, language: str) -> Set[str]:
    return {*analyse(word, language), *analyse(in_english(word, language), "en")}


def home_treaty(generation: OpenGeneration, language: str) -> StoredDocument | None:
    """The document that 'the Convention' or a bare 'Article 5' means; None when no treaty stands out.

    In the language asked for, where the collection holds the same treaty in it.
    """
    editions = home_editions(generation)
    return next((d for d in editions if d.metadata.language == language), editions[0] if editions else None)


def home_editions(generation: OpenGeneration) -> Sequence[StoredDocument]:
    """The home treaty, then the same treaty in other languages; empty when no treaty stands out."""
    return _marks(generation).home


def _is_translation(document: StoredDocument, title: str) -> bool:
    data = document.metadata
    return data.kind is Kind.TREATY and spaced(in_english(short_title(data.title), data.language)) == title


def held_at(
    document: StoredDocument, locator: Locator, generation: OpenGeneration
) -> Sequence[StoredPassage]:
    """Passages of the document at the place; an action plan need not repeat its name at each action, and
    'footnote 26' stands in whatever paragraph marks it."""
    passages = generation.passages_at(document.id, locator)
    (level, number), *inner = locator.steps or (("", ""),)
    if not passages and level == "plan" and inner and spaced(number) in spaced(document.metadata.title):
        return generation.passages_at(document.id, Locator(tuple(inner)))
    if not passages and level == "footnote" and not inner:
        units = generation.units(document.id)
        noted = (unit.locator for unit in units if unit.locator.steps[-1:] == locator.steps)
        return next((generation.passages_at(document.id, at) for at in noted), ())
    return passages


def holders(locator: Locator, generation: OpenGeneration) -> Sequence[StoredDocument]:
    """The documents in which the place may be `held_at`, in their usual order; in no other is it."""
    found = {document.id for document in generation.documents_with(locator)}
    (level, _), *inner = locator.steps or (("", ""),)
    if level == "footnote" and not inner:
        return generation.documents()  # it stands below paragraphs, in any of them
    if level == "plan" and inner:
        found |= {document.id for document in generation.documents_with(Locator(tuple(inner)))}
    return [document for document in generation.documents() if document.id in found]


def _marks(generation: OpenGeneration) -> _Marks:
    """Worked out once a generation; the few last ones are remembered."""
    return _known.get(generation.id) or _known.keep(generation.id, _read_marks(generation))


def _read_marks(generation: OpenGeneration) -> _Marks:
    documents = generation.documents()
    words = {document.id: _known_by(document) for document in documents}
    every = sorted(set().union(*(own.words for own in words.values())))
    frequency = generation.document_frequency(every)
    spread = Counter(word for own in words.values() for word in own.words)
    passages = generation.collection.passages
    rarity = {
        word: math.log((len(documents) + 1) / (spread[word] + 0.5))
        * min(1.0, math.log(1 + passages / (1 + frequency.get(word, 0))) / _COMMON) ** 2
        for word in every
    }
    # Summed in a way that does not depend on the order of a set, which differs from process to process.
    weight = {
        document: math.sqrt(math.fsum(rarity[word] for word in own.words)) or 1.0
        for document, own in words.items()
    }
    names = {document.id: names_of(document.metadata) for document in documents}
    known_by: dict[str, list[str]] = defaultdict(list)
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for document, own in words.items():
        for word in own.words:
            known_by[word].append(document)
        for name in filter(None, names[document]):
            named[name.split()[0]].append((name, document))
    return _Marks(words, weight, rarity, names, known_by, named, _home(generation))


def _known_by(document: StoredDocument) -> _Known:
    data = document.metadata
    head, _, topic = _ABOUT.sub("\n", data.title, count=1).partition("\n")
    dates = [date for date in (data.event_date, data.document_date) if date]
    kind = data.kind.replace("_", " ")
    own = frozenset(analyse(" ".join(filter(None, (head, data.symbol, data.meeting, kind))), data.language))
    own |= {date[:4] for date in dates}
    days: dict[str, frozenset[str]] = {}
    for date in dates:
        words = frozenset(analyse(in_words(date, data.language), data.language))
        days[date[:4]] = days.get(date[:4], frozenset()) | (words - own)
    return _Known(own, frozenset(analyse(topic, data.language)) - own, days)


def names_of(data: Metadata) -> tuple[str, ...]:
    """What a document is called: its title and symbol; of a treaty also its other names."""
    title = short_title(data.title)
    called = () if _names_nobody(title, data.language) else (title, initials(title))
    names = {spaced(name) for name in (data.title, *called, data.symbol or "") if name}
    begins = f"{spaced(title)} "
    for others in _names_of_treaties():
        if data.kind is not Kind.TREATY:  # a handbook or report that opens with a treaty's name is not it
            names -= others
        elif any(begins.startswith(f"{name} ") for name in others):
            names |= others
    return tuple(sorted(names))


def _names_nobody(title: str, language: str) -> bool:
    """True of 'States Parties', before a colon: what such a table is about, and every question speaks of."""
    own = grammar(language)
    return set(spaced(title).split()) <= own.parties | own.groups


@cache
def _names_of_treaties() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(spaced, group)) for group in treaty_names())


def spaced(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unmix(text).casefold()))


def short_title(title: str) -> str:
    """The title before a colon, dash or bracket: 'Convention on X: digest' -> 'Convention on X'."""
    return re.split(r"[:(]|\s[–—-]\s", title, maxsplit=1)[0].strip() or title


def initials(title: str) -> str:
    """'Convention on Cluster Munitions' -> 'CCM': the abbreviation people form of a title's capitals."""
    capitals = re.findall(r"\b([A-ZÀ-Þ])[\w’'-]*", title)
    return "".join(capitals) if 3 <= len(capitals) <= 6 else ""


def _home(generation: OpenGeneration) -> Sequence[StoredDocument]:
    """The treaty named at the head of most other documents, then its translations; empty when none is."""
    documents = generation.documents()
    heads = [f"{d.metadata.title} {generation.text(d.id)[:_HEAD]}".casefold() for d in documents]
    treaties = [document for document in documents if document.metadata.kind is Kind.TREATY]
    titles = [short_title(treaty.metadata.title).casefold() for treaty in treaties]
    named = [sum(title in head for head in heads) - 1 for title in titles]
    if not any(named):
        return ()
    home = treaties[named.index(max(named))]
    title = spaced(short_title(home.metadata.title))
    return (home, *(d for d in documents if _is_translation(d, title)))
