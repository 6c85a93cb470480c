"""The words of a question: its language, and those among them that a passage can meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from index.lexical import FUNCTION_WORDS, analyse

# Words of asking beside the function words of the index that tell a short question's language.
_TELLING = {
    "en": "can may must should has had who what when where which how is are was were and not no",
    "fr": "résume résumez prévoit prévoient quel quelle quels quelles où quand combien comment pourquoi "
    "est-ce parties états demande demandent exige exigent signifie signifient désigne définis définissez",
    "es": "resume resuma prevé prevén cuál cuáles cuándo cuánto cuántos cuántas cómo dónde quién quiénes qué "
    "partes estados pide piden exige exigen significa significan",
}
_SIGNS = {
    "fr": re.compile(
        r"[çœèêù]|\bqu['’]|-(?:t-)?(?:elles?|ils?)\b|-t-on\b|\b[ldn]['’][aeéiou]", re.IGNORECASE
    ),
    "es": re.compile(r"ñ", re.IGNORECASE),
}
"""What only one of the languages writes; names apart, in which an English question may have it."""
_INVERTED = re.compile(r"[¿¡]")
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w'’-]*")
# Words that ask and are seldom in the answer.
_ASKING = frozenset(
    (
        "how many much long large often please tell me give list name quote say says said according about "
        "prepare need brief short page one-page talking points sources documents so stated written stand "
        "stands ones lesquels lesquelles cuáles combien selon dites donnez citez liste nommez écrit est-ce "
        "consta cuánto cuánta cuántos cuántas según diga dé cite"
    ).split()
)
# Words that carry talk along and are no subject: in a collection of legal texts they are rare, and what is
# rare would count most. Words that such texts use with weight ('first', 'half', 'between', 'without',
# 'under', 'no') are not among them.
_TALK = {
    "en": frozenset(
        (
            "about after again against all already also although always am among amongst another "
            "anybody anyone anything anyway apart around as aside ask asked away back based be became "
            "because become been before began begin being below beside besides both bring brought but "
            "call called came cannot come could doing done down during each either else enough etc even "
            "ever every everybody everyone everything exactly far few find for found from gave get gets "
            "getting give given gives giving go goes going gone good got gotten had hardly has have "
            "having he her here hers him his however i if indeed inside instead into its itself just "
            "keep keeping kept kind kinds know known knows later least less let like likely list lot "
            "lots made main mainly make makes making many may maybe me mean meant might mine more most "
            "mostly much must my myself name named namely names near nearly need needs neither never "
            "next nobody none nor nothing now off often ok okay once one ones only onto or other others "
            "otherwise ought our ours out over own particular per perhaps please possible probably put "
            "quite rather read really regarding roughly said same say saying says see seem seen set "
            "several shall she should show shown since some somebody somehow someone something "
            "sometimes sort sorts still stuff such suppose sure take taken takes taking talk tell tells "
            "than thanks their theirs them themselves then therefore these they thing things think this "
            "those though through thus till today together told too took toward towards tried try "
            "trying unless until up upon us very via want wanted wants way ways we well went whatever "
            "whenever wherever whether while whoever whole will within words would yes yet you your "
            "yours"
        ).split()
    ),
    "fr": frozenset(
        (
            "alors après arrive assez aucun aucune aujourd'hui aussi autant autre autres avait avant avez "
            "avoir avons beaucoup bien bon cela celle celles celui certain certaine certaines certains ceux "
            "chaque chez chose choses ci citer citez combien contre depuis dernier dernière devez devient "
            "deviennent devoir devrait dire dis dit disposait dispose disposent dites doit doivent donc "
            "donne donner donnez donné déjà encore ensuite entre environ est-ce exactement faire fais fait "
            "faites falloir faut font ici j'ai jamais jusqu jusque laquelle lequel lesquelles lesquels "
            "liste lors lorsque là maintenant malgré merci mieux moins montrer même mêmes nommer nommez "
            "notamment nouveau parce parfois parler parmi pendant peu peut peuvent peux plus plusieurs "
            "plutôt pourrait pourriez pouvez pouvoir prendre presque pris précisément puis puisque "
            "quelqu'un quelque quelques quoi rien sans savez savoir selon serait seulement si soit sorte "
            "sous souvent suis sujet surtout tel telle telles tels toujours tous tout toute toutes trop "
            "trouve trouver très vais vers veut veux vient voici voilà voir voudrais voulez vouloir "
            "vraiment écrit"
        ).split()
    ),
    "es": frozenset(
        (
            "acerca además ahora algo alguien alguna algunas alguno algunos algún allí antes aparte aquel "
            "aquella aquellos aquí así aunque aún bastante bien buen bueno cada casi cierta ciertas cierto "
            "ciertos cita cite claro conmigo contra cosa cosas cuáles cuánta cuántas cuánto cuántos da dado "
            "dame dar debe deben debería decir dentro desde después dice dicen dicho diga dime dio dispone "
            "disponen donde durante dé dígame dónde ejemplo embargo encontrar entonces entre era eran es "
            "estar estas está están favor gracias gran haber había habían hace hacen hacer hacia hago han "
            "hasta hecho hizo hoy incluso jamás lado lista luego mediante mejor menos mientras misma mismas "
            "mismo mismos mucha muchas mucho muchos nada nadie ninguna ninguno nombrar nombre nueva nuevo "
            "nunca ocurre ocurren otra otras otro otros parece pasar poco podemos poder podría por "
            "principalmente puede pueden puedo pues quería quiere quiero realmente sabe saber sea sean "
            "según sería sido siempre siendo sino solamente solo suele sólo tal tales también tampoco tan "
            "tanto tener tenga tengo tenía tiene tienen toda todas todavía todo todos tras tuvo vamos "
            "varias varios veces ver vez voy"
        ).split()
    ),
}
TELLS_WHEN = re.compile(
    r"\b(?:19|20)\d{2}\b|\b\d+ (?:days|months|years|jours|mois|ans|días|meses|años)\b|"
    r"\b\d{1,2} [A-Z]\w+|\byears?\b"
)
"""A year, a day of a month, a period: what answers 'when?'."""
ASKING = (
    r"what|who|whom|which|when|where|why|how|que|quoi|qui|quels?|quelles?|quand|où|comment|combien|pourquoi"
    r"|qué|quién(?:es)?|cuál(?:es)?|cuándo|dónde|cómo|cuánt[oa]s?"
)
"""Words that a question begins with."""
_EDGES = ".,;:?!¿¡()[]\"'’“”«»"
_WORD = re.compile(r"[^\W_]+(?:[./\-–’'][^\W_]+)*")


def detect_language(text: str, default: str) -> str:
    """English, French or Spanish by function words and signs; `default` when they do not decide.

    Names count for no language: 'What did Côte d'Ivoire say?' is English, 'El Salvador' is not Spanish.
    """
    if _INVERTED.search(text):
        return "es"
    text = _without_names(text)
    words = {_plain(word) for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)}
    votes = {language: len(words & _voters(language)) for language in ("en", "fr", "es")}
    for language, sign in _SIGNS.items():
        votes[language] += bool(sign.search(text))
    best = max(votes.values())
    winners = [language for language, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else default


def _without_names(text: str) -> str:
    """Without capitalised words; the first word stays in lower case unless another capital follows it."""
    first = re.match(r"\W*([^\W\d_][\w'’-]*)(?!\w)(?! [A-ZÀ-Þ])", text)
    rest = _CAPITALISED.sub(" ", text[first.end() :] if first else text)
    return f"{first.group(1).lower() if first else ''} {rest}"


def _plain(word: str) -> str:
    """Lower case without accents: people leave them out."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def _voters(language: str) -> frozenset[str]:
    """Words that speak for the language; what another has as well speaks for both."""
    own = {_plain(word) for word in (*FUNCTION_WORDS[language].split(), *_TELLING[language].split())}
    own |= {_plain(word) for word in _TALK[language]}
    return frozenset(word for word in own if len(word) > 1 or (language, word) == ("en", "a"))


def content_words(text: str, language: str) -> tuple[str, ...]:
    """The words a statement must meet: neither function words nor the words of asking."""
    words = (word for word in _WORD.findall(text) if word.casefold() not in _ASKING)
    return tuple(dict.fromkeys(word for word in words if analyse(word, language)))


def words_of(text: str) -> tuple[str, ...]:
    """Each word once, numbers and symbols with their inner signs."""
    return tuple(dict.fromkeys(_WORD.findall(text)))


def is_talk(word: str, language: str) -> bool:
    return word.strip(_EDGES).casefold() in _TALK.get(language, frozenset())


def without_talk(text: str, language: str) -> str:
    """The text without the words that carry talk along; the text itself where nothing else is in it.

    'Who had already got rid of their entire arsenal? Names please.' -> 'Who rid of entire arsenal?'
    """
    kept = [word for word in text.split() if not is_talk(word, language)]
    return " ".join(kept) if any(analyse(word, language) for word in kept) else text


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans blanked out: 'Art. 4(1)(b)' is looked up, not matched as words."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
