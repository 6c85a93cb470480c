"""Conversations under way, in memory only: nothing a person asked is written down here."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence

from assistant.schemas import MAX_HISTORY, MAX_TURNS, Turn, TurnCitation
from ui.render import Exchange

KEPT = 500
"""Conversations remembered; the one untouched for longest is forgotten first."""
EXCHANGES = 30
"""Exchanges shown of one conversation; earlier ones scroll away for good."""
_CITATIONS = 50  # of one turn, as the wire allows


class Conversations:
    """By an unguessable token that only the page of that conversation knows.

    Kept here and not in the framework's session state: that holds a connection open for every tab, and a
    browser has six. Used from the event loop only.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._by_token: OrderedDict[str, list[Exchange]] = OrderedDict()

    def resume(self, token: str) -> tuple[str, list[Exchange]]:
        """The conversation of the token; a new one under a new token when the token is not known."""
        if token not in self._by_token:
            token = secrets.token_urlsafe(16)
            self._by_token[token] = []
            while len(self._by_token) > self._kept:
                self._by_token.popitem(last=False)
        self._by_token.move_to_end(token)
        return token, self._by_token[token]

    def find(self, token: str) -> list[Exchange]:
        """The conversation of the token; empty when there is none."""
        return self._by_token.get(token, [])


def put(exchange: Exchange, exchanges: list[Exchange]) -> None:
    """Add the exchange, or replace the one of its number."""
    if exchanges and exchanges[-1].number == exchange.number:
        exchanges[-1] = exchange
    else:
        exchanges.append(exchange)
        del exchanges[:-EXCHANGES]


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The answered exchanges as turns, newest kept first within what a request may carry."""
    turns: list[Turn] = []
    room = MAX_HISTORY
    for exchange in reversed(exchanges):
        if exchange.reply is None:
            continue
        reply = exchange.reply
        room -= len(exchange.question) + len(reply.answer)
        if room < 0 or len(turns) + 2 > MAX_TURNS:
            break
        cited = [
            TurnCitation(document_id=c.document_id, locator=c.locator) for c in reply.citations[:_CITATIONS]
        ]
        turns += [
            Turn(role="assistant", content=reply.answer, citations=cited),
            Turn(role="user", content=exchange.question),
        ]
    return turns[::-1]
