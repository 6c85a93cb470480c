"""Whether a question wants to know who somebody is, or offers a name for them: told by its wording alone."""

from __future__ import annotations

import re

from assistant.understanding.names import NameKind, find_names
from assistant.understanding.wording import content_words, is_talk, without

_WHO = re.compile(
    r"\b(?:who(?:se|m)?|which|what (?:state|country|nation|delegation|government)|identify|identity"
    r"|nam(?:e|es|ed|ing)|reveal|quel(?:le)?s?|lequel|laquelle|qui"
    r"|nomme\w*|cuál(?:es)?|qué (?:estado|país)"
    r"|quién(?:es)?|nombr\w+|identifi\w+)(?!\w)",
    re.IGNORECASE,
)
_NOT_WHO = re.compile(
    r"\b(?:(?:do|need) not|don['’]t|without|no need (?:to|for)|never|ne|sans|no|sin)\s(?:\w+\s){0,2}?"
    r"(?:tell|say|nam|reveal|identif|dire|dites|dis|nomm|nombr|dig)\w*[^.;?!]*",
    re.IGNORECASE,
)
_WHOEVER = (
    r"(?:states?(?: part(?:y|ies))?|countr(?:y|ies)|nations?|delegations?|delegates?|ambassadors?|speakers?"
    r"|governments?|ministers?|representatives?|one|États?|pays|délégations?|ambassadeurs?"
    r"|orateurs?|Estados?|pa[íi]s(?:es)?|delegaci(?:ón|ones)|embajador(?:es)?|orador(?:es)?)\b"
)
_VERB = (
    r"(?:did|do|does|is|are|was|were|has|have|had|can|could|may|must|should|will|would|est|sont|a|ont|es|son|ha"
    r"|han|dijo|hizo|the|el|la|los|le|les|of|in|for|by|to|de|du|des|en|por|para)\b"
)
_NAME_ASKED = re.compile(
    r"\b(?:identif(?:y|iez|ie|ica|ique)|the (?:names?|identit(?:y|ies))|(?:le|les|leurs?|son) noms?"
    r"|l['’]identité|(?:el|los|su|sus) nombres?|la identidad"
    rf"|(?:tell me|give me|name|list|nommez|citez|nombre)\s(?:\w+\s){{0,2}}?{_WHOEVER}"
    rf"|(?:which|what|quel(?:le)?s?|qué|cuál(?:es)?)\s(?:(?!{_VERB})[\w-]+\s){{0,2}}?{_WHOEVER}"
    r"|which one|lequel|laquelle|cuál)(?!\w)",
    re.IGNORECASE,
)
"""A name is wanted, whatever else is asked for."""
_GUESS = re.compile(
    r"\b(?:guess\w*|bet|rank\w*|probab\w+|odds|(?:most|more) likely|likel(?:y|iest)|confirm|speculat\w+"
    r"|hints?|quiz|riddle|twenty questions|off the record|between us|admit it"
    r"|devin\w+|probable\w*|confirme\w*|indices?|entre nous|adivin\w+|confirm[ae]\w*|apost\w+|pistas?)\b",
    re.IGNORECASE,
)
_CLUE = re.compile(
    r"\b(?:what|which|quel(?:le)?|cuál|qué)(?:['’]s| is| was| est| es)?(?: the| its| their| la| sa| le| son"
    r"| su| el)? (?:continent|capital|capitale|flag|drapeau|bandera|(?:first|last) letter|initials?"
    r"|(?:première|dernière) lettre|(?:primera|última) letra|alphabet)\b"
    r"|\b(?:is|was|lies?|lie|situated|est-(?:il|elle)|se trouve(?:-t-(?:il|elle))?|está|queda)\b"
    r"[^?.;]{0,60}?\b(?P<where>(?:in|en) (?:\w+ern |\w+-)?(?:Europe|Africa|Asia|America|Oceania|Afrique|Asie"
    r"|Amérique|Europa|África|América))\b"
    r"|\b(?:starts?|begins?|ends?|commence|empieza)\b.{0,12}\b(?:with|par|con) (?:an? |the letter )?\w\b"
    r"|\b(?:rhym\w+|rime|rima)\b",
    re.IGNORECASE,
)
"""One step towards a name: where the country lies, how its name begins."""
_TAG = re.compile(
    r"\b(?:yes or no|(?:just|simply|please) say (?:so|yes|no)|true or false|(?:is|was)n['’]t (?:it|that)"
    r"|oui ou non|n['’]est-ce pas|sí o no|(?:no es )?verdad|cierto)(?!\w)|\b(?:right|correct)\W*$",
    re.IGNORECASE,
)
_ARTICLE = r"(?:the |an? |l['’]|la |le |les |el |d['’]|de la |du |de )?"
_BEFORE = re.compile(
    r"(?:\b(?:is|was|were|(?:is|was)n['’]t|could|might|may|must|would|can) (?:it|this|that|he|she|they)"
    r"(?: (?:be|have been|not|really|perhaps|then))?"
    rf"|\b(?:it|this|that|he|she|they|who|{_WHOEVER}) (?:is|was|were|must be|must have been|(?:is|was)n['’]t)"
    r"|\b(?:est-ce(?: que c['’](?:est|était))?|était-ce|serait-ce|c['’]est|c['’]était|agi(?:t|ssait)-il"
    r"|il s['’]agi(?:t|ssait))"
    rf"|(?:^|[\W_])(?:es|era|fue|sería|será|son|eran|fueron)) {_ARTICLE}$",
    re.IGNORECASE,
)
"""'Was it', 'c'est', 'fue', and then the name."""
_AFTER = re.compile(
    r"(?:\s(?:is|was|were|est|était|es|era|fue))?"
    rf"\s(?:the|l['’]|le|la|el)\s?(?:[\w-]+\s){{0,2}}?{_WHOEVER}",
    re.IGNORECASE,
)
"""The name, and then 'was the State with', 'the one that'."""
_ONE_OF_THEM = re.compile(rf"\b{_WHOEVER}", re.IGNORECASE)
_IS = re.compile(rf"\b(?:is|was|est|était|es|era|fue) {_ARTICLE}$", re.IGNORECASE)
_IS_THE = re.compile(
    r"\b(?:is|was|est|était|es|era|fue) (?:the |l['’]|le |la |el )(?:[\w-]+ ){0,3}$", re.IGNORECASE
)
_SAYING = re.compile(
    r"\b(?:sa(?:y|id)|(?:state|report|claim|request|note) (?:that|having|its?)|stated|reported|tell|told"
    r"|claimed|complain(?:ed)?|ask(?:ed)?|requested|recommend(?:ed)?|noted|explain(?:ed)?|announced?|declared?|admit(?:ted)?"
    r"|mention(?:ed)?|propos(?:e|ed)|suggest(?:ed)?|speak|spoke|dit|déclaré|signalé|rapporté|expliqué|demandé"
    r"|recommandé|proposé|mentionné|dijo|declaró|informó|señaló|explicó|pidió|solicitó|recomendó|propuso"
    r"|mencionó|dicho|declarado)\b",
    re.IGNORECASE,
)
_ANSWERS_YES_OR_NO = re.compile(
    r"(?:^|[,;:.?!¿] ?)(?:and |but |so |et |y )?(?:is|are|was|were|do|does|did|has|have|had"
    r"|est-ce que|dijo|declaró|informó|ha|han)\b|\w-(?:t-)?(?:il|elle|ils|elles)\b",
    re.IGNORECASE,
)
_SPOKE = re.compile(
    r"\b(?:that|who|which|qui|que|quienes?) (?:(?:has|have|had|ont|a|avaient|han|ha|habían) )?"
    r"(?:spoke|spoken|intervened|took the floor|made (?:statements?|interventions?)|are quoted"
    r"|(?:are|were) speaking|pris la parole|parlé|intervenus?|hablaron|intervinieron|hablado"
    r"|tomaron la palabra)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?!(?:and|or|so|maybe|perhaps|the|et|ou|donc|peut-être|le|la|y|o|u|el|quizás?)\b)\w")
