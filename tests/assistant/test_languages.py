"""Questions in languages we do not answer in are told so, in that language; no other question ever is."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from assistant.deadline import Deadline
from assistant.local import Assistant
from assistant.schemas import AskReply, AskRequest, SearchRequest
from assistant.settings import Settings
from assistant.understanding.languages import notice, other_language
from prompts.other_languages import sentences
from prompts.words import LANGUAGES
from ui.configure import read_settings
from ui.exits import UsageError
from ui.terminal import visible

ROOT = Path(__file__).resolve().parents[2]
OTHERS = {
    "ar": ["ما هي الدول الأطراف التي دمرت مخزوناتها؟", "ماذا تنص المادة 4 من CCM؟", "أين عقدت الندوة؟"],
    "bg": ["Кои държави са унищожили запасите си?"],
    "da": ["Hvad siger artikel 4 i konventionen om rydning af områder?"],
    "de": [
        "Welche Staaten haben ihre Bestände vernichtet?",
        "Wie viele Vertragsstaaten hat das Übereinkommen?",
        "Wer hat die Sitzung über Opferhilfe geleitet?",
        "Bis wann müssen Bestände zerstört werden?",
    ],
    "el": ["Τι λέει το άρθρο 4;"],
    "fa": ["چه کشورهایی عضو کنوانسیون هستند؟", "سمینار کجا برگزار شد؟"],
    "he": ["מה אומר סעיף 4 לאמנה?"],
    "hi": ["अनुच्छेद 4 क्या कहता है?"],
    "it": [
        "Che cosa è una munizione a grappolo?",
        "Quali Stati hanno distrutto le loro scorte?",
        "Quanti Stati sono parti della Convenzione?",
        "Chi ha presieduto la riunione sull'assistenza alle vittime?",
        "Qual è il termine per la distruzione delle scorte?",
        "Quanti governi hanno partecipato alla conferenza di Santiago?",
        "Dove si è tenuto il seminario del marzo 2017?",
        "Quali paesi hanno sostenuto il GICHD come sede?",
        "Chi era indeciso e che cosa ha detto l'Irlanda?",
        "Sono ammesse riserve alla Convenzione?",
        "Quali sono gli obblighi di uno Stato parte secondo l'articolo 5?",
        "Perché è stata scelta quella regione?",
        "In che giorno scade il termine per la bonifica?",
        "Ci sono paesi che conservano munizioni per l'addestramento?",
        "La Germania ha già distrutto le sue scorte?",
        "Come può uno Stato recedere dalla Convenzione?",
        "Quante submunizioni sono state distrutte?",
    ],
    "ja": ["第4条は何を定めていますか？", "クラスター弾とは何ですか？"],
    "ko": ["제4조는 무엇을 규정합니까?"],
    "lo": ["ສົນທິສັນຍາມີລັດພາຄີຈັກລັດ?"],
    "nl": ["Hoeveel landen zijn partij bij het verdrag?", "Welke staten hebben hun voorraden vernietigd?"],
    "no": ["Hvilke stater har ødelagt lagrene sine og hva sier konvensjonen?"],
    "pl": ["Które państwa zniszczyły swoje zapasy?", "Ile państw jest stronami konwencji?"],
    "pt": [
        "Quais Estados destruíram os seus estoques?",
        "Quantos Estados são partes na Convenção?",
        "Quem presidiu a sessão sobre assistência às vítimas?",
        "Quando entra em vigor a Convenção?",
        "Qual é o prazo para a destruição dos estoques?",
        "O que é uma coalizão de países?",
        "Quantos governos participaram da conferência de Santiago?",
        "Onde foi realizado o seminário de março de 2017?",
        "Quem ainda não tinha decidido e o que disse a Irlanda?",
        "Como a Convenção define as vítimas?",
        "Quais são as obrigações de um Estado Parte segundo o artigo 5?",
        "Por que essa região foi escolhida?",
        "Quais são os signatários com estoques de munições de fragmentação?",
        "Em que dia termina o prazo de limpeza?",
        "Há países que conservam munições para treino?",
        "A Alemanha já destruiu as suas reservas?",
        "Quanto tempo dura a prorrogação?",
    ],
    "ru": ["Что такое кассетные боеприпасы?", "Что говорит статья 4 CCM?", "Что такое cluster munitions?"],
    "sv": ["Vilka stater har förstört sina lager?", "Hur många stater är parter i konventionen?"],
    "th": ["อนุสัญญามีรัฐภาคีกี่รัฐ"],
    "tr": ["Sözleşmeye kaç devlet taraf oldu?", "Almanya stoklarını imha etti mi?"],
    "uk": ["Які держави знищили свої запаси?", "Де відбувся семінар?"],
    "ur": ["کنونشن کے کتنے رکن ممالک ہیں؟"],
    "zh": ["第4条规定了什么？", "《集束弹药公约》有多少缔约国？", "CCM第3条是什么？"],
}
# English, French and Spanish, or too little to tell.
OURS = (
    """
