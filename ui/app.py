"""The chat page: Gradio carries questions and answers, our own templates draw them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from assistant.deadline import Deadline
from assistant.errors import BusyError, DeadlineError
from assistant.http.workers import GRACE_SECONDS, Workers, stop
from assistant.schemas import MAX_QUESTION, AskReply, AskRequest, CollectionFields, DocumentFields
from assistant.service import Service
from assistant.settings import Settings
from index.errors import IndexFault
from ingest.documents import Kind
from prompts.words import catalogue, say
from ui import render
from ui.conversations import Conversations, history, put
from ui.render import LANGUAGE_NAMES, Exchange, preferred_language, say_on_screen

if TYPE_CHECKING:
    import gradio as gr

log = logging.getLogger(__name__)

LISTED = 100
"""Documents listed beside the conversation; the page /documents has them all."""
EXAMPLES = 6
SAMPLE_QUESTIONS = "examples."
SHORT_TITLE = 100
"""Characters of a title that still reads well within a question."""
HEAD = """
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ui/tokens.css">
<link rel="stylesheet" href="/ui/chat.css">
<script src="/ui/chat.js" defer></script>
"""
SANS = (
    "ui-sans-serif",
    "system-ui",
    "Segoe UI",
    "Roboto",
    "Helvetica Neue",
    "Noto Sans",
    "Arial",
    "sans-serif",
)

Updates = dict[Any, Any]
"""What an event changes on screen: component -> new value or properties."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The components of the page."""

    banner: gr.Markdown
    masthead: gr.Markdown
    pages: gr.Markdown
    language: gr.Radio
    restart: gr.Button
    thread: gr.Markdown
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    sources: gr.Markdown
    footer: gr.Markdown
    token: gr.Textbox
    """Which conversation this page holds; not shown."""

    def all(self) -> list[Any]:
        return [getattr(self, name) for name in self.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the page tells of the collection."""

    documents: Sequence[DocumentFields] = ()
    collection: CollectionFields | None = None

    @property
    def sample(self) -> bool:
        return self.collection is not None and self.collection.sample


def build_ui(service: Service, settings: Settings, workers: Workers) -> gr.Blocks:
    """The chat as Gradio blocks, to be mounted with `mount`."""
    import gradio as gr

    title = say_on_screen("title", settings.language)
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as blocks:
        screen = _lay_out(settings.language)
        _connect(blocks, screen, Chat(service, settings, workers, screen))
    return cast("gr.Blocks", blocks)


def _connect(blocks: gr.Blocks, screen: Screen, chat: Chat) -> None:
    """What happens when a person acts. None of it is offered as an API."""
    import gradio as gr

    s = screen
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asked = gr.on(
        [s.question.submit, s.ask.click],
        chat.ask,
        [s.question, s.language, s.token],
        [s.question, s.thread, s.sources, s.ask, s.stop, s.footer, s.token],
        concurrency_limit=None,  # the workers bound how many are answered at a time
        **private,
    )
    stopped = [s.question, s.thread, s.ask, s.stop]
    s.stop.click(chat.stop, [s.language, s.token], stopped, cancels=[asked], **private)
    s.restart.click(chat.restart, [s.language], s.all(), cancels=[asked], **private)
    s.language.input(chat.translate, [s.language, s.token], s.all(), **private)

    async def opened(request: Any) -> Updates:
        return await chat.load(request)

    # Gradio passes the request to what is annotated so; a name under TYPE_CHECKING would not resolve.
    opened.__annotations__["request"] = gr.Request
    blocks.load(opened, None, s.all(), **private)


def mount(app: Any, blocks: gr.Blocks) -> None:
    """Put the chat at '/' of the application: nothing from outside, nothing shared, no API, no uploads."""
    import gradio as gr

    theme = gr.themes.Base(font=SANS, font_mono=("ui-monospace", "Consolas", "monospace"))
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        theme=theme,
        head=HEAD,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=1,
        mcp_server=False,
        pwa=False,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def _lay_out(language: str) -> Screen:
    import gradio as gr
    from gradio.components.textbox import InputHTMLAttributes

    banner = _panel("", elem_id="banner")
    with gr.Row(elem_id="top"):
        masthead = _panel(render.masthead(language), elem_id="masthead")
        with gr.Row(elem_id="tools"):
            pages = _panel(render.pages(language), elem_id="pages")
            languages = gr.Radio(
                [(name, code) for code, name in LANGUAGE_NAMES.items()],
                value=language,
                label=say_on_screen("language", language),
                elem_id="language",
                container=False,
            )
            restart = gr.Button(say_on_screen("new_conversation", language), elem_id="restart", size="sm")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk", scale=3, min_width=0):
            thread = _panel(render.thread((), language), elem_id="thread")
            with gr.Row(elem_id="composer"):
                question = gr.Textbox(
                    label=say_on_screen("question_label", language),
                    placeholder=say_on_screen("question_hint", language),
                    elem_id="question",
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION,
                    container=False,
                    scale=1,
                    min_width=0,
                    html_attributes=InputHTMLAttributes(autocomplete="off", enterkeyhint="send"),
                )
                ask = gr.Button(
                    say_on_screen("ask", language), elem_id="ask", variant="primary", scale=0, min_width=0
                )
                stop_button = gr.Button(
                    say_on_screen("stop", language), elem_id="stop", visible=False, scale=0, min_width=0
                )
        with gr.Column(elem_id="beside", scale=2, min_width=0):
            sources = _panel(render.sources((), (), language), elem_id="sources")
    footer = _panel("", elem_id="foot")
    token = gr.Textbox(visible="hidden", elem_id="token", interactive=False)
    return Screen(
        banner,
        masthead,
        pages,
        languages,
        restart,
        thread,
        question,
        ask,
        stop_button,
        sources,
        footer,
        token,
    )


def _panel(html: str, elem_id: str) -> gr.Markdown:
    """A place for our own HTML.

    Not `gr.HTML`: that compiles its template in the browser, which a page without 'unsafe-eval' forbids. A
    Markdown component hands a block of HTML through as it is, as long as it is one line (see `render.page`).
    """
    import gradio as gr

    return gr.Markdown(html, elem_id=elem_id, sanitize_html=False, latex_delimiters=[], container=False)


class Chat:
    """What the page does when a person acts. Every method runs on the event loop; the service never does."""

    def __init__(self, service: Service, settings: Settings, workers: Workers, screen: Screen) -> None:
        self._service, self._settings, self._workers, self._screen = service, settings, workers, screen
        self._conversations = Conversations()

    async def load(self, request: gr.Request) -> Updates:
        """A page was opened: speak the language of its browser."""
        chosen, accepted = request.query_params.get("lang"), request.headers.get("accept-language")
        language = preferred_language(chosen, accepted, self._settings.language)
        return {**await self._whole_page(language, ()), self._screen.token: ""}

    async def translate(self, language: str, token: str) -> Updates:
        return await self._whole_page(_known(language), self._conversations.find(token))

    async def restart(self, language: str) -> Updates:
        return {
            **await self._whole_page(_known(language), ()),
            self._screen.question: "",
            self._screen.token: "",
        }

    async def stop(self, language: str, token: str) -> Updates:
        """The work was cancelled: say so and give the question back."""
        screen, language = self._screen, _known(language)
        exchanges = self._conversations.find(token)
        updates = self._idle()
        if exchanges and exchanges[-1].step:
            put(replace(exchanges[-1], step=None, notice=say_on_screen("stopped", language)), exchanges)
            updates[screen.question] = exchanges[-1].question
            updates[screen.thread] = render.thread(exchanges, language)
        return updates

    async def ask(self, question: str, language: str, token: str) -> AsyncIterator[Updates]:
        """Show the question, then each step, then the answer with its passages."""
        screen, language, question = self._screen, _known(language), question.strip()
        if not question:
            yield {screen.question: ""}
            return
        token, exchanges = self._conversations.resume(token)
        number = exchanges[-1].number + 1 if exchanges else 1
        told = history(exchanges)
        exchange = Exchange(number, _short(question), step="searching")
        put(exchange, exchanges)
        busy = _properties(visible=False), _properties(visible=True)
        yield {
            screen.token: token,
            screen.question: "",
            screen.thread: render.thread(exchanges, language),
            screen.ask: busy[0],
            screen.stop: busy[1],
        }
        updates: Updates = {}
        try:
            request = AskRequest(question=question, history=told, language=self._answer_language(language))
            async for event in self._work(request):
                if isinstance(event, str):
                    put(replace(exchange, step=event), exchanges)
                    yield {screen.thread: render.thread(exchanges, language)}
                else:
                    put(Exchange(number, question, reply=event), exchanges)
        except Exception as error:
            put(replace(exchange, step=None, notice=_explain(error, language)), exchanges)
            updates[screen.question] = question
        holdings = await self._holdings()
        yield {
            **updates,
            **self._idle(),
            screen.thread: render.thread(exchanges, language),
            screen.sources: render.sources(exchanges, holdings.documents, language),
            screen.footer: _footer(holdings, language),
        }

    async def _work(self, request: AskRequest) -> AsyncIterator[str | AskReply]:
        """Names of steps as they begin, then the reply. The work stops when nobody waits for it any more."""
        loop, deadline = asyncio.get_running_loop(), Deadline(self._settings.answer_seconds)
        steps: asyncio.Queue[str | None] = asyncio.Queue()

        def on_step(event: str, data: Mapping[str, Any]) -> None:
            if event == "step":
                loop.call_soon_threadsafe(steps.put_nowait, data["name"])

        future = self._workers.submit(lambda: self._service.ask(request, on_step, deadline), deadline)
        future.add_done_callback(lambda _: steps.put_nowait(None))
        try:
            while (
                step := await asyncio.wait_for(steps.get(), deadline.remaining + GRACE_SECONDS)
            ) is not None:
                yield step
            yield future.result().result
        finally:
            stop(future, deadline)

    def _answer_language(self, language: str) -> Any:
        """The language on screen when a person or browser chose one, else what the question is written in."""
        return "auto" if language == self._settings.language else language

    def _idle(self) -> Updates:
        return {self._screen.ask: _properties(visible=True), self._screen.stop: _properties(visible=False)}

    async def _whole_page(self, language: str, exchanges: Sequence[Exchange]) -> Updates:
        screen, holdings = self._screen, await self._holdings()
        label, hint = say_on_screen("question_label", language), say_on_screen("question_hint", language)
        return {
            screen.banner: render.banner(language) if holdings.sample else "",
            screen.masthead: render.masthead(language),
            screen.pages: render.pages(language),
            screen.language: _properties(value=language, label=say_on_screen("language", language)),
            screen.restart: say_on_screen("new_conversation", language),
            screen.thread: render.thread(exchanges, language, examples(holdings, language)),
            screen.question: _properties(label=label, placeholder=hint),
            screen.ask: _properties(value=say_on_screen("ask", language), visible=True),
            screen.stop: _properties(value=say_on_screen("stop", language), visible=False),
            screen.sources: render.sources(exchanges, holdings.documents, language),
            screen.footer: _footer(holdings, language),
        }

    async def _holdings(self) -> Holdings:
        """The documents now; none while there is no index, which is no reason to fail."""
        try:
            reply = await asyncio.to_thread(self._service.documents, 0, LISTED)
        except IndexFault as fault:
            log.warning("no documents to list: %s", fault)
            return Holdings()
        return Holdings(reply.documents, reply.collection)


def examples(holdings: Holdings, language: str) -> list[str]:
    """Questions to start with: written ones for the sample, else made from the titles of the documents.

    First the first article of the treaty with the shortest title, then one document of each other kind.
    """
    if holdings.sample:
        written = [code for code in catalogue() if code.startswith(SAMPLE_QUESTIONS)]
        return [say(code, language) for code in written][:EXAMPLES]
    titles = sorted((d.title for d in holdings.documents if d.kind == Kind.TREATY), key=len)
    asked = [say_on_screen("example_article", language, title=title) for title in titles[:1]]
    others = [d for d in holdings.documents if d.kind != Kind.TREATY and len(d.title) <= SHORT_TITLE]
    one_of_each = {document.kind: document.title for document in reversed(others)}
    asked += [say_on_screen("example_about", language, title=title) for title in one_of_each.values()]
    return asked[:EXAMPLES]


def _footer(holdings: Holdings, language: str) -> str:
    held = holdings.collection
    if held is None:
        return render.footer(0, None, None, language)
    return render.footer(held.documents, held.newest, held.updated, language)


def _properties(**changed: Any) -> Any:
    import gradio as gr

    return gr.update(**changed)


def _known(language: str) -> str:
    return language if language in LANGUAGE_NAMES else "en"


def _short(question: str) -> str:
    """What is shown of a question: all of one that may be asked, and only characters that can be sent."""
    return question[:MAX_QUESTION].encode("utf-8", "replace").decode()


def _explain(error: Exception, language: str) -> str:
    """What went wrong, in the words of the person who asked; our own faults also go to the log."""
    match error:
        case BusyError():
            code = "error_busy"
        case DeadlineError() | TimeoutError():
            code = "error_time"
        case ValidationError():
            return say_on_screen("error_question", language, most=MAX_QUESTION)
        case IndexFault():
            code = "error_no_index"
        case _:
            log.exception("a question could not be answered", exc_info=error)
            code = "error_other"
    return say_on_screen(code, language)