"""A word of a turn that is more than a name."""
_NAMED = (NameKind.STATE, NameKind.BODY)
_BETWEEN = 60
"""Characters between 'was the State' and the name at the end of the question."""
_INSISTS = frozenset(
    "guess best hint hints confirm deny admit bet quiz secret identity identify insist insists must urgent"
    " minister ambassador boss chief order promise honestly trust private confidential record speculate"
    " refuse already sure country state state's delegation devine devinez indice confirmez confirme avouez"
    " pays état insiste urgent secret identité adivina adivine pista confirma confirme estado país insisto"
    " urgente secreto identidad nom nombre name answer réponse respuesta".split()
)
"""Words of those who want a name that was not given, and nothing else."""


def asks_who(text: str) -> bool:
    """True when it wants somebody's name; 'leave the name out' wants none."""
    return bool(_WHO.search(_NOT_WHO.sub(" ", text)))


def asks_for_name(text: str) -> bool:
    """True when a name is what it wants, in so many words: 'identify', 'which delegation', 'the name'."""
    return bool(_NAME_ASKED.search(_NOT_WHO.sub(" ", text)))


def guesses(text: str) -> bool:
    """True when it plays: wants a guess, a likelihood, a confirmation, or a clue to the name."""
    return bool(_GUESS.search(text) or _CLUE.search(text))


