"""Turns that are no questions: none abstains, none loses the thread; and no question is taken for one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.dialogue.turns import Act, read_turn, thread
from assistant.finding.last_answer import paragraph_at
from assistant.local import Assistant
from assistant.schemas import AnswerStatus, AskReply, AskRequest, PartRole, SentenceKind, Turn, TurnCitation
from assistant.settings import Settings
from assistant.wiring import open_assistant
from index.embed import SentenceTransformerEmbedder
from index.job import ingest
from ingest.locator import Locator

CCM = "convention-on-cluster-munitions-digest-by-article-en"
CASM = "convention-sur-les-armes-a-sous-munitions-condense-par-article-fr"
SYNOPSIS = "open-ended-informal-consultations-on-the-convention-synopsis-en"
MEETING = "informal-meeting-on-international-cooperation-and-assistance-meeting-summary-en"
REPORT = "sample-progress-report-2011-en"


@dataclass(frozen=True)
class Before:
    """A question that was answered, and what the answer quoted."""

    question: str
    document: str
    locator: str
    words: str
    note: str = ""
    """Words of a footnote that was quoted beside it."""


TREATY = Before(
    "How soon must stockpiles be destroyed?",
    CCM,
    "Article 3(2)",
    "2. The stockpile has to be destroyed as soon as possible, at the latest eight years after the "
    "Convention entered into force for the State concerned.",
)
POINT = Before(
    "What about remnants that came later?",
    CCM,
    "Article 4(1)(b)",
    "(b) remnants that came into being later: as soon as possible, and within ten years of the end of the "
    "active hostilities that caused them;",
)
SPEAKER = Before(
    "What did Germany point to in February 2011?",
    SYNOPSIS,
    "section 3, [para. 8]",
    "Germany pointed to the use of resources.",
)
UNNAMED = Before(
    "Whose area was too small for a plan?",
    MEETING,
    "section 2.1, [para. 6]",
    "An affected State said that its area was too small for a completion plan, but that it had made a "
    "political commitment to finish by 2018.",
)
LIST = Before(
    "Which States Parties keep cluster munitions for training?",
    REPORT,
    "para. 22",
    "22. Six States Parties keep cluster munitions or submunitions for training, for developing techniques "
    "or for counter-measures.",
    "Germany, Spain, Belgium, France, Denmark and United Kingdom.",
)
DELAI = Before(
    "Quel est le délai de destruction des stocks ?",
    CASM,
    "Article 3(2)",
    "2. Le délai de destruction est de huit ans au plus à compter de l'entrée en vigueur pour l'État "
    "concerné.",
)
PLAZO = Before("¿Cuándo hay que destruir las reservas?", CCM, "Article 3(2)", TREATY.words)

NOTICED: list[tuple[str, str, Act]] = [
    ("Hello", "en", Act.GREETING),
    ("Good morning!", "en", Act.GREETING),
    ("Thanks a lot", "en", Act.THANKS),
    ("ok, thank you", "en", Act.THANKS),
    ("Bye", "en", Act.GOODBYE),
    ("What can you do?", "en", Act.ABILITIES),
    ("Can you help me?", "en", Act.ABILITIES),
    ("Who are you?", "en", Act.IDENTITY),
    ("Are you a robot?", "en", Act.IDENTITY),
    ("Which documents do you have?", "en", Act.DOCUMENTS),
    ("Could you please list your sources?", "en", Act.DOCUMENTS),
    ("Great answer!", "en", Act.PRAISE),
    ("I see", "en", Act.ACKNOWLEDGEMENT),
    ("How are you today?", "en", Act.SMALL_TALK),
    ("?", "en", Act.ACKNOWLEDGEMENT),
    ("Bonjour", "fr", Act.GREETING),
    ("Merci beaucoup !", "fr", Act.THANKS),
    ("D'accord, merci", "fr", Act.THANKS),
    ("Oui, d'accord", "fr", Act.ACKNOWLEDGEMENT),
    ("Au revoir", "fr", Act.GOODBYE),
    ("Que peux-tu faire ?", "fr", Act.ABILITIES),
    ("Qui êtes-vous ?", "fr", Act.IDENTITY),
    ("Quels documents avez-vous ?", "fr", Act.DOCUMENTS),
    ("Comment ça va ?", "fr", Act.SMALL_TALK),
    ("Très bien", "fr", Act.PRAISE),
    ("Hola", "es", Act.GREETING),
    ("Buenos días", "es", Act.GREETING),
    ("Muchas gracias", "es", Act.THANKS),
    ("Vale", "es", Act.ACKNOWLEDGEMENT),
    ("Adiós", "es", Act.GOODBYE),
    ("¿Qué puedes hacer?", "es", Act.ABILITIES),
    ("¿Quién eres?", "es", Act.IDENTITY),
    ("¿Qué documentos tienes?", "es", Act.DOCUMENTS),
    ("¿Cómo estás?", "es", Act.SMALL_TALK),
    ("Perfecto", "es", Act.PRAISE),
]

# What was answered before, the turn, the language of the reply, the places it must cite and no others, and
# words that it must have.
ACTING: list[tuple[Before, str, str, tuple[tuple[str, str], ...], str]] = [
    (TREATY, "Shorter, please", "en", ((CCM, "Article 3(2)"),), "eight years"),
    (LIST, "make it shorter", "en", ((REPORT, "para. 22"),), "Belgium"),
    (TREATY, "Could you give me the whole paragraph?", "en", ((CCM, "Article 3(2)"),), "public health"),
    (POINT, "whole paragraph", "en", ((CCM, "Article 4(1)"),), "already there"),
    (LIST, "give me the full text of that", "en", ((REPORT, "para. 22"),), "Czech Republic"),
    (TREATY, "next paragraph", "en", ((CCM, "Article 3(3)"),), "four more years"),
    (TREATY, "and the previous one?", "en", ((CCM, "Article 3(1)"),), "set apart"),
    (SPEAKER, "the paragraph after that", "en", ((SYNOPSIS, "section 3, [para. 9]"),), "as host"),
    (TREATY, "Tell me more.", "en", ((CCM, "Article 3(2)"),), "international standards"),
    (SPEAKER, "Who said that?", "en", ((SYNOPSIS, "section 3, [para. 8]"),), "Germany said this"),
    (UNNAMED, "who said that", "en", ((MEETING, "section 2.1, [para. 6]"),), "does not name"),
    (UNNAMED, "which country said that?", "en", ((MEETING, "section 2.1, [para. 6]"),), "affected State"),
    (LIST, "As of when?", "en", ((REPORT, "para. 22"),), "20 August 2011"),
    (SPEAKER, "When was that?", "en", ((SYNOPSIS, "section 3, [para. 8]"),), "24 February 2011"),
    (TREATY, "Where does it say that?", "en", ((CCM, "Article 3(2)"),), "Article 3(2)"),
    (LIST, "Which document is that?", "en", ((REPORT, "para. 22"),), "Sample Progress Report 2011"),
    (LIST, "give me the link", "en", ((REPORT, "para. 22"),), "link"),
    (TREATY, "Are you sure?", "en", ((CCM, "Article 3(2)"),), "exact words"),
    (TREATY, "No, that is wrong.", "en", ((CCM, "Article 3(2)"),), "You can check it"),
    (TREATY, "say that again", "en", ((CCM, "Article 3(2)"),), "Once more"),
    (TREATY, "In French?", "fr", ((CASM, "Article 3(2)"),), "huit ans"),
    (POINT, "en français", "fr", ((CASM, "Article 4(1)"),), "hostilités actives"),
    (TREATY, "in Spanish please", "es", ((CCM, "Article 3(2)"),), "en ese idioma"),
    (LIST, "in French", "fr", ((REPORT, "para. 22"),), "dans cette langue"),
    (TREATY, "Explain that in simple words", "en", ((CCM, "Article 3(2)"),), "language model"),
    (LIST, "Can you summarise it?", "en", ((REPORT, "para. 22"),), "language model"),
    (TREATY, "Translate that into French", "en", ((CASM, "Article 3(2)"),), "huit ans"),
    (LIST, "draft a statement on that", "en", ((REPORT, "para. 22"),), "language model"),
    (DELAI, "Plus court", "fr", ((CASM, "Article 3(2)"),), "huit ans"),
    (DELAI, "le paragraphe entier s'il vous plaît", "fr", ((CASM, "Article 3(2)"),), "santé publique"),
    (DELAI, "Paragraphe suivant", "fr", ((CASM, "Article 3(3)"),), "quatre ans"),
    (DELAI, "et le précédent ?", "fr", ((CASM, "Article 3(1)"),), "marquées"),
    (DELAI, "continue", "fr", ((CASM, "Article 3(2)"),), "santé publique"),
    (DELAI, "Qui a dit cela ?", "fr", ((CASM, "Article 3(2)"),), "sans l'attribuer"),
    (DELAI, "De quelle date ?", "fr", ((CASM, "Article 3(2)"),), "30 mai 2008"),
    (DELAI, "Où est-ce écrit ?", "fr", ((CASM, "Article 3(2)"),), "Article 3(2)"),
    (DELAI, "Es-tu sûr ?", "fr", ((CASM, "Article 3(2)"),), "mots exacts"),
    (DELAI, "C'est faux", "fr", ((CASM, "Article 3(2)"),), "vérifier"),
    (DELAI, "en anglais", "en", ((CCM, "Article 3(2)"),), "eight years"),
    (DELAI, "Explique", "fr", ((CASM, "Article 3(2)"),), "modèle de langue"),
    (DELAI, "Quel document est-ce ?", "fr", ((CASM, "Article 3(2)"),), "condensé par article"),
    (DELAI, "traduis ça en anglais", "fr", ((CCM, "Article 3(2)"),), "eight years"),
    (PLAZO, "Más corto, por favor", "es", ((CCM, "Article 3(2)"),), "eight years"),
    (PLAZO, "el párrafo completo", "es", ((CCM, "Article 3(2)"),), "public health"),
    (PLAZO, "párrafo siguiente", "es", ((CCM, "Article 3(3)"),), "four more years"),
    (PLAZO, "¿Y el anterior?", "es", ((CCM, "Article 3(1)"),), "set apart"),
    (PLAZO, "más", "es", ((CCM, "Article 3(2)"),), "international standards"),
    (PLAZO, "¿Quién lo dijo?", "es", ((CCM, "Article 3(2)"),), "sin atribuirlo"),
    (PLAZO, "¿De qué fecha es eso?", "es", ((CCM, "Article 3(2)"),), "30 de mayo de 2008"),
    (PLAZO, "¿Dónde lo dice?", "es", ((CCM, "Article 3(2)"),), "Article 3(2)"),
    (PLAZO, "¿Está seguro?", "es", ((CCM, "Article 3(2)"),), "palabras exactas"),
    (PLAZO, "Eso no es correcto", "es", ((CCM, "Article 3(2)"),), "comprobarlo"),
    (PLAZO, "en francés", "fr", ((CASM, "Article 3(2)"),), "huit ans"),
    (PLAZO, "explícame eso", "es", ((CCM, "Article 3(2)"),), "modelo de lenguaje"),
    (PLAZO, "dame el enlace", "es", ((CCM, "Article 3(2)"),), "enlace"),
]

# Turns with a subject of their own: what they need a model for, and the place of the nearest thing.
WITH_SUBJECT: list[tuple[str, str, str, str]] = [
    ("Explain Article 9 of the Convention on Cluster Munitions", "en", CCM, "Article 9"),
    ("Please summarise Article 9 of the Convention on Cluster Munitions", "en", CCM, "Article 9"),
    ("Translate Article 9 of the Convention on Cluster Munitions into French", "en", CASM, "Article 9"),
    ("Expliquez l'article 9 de la Convention sur les armes à sous-munitions", "fr", CASM, "Article 9"),
]

# Courtesy around a question: what is asked once it is taken away.
# What people say of themselves before they ask, and what is asked once it is taken away.
LED_UP_TO: list[tuple[str, str]] = [
    (
        "Good morning, dear colleague, I hope you are well. Could you please be so kind as to tell me when "
        "reports are due?",
        "when reports are due?",
    ),
    (
        "I am a new delegate from Malta preparing for tomorrow. What does Article 9 say?",
        "What does Article 9 say?",
    ),
    (
        "Hello, my name is Ana and I work for a ministry. I would be very grateful if you could tell me how "
        "long clearance may take. Many thanks in advance and kind regards",
        "how long clearance may take.",
    ),
    (
        "Dear assistant, I hope this finds you well. I was wondering whether you might be able to tell me "
        "who chaired the session. Thank you very much.",
        "who chaired the session.",
    ),
    (
        "Sorry to bother you again. I have a quick question: how many States reported?",
        "how many States reported?",
    ),
    ("We are in the room and the chair asks: when is a report due?", "when is a report due?"),
    ("As a journalist new to this, could you tell me what the treaty bans?", "what the treaty bans?"),
    (
        "Bonjour cher collègue, j'espère que vous allez bien. Auriez-vous l'amabilité de me dire quand les "
        "stocks doivent être détruits ? Merci d'avance.",
        "quand les stocks doivent être détruits ?",
    ),
    ("Je suis une nouvelle déléguée de Malte. Que prévoit l'article 9 ?", "Que prévoit l'article 9 ?"),
    (
        "J'aimerais savoir combien d'États ont présenté un rapport.",
        "combien d'États ont présenté un rapport.",
    ),
    (
        "Buenos días, estimado colega, espero que esté bien. ¿Sería tan amable de decirme cuándo deben "
        "destruirse las reservas? Muchas gracias de antemano.",
        "cuándo deben destruirse las reservas?",
    ),
    (
        "Soy un nuevo delegado de Malta y preparo la reunión. ¿Qué exige el artículo 9?",
        "¿Qué exige el artículo 9?",
    ),
    ("Quisiera saber quién presidió la sesión.", "quién presidió la sesión."),
]
# What looks like it and is part of what is asked.
KEPT = [
    "I hear that Iraq has joined; is that right?",
    "My question concerns Article 4. How long may an extension be?",
    "I am the delegate of Norway. What did we say about the fund?",
    "Which States keep munitions, and tell me when they must report",
    "As of 2011, how many States had ratified?",
    "As a new member, what did Mali ask for?",
    "I am looking for the deadline in Article 4",
    "Tell me about the Santiago conference",
    "Je suis arrivé pour la 2e Assemblée des États parties. Qui préside ?",
]

MIXED: list[tuple[str, str]] = [
    (
        "Hello, what does Article 9 of the Convention on Cluster Munitions say?",
        "what does Article 9 of the Convention on Cluster Munitions say?",
    ),
    (
        "Good morning what does Article 9 of the Convention on Cluster Munitions say?",
        "what does Article 9 of the Convention on Cluster Munitions say?",
    ),
    (
        "Great, thanks! And what does Article 9 of the Convention on Cluster Munitions say?",
        "And what does Article 9 of the Convention on Cluster Munitions say?",
    ),
    (
        "What does Article 9 of the Convention on Cluster Munitions say? Thank you!",
        "What does Article 9 of the Convention on Cluster Munitions say?",
    ),
    (
        "Bonjour, que dit l'article 9 de la Convention sur les armes à sous-munitions ? Merci.",
        "que dit l'article 9 de la Convention sur les armes à sous-munitions ?",
    ),
    (
        "Merci. Et que dit l'article 9 de la Convention sur les armes à sous-munitions ?",
        "Et que dit l'article 9 de la Convention sur les armes à sous-munitions ?",
    ),
    (
        "Hola, ¿qué dice el artículo 9 de la Convención sobre Municiones en Racimo?",
        "¿qué dice el artículo 9 de la Convención sobre Municiones en Racimo?",
    ),
    (
        "Vale, gracias. ¿Y qué dice el artículo 9 de la Convención sobre Municiones en Racimo?",
        "¿Y qué dice el artículo 9 de la Convención sobre Municiones en Racimo?",
    ),
]

QUESTIONS = [
    "Which States said more?",
    "What does Article 2 mean by cluster munition?",
    "Are you sure that Lebanon signed?",
    "Who said that the deadline cannot be met?",
    "When was the seminar held?",
    "When did Lebanon ratify?",
    "Where does the Convention say that stockpiles must be destroyed?",
    "Explain why Norway could wait for the Third Meeting",
    "Summarise what was said about victim assistance",
    "Which documents does the Convention recall?",
    "Which documents do you have to submit under Article 7?",
    "What can a State do when it cannot finish in time?",
    "Who is the Coordinator?",
    "In Lebanon?",
    "In 2017?",
    "And Article 4?",
    "And Lebanon?",
    "Who?",
    "Which ones?",
    "How many thanks were expressed to Chile?",
    "Is that more than was reported?",
    "Draft decisions were prepared on what?",
    "What happens next?",
    "The next Meeting of States Parties is where?",
    "What is the next deadline?",
    "Write one sentence saying that Lebanon is in breach.",
    "Et l'article 4 ?",
    "Qui a dit que le délai est trop court ?",
    "Que signifie le plan pour les États affectés en 2017 et après ?",
    "Quels documents un État doit-il remettre ?",
    "Combien d'États ont dit merci au Chili ?",
    "¿Y el artículo 4?",
    "¿Quién dijo que el plazo era corto?",
    "¿Qué documentos presentó Noruega?",
    "¿En el Líbano?",
    "¿Qué puede hacer un Estado que no cumple el plazo?",
]


def ask(assistant: Assistant, question: str, history: list[Turn]) -> AskReply:
    request = AskRequest(question=question, history=history)
    return assistant.ask(request, lambda *_: None, Deadline(120))


def told(before: Before, *, cite: bool = True) -> list[Turn]:
    """The conversation so far, its citations kept or lost."""
    quoted = f"“{before.words}” [1]" + (f" footnote: “{before.note}” [2]" if before.note else "")
    cited = [TurnCitation(document_id=before.document, locator=before.locator)] if cite else []
    return [
        Turn(role="user", content=before.question),
        Turn(role="assistant", content=quoted, citations=cited),
    ]


def follow(history: list[Turn], question: str, reply: AskReply) -> list[Turn]:
    cited = [TurnCitation(document_id=c.document_id, locator=c.locator) for c in reply.citations]
    said = Turn(role="assistant", content=reply.answer, citations=cited)
    return [*history, Turn(role="user", content=question), said]


def places(reply: AskReply) -> set[tuple[str, str]]:
    """The paragraphs cited."""
    return {(c.document_id, str(paragraph_at(Locator.parse(c.locator)))) for c in reply.citations}


def assert_accounted_for(reply: AskReply) -> None:
    """The answer is its sentences, each citation is used, each quotation cited."""
    assert reply.answer == " ".join(sentence.text for sentence in reply.sentences)
    assert {n for s in reply.sentences for n in s.citations} == {c.number for c in reply.citations}
    for sentence in reply.sentences:
        assert sentence.citations or sentence.kind is SentenceKind.CONNECTIVE
        assert all(part.citation for part in sentence.parts if part.role is PartRole.QUOTE)


def test_the_table_has_eighty_turns_in_three_languages() -> None:
    spoken = [language for _, language, _ in NOTICED] + [row[2] for row in ACTING]
    assert len(spoken) >= 80
    assert all(spoken.count(language) >= 20 for language in ("en", "fr", "es"))


@pytest.mark.parametrize(("turn", "language", "act"), NOTICED)
def test_what_asks_nothing_gets_a_notice_in_its_language(
    assistant: Assistant, turn: str, language: str, act: Act
) -> None:
    assert read_turn(turn, "en").act is act
    reply = ask(assistant, turn, [])
    assert (reply.status, reply.language) == (AnswerStatus.NOTICE, language)
    assert reply.sentences
    assert reply.abstention is None
    assert_accounted_for(reply)


@pytest.mark.parametrize("cite", [True, False], ids=["citations kept", "citations lost"])
@pytest.mark.parametrize(("before", "turn", "language", "cited", "words"), ACTING)
def test_what_acts_on_the_answer_before_keeps_to_its_place(
    assistant: Assistant,
    before: Before,
    turn: str,
    language: str,
    cited: tuple[tuple[str, str], ...],
    words: str,
    cite: bool,
) -> None:
    reply = ask(assistant, turn, told(before, cite=cite))
    assert (reply.status, reply.language) == (AnswerStatus.ANSWERED, language)
    assert places(reply) == {(document, str(paragraph_at(Locator.parse(at)))) for document, at in cited}
    assert words in reply.answer
    assert_accounted_for(reply)


@pytest.mark.parametrize(("before", "turn"), [(row[0], row[1]) for row in ACTING])
def test_a_question_after_it_still_follows_the_first_one(before: Before, turn: str) -> None:
    history = [*told(before), Turn(role="user", content=turn), Turn(role="assistant", content="“...” [1]")]
    asked = [each.content for each in thread(history, "en")[0] if each.role == "user"]
    assert asked == [before.question]


@pytest.mark.parametrize("turn", sorted({row[1] for row in ACTING}))
def test_with_no_answer_before_it_is_said_what_to_ask_first(assistant: Assistant, turn: str) -> None:
    reply = ask(assistant, turn, [])
    assert reply.status is AnswerStatus.NOTICE
    assert_accounted_for(reply)


@pytest.mark.parametrize(("turn", "language", "document", "locator"), WITH_SUBJECT)
def test_what_needs_a_language_model_gets_the_nearest_thing(
    assistant: Assistant, turn: str, language: str, document: str, locator: str
) -> None:
    reply = ask(assistant, turn, [])
    assert (reply.status, reply.language) == (AnswerStatus.ANSWERED, language)
    assert (document, locator) in places(reply)
    assert reply.sentences[0].kind is SentenceKind.CONNECTIVE
    assert_accounted_for(reply)


def test_a_term_of_the_answer_before_is_explained_or_shown_where_it_was_used(assistant: Assistant) -> None:
    before = Before(
        "Who spoke for the GICHD?",
        SYNOPSIS,
        "section 3, [para. 9]",
        "Switzerland, Australia and France spoke for the GICHD as host.",
    )
    reply = ask(assistant, "What does GICHD mean?", told(before))
    assert reply.status is AnswerStatus.ANSWERED
    assert any("GICHD" in cited.quote for cited in reply.citations)
    assert_accounted_for(reply)


def test_of_a_document_the_beginning_and_the_headings_are_quoted(assistant: Assistant) -> None:
    reply = ask(assistant, "Summarise the Bangkok seminar report", [])
    assert reply.status is AnswerStatus.ANSWERED
    assert {c.document_id for c in reply.citations} == {"bangkok-seminar-on-country-coalitions-report-en"}
    assert "Background" in [c.quote for c in reply.citations]
    assert_accounted_for(reply)


def test_for_a_speech_the_passages_to_quote_are_given(assistant: Assistant) -> None:
    reply = ask(assistant, "Draft a short statement on victim assistance", [])
    assert reply.status is AnswerStatus.ANSWERED
    assert "language model" in reply.sentences[0].text
    assert_accounted_for(reply)


@pytest.mark.parametrize(("turn", "question"), MIXED)
def test_courtesy_around_a_question_is_taken_away_and_the_question_answered(
    assistant: Assistant, turn: str, question: str
) -> None:
    assert read_turn(turn, "en").text == question
    reply = ask(assistant, turn, [])
    assert reply.status is AnswerStatus.ANSWERED
    assert (CCM, "Article 9") in places(reply) or (CASM, "Article 9") in places(reply)


@pytest.mark.parametrize(("turn", "question"), LED_UP_TO)
def test_what_people_say_of_themselves_before_they_ask_is_taken_away(turn: str, question: str) -> None:
    said = read_turn(turn, "en")
    assert (said.act, said.text) == (None, question)


@pytest.mark.parametrize("turn", KEPT)
def test_what_a_question_speaks_of_stays_with_it(turn: str) -> None:
    assert read_turn(turn, "en").text == turn


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_with_such_words_in_it_is_a_question(question: str, language: str) -> None:
    said = read_turn(question, language)
    assert said.act is None or (said.act in (Act.EXPLAIN, Act.SUMMARISE, Act.TERM) and said.subject)
    assert said.text.strip("¿?. ") == question.strip("¿?. ")


def test_every_question_of_the_evaluation_set_is_a_question() -> None:
    cases = Path(__file__).resolve().parents[2] / "evals" / "cases" / "sample.jsonl"
    asked = [json.loads(line)["question"] for line in cases.read_text(encoding="utf-8").splitlines()]
    assert len(asked) > 50
    assert [q for q in asked if read_turn(q, "en").act not in (None, Act.TERM)] == []


def test_a_conversation_goes_from_paragraph_to_paragraph_and_back_to_its_question(
    assistant: Assistant,
) -> None:
    history = told(TREATY)
    for turn, place in (
        ("next paragraph", "Article 3(3)"),
        ("thanks", ""),
        ("and the next one?", "Article 3(4)"),
        ("in French", "Article 3(4)"),
        ("merci !", ""),
        ("le précédent", "Article 3(3)"),
    ):
        reply = ask(assistant, turn, history)
        assert {locator for _, locator in places(reply)} == ({place} if place else set())
        history = follow(history, turn, reply)
    assert [turn.content for turn in thread(history, "en")[0] if turn.role == "user"] == [TREATY.question]


def test_shorter_keeps_the_statement_that_answers_and_not_merely_the_first(assistant: Assistant) -> None:
    whole = Before(
        "Which international standards must the methods of destruction respect?",
        CCM,
        "Article 3(2)",
        f"{TREATY.words} The methods used must respect international standards for public health and the "
        "environment.",
    )
    reply = ask(assistant, "shorter", told(whole))
    assert [cited.quote[:16] for cited in reply.citations] == ["The methods used"]


def test_courtesy_in_between_changes_no_answer(assistant: Assistant) -> None:
    question = "And how many more years may a State ask for?"
    plain = ask(assistant, question, told(TREATY))
    courteous = told(TREATY)
    for turn in ("thanks", "ok, very good"):
        courteous = follow(courteous, turn, ask(assistant, turn, courteous))
    reply = ask(assistant, f"{question} Thank you!", courteous)
    assert (reply.status, reply.sentences) == (plain.status, plain.sentences)
    assert reply.standalone_question == plain.standalone_question


def test_a_long_article_is_read_out_part_by_part(assistant: Assistant) -> None:
    history = told(POINT)
    first = ask(assistant, "the whole article", history)
    assert "more" in first.answer
    then = ask(assistant, "more", follow(history, "the whole article", first))
    assert not places(first) & places(then)
    assert {locator.split("(")[0] for _, locator in places(then)} == {"Article 4"}


def test_the_last_paragraph_of_a_document_has_none_after_it(assistant: Assistant) -> None:
    with assistant.library.reading() as generation:
        last = generation.passages(CASM)[-1]
    before = Before("Quels textes font foi ?", CASM, str(last.passage.locator), last.text)
    reply = ask(assistant, "paragraphe suivant", told(before))
    assert "dernier paragraphe" in reply.answer
    assert places(reply) == {(CASM, str(last.passage.locator))}


def test_after_an_answer_that_quotes_nothing_there_is_nothing_to_act_on(assistant: Assistant) -> None:
    lost = [
        *told(TREATY),
        Turn(role="user", content="How far is the Moon?"),
        Turn(role="assistant", content="I did not find this in the documents of the collection."),
    ]
    assert ask(assistant, "who said that?", lost).status is AnswerStatus.NOTICE


def test_places_that_a_client_makes_up_are_no_places(assistant: Assistant) -> None:
    made_up = [
        TurnCitation(document_id="no-such-document", locator="Article 3"),
        TurnCitation(document_id=CCM, locator="the third drawer"),
        TurnCitation(document_id=CCM, locator="Article 3(2)"),
    ]
    history = [Turn(role="user", content="How long?"), Turn(role="assistant", content="", citations=made_up)]
    assert places(ask(assistant, "whole paragraph", history)) == {(CCM, "Article 3(2)")}


def test_documents_are_listed_by_kind_and_counted(assistant: Assistant) -> None:
    reply = ask(assistant, "Which documents do you have?", [])
    with assistant.library.reading() as generation:
        titles = [document.metadata.title for document in generation.documents()]
    assert f"{len(titles)}" in reply.sentences[0].text
    assert all(title in reply.answer for title in titles)
    labels = [part for sentence in reply.sentences for part in sentence.parts if part.role is PartRole.LABEL]
    assert len(labels) == len(titles)


def test_the_language_wished_for_is_that_of_the_notice(assistant: Assistant) -> None:
    request = AskRequest(question="Hello", language="es")
    assert assistant.ask(request, lambda *_: None, Deadline(120)).language == "es"


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (["Quel est le délai ?"], "fr"),
        (["¿Cuál es el plazo?", "ok"], "es"),
        (["What is the deadline?", "merci"], "fr"),
        ([], "en"),
    ],
)
def test_a_turn_that_several_languages_have_is_in_that_of_the_conversation(
    said: list[str], language: str
) -> None:
    history = [Turn(role="user", content=each) for each in said]
    assert read_turn("ok", thread(history, "en")[1]).language == language


def test_the_same_turn_gives_the_same_bytes(assistant: Assistant) -> None:
    for turn in ("in French", "Which documents do you have?", "more", "explain"):
        once, again = (ask(assistant, turn, told(TREATY)).model_dump_json() for _ in range(2))
        assert once == again


# ---- On real documents

REAL = (
    "ccm-convention-en",
    "ccm-convention-fr",
    "apmbc-convention-en",
    "apmbc-convention-fr",
    "2011-08-25-draft-beirut-progress-report",
    "2017-11-24-cooperation-and-assistance-meeting-summary",
)
POINT_OF_TREATY = "What does Article 4(1)(b) of the Convention on Cluster Munitions say?"
MINES = "What does Article 5(1) of the Mine Ban Convention say?"
PARAGRAPH = "What does paragraph 35 of the draft Beirut Progress Report say?"
ON_REAL_DOCUMENTS: list[tuple[str, str, str, str, str]] = [
    (POINT_OF_TREATY, "whole paragraph", "convention-on-cluster-munitions-en", "Article 4(1)", "(c)"),
    (POINT_OF_TREATY, "next paragraph", "convention-on-cluster-munitions-en", "Article 4(2)", ""),
    (POINT_OF_TREATY, "in French", "convention-sur-les-armes-a-sous-munitions-fr", "Article 4(1)", "b)"),
    (POINT_OF_TREATY, "in Spanish", "convention-on-cluster-munitions-en", "Article 4(1)", "ese idioma"),
    (POINT_OF_TREATY, "explain", "convention-on-cluster-munitions-en", "Article 4(1)", "language model"),
    (MINES, "en français svp", "convention-sur-l-interdiction", "Article 5(1)", "zones minées"),
    (MINES, "párrafo siguiente", "convention-on-the-prohibition", "Article 5(2)", ""),
    (PARAGRAPH, "Shorter", "draft-beirut-progress-report-en", "para. 35", "six States Parties"),
    (PARAGRAPH, "as of when?", "draft-beirut-progress-report-en", "para. 35", "20 August 2011"),
    (PARAGRAPH, "the paragraph after that", "draft-beirut-progress-report-en", "para. 36", ""),
    (PARAGRAPH, "Which document is that?", "draft-beirut-progress-report-en", "para. 35", "Draft Beirut"),
    (PARAGRAPH, "es-tu sûr ?", "draft-beirut-progress-report-en", "para. 35", "mots exacts"),
]


@pytest.fixture(scope="module")
def of_real_documents(
    test_data: Path, tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Iterator[Assistant]:
    texts, data = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("data")
    for path in (test_data / "corpus").iterdir():
        if path.stem in REAL:
            shutil.copy(path, texts)
    assert not ingest(data, [texts], embedder).refused
    opened = open_assistant(Settings(data_dir=data))
    yield opened
    opened.close()


@pytest.mark.parametrize(("question", "turn", "document", "place", "words"), ON_REAL_DOCUMENTS)
def test_on_real_documents_the_thread_is_kept(
    of_real_documents: Assistant, question: str, turn: str, document: str, place: str, words: str
) -> None:
    answered = ask(of_real_documents, question, [])
    reply = ask(of_real_documents, turn, follow([], question, answered))
    assert reply.status is AnswerStatus.ANSWERED
    assert {locator for _, locator in places(reply)} == {place}
    assert all(cited.document_id.startswith(document) for cited in reply.citations)
    assert words in reply.answer
    assert_accounted_for(reply)


TREATY_EN, TREATY_FR = "convention-on-cluster-munitions-en", "convention-sur-les-armes-a-sous-munitions-fr"
BEIRUT = "draft-beirut-progress-report-en"
# Whole conversations: each turn with the document and the paragraphs that its answer cites.
DIALOGUES: dict[str, list[tuple[str, str, set[str]]]] = {
    "a treaty in English": [
        (POINT_OF_TREATY, TREATY_EN, {"Article 4(1)"}),
        ("whole paragraph", TREATY_EN, {"Article 4(1)"}),
        ("next paragraph", TREATY_EN, {"Article 4(2)"}),
        ("in French", TREATY_FR, {"Article 4(2)"}),
        ("who said that?", TREATY_FR, {"Article 4(2)"}),
        ("thank you", "", set()),
    ],
    "from Article to Article": [
        ("What does Article 3(2) of the Convention on Cluster Munitions say?", TREATY_EN, {"Article 3(2)"}),
        ("and 3?", TREATY_EN, {"Article 3(3)"}),
        ("and 7(1)?", TREATY_EN, {"Article 7(1)"}),
        ("the second paragraph?", TREATY_EN, {"Article 7(2)"}),
        ("and the next?", TREATY_EN, {"Article 7(3)"}),
        ("are you sure?", TREATY_EN, {"Article 7(3)"}),
    ],
    "a report": [
        (PARAGRAPH, BEIRUT, {"para. 35"}),
        ("shorter", BEIRUT, {"para. 35"}),
        ("as of when?", BEIRUT, {"para. 35"}),
        ("more", BEIRUT, {"para. 35"}),
        ("draft a statement on that", BEIRUT, {"para. 35"}),
        ("and 36?", BEIRUT, {"para. 36"}),
        ("which document is that?", BEIRUT, {"para. 36"}),
    ],
    "un traité en français": [
        (
            "Que dit l'article 5(1) de la Convention sur les armes à sous-munitions ?",
            TREATY_FR,
            {"Article 5(1)"},
        ),
        ("plus court", TREATY_FR, {"Article 5(1)"}),
        ("paragraphe suivant", TREATY_FR, {"Article 5(2)"}),
        ("en anglais", TREATY_EN, {"Article 5(2)"}),
        ("explique", TREATY_EN, {"Article 5(2)"}),
        ("résume", TREATY_EN, {"Article 5(2)"}),
        ("merci beaucoup", "", set()),
    ],
    "un tratado en español": [
        (
            "¿Qué dice el artículo 3(2) de la Convención sobre Municiones en Racimo?",
            TREATY_EN,
            {"Article 3(2)"},
        ),
        ("más corto", TREATY_EN, {"Article 3(2)"}),
        ("párrafo siguiente", TREATY_EN, {"Article 3(3)"}),
        ("tradúcelo al francés", TREATY_FR, {"Article 3(3)"}),
        ("¿y el 5?", TREATY_EN, {"Article 3(5)"}),
        ("¿está seguro?", TREATY_EN, {"Article 3(5)"}),
        ("gracias", "", set()),
    ],
}


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_conversation_of_many_turns_keeps_its_thread(of_real_documents: Assistant, name: str) -> None:
    history: list[Turn] = []
    for turn, document, cited in DIALOGUES[name]:
        reply = ask(of_real_documents, turn, history[-12:])
        assert reply.status is (AnswerStatus.ANSWERED if cited else AnswerStatus.NOTICE), turn
        assert (turn, {each for _, each in places(reply)}) == (turn, cited)
        assert {each for each, _ in places(reply)} == ({document} if document else set()), turn
        assert_accounted_for(reply)
        history = follow(history, turn, reply)
    assert len(DIALOGUES[name]) >= 5


def test_a_speaker_whom_the_source_hides_stays_hidden(of_real_documents: Assistant) -> None:
    question = "Which affected State said in November 2017 that it had 400 sq. km of mine contamination?"
    history = follow([], question, ask(of_real_documents, question, []))
    if not history[-1].citations:  # whoever asks which State it was may be told that it is not named
        pytest.skip("the question itself is declined")
    for turn in ("Who said that?", "Which country said that?", "¿Quién lo dijo?"):
        reply = ask(of_real_documents, turn, history)
        assert reply.status is AnswerStatus.ANSWERED
        assert "affected State" in reply.answer
        assert {c.speaker.name for c in reply.citations if c.speaker} <= {None}


def test_no_question_of_the_sets_is_taken_for_a_turn(test_data: Path) -> None:
    asked: list[str] = []
    for name in ("dev.jsonl", "public/squad2/questions600.jsonl", "public/obliqa/dev400.jsonl"):
        for line in (test_data / "evals" / name).read_text(encoding="utf-8").splitlines():
            asked.append(json.loads(line)["question"])
    assert len(asked) > 1000
    assert [q for q in asked if read_turn(q, "en").act not in (None, Act.TERM)] == []
