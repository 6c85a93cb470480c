"""Who a sentence of a report lets speak, told by its grammar: 'X stated', 'reiterated by A, B and the C'.

What may speak is decided by form, not by a list of names: a State by its printed name, an abbreviation or
name that is no text and no meeting, an office with its article, a person with a title, and 'an affected
State', which is somebody without a name. A group ('some States', 'participants', 'the Conference') is nobody
in particular.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.documents import Span
from ingest.grammar import CAPITAL, FULL_NAME, Grammar
from ingest.quotations import is_veiled, unveil
from ingest.states import resolve, split_names, states_in

REACH = 700
"""Who speaks is said within the first so many characters of a sentence, or not at all."""
_SUBJECT = 300
"""A longer subject, with its apposition, is none."""
_MOST_VERBS = 4
"""An apposition may hold a word that looks like a verb of saying; more of them than this it does not hold."""

_ABBREVIATION = re.compile(rf"(?:UN )?(?=(?:[^A-Z]*[A-Z]){{2}}){CAPITAL}[A-Z0-9&/]*(?:-[A-Z0-9]+)*s?")
_IN_BRACKETS = re.compile(r"\s?\(([A-Z][A-Za-z0-9-]{1,14})\)$")
_REMARKED = re.compile(r"(\S.*?)\s\(([^()]+)\)")
_QUOTED = re.compile(r"[\"“”„«»]")
_DEFINED = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,14})\)")
_NUMBER = re.compile(r"(?:[0-9]{1,4}[.)]|\([a-z0-9]{1,4}\)|[a-z]\))\s+")
_NO_MARKS = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))


class Sort(StrEnum):
    """What kind of speaker a name stands for."""

    STATE = "state"
    BODY = "body"
    OFFICE = "office"
    PERSON = "person"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Subject:
    """One speaker as a sentence names it."""

    span: Span
    """The words that name it, in the sentence."""
    sort: Sort
    name: str
    """An abbreviation where the text defines one; of an unnamed one what it is called ('affected State')."""
    role: str | None = None
    is_person: bool = False
    """A person speaks, though it is the State that is named."""
    gender: str | None = None
    """As a title tells it."""


class Back(StrEnum):
    """Whom a clause means that names nobody."""

    ANYONE = "anyone"
    """'Ils', 'Elle', a verb without subject: whoever spoke last."""
    PARTY = "party"
    """'They', 'It': the State, body or office that spoke last, or several of them."""
    PERSON = "person"
    """'He', 'She': the person who spoke last."""
    UNNAMED = "unnamed"
    """'The State requested': the one without a name who spoke last."""
    NOBODY = "nobody"
    """'Some noted', 'it was noted': somebody speaks, and it cannot be told who."""


@dataclass(frozen=True, slots=True)
class Report:
    """A clause in which somebody speaks."""

    start: int
    """Where the clause begins in the sentence."""
    subjects: tuple[Subject, ...] = ()
    back: Back | None = None
    """Set when there are no subjects."""
    gender: str | None = None
    """Of the pronoun that leads back."""
    runs_on: bool = True
    """False of '(by X)' and other passives: what follows after a semicolon is somebody else's."""


class Abbreviations:
    """What the abbreviations of one text stand for, by its own words: 'Cluster Munition Coalition (CMC)'."""

    def __init__(self, text: str = "") -> None:
        self.long: dict[str, str] = {}
        for match in _DEFINED.finditer(text):
            words = _spelled_out(text[max(0, match.start() - 160) : match.start()], match[1])
            if words:
                self.long.setdefault(match[1], words)
        self.short: Mapping[str, str] = {_fold(words): short for short, words in self.long.items()}


