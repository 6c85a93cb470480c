"""Whether a sentence says what a term means or is, in English, French and Spanish, told by its form alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from index.lexical import FUNCTION_WORDS, analyse


def _forms(sources: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(source, re.IGNORECASE) for language, source in sources.items()}


def _verbs(sources: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return _forms({language: rf"(?<![\w-])(?:{source})(?![\w-])" for language, source in sources.items()})


_QUOTED = re.compile(
    r"[\"“”«‘']\s{0,2}(?P<term>[^\"“”«»\n]{1,80}?)\s{0,2}[\"“”»’'](?:,[^,;]{1,120},)?\s{0,2}\Z"
)
_MARK = re.compile(r"\s{0,4}(?:[0-9]{1,3}\s{0,2}[.)]|\(?[a-z0-9]{1,4}\)|[•*–—-])\s{0,4}")
_FOR_THE_PURPOSES = re.compile(r"^[^:]{1,160}:\s{0,3}")
_MEANS = _verbs(
    {
        "en": r"(?:shall |does |will |is to |are to )?(?:not )?means?|(?:is|are) defined as|refers? to"
        r"|denotes?|(?:is|are|shall be) (?:understood|taken) (?:as|to mean)|shall be understood as",
        "fr": r"désigne(?:nt)?|signifie(?:nt)?|s['’]entend(?:ent)?|on entend|il faut entendre"
        r"|(?:est|sont) défini(?:e|s|es)? comme",
        "es": r"significan?|designan?|se entienden?|se entenderán?|se refieren? a|se definen? como"
        r"|(?:es|son) definid[ao]s? como",
    }
)
_INVOLVES = _verbs(
    {
        "en": r"(?:include|involve|cover|comprise|encompasse)s?",
        "fr": r"implique(?:nt)?|comprend|comprennent|incluent|inclut|recouvre(?:nt)?|s['’]étend(?:ent)?",
        "es": r"incluyen?|comprenden?|abarcan?|implican?|entrañan?",
    }
)
"""These define where a list of definitions has them or the term is quoted; elsewhere they only tell of it."""
_MEANT_BY = re.compile(
    r"\b(?:entend(?:ent|re)?|entend-on) par |\b(?:entiende|entienden|entenderá|entenderán|entiéndese) por ",
    re.IGNORECASE,
)
_HEADS = frozenset(
    "term terms expression expressions word words terme termes mot mots término palabra".split()
)
_DETERMINERS = frozenset(
    "un une le la les l des du de tout toute tous toutes ce cet cette outre aussi à au aux n'importe "
    "el los las una unos unas todo toda todos todas lo aquel aquella".split()
)
_OF_DEFINITIONS = re.compile(
    r"\b(?:definitions?|use of terms|interpretation|terminology|définitions?|emploi des termes"
    r"|terminologie|interprétation|definiciones|definición|términos (?:empleados|utilizados)"
    r"|terminología|interpretación)\b",
    re.IGNORECASE,
)
_SPOKEN_OF = _forms(
    {
        "en": r"\b(?:when|where|in) referring to "
        r"|\bthe terms? [\"“‘']?(?=.{1,200}\b(?:refers?|referring|used|mean)\b)",
        "fr": r"\bles? termes? [\"“«‘]?\s?(?=.{1,200}\b(?:désigne|renvoie|employé|utilisé|signifie))",
        "es": r"\b(?:el|los) términos? [\"“«‘]?\s?(?=.{1,200}\b(?:designa|refiere|emplea|utiliza|significa))",
    }
)
_ARTICLES = r"(?:(?:the|an?|le|la|les|une?|el|los|las|un[ao]s?)\s|l['’])?"
_SUBJECT = re.compile(rf"[\"“«‘']?\s?(?:{_ARTICLES})[\"“«‘']?\s?\Z", re.IGNORECASE)
_NOUN = r"(?:an?|one of|the|un|une|l['’]une? de|le|la|les|des|el|los|las|un[ao]s?)\b"
_IS = _forms(
    {
        "en": rf"(?:is|are|was|were) (?:{_NOUN}|designed|intended|made up|composed|responsible|mandated)",
        "fr": rf"(?:est|sont|était|étaient) (?:{_NOUN}|destiné|conçu|chargé|composé|responsable)",
        "es": rf"(?:es|son|era|eran) (?:{_NOUN}|destinad|concebid|encargad|compuest|responsable)",
    }
)
_TELLS = _forms(
    {
        "en": r"as a means|(?:(?:would|will|should|shall) )?(?:consists? of|comprises?|includes?|aims? to"
        r"|aims? at|serves? (?:to|as)|offers? an?\b|provides? an?\b|be (?:an?|the)\b)"
        r"|(?:was|were|is|has been|have been) (?:established|created|set up|founded|launched|instituted)"
        r"|, (?:which|who) |, (?:an?|one of) "
        r"|, (?:done|adopted|held|signed|established|founded) (?:at|in|by|on)\b",
        "fr": r"comme moyen|consiste|se composent? de|comprend|comprennent|vise(?:nt)? à|sert|offre une?\b"
        r"|(?:a|ont) été (?:créé|établi|institué|fondé|mis en place)|, (?:qui|lequel|laquelle) "
        r"|, une? |, (?:fait|faite|adoptée?|signée?|tenue?) (?:à|le|par)\b",
        "es": r"como medio|consisten? en|se componen? de|comprenden?|tienen? por objeto|sirven? para"
        r"|ofrece una?\b|(?:fue|fueron|ha sido) (?:cread|establecid|instituid|fundad)"
        r"|, (?:que|el cual|la cual) |, una? "
        r"|, (?:hech|aprobad|adoptad|firmad|celebrad)[ao] (?:en|el|por)\b",
    }
)
_MADE = re.compile(
    r", (?:done|adopted|signed|established|founded|created|hosted) (?:at|in|by|on)\b"
    r"|, which (?:is|are|was|were)\b|, (?:faite?|adoptée?|signée?|créée?|fondée?) (?:à|le|par|en)\b"
    r"|, qui (?:est|sont|était)\b"
    r"|, (?:hech|aprobad|adoptad|firmad|cread|fundad)[ao] (?:en|el|por)\b|, que (?:es|son|era|fue)\b",
    re.IGNORECASE,
)
_THAT_IS = re.compile(
    r"\(?i\.\s?e\.|, that is\b(?: to say)?|, namely\b"
    r"|\(?c['’]est-à-dire|, à savoir\b|\(?es decir|, a saber\b",
    re.IGNORECASE,
)
_IS_TO = re.compile(r"(?:is|are|was|were|est|était|es|era) (?:to|d['’e]|de)\s?\w", re.IGNORECASE)
_NOTION = re.compile(
    r"\b(?:concept|idea|notion|concepto|noción|idée)s? (?:of|de|del|des|du|d['’])\s?"
    r"(?:(?:establishing|creating|having) )?(?:(?:the|an?|la|les?|el|los|las)\s|l['’])?[\"“«‘']?\s?\Z",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:purpose|objective|role|mandate|function|task|aim|objet|objectif|rôle|mission|but"
    r"|propósito|objetivo|papel|mandato|función)s? (?:of|de|del|des|du|d['’])\s?"
    r"(?:(?:the|an?|la|les?|el|los|las)\s|l['’])?"
    r"[\"“«‘']?\s?\Z",
    re.IGNORECASE,
)
_CAPACITY = re.compile(
    r"\b(?:capacity as|en (?:sa )?qualité de|en (?:su )?calidad de) (?:the )?\Z", re.IGNORECASE
)
_AFTER_TERM = re.compile(
    r"[\"”»’']?(?:\s\((?!i\.)[^()]{1,40}\))?(?:\s(?:concept|approach|initiative|approche)\b)?\s?",
    re.IGNORECASE,
)
_BEFORE = 160  # characters before the verb in which a defined term stands
_OPENING = 90  # characters before a term that tell whether it is what the sentence speaks of


@lru_cache(maxsize=4096)
def key(term: str, language: str) -> tuple[str, ...]:
    """What a term is compared by: its stems, without articles; 'sub-munitions' is 'submunition'."""
    return tuple(analyse(re.sub(r"(?<=\w)[-‐‑](?=\w)", "", term), language))


def defines(text: str, term: str, language: str, listed: bool = False) -> bool:
    """True when the sentence gives the meaning of just this term: 'Mine means ...', not 'Mined area means'.

    `listed`: it stands among definitions, where 'Transfer involves ...' is one.
    """
    wanted = key(term, language)
    if not wanted:
        return False
    for before, strong in _before_verbs(text, language):
        quoted = _QUOTED.search(before)
        if quoted and key(quoted["term"], language) == wanted:
            return True
        if (strong or listed) and _named(before, language) == wanted:
            return True
    return any(_opens_with(text[match.end() :], wanted, language) for match in _MEANT_BY.finditer(text))


def is_definition(text: str, language: str) -> bool:
    """True when the sentence gives the meaning of some quoted term."""
    return any(_QUOTED.search(before) for before, _ in _before_verbs(text, language))


def are_definitions(heading: str) -> bool:
    """True for a heading or opening words under which terms are defined."""
    return bool(_OF_DEFINITIONS.search(heading))


def speaks_of(text: str, term: str, language: str) -> bool:
    """True when the sentence says how the document uses the term: 'When referring to States Parties, ...'."""
    if language not in _SPOKEN_OF:
        return False
    printed = phrase(term)
    return any(printed.match(text, match.end()) for match in _SPOKEN_OF[language].finditer(text))


def describes(text: str, term: str, language: str) -> int:
    """How well the sentence tells what the term is: 3 'X is a ...' or 'X, that is ...',
    2 'X consists of ...' or 'the aim of X is to ...', 0 not at all."""
    if language not in _IS:
        return 0
    best = 0
    for match in phrase(term).finditer(text):
        opening = text[max(0, match.start() - _OPENING) : match.start()]
        after = _AFTER_TERM.match(text, match.end())
        at = after.end() if after else match.end()
        best = max(best, _told(text, at, opening, _is_subject(opening, match.start()), language))
    return best


def _told(text: str, at: int, opening: str, is_subject: bool, language: str) -> int:
    """See `describes`; of the term that ends at `at`, `opening` being what stands before it."""
    is_whole = is_subject or _stands_alone(opening)
    if (is_whole and _THAT_IS.match(text, at)) or (is_subject and _IS[language].match(text, at)):
        return 3
    tells = bool(is_subject or _NOTION.search(opening)) and bool(_TELLS[language].match(text, at))
    made = is_whole and bool(_MADE.match(text, at))
    aims = bool(_PURPOSE.search(opening)) and bool(_IS_TO.match(text, at))
    return 2 if tells or made or aims or _CAPACITY.search(opening) else 0


def _before_verbs(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """What stands before each verb that may define, and whether the verb always does."""
    for table, strong in ((_MEANS, True), (_INVOLVES, False)):
        if language in table:
            for match in table[language].finditer(text):
                yield text[max(0, match.start() - _BEFORE) : match.start()], strong


def _named(before: str, language: str) -> tuple[str, ...]:
    """The key of the term when nothing else stands before the verb: '7. The term X', 'X, of Y,'."""
    marked = _MARK.match(before)
    rest = before[marked.end() if marked else 0 :].strip()
    rest = _FOR_THE_PURPOSES.sub("", rest)
    if rest.endswith(","):
        rest = rest.split(",", 1)[0]
    found = key(rest, language)
    return found[1:] if found[:1] and rest.split()[:2] and _heads(rest) else found


def _heads(text: str) -> bool:
    """True when the first word but for an article is 'term', 'expression' and the like."""
    words = [word for word in re.findall(r"[^\W_]+", text.casefold())[:3] if word not in _small()]
    return bool(words) and words[0] in _HEADS


@cache
def _small() -> frozenset[str]:
    return frozenset(word for words in FUNCTION_WORDS.values() for word in words.split())


def _opens_with(after: str, wanted: tuple[str, ...], language: str) -> bool:
    """'victimes d'armes à sous-munitions toutes les personnes ...': the term, then an article or a sign."""
    for match in re.finditer(r"[\s,:«»“”\"]+", after[:_BEFORE]):
        if key(after[: match.start()], language) == wanted:
            following = re.match(r"[^\W_]+", after[match.end() :])
            return bool(match[0].strip()) or (
                following is not None and following[0].casefold() in _DETERMINERS
            )
    return False


