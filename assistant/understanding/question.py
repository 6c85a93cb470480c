"""What is asked: the language, the parts, the words that matter, the kind of answer wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from assistant.schemas import Lean, Turn, TurnCitation
from assistant.schemas import Wants as Wants
from assistant.understanding.clauses import Clause, asks_for_rule, clauses_asked
from assistant.understanding.follow_ups.follow_up import FollowUp, make_standalone
from assistant.understanding.names import Dating, Named, NameKind, find_datings, find_names
from assistant.understanding.terms import in_english
from assistant.understanding.wording import content_words, detect_language, is_talk, without
from index.retrieve import Filters
from ingest.errors import LocatorError
from ingest.locator import Locator, Mention, find_all
from ingest.skeleton import unmix

_VERB = (
    r"(?:did|do|does|is|are|was|were|has|have|had|can|could|may|must|shall|should|will|would|this|remains|happens"
    r"|follows|applies|means|says|counts|requires|prevents|stands|exists|comes|goes|makes|keeps)\b"
)
_PLURAL = r"[^\W\d_]{3,}[^su\W]s\b"
_MODIFIERS = rf"(?:(?!{_VERB})\w+ ){{0,3}}?(?!{_VERB})"
# Read in order; the first that fits decides. English, French and Spanish question forms side by side.
_FORMS: tuple[tuple[Wants, str], ...] = (
    (
        Wants.BRIEF,
        r"\b(brief(ing)?( me| on| about| note)|(one-page|short|a) brief(ing)?|talking points|"
        r"background note|overview|summari[sz]\w+|(give|prepare|write|need|short|a) (\w+ ){0,2}summary|"
        r"note de synthèse|aperçu|resumen|informe breve)\b",
    ),
    (
        Wants.COMPARISON,
        r"\b(compare|comparison|differ\w*|develop(ed)?( \w+){0,3} (from|since|over)|changed?|evolv\w+|"
        r"over time|(two|both|several|all) (\w+ )?(documents|reports|meetings|treaties|conventions)|"
        r"comparez|comparar?|évolu\w+|evoluci\w+|(deux|dos|ambos) (\w+ )?(documentos?|rapports|informes))\b",
    ),
    (
        Wants.NUMBER,
        r"\b(how (many|much|long|large|often)|what (share|percentage|number|proportion|total|amount)|"
        r"combien|cuánt[oa]s?)\b",
    ),
    (
        Wants.DATE,
        r"^(?:(?!\b(?:which|what|who|whom|whose|how|where|why)\b).)*\bwhen\b|\b(by when|since when|"
        r"how (soon|early|late|far in advance)|what date|which day|as of which|cut-off|"
        r"deadline|quand|quelle date|quel délai|"
        r"cuándo|qué fecha|qué plazo)\b",
    ),
    (Wants.PLACE, r"\b(where|où|dónde)\b"),
    (
        Wants.DEFINITION,
        r"\b(what (is|are) an? |what does .+ mean|define|definition|defined|qu['’]est-ce qu|que signifie|"
        r"définition|qué es |qué significa|definición)",
    ),
    (
        Wants.LIST,
        r"\b(which (\w+ ){0,3}(states|countries|signatories|parties|organi[sz]ations|actions|members)|"
        r"name the|"
        r"list( the)?|who (took part|attended|participated)|what (two|three|four|five|six) |"
        r"which ones|(name|list) (them|those)|who (were|are) (they|those)|"
        r"which (of (them|these|those)|two|three|four|five|six|seven|eight|nine|ten)|names of (the|those)|"
        r"(give|tell|show) (me |us )?(the |all )(\w+ ){0,2}(states|countries|signatories|parties)|"
        rf"what (are|were) (the|its|their|these) {_MODIFIERS}{_PLURAL}|"
        rf"(what|which) {_MODIFIERS}{_PLURAL}(?= \w)|"
        r"quels|quelles|lesquels|lesquelles|qué (estados|países|signatarios|partes)|cuáles)\b",
    ),
    (
        Wants.PERSON,
        r"\b(who|whose|which (country|state|member|coordinator)|qui|quel (état|pays)|quién(es)?)\b",
    ),
    (
        Wants.YES_NO,
        r"(^|[,;:.?!¿] ?)(and |but |so |et |y )?(is|are|was|were|do|does|did|has|have|had|can|could|may|must|"
        r"should|will|would|est-ce que|(est|sont|a|ont|peut|doit|y a)-(t-)?(il|elle|ils|elles|on)\b|"
        r"(es|está|son|hay|ha|han|puede|pueden|debe|deben|existe) )\b",
    ),
)
_OF_STATES = re.compile(
    r"\b(which|what|how many|whose|who|name|list|quel(le)?s?|lesquel(le)?s|combien|qui|qué|cuál(es)?|"
    rf"cuánt[oa]s|quién(es)?)\b(?: (?:are|were) the)?(?: (?!{_VERB}|{_PLURAL})[\w'’-]+){{0,4}}?"
    r"(?: of the| d['’e]s?| de los)? "
    r"(states?|countr(y|ies)|signator(y|ies)|parties|états?|(?<!who )pays|estados?|países)\b",
    re.IGNORECASE,
)
"""What is asked for, not merely spoken of: 'Which affected States', not 'What obstacles do States face'."""
STANCE = re.compile(
    r"\b(?:what|which) (?:is|are|was|were) .{0,60}?"
    r"\b(?P<en>positions?|stances?|views?|opinions?|attitudes?)\b"
    r"|\bquel(?:le)?s? (?:est|sont|était|étaient) .{0,20}?"
    r"\b(?P<fr>positions?|avis|opinions?|points? de vue)\b"
    r"|\b(?:cuál(?:es)?|qué) (?:es|son|era|eran) .{0,20}?"
    r"\b(?P<es>posici(?:ón|ones)|posturas?|opini(?:ón|ones))\b",
    re.IGNORECASE,
)
"""What somebody thinks of a matter: nobody needs to say 'position' to tell theirs."""
_PLAN_WORDS = ("Action", "Plan", "Draft", "action", "Acción", "de", "d")
_OF_KIND = frozenset(
    "deadline deadlines date dates day number numbers figure figures délai délais jour nombre chiffre plazo"
    " plazos fecha fechas día número cifra temps tiempo".split()
)
_TALKED = 0.5  # of a word that carries talk along: 'keep'
_SHARED = 0.25  # weight of a word that stands in another part of the question or in the one before
_BIDS = r"(?:add|compare|describe|explain|give|list|name|quote|say|show|state|tell)"
_NEXT_PART = re.compile(
    r"[?!;]\s+|,? (?:and|et|y|or) (?=(?:by |in |at |to )?"
    r"(?:how|who|whom|what|when|where|which|why|is|are|does|did|had|has|can|qui|quand|quel(?:le)?s?|combien|où|"
    r"quién(?:es)?|cuándo|cuánt[oa]s?|qué|dónde)\b"
    rf"|{_BIDS} (?:the|all|each|every|both|its|their|me|us|how|who|what|when|where|which|why)\b)",
    re.IGNORECASE,
)
_QUESTIONING = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how|qui|que|quoi|quand|quels?|quelles?|lesquels?|"
    r"lesquelles|pourquoi|comment|combien|où|quién(?:es)?|qué|cuándo|cuál(?:es)?|cuánt[oa]s?|dónde|cómo)\b|"
    r"^[\s¿(]*(?:and |but |so |et |y )?(?:is|are|was|were|do|does|did|has|have|had|can|could|may|must|should|"
    rf"will|would|est-ce|{_BIDS})\b",
    re.IGNORECASE,
)
_MERE_OPENING = re.compile(
    r"\W*(?:which|what|how many|quels?|quelles?|combien|qué|cuánt[oa]s)(?: (?:de |d['’])?[\w-]+){1,2}\W*",
    re.IGNORECASE,
)
_ASKS_ITSELF = re.compile(r"\b(?:why|how|what|pourquoi|comment|que|quoi|qué|cómo)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]{2,}\w*)")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


_OF_THE_SAME = (Lean.JOINED, Lean.REPEATED, Lean.ELLIPTIC)


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the things a question asks; most questions ask one."""

    text: str
    wants: Wants
    words: Mapping[str, float]
    """Content words as typed, each with its weight: 1 in this part, less in the rest of the question."""
    english: Mapping[str, float]
    """The same in English terms, where the question is in another language and the terms are known."""
    known: float
    """Share of the content words that English terms stand for; 1 for a question in English."""
    clauses: tuple[Clause, ...] = ()
    """Kinds of clauses it asks for: of whatever treaty is meant, see `understand`."""
    rule: bool = False
    """It asks what is allowed, forbidden or owed."""

    @property
    def of_states(self) -> bool:
        """True when it asks which, who or how many States."""
        return self.wants in (Wants.LIST, Wants.PERSON, Wants.NUMBER) and bool(_OF_STATES.search(self.text))


