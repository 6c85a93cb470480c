"""Which questions ask what a term means, and which term; the others ask something of the thing."""

from __future__ import annotations

import pytest

from assistant.schemas import Turn
from assistant.understanding.asked_terms import term_asked
from assistant.understanding.question import read_question
from index.retrieve import Filters

ASKED = [
    ("What is the ISU?", "ISU"),
    ("what is the isu?", "ISU"),
    ("What is an ISU?", "ISU"),
    ("What's an observer?", "observer"),
    ("Who is the CMC?", "CMC"),
    ("CCM?", "CCM"),
    ("And 2MSP?", "2MSP"),
    ("What is the Vientiane Action Plan?", "Vientiane Action Plan"),
    ("What is the Meeting of States Parties?", "Meeting of States Parties"),
    ("What is a mine?", "mine"),
    ("What are cluster munition remnants?", "cluster munition remnants"),
    ("What does accede mean?", "accede"),
    ("What does it mean to accede?", "accede"),
    ("What does 'to accede' mean?", "accede"),
    ("What does the term “transfer” mean in Article 2?", "transfer"),
    ("What does the report mean by States Parties?", "States Parties"),
    ("what does VAP stand for", "VAP"),
    ("define cluster munition", "cluster munition"),
    ("Please define “mined area”.", "mined area"),
    ("How is transfer defined in the Mine Ban Convention?", "transfer"),
    ("How does the Act define a person?", "person"),
    ("what is meant by 'cluster munition remnants'", "cluster munition remnants"),
    ("What is the definition of anti-personnel mine in the Mine Ban Convention?", "anti-personnel mine"),
    ("meaning of reasonable accommodation", "reasonable accommodation"),
    ("What is CMC short for?", "CMC"),
    ("Can you tell me what UXO means?", "UXO"),
    ("What is the ISU, and who pays for it?", "ISU"),
    ("Que signifie CCM ?", "CCM"),
    ("Que veut dire « munition active » ?", "munition active"),
    ("Qu'est-ce que l'assistance aux victimes ?", "assistance aux victimes"),
    ("Qu’est-ce qu’une mine ?", "mine"),
    ("C'est quoi la CASM ?", "CASM"),
    ("Qu'entend-on par restes d'armes à sous-munitions ?", "restes d'armes à sous-munitions"),
    ("Que faut-il entendre par « transfert » ?", "transfert"),
    ("Comment la Convention définit-elle une arme à sous-munitions ?", "arme à sous-munitions"),
    ("Quelle est la définition de la mine antipersonnel ?", "mine antipersonnel"),
    ("Définissez le terme « transfert ».", "transfert"),
    ("¿Qué es la UAA?", "UAA"),
    ("¿Qué son las municiones en racimo?", "municiones en racimo"),
    ("¿Qué significa adherirse?", "adherirse"),
    ("¿Qué quiere decir CCM?", "CCM"),
    ("¿Qué se entiende por restos de municiones en racimo?", "restos de municiones en racimo"),
    ("Defina mina antipersonal", "mina antipersonal"),
    ("¿Cuál es la definición de transferencia?", "transferencia"),
    ("¿Cómo define la Convención una munición en racimo?", "munición en racimo"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "term"), ASKED)
def test_a_question_for_a_meaning_names_its_term(question: str, term: str) -> None:
    assert term_asked(read_question(question, (), "auto", Filters())) == term


NOT_ASKED = [
    "What is the deadline for clearance?",
    "What is the purpose of the ISU?",
    "What is Norway's position on the ISU?",
    "What does Article 4 say?",
    "What does Article 4 mean?",
    "What is Article 9?",
    "What does it mean?",
    "What is that?",
    "What is its cut-off date?",
    "What is the weight limit of the submunitions?",
    "What did the ISU say?",
    "Who chaired the session?",
    "When was the 2MSP held?",
    "How many States Parties are there?",
    "What machine does not define it?",
    "Which criteria define a good report?",
    "Thanks!",
    "Yes",
    "Laos?",
    "Compare the CCM and the Mine Ban Convention.",
    "Quel est le délai de dépollution ?",
    "Que dit la Norvège ?",
    "Qu'est-ce que c'est ?",
    "¿Cuál es el plazo?",
    "¿Qué dijo Noruega?",
]


@pytest.mark.parametrize("question", NOT_ASKED)
def test_a_question_for_something_else_asks_no_term(question: str) -> None:
    assert term_asked(read_question(question, (), "auto", Filters())) is None


def test_a_follow_up_asks_for_its_own_term() -> None:
    history = [Turn(role="user", content="What is the ISU?"), Turn(role="assistant", content="A unit.")]
    assert term_asked(read_question("And the GICHD?", history, "auto", Filters())) == "GICHD"