def _spelled_out(before: str, short: str) -> str | None:
    """The words an abbreviation in brackets stands for: the fewest that hold its letters in order."""
    letters = [c for c in short.lower() if c.isalpha()]
    at = len(before)
    for place, letter in enumerate(reversed(letters)):
        first = place == len(letters) - 1
        at -= 1
        while at >= 0 and (before[at].lower() != letter or (first and at and before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    words = before[at:].strip()
    return words if 1 < len(words.split()) <= 2 * len(letters) and not re.search(r"[.;:()]", words) else None


def reports(sentence: str, forms: Grammar, short: Abbreviations) -> tuple[Report, ...]:
    """The clauses of a sentence in which somebody speaks, in order; none where nothing is reported.

    Quotations in it are to be veiled: whatever they report is not reported by the sentence.
    """
    head = sentence[:REACH].translate(_NO_MARKS)
    return tuple(map(_with_printed_roles, _reports(head, forms, short)))


def _inverted(head: str, after: int, forms: Grammar, short: Abbreviations) -> Report:
    """'"It is late", said the delegate of Mali.'"""
    words = head[after:].lstrip()
    named = re.split(r"[,;:.]", words)[0].rstrip()
    subjects = _subjects(named, forms, short, passive=True)
    at = len(head) - len(words)
    return Report(0, tuple(_moved(subject, at) for subject in subjects), None if subjects else Back.NOBODY)


def _with_printed_roles(report: Report) -> Report:
    subjects = (replace(each, role=each.role and unveil(each.role)) for each in report.subjects)
    return replace(report, subjects=tuple(subjects))


def _reports(head: str, forms: Grammar, short: Abbreviations) -> tuple[Report, ...]:
    start = _first(head)
    according = forms.according.match(head, start)
    if according:
        return _according(head, according.end(), forms, short)
    inverted = forms.verb.match(head, start) if start and is_veiled(head[:start]) else None
    if inverted:
        subjects = _subjects(
            re.split(r"[,;:.]", head[inverted.end() :])[0].strip(), forms, short, passive=True
        )
        at = inverted.end() + 1
        return (Report(0, tuple(_moved(s, at) for s in subjects), None if subjects else Back.NOBODY),)
    found: list[Report] = []
    for start in _clauses(head, forms):
        if found and not forms.joins.search(head[:start]):
            continue
        report = _active(head, start, forms, short)
        if report is not None:
            found.append(report)
    if found:
        if _is_according_to_another(head, found[-1].start, forms, short):
            return (Report(0, back=Back.NOBODY),)
        if found[0].start == _first(head):
            found[0] = replace(found[0], start=0)
        found += _others(head, found[-1].start, forms)
        front = found[0].start
        if front and (forms.joins.search(head[:front]) or _says(head[:front], forms)):
            return (Report(0, back=Back.NOBODY), *found)
        return (_with_front(replace(found[0], start=0), front, head, forms), *found[1:])
    passive = _passive(head, forms, short)
    if passive:
        return (Report(0, passive, runs_on=False),)
    if _says(head, forms):
        return (Report(0, back=Back.NOBODY),)
    return ()


def named_first(sentence: str, forms: Grammar, short: Abbreviations) -> tuple[Subject, ...]:
    """Whom a sentence begins with, whatever it says of them: 'Japan is trying to ...'."""
    words = list(re.finditer(r"\S+", sentence[:120]))
    for word in reversed(words[:8]):
        found = _list(sentence[: word.end()], forms, short)
        if found:
            return found
    return ()


def _clauses(head: str, forms: Grammar) -> Iterator[int]:
    yield _first(head)
    for match in forms.clause.finditer(head):
        if _is_balanced(head[: match.start()]):
            yield match.end()


def _first(head: str) -> int:
    """Where the words of a sentence begin, after the number of its paragraph and a quotation before them."""
    number = _NUMBER.match(head)
    at = number.end() if number else 0
    end = at
    while end < len(head) and is_veiled(head[end]):
        end += 1
    return end + len(head[end:]) - len(head[end:].lstrip(" ,")) if end > at else at


def _is_balanced(words: str) -> bool:
    """False of half of a bracket: no name and no clause ends in one."""
    return all(words.count(opens) == words.count(closes) for opens, closes in ("()", "[]"))


def _according(head: str, start: int, forms: Grammar, short: Abbreviations) -> tuple[Report, ...]:
    """'According to Cuba, Chile agreed': Cuba says so, if it can be told from what it says; Chile never."""
    ends = [m.start() for m in re.finditer(r",", head[: start + _SUBJECT]) if m.start() > start]
    ends += [place for place, c in enumerate(head) if place > start and is_veiled(c)][:1]
    named = [found for end in ends if (found := _list(head[start:end].rstrip(", "), forms, short))]
    if len(named) == 1 or (named and len(set(named)) == 1):
        return (Report(0, tuple(_moved(subject, start) for subject in named[0])),)
    return (Report(0, back=Back.NOBODY),) if named or _says(head, forms) else ()


def _is_according_to_another(head: str, after: int, forms: Grammar, short: Abbreviations) -> bool:
    """'Chile agreed, according to Cuba': which of them says so cannot be told."""
    for match in forms.according.finditer(head, after):
        named = head[match.end() :].rstrip(".;: ")
        if head[: match.start()].rstrip().endswith(",") and _list(named, forms, short):
            return True
    return False


def _active(head: str, start: int, forms: Grammar, short: Abbreviations) -> Report | None:
    """'X said', 'X, who spoke of Y, said', 'They said', with the clause beginning at `start`."""
    lowered = head[:start] + head[start : start + 1].lower() + head[start + 1 :]
    if forms.drops_subject and start == _first(head) and forms.verb.match(lowered, start):
        return Report(start, back=Back.ANYONE)
    for count, verb in enumerate(forms.verb.finditer(head, start, start + _SUBJECT)):
        region = head[start : verb.start()].rstrip()
        if count == _MOST_VERBS or ";" in region or ":" in region:
            return None
        if not region:
            return None
        if not _is_balanced(region):
            continue
        back = _pronoun(region, forms)
        if back is not None:
            return Report(start, back=back, gender=forms.genders.get(region.lower()))
        if forms.another.fullmatch(region):
            return Report(start, (Subject(Span(start, start + len(region)), Sort.UNNAMED, ""),))
        subjects = _subjects(region, forms, short, passive=False)
        if subjects:
            return Report(start, tuple(_moved(subject, start) for subject in subjects))
    return None


def _pronoun(region: str, forms: Grammar) -> Back | None:
    word = region.lower()
    if word in forms.person_pronouns:
        return Back.PERSON
    if word in forms.pronouns:
        return Back.ANYONE
    if word in forms.party_pronouns:
        return Back.PARTY
    bare = forms.article.sub("", word, count=1)
    if bare != word and (bare in forms.unnamed):
        return Back.UNNAMED
    return None


def _passive(head: str, forms: Grammar, short: Abbreviations) -> tuple[Subject, ...]:
    """'was reiterated by A, B and C', 'a presentation by A', '... (by A)'."""
    for match in forms.passive.finditer(head):
        place, tail = match.end(), head[match.end() :].rstrip(".:; ")
        found = _subjects(tail, forms, short, passive=True)
        described = re.match(r"[^,;:()]{3,80}, ", tail)
        if not found and described and forms.person.match(tail, described.end()):
            place += described.end()
            found = _subjects(tail[described.end() :], forms, short, passive=True)
        if found:
            return tuple(_moved(subject, place) for subject in found)
    bracket = forms.in_brackets.search(head)
    if bracket:
        found = _subjects(bracket[1], forms, short, passive=True)
        return tuple(_moved(subject, bracket.start(1)) for subject in found)
    return ()


def _others(head: str, after: int, forms: Grammar) -> list[Report]:
    """', and survivors appealed to States': where somebody who cannot be told takes over from the speaker."""
    for match in forms.clause.finditer(head, after + 1):
        if not _is_balanced(head[: match.start()]):
            continue
        verb = forms.verb.search(head, match.end(), match.end() + 60)
        words = head[match.end() : verb.start()].split() if verb and forms.joins.search(match[0]) else []
        if words and "," not in words[-1] and not any(word.lower() in forms.dependent for word in words):
            return [Report(match.end(), back=Back.NOBODY)]
    return []


def _says(head: str, forms: Grammar) -> bool:
    """True when there is a verb of saying that is no participle: not 'was proposed', not 'chaired by'."""
    if forms.impersonal.search(head):
        return True
    found = (match for match in forms.verb.finditer(head) if not forms.agent.match(head, match.end()))
    befores = (head[: match.start()].split()[-1:] for match in found)
    return any(not before or before[0].lower() not in forms.before_participles for before in befores)


def _with_front(report: Report, start: int, head: str, forms: Grammar) -> Report:
    """'In their capacity as Friend of the President, Norway informed': the role stands before the name."""
    match = forms.capacity.match(head) or forms.behalf.match(head)
    if not (start and match and len(report.subjects) == 1 and report.subjects[0].role is None):
        return report
    role = _role(head[:start].rstrip(", "), forms)
    return replace(report, subjects=(replace(report.subjects[0], role=role),)) if role else report


def _moved(subject: Subject, by: int) -> Subject:
    return replace(subject, span=Span(subject.span.start + by, subject.span.end + by))


def _subjects(region: str, forms: Grammar, short: Abbreviations, passive: bool) -> tuple[Subject, ...]:
    """The speakers a stretch of text names, with appositions as roles; () when it names anything else."""
    if len(region) > REACH:
        return ()
    people = forms.to_next.search(region)
    if people and forms.person.match(region):
        first = _one_party(region[: people.start()] + ",", forms, short, passive=False)
        rest = _subjects(region[people.end() :], forms, short, passive)
        if first and rest:
            return (*first, *(_moved(subject, people.end()) for subject in rest))
    return _one_party(region, forms, short, passive)


def _one_party(region: str, forms: Grammar, short: Abbreviations, passive: bool) -> tuple[Subject, ...]:
    closed = region.endswith(",") or passive
    bare = region.rstrip(", ")
    focus = forms.focus.match(bare)
    if focus:
        found = _one_party(region[focus.end() :], forms, short, passive)
        return tuple(_moved(subject, focus.end()) for subject in found)
    found = _list(bare, forms, short) or _bracketed(bare, forms, short)
    if found:
        return found
    for comma in reversed([match.start() for match in re.finditer(",", bare)][:12]):
        if not _is_balanced(bare[:comma]):
            continue
        rest = bare[comma + 1 :].lstrip()
        in_office = forms.capacity.match(rest) or forms.behalf.match(rest)
        if in_office or (closed and not _lists_on(rest, forms, short)):
            found = _list(bare[:comma], forms, short)
            named = _named_party(found, rest, len(bare) - len(rest), forms, short)
            if named:
                return named
            if found:
                return _with_role(found, rest, len(bare) - len(rest), forms)
    return _person_of(bare, forms, passive)


def _bracketed(region: str, forms: Grammar, short: Abbreviations) -> tuple[Subject, ...]:
    """'Five States (Chad, Chile and Peru)' names all it lists; 'Albania (on behalf of the EU)' has a role."""
    match = _REMARKED.fullmatch(region)
    if match is None:
        return ()
    before, inside = match[1], match[2]
    if forms.behalf.match(inside) or forms.capacity.match(inside):
        found = _list(before, forms, short)
        return _with_role(found, inside, match.start(2), forms) if len(found) == 1 else ()
    words = {word.lower().strip(",") for word in before.split()}
    if not words & forms.groups or words & forms.excepted or words & forms.dependent:
        return ()
    listed = [(span, _classify(span.of(inside), forms, short)) for span in _parts(inside, forms)]
    if len(listed) < 2 or not all(s and s.sort in (Sort.STATE, Sort.BODY) for _, s in listed):
        return ()
    return tuple(_moved(subject, match.start(2) + span.start) for span, subject in listed if subject)


def _named_party(
    found: tuple[Subject, ...], words: str, at: int, forms: Grammar, short: Abbreviations
) -> tuple[Subject, ...]:
    """'A State, Chad, said': the apposition names the one who has no name before it."""
    if len(found) != 1 or found[0].sort is not Sort.UNNAMED or not _is_party(found[0].name, forms):
        return ()
    named = _list(words, forms, short)
    return (_moved(named[0], at),) if len(named) == 1 and named[0].sort is Sort.STATE else ()


def _is_party(description: str, forms: Grammar) -> bool:
    head = _before_complement(description.split(), forms)
    return bool({head[0].lower(), head[-1].lower()} & forms.parties)


def _lists_on(words: str, forms: Grammar, short: Abbreviations) -> bool:
    """True of the rest of an enumeration one member of which is unknown: 'Ruritania and the ICRC'."""
    words = re.sub(r"\([^()]*\)", "", words).strip()
    last = [match.end() for match in forms.conjunction.finditer(words)][-1:]
    first = words.split()[0].lower() if words.split() else ""
    if forms.helped.match(words):
        return False  # 'supported by Mexico and Peru' is about the one before it
    return bool(last and first not in forms.dependent and _list(words[last[0] :], forms, short))


def _with_role(subjects: tuple[Subject, ...], words: str, at: int, forms: Grammar) -> tuple[Subject, ...]:
    """With the apposition at `at`: in the plural it is about all of them, in the singular about the last."""
    role = _role(words, forms)
    last = subjects[-1]
    if role and last.sort is Sort.OFFICE and FULL_NAME.fullmatch(role):
        person = Subject(Span(at, at + len(role)), Sort.PERSON, role, last.name)
        return (*subjects[:-1], person)
    plural = role is not None and _before_complement(role.split(), forms)[-1].endswith("s")
    return tuple(
        replace(subject, role=role)
        if subject.role is None and (plural or place == len(subjects))
        else subject
        for place, subject in enumerate(subjects, 1)
    )


def _person_of(region: str, forms: Grammar, passive: bool) -> tuple[Subject, ...]:
    """'Ambassador Yong from Lao PDR', 'Ms Sandra de Waele representative of the Delegation'."""
    match = forms.person.match(region)
    if match is None:
        return ()
    rest = region[match.end() :].strip()
    if passive:
        rest = re.split(r",?\s(?:and|et|y)\s(?=[a-zà-ÿ])", rest)[0]
    first = re.match(r"[\w’'-]+", rest)
    follows = first is not None and (first[0] in forms.of or first[0].lower() in forms.offices)
    is_clause = any(word in forms.being for word in rest.split())
    if not follows or is_clause or re.search(r"[;:,]", rest):
        return ()
    role = re.sub(r"^(?:of|from|for|de|du|del)\s+(?:the\s+)?", "", rest)
    name = _lower_article(match[0], forms.article.match(region))
    return (Subject(Span(0, match.end()), Sort.PERSON, name, role, gender=_gender(name, forms)),)


def _role(words: str, forms: Grammar) -> str | None:
    """An apposition as a role; None when it only says something of the speaker ('which was drafting')."""
    if forms.behalf.match(words):
        return words
    match = forms.capacity.match(words)
    if match:
        named = words[match.end() :].strip()
        bare = forms.one.sub("", forms.article.sub("", named, count=1), count=1)
        return named if bare[:1].isupper() or _has_office(bare, forms) else None
    first = re.match(r"[\w’'-]+", words)
    if first is None or first[0].lower() in forms.dependent:
        return None
    is_office = first[0].lower() in forms.offices or forms.article.match(words) or forms.one.match(words)
    return words if first[0][0].isupper() or is_office else None


def _list(region: str, forms: Grammar, short: Abbreviations) -> tuple[Subject, ...]:
    """The speakers of 'A, B and the C'; () unless each of them may be one."""
    if not region or len(region) > 3 * _SUBJECT or re.search(r"[;:?!]", region):
        return ()
    standing = _standing_for(region, forms, short)
    if standing:
        return standing
    subjects: list[Subject] = []
    parts = _parts(region, forms)
    if len(parts) > 1 and not forms.conjunction.fullmatch(region, parts[-2].end, parts[-1].start):
        return ()  # 'Mr. X, Director of Y' is one, with an apposition
    for span in parts:
        subject = _classify(span.of(region), forms, short)
        if subject is None:
            return ()
        subjects.append(_moved(subject, span.start))
    return tuple(subjects)


def _standing_for(region: str, forms: Grammar, short: Abbreviations) -> tuple[Subject, ...]:
    """'the representative of Norway': Norway speaks, by its representative; () when no State is named."""
    match = forms.standing.fullmatch(region)
    if match is None:
        return ()
    found = [(span, _classify(span.of(match[2]), forms, short)) for span in _parts(match[2], forms)]
    plural = match[1].endswith("s")
    by_person = match[1].split()[-1].lower().removesuffix("s") not in forms.no_persons
    if not all(s and (s.sort is Sort.STATE or (plural and s.sort is Sort.BODY)) for _, s in found):
        return ()
    return tuple(
        replace(_moved(subject, span.start + match.start(2)), role=match[1], is_person=by_person)
        for span, subject in found
        if subject is not None
    )


def _parts(region: str, forms: Grammar) -> list[Span]:
    """The members of an enumeration; 'the Minister of Defence and Security' is one."""
    spans: list[Span] = []
    at = 0
    for name in split_names(region):
        at = region.index(name, at)
        spans.append(Span(at, at + len(name)))
        at += len(name)
    joined: list[Span] = []
    for span in spans:
        by_and = joined and forms.conjunction.fullmatch(region, joined[-1].end, span.start)
        is_open = joined and not _is_balanced(joined[-1].of(region))
        if is_open or (by_and and _goes_on(joined[-1].of(region), span.of(region), forms)):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _goes_on(before: str, name: str, forms: Grammar) -> bool:
    """True when `name` is the rest of one: 'of Foreign Affairs | Trade', 'the First | Second Committee'."""
    article = forms.article.match(before)
    bare = before[article.end() :] if article else before
    half = article and bare.isalpha() and not (resolve(bare) or _ABBREVIATION.fullmatch(bare))
    has_complement = half or any(word in forms.of for word in before.split()[1:])
    alone = forms.article.match(name) or forms.title.match(name) or forms.one.match(name)
    return has_complement and not (alone or resolve(name) or _ABBREVIATION.fullmatch(name))


def _classify(name: str, forms: Grammar, short: Abbreviations) -> Subject | None:
    """One speaker, or None when the words name anything else."""
    whole = Span(0, len(name)) if name else None
    if whole is None or len(name.split()) > 20:
        return None
    if not _is_balanced(name) or _QUOTED.search(name) or is_veiled(name):
        return None
    article = forms.article.match(name)
    bare = name[article.end() :] if article else name
    if not bare:
        return None
    if states_in(bare) and resolve(bare):
        return Subject(whole, Sort.STATE, _lower_article(name, article))
    if forms.one.match(name):
        return _unnamed(name, forms)
    person = _person(name, article, forms) if forms.title.match(name) else None
    if person or (forms.title.match(name) and not article):
        return person
    if _ABBREVIATION.fullmatch(bare):
        spelled = short.long.get(bare, "")
        return (
            None
            if _is_text(spelled, forms)
            else Subject(Span(len(name) - len(bare), len(name)), Sort.BODY, bare)
        )
    return _titled(name, article, forms, short)


def _person(name: str, article: re.Match[str] | None, forms: Grammar) -> Subject | None:
    """'Mr. Smith', 'Ms. Dupont (France)'; None of 'General Assembly'."""
    country = re.search(r"\s\(([^()]{2,60})\)$", name)
    bare = name[: country.start()] if country else name
    if not forms.person.fullmatch(bare) or bare.split()[-1].lower() in forms.texts:
        return None
    role = country[1] if country and not re.search(r"[0-9]", country[1]) else None
    called = _lower_article(bare, article)
    return Subject(Span(0, len(bare)), Sort.PERSON, called, role, gender=_gender(called, forms))


def _gender(name: str, forms: Grammar) -> str | None:
    """As the first title tells it: 'Ms. Dupont', 'la Sra. López'."""
    article = forms.article.match(name)
    first = name[article.end() if article else 0 :].split()[0]
    return forms.genders.get(first.rstrip(".").lower())


def _titled(name: str, article: re.Match[str] | None, forms: Grammar, short: Abbreviations) -> Subject | None:
    """An office or a body by its full name."""
    whole = Span(0, len(name))
    bracketed = _IN_BRACKETS.search(name)
    plain = name[: bracketed.start()] if bracketed else name
    bare = plain[article.end() :] if article else plain
    words = bare.split()
    if not words or words[0].lower() in forms.starts or any(w.lower() in forms.dependent for w in words):
        return None
    if _is_text(bare, forms):
        return None
    if _has_office(bare, forms):
        owner = re.match(r"(.{2,40}?)['’]s\s", bare)
        definite = bool(article) or bool(owner and states_in(owner[1]) and resolve(owner[1]))
        is_name = definite and _is_office_name(bare, forms)
        return Subject(whole, Sort.OFFICE, _lower_article(plain, article)) if is_name else None
    known = bracketed[1] if bracketed else short.short.get(_fold(bare))
    capitals = [
        word for word in words if word not in forms.of and not forms.conjunction.fullmatch(f" {word} ")
    ]
    if not all(word[0].isupper() or word[0].isdigit() for word in capitals) and not known:
        return None
    if not words[0][0].isupper() or not (article or len(capitals) > 1):
        return None
    if not article and resolve(" ".join(words[1:])):
        return None  # 'Yesterday Chile'
    return Subject(whole, Sort.BODY, known or _lower_article(plain, article))


def _unnamed(name: str, forms: Grammar) -> Subject | None:
    match = forms.one.match(name)
    description = name[match.end() :] if match else ""
    remarked = _REMARKED.fullmatch(description)
    if match and remarked:
        description = remarked[1]
        inside = remarked[2]
        if _is_party(description, forms) and states_in(inside) and resolve(inside):
            start = match.end() + remarked.start(2)
            article = forms.article.match(inside)
            return Subject(Span(start, start + len(inside)), Sort.STATE, _lower_article(inside, article))
    words = description.split()
    if not 0 < len(words) <= 14 or words[0] in forms.of:
        return None
    head = [word.lower() for word in _before_complement(words, forms)][-2:]
    kinds = {" ".join(head), head[-1]} if head else set()
    romance = {" ".join(w.lower() for w in words[:2]), words[0].lower()}
    if not (kinds | romance) & forms.unnamed or any(w.lower() in forms.dependent for w in words):
        return None
    return Subject(Span(0, len(name)), Sort.UNNAMED, description)


def _before_complement(words: list[str], forms: Grammar) -> list[str]:
    for place, word in enumerate(words):
        if place and word.lower() in forms.of:
            return words[:place]
    return words


def _is_text(name: str, forms: Grammar) -> bool:
    """True of what is written or held and of groups: a convention, a session, States."""
    words = name.split()
    if not words:
        return False
    heads = {words[0].lower(), _before_complement(words, forms)[-1].lower()}
    return bool((heads | {head.removesuffix("s") for head in heads}) & forms.texts)


def _has_office(name: str, forms: Grammar) -> bool:
    head = [word.lower() for word in _before_complement(name.split(), forms)]
    singular = [word.removesuffix("s") for word in head]
    return bool({*head[:1], *head[-1:], *singular[:1], *singular[-1:], " ".join(head[-2:])} & forms.offices)


def _is_office_name(name: str, forms: Grammar) -> bool:
    """True when nothing but a complement follows the office: not 'President may announce the list'."""
    words = name.split()
    head = _before_complement(words, forms)
    named = [
        place
        for place, word in enumerate(head)
        if {word.lower(), word.lower().removesuffix("s")} & forms.offices
    ]
    rest = words[named[0] + 1 : len(head)] if named else words
    return len(words) <= 14 and all(word[0].isupper() for word in rest) and "," not in name


def _lower_article(name: str, article: re.Match[str] | None) -> str:
    """'The Netherlands' at the start of a sentence is 'the Netherlands'."""
    return name[0].lower() + name[1:] if article else name


def _fold(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.lower().split())