@dataclass(frozen=True, slots=True)
class Respelled:
    """A word typed, and the one of the documents that is searched for in its place."""

    typed: str
    word: str


@dataclass(frozen=True, slots=True)
class Question:
    """Retrieval uses `standalone` and `english`, display uses `text`."""

    text: str
    standalone: str
    english: str
    """English terms for a French or Spanish question; empty for an English one."""
    language: str
    """Of our own words in the reply."""
    spoken: str
    """The language the question is in."""
    parts: tuple[Asked, ...]
    names: tuple[str, ...]
    """Words written as names, places not included; in English terms for a question in another language."""
    years: tuple[str, ...]
    places: tuple[Mention, ...]
    """Articles, paragraphs, actions, footnotes it names, in order; like the next, where in `standalone`."""
    named: tuple[Named, ...]
    """States, bodies, meetings and symbols it names, in order."""
    datings: tuple[Dating, ...]
    """The times it is about, in order."""
    filters: Filters
    lean: Lean
    """How it leans on the conversation."""
    cited: tuple[str, ...]
    """Documents that the answer it follows cited."""
    grounds: tuple[tuple[str, Locator], ...]
    """Document and place of what that answer cited, where more is asked about it: 'Which ones?'"""
    stays: bool = False
    """It is looked for first where the answer before was found."""
    respelled: tuple[Respelled, ...] = ()
    """Words that `text` does not have as they were typed."""

    @property
    def locators(self) -> tuple[Locator, ...]:
        return tuple(mention.locator for mention in self.places)

    @property
    def states(self) -> tuple[str, ...]:
        """ISO 3166 alpha-3 of the States it names, each once."""
        return tuple(dict.fromkeys(n.value for n in self.named if n.kind is NameKind.STATE))