def offers(text: str) -> bool:
    """True when it puts a State or body to us as the one: 'Was it Peru?', 'Peru said so, right?'."""
    names = [(named.start, named.end) for named in find_names(text) if named.kind in _NAMED]
    if not names:
        return False
    if _TAG.search(text) or _GUESS.search(text):
        return True
    if not _OTHER.search(without(text, names)):
        return True
    if _SAYING.search(text) and _ANSWERS_YES_OR_NO.search(text):
        return True
    last_start, last_end = names[-1]
    if not re.search(r"\w", text[last_end:]) and _ends_with_name(text[:last_start]):
        return True
    return any(
        _BEFORE.search(text[max(0, start - _BETWEEN) : start]) or _AFTER.match(text, end)
        for start, end in names
    )


def _ends_with_name(before: str) -> bool:
    """True when it goes on with a name: 'was the State with too few maps', 'the State with few maps was'."""
    one = _ONE_OF_THEM.search(before)
    return one is not None and bool(_IS_THE.search(before[: one.start()]) or _IS.search(before))


def matter(text: str, language: str) -> str:
    """What is left of it without the names it puts to us and the words that press for one."""
    spans = [(named.start, named.end) for named in find_names(text) if named.kind in _NAMED]
    spans += [match.span() for pattern in (_GUESS, _TAG) for match in pattern.finditer(text)]
    spans += [match.span("where" if match["where"] else 0) for match in _CLUE.finditer(text)]
    words = [w for w in content_words(without(text, spans), language) if w.casefold() not in _INSISTS]
    return " ".join(words) if any(not is_talk(word, language) for word in words) else ""


def asks_of_speakers(text: str) -> bool:
    """True when it wants to know who spoke, and not who said one thing: 'Name the States that spoke.'"""
    return bool(_SPOKE.search(text)) and (asks_who(text) or asks_for_name(text))


def insists(text: str, language: str) -> bool:
    """True when all of it presses for a name that was not given: 'Just guess.', 'It was Peru, I am sure.'"""
    names = [(named.start, named.end) for named in find_names(text) if named.kind in _NAMED]
    words = [word.casefold() for word in content_words(without(text, names), language)]
    presses = any(word in _INSISTS for word in words)
    return presses and all(word in _INSISTS or is_talk(word, language) for word in words)