def _stands_alone(opening: str) -> bool:
    """False where a noun or adjective before the term makes it part of a longer one: 'country coalition'."""
    before = opening.rstrip()
    word = re.search(r"[^\W_]{1,40}\Z", before)
    return word is None or word[0].casefold() in _small() or word[0].endswith("ing")


def _is_subject(opening: str, start: int) -> bool:
    """True when nothing but a mark and an article stands before the term."""
    if start != len(opening):
        return False
    marked = _MARK.match(opening)
    return bool(_SUBJECT.fullmatch(opening[marked.end() if marked else 0 :]))


@lru_cache(maxsize=256)
def phrase(term: str) -> re.Pattern[str]:
    """The term as it may be printed: in the singular or plural; an abbreviation in capitals alone."""
    words = re.findall(r"[^\W_]+", term)
    if len(words) == 1 and sum(letter.isupper() for letter in term) > 1:
        return re.compile(rf"(?<![\w-]){re.escape(term)}s?(?![\w-])")
    printed = r"[\s’'-]{1,3}".join(re.escape(_base(word)) + r"\w{0,3}" for word in words)
    return re.compile(rf"(?<!\w){printed}(?!\w)", re.IGNORECASE)


def _base(word: str) -> str:
    return re.sub(r"(?:ies|y|es|s|x|e)\Z", "", word) if len(word) > 3 else word