def read_question(
    text: str, history: Sequence[Turn], language: str, filters: Filters, default: str = "en"
) -> Question:
    """The question as a value; never fails on text that passed the schema."""
    text = " ".join(text.split())
    default = default if language == "auto" else language
    follow = make_standalone(text, history, default)
    standalone = unmix(follow.text)
    places = find_all(standalone)
    words = without(standalone, [(mention.start, mention.end) for mention in places])
    typed = without(text, [(mention.start, mention.end) for mention in find_all(text)])
    spoken = detect_language(typed, detect_language(words, default))  # 'para 12' is a place, not Spanish
    english = in_english(words, spoken)
    cited = _cited(follow, history)
    return Question(
        text=text,
        standalone=standalone,
        english=english,
        language=spoken if language == "auto" else language,
        spoken=spoken,
        parts=split_parts(unmix(text), standalone, spoken, follow.lean),
        names=tuple(dict.fromkeys((*_NAME.findall(english or words), *_plan_names(places)))),
        years=tuple(dict.fromkeys(_YEAR.findall(words))),
        places=places,
        named=find_names(standalone),
        datings=find_datings(standalone),
        filters=filters,
        lean=follow.lean,
        cited=tuple(dict.fromkeys(citation.document_id for citation in cited)),
        grounds=_grounds(cited) if follow.lean in _OF_THE_SAME else (),
        stays=follow.stays,
    )


def _cited(follow: FollowUp, history: Sequence[Turn]) -> Sequence[TurnCitation]:
    """What the last answer that cites says it does, where the question leans on it.

    The answer for another year stands elsewhere, so that a question of another year carries none.
    """
    if follow.lean is Lean.REDATED:
        return ()
    answers = (turn.citations for turn in reversed(history[follow.since :]) if turn.role == "assistant")
    return next((citations for citations in answers if citations), ())