What does “Конвенция по кассетным боеприпасам” mean?|Translate Конвенция по кассетным боеприпасам
What is Конвенция по кассетным боеприпасам?|Wһat does Аrticle 4 say?|北京 Summit outcome
Define Übereinkommen über Streumunition|Summarise the Übereinkommen über Streumunition, please
Did Türkiye ratify?|Türkiye|São Tomé e Príncipe retention|Did São Tomé and Príncipe report?|ALBANIA|?|4|Ω
Statement by Ambassador van der Berg|Speech of Hans-Jürgen von der Lühe on clearance|Łukasz Kowalski's remarks
Article 3 bis|art. 4 par. 1 let. b|CCM/MSP/2011/WP.5|Action #8|ISU hosting GICHD|Lao PDR contamination
ERW|Albania clearance 2009|retention training|Dubrovnik Action Plan|Prot V generic preventive measures
How do States define munizioni a grappolo?|CMC position Santiago|Vientiane, Beirut, Geneva|made under it
Quels États ont détruit leurs stocks ?|Que dit l'article 4 ?|Combien d'États parties en 2011 ?|l'Irlande ?
Qui présidait la séance sur la dépollution ?|Et le Portugal ?|victimes|dépollution|au biais des fonds
Résumez les obligations de l'article 3.|Où s'est tenu le séminaire ?|Pourquoi cette région ?|Et l'Italie ?
Citez le paragraphe 35 du rapport de Beyrouth|La Suède a-t-elle détruit ses stocks ?|Quand ?|réserves permises
¿Qué Estados destruyeron sus reservas?|¿Qué dice el artículo 4?|¿Cuántos Estados partes en 2011?|¿Albania?
Quien presidió la sesión sobre remoción|Y Portugal?|desminado humanitario|como se retira un Estado
Resuma las obligaciones del artículo 3.|Dónde fue el seminario|Por qué esa región|Para qué sirve
Cite el párrafo 35 del informe de Beirut|Ha destruido Italia sus existencias|Cuando vence el plazo|reservas
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def ask(assistant: Assistant, question: str) -> AskReply:
    return assistant.ask(AskRequest(question=question), lambda *_: None, Deadline(120))


@pytest.mark.parametrize(
    ("language", "question"), [(code, question) for code, asked in OTHERS.items() for question in asked]
)
def test_a_question_in_another_language_is_told_by_it(language: str, question: str) -> None:
    assert other_language(question) == language
    assert other_language(unicodedata.normalize("NFD", question)) == language


@pytest.mark.parametrize("question", OURS)
def test_a_question_in_our_languages_or_of_too_few_words_is_never_taken_for_another(question: str) -> None:
    assert other_language(question) is None


def test_no_question_of_the_sets_is_taken_for_another_language(test_data: Path) -> None:
    asked = []
    for path in (test_data / "evals" / "dev.jsonl", ROOT / "evals" / "cases" / "sample.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            asked += [case["question"], *case["history"]]
    assert len(asked) >= 200
    assert [question for question in asked if other_language(question)] == []


def test_every_language_told_has_its_sentence_and_every_sentence_is_in_its_language() -> None:
    assert sentences().keys() == OTHERS.keys()
    assert not sentences().keys() & set(LANGUAGES)
    for code, sentence in sentences().items():
        assert other_language(sentence) in (code, None)  # the Danish and the Norwegian one are too alike
        assert visible(sentence) == sentence


def test_the_notice_is_one_fixed_sentence_in_the_language_of_the_question(assistant: Assistant) -> None:
    for code in ("de", "ar"):
        reply = ask(assistant, OTHERS[code][0])
        assert (reply.status, reply.answer, reply.language) == ("notice", sentences()[code], code)
        assert (reply.citations, reply.abstention) == ([], None)
        assert [warning.code for warning in reply.warnings] == ["sample_collection"]


def test_search_looks_for_any_text(assistant: Assistant) -> None:
    query = "Wie lange dauert die Frist nach Article 4 und wer hat sie?"
    assert ask(assistant, query).status == "notice"
    assert assistant.search(SearchRequest(query=query), Deadline(120)).results


@pytest.mark.parametrize(("read", "told"), [("", True), ("any", False), ("it,de", False), ("pt", True)])
def test_a_language_that_the_settings_say_is_read_gets_no_notice(read: str, told: bool) -> None:
    settings = Settings(embedding_model="a-multilingual-model", question_languages=read)
    assert (notice(OTHERS["de"][0], read=settings.question_languages) is not None) == told


def test_the_bundled_model_is_not_said_to_read_other_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TREATY_QUESTION_LANGUAGES", "de")
    with pytest.raises(
        UsageError, match="TREATY_QUESTION_LANGUAGES: the bundled embedding model reads English"
    ):
        read_settings(None, sample=True)
    monkeypatch.setenv("TREATY_QUESTION_LANGUAGES", "German")
    with pytest.raises(UsageError, match="TREATY_QUESTION_LANGUAGES"):
        read_settings(None, sample=True)
