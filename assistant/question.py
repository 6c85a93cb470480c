"""What is asked: the language, the parts, the words that matter, the kind of answer wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.schemas import Turn
from assistant.terms import in_english
from index.lexical import analyse
from index.retrieve import Filters
from ingest.locator import Locator, Mention, find_all
from ingest.skeleton import unmix
from ingest.states import states_in


class Wants(StrEnum):
    """The kind of answer a question asks for."""

    NUMBER = "number"
    LIST = "list"
    PERSON = "person"
    DATE = "date"
    PLACE = "place"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    BRIEF = "brief"
    STATEMENT = "statement"


# Read in order; the first that fits decides. English, French and Spanish question forms side by side.
_FORMS: tuple[tuple[Wants, str], ...] = (
    (
        Wants.BRIEF,
        r"\b(brief|talking points|overview|summar\w+|note de synthèse|aperçu|resumen|informe breve)\b",
    ),
    (
        Wants.COMPARISON,
        r"\b(compare|comparison|differ\w*|develop(ed)? from|changed?|comparez|comparar?|compare)\b",
    ),
    (
        Wants.NUMBER,
        r"\b(how (many|much|long|large|often)|what (share|percentage|number|proportion)|"
        r"combien|cuánt[oa]s?)\b",
    ),
    (
        Wants.DATE,
        r"\b(when|by when|what date|which day|as of which|cut-off|deadline|quand|quelle date|quel délai|"
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
        r"quels|quelles|lesquels|qué (estados|países|signatarios|partes)|cuáles)\b",
    ),
    (
        Wants.PERSON,
        r"\b(who|whose|which (country|state|member|coordinator)|qui|quel (état|pays)|quién(es)?)\b",
    ),
)
_FUNCTION_WORDS = {
    "en": "the of is are was were what which who how many when where does did do and to in on by it",
    "fr": "le la les de des du d l est sont ce cette il y a en quel quelle quels quelles que qui combien "
    "dans pour une un et à au aux",
    "es": "el la los las de del es son que se qué cuál cuáles quién cuántos en para una un y al por cuándo "
    "dónde",
}
_SIGNS = {"es": r"[¿¡ñ]|\bqué\b", "fr": r"[çœèêù]|\bqu['’]|-t-(elle|il)\b|\b[ldn]['’][aeéiou]|\bquel"}
# Words that ask and are seldom in the answer.
_ASKING = (
    "how many much long large often please tell me give list name quote say says said according about "
    "prepare need brief short page one-page talking points sources documents so stated written stand stands "
    "combien selon dites donnez citez liste nommez écrit est-ce consta "
    "cuánto cuánta cuántos cuántas según diga dé cite"
)
_STATES = re.compile(
    r"\b(states?|countr(y|ies)|signator(y|ies)|parties|états?|pays|estados?|países)\b", re.IGNORECASE
)
_PLAN_WORDS = ("Action", "Plan", "Draft", "action", "Acción", "de", "d")
_SHARED = 0.25  # weight of a word that stands in another part of the question or in the one before
_NEXT_PART = re.compile(
    r"[?!;]\s+|,? (?:and|et|y|or) (?=(?:by |in |at |to )?"
    r"(?:how|who|whom|what|when|where|which|why|is|are|does|did|had|has|can|qui|quand|quel|quelle|combien|où|"
    r"quién|cuándo|cuánt|qué|dónde)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[./\-–’'][^\W_]+)*")
_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b(?:[A-ZÀ-Þ][\w'’-]+|[A-Z]{2,}\w*)")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\d|\b\d+\b")
_CONTINUES = re.compile(r"^\s*(and|or|what about|how about|what of|et|y|but|also|then)\b", re.IGNORECASE)
_REFERS_BACK = re.compile(
    r"\b(it|they|them|those|these|that|this|he|she|his|her|their|the one|"
    r"il|elle|ils|elles|ceux|celles|cela|ellos|ellas|eso|esos|esas)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 4  # a question with more content words of its own stands alone, pronouns or not


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

    @property
    def of_states(self) -> bool:
        """True when it asks which, who or how many States."""
        return self.wants in (Wants.LIST, Wants.PERSON, Wants.NUMBER) and bool(_STATES.search(self.text))


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
    states: tuple[str, ...]
    """ISO 3166 alpha-3 of the States it names."""
    locators: tuple[Locator, ...]
    """Places it names, in order."""
    filters: Filters
    cited: tuple[str, ...]
    """Documents the last answer cited, if the conversation says so."""


def read_question(
    text: str, history: Sequence[Turn], language: str, filters: Filters, default: str = "en"
) -> Question:
    """The question as a value; never fails on text that passed the schema."""
    text = " ".join(text.split())
    spoken = detect_language(text, default if language == "auto" else language)
    standalone = unmix(make_standalone(text, history, spoken))
    mentions = find_all(standalone)
    words = without(standalone, mentions)
    english = in_english(words, spoken)
    return Question(
        text=text,
        standalone=standalone,
        english=english,
        language=spoken if language == "auto" else language,
        spoken=spoken,
        parts=split_parts(unmix(text), standalone, spoken),
        names=tuple(dict.fromkeys((*_NAME.findall(english or words), *_plan_names(mentions)))),
        years=tuple(dict.fromkeys(_YEAR.findall(words))),
        states=states_in(standalone),
        locators=tuple(mention.locator for mention in mentions),
        filters=filters,
        cited=tuple(dict.fromkeys(c.document_id for turn in history[-1:] for c in turn.citations)),
    )


def _plan_names(mentions: Sequence[Mention]) -> list[str]:
    """What tells action plans apart: 'Vientiane', not 'Action Plan'."""
    plans = [number for mention in mentions for level, number in mention.locator.steps if level == "plan"]
    return [word for plan in plans for word in re.findall(r"[^\W_]+", plan) if word not in _PLAN_WORDS]


def split_parts(text: str, standalone: str, language: str) -> tuple[Asked, ...]:
    """The things asked, in order: 'Who chaired it, and when was it held?' asks two."""
    texts = [part.strip(" ,?") for part in _NEXT_PART.split(text)]
    texts = [part for part in texts if content_words(part, language)] or [text]
    everything = content_words(without(standalone, find_all(standalone)), language)
    parts = []
    for part in texts:
        own = set(content_words(part, language))
        weights = {word: 1.0 if word in own else _SHARED for word in everything}
        english = content_words(in_english(part, language), "en")
        known = min(1.0, len(english) / len(own)) if language != "en" and own else 1.0
        parts.append(Asked(part, wanted(part), weights, dict.fromkeys(english, 1.0), known))
    return tuple(parts)


def without(text: str, mentions: Sequence[Mention]) -> str:
    """The text with the places it names blanked out: 'Art. 4(1)(b)' is looked up, not matched as words."""
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def content_words(text: str, language: str) -> tuple[str, ...]:
    """The words a statement must meet: neither function words nor the words of asking."""
    words = (word for word in _WORD.findall(text) if word.casefold() not in _ASKING.split())
    return tuple(dict.fromkeys(word for word in words if analyse(word, language)))


def wanted(text: str) -> Wants:
    """The kind of answer the wording asks for; STATEMENT when nothing says more."""
    lowered = text.lower()
    return next((kind for kind, form in _FORMS if re.search(form, lowered)), Wants.STATEMENT)


def detect_language(text: str, default: str) -> str:
    """English, French or Spanish by function words; `default` when they do not decide."""
    for spoken, sign in _SIGNS.items():
        if re.search(sign, text, re.IGNORECASE):
            return spoken
    words = re.findall(r"[^\W\d_]+", text.lower())
    votes = {
        language: sum(word in known.split() for word in words) for language, known in _FUNCTION_WORDS.items()
    }
    best = max(votes.values(), default=0)
    winners = [language for language, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else default


def make_standalone(text: str, history: Sequence[Turn], language: str = "en") -> str:
    """The question with the previous one before it when it leans on it, else the question itself.

    Joining rather than rewriting keeps every word a person typed and invents none.
    """
    asked = [turn.content for turn in history if turn.role == "user"]
    refers = _REFERS_BACK.search(text) and len(content_words(text, language)) <= _FEW_WORDS
    if not asked or not (_CONTINUES.search(text) or refers):
        return text
    return f"{' '.join(asked[-1].split())} {text}"