def _grounds(citations: Sequence[TurnCitation]) -> tuple[tuple[str, Locator], ...]:
    """The places that can be read; what a client sends need not be one."""
    found: dict[tuple[str, Locator], None] = {}
    for citation in citations:
        with suppress(LocatorError):
            found[citation.document_id, Locator.parse(citation.locator)] = None
    return tuple(found)


def _plan_names(mentions: Sequence[Mention]) -> list[str]:
    """What tells action plans apart: 'Vientiane', not 'Action Plan'."""
    plans = [number for mention in mentions for level, number in mention.locator.steps if level == "plan"]
    return [word for plan in plans for word in re.findall(r"[^\W_]+", plan) if word not in _PLAN_WORDS]


def split_parts(text: str, standalone: str, language: str, lean: Lean = Lean.ALONE) -> tuple[Asked, ...]:
    """The things asked, in order: 'Who chaired it, and when was it held?' asks two.

    Of a follow-up that changes a part of the former question, all that the changed question asks.
    """
    if lean in (Lean.REPLACED, Lean.REDATED, Lean.REPEATED):
        text = standalone
    texts = _things_asked(text, language)
    places = [(mention.start, mention.end) for mention in find_all(standalone)]
    everything = content_words(without(standalone, places), language)
    joined = lean in (Lean.JOINED, Lean.ELLIPTIC)
    former = wanted(standalone.removesuffix(text)) if joined else Wants.STATEMENT
    parts = []
    for part in texts:
        wants = wanted(part)
        own = set(content_words(part, language)) or set(everything)
        if wants in (
            Wants.NUMBER,
            Wants.DATE,
        ):  # the kind of answer asked for, which a statement need not say
            own = {word for word in own if word.casefold() not in _OF_KIND} or own
        if stance := STANCE.search(part):
            own = {word for word in own if word not in filter(None, stance.groups())} or own
        weights = {word: 1.0 if word in own else _SHARED for word in everything}
        weights = {word: own for word, own in weights.items() if word.casefold() not in _OF_KIND} or weights
        weights = {
            word: weight * (_TALKED if is_talk(word, language) else 1.0) for word, weight in weights.items()
        }
        matter = without(part, [stance.span(stance.lastgroup or 0)]) if stance else part
        english = content_words(in_english(matter, language), "en")
        known = min(1.0, len(english) / len(own)) if language != "en" and own else 1.0
        if wants is Wants.STATEMENT and not _ASKS_ITSELF.search(part):
            wants = former  # 'And the next one?' asks who chaired it
        said = part if content_words(part, language) else standalone
        own_part = Asked(said, wants, weights, dict.fromkeys(english, 1.0), known)
        clauses = _clauses(own_part, standalone, alone=len(texts) == 1)
        parts.append(replace(own_part, clauses=clauses, rule=asks_for_rule(said)))
    return tuple(parts)


def is_of_kind(word: str) -> bool:
    """True for the words of a kind of answer: 'deadline', 'days', 'figure'."""
    return word.casefold() in _OF_KIND


def _clauses(asked: Asked, standalone: str, *, alone: bool) -> tuple[Clause, ...]:
    """The clauses it asks for; none where it asks which States did something, or for a brief."""
    if asked.wants is Wants.BRIEF or (asked.of_states and asked.wants is not Wants.NUMBER):
        return ()
    return clauses_asked(asked.text) or (clauses_asked(standalone) if alone else ())


def _things_asked(text: str, language: str) -> list[str]:
    """The questions in it, in order.

    What is none, 'Your best guess is fine', stays with the one before it; a beginning without a subject of
    its own, 'Which States and which bodies took part', with the next.
    """
    bounds = [0, *(edge for match in _NEXT_PART.finditer(text) for edge in match.span()), len(text)]
    pieces: list[tuple[int, int]] = []
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        if pieces and (
            not _QUESTIONING.search(text[start:end]) or _MERE_OPENING.fullmatch(text[slice(*pieces[-1])])
        ):
            start = pieces.pop()[0]
        if content_words(text[start:end], language) or pieces:
            pieces.append((start, end))
    return [text[start:end].strip(" ,?") for start, end in pieces] or [text]


def wanted(text: str) -> Wants:
    """The kind of answer the wording asks for; STATEMENT when nothing says more."""
    lowered = text.lower()
    return next((kind for kind, form in _FORMS if re.search(form, lowered)), Wants.STATEMENT)
