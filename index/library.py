"""The published generations as a process that answers sees them: always one, always open."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.embed import Embedder
from index.errors import IndexFault, IndexMissingError, IndexUnusableError, ModelMismatchError
from index.generation import FOLDER, current_name, published
from index.opened import Generation, open_generation

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0
"""So long a question waits for a new generation that another one is opening."""
RETRY_SECONDS = 30.0
"""A new generation that cannot be opened is tried again after so long; the old one answers meanwhile."""


class _Shelf:
    """An open generation and how many requests read it; guarded by the library's lock."""

    __slots__ = ("generation", "readers")

    def __init__(self, generation: Generation) -> None:
        self.generation, self.readers = generation, 0


class Library:
    """Hands out the current generation and follows publications without failing a request. Thread-safe."""

    def __init__(self, data_dir: Path, embedder: Embedder) -> None:
        self._data_dir, self._embedder = Path(data_dir), embedder
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._shelf: _Shelf | None = None
        self._tried: tuple[str, float] | None = None

    @contextmanager
    def reading(self) -> Iterator[Generation]:
        """The generation to answer from; it stays open until the block ends, whatever is published meanwhile.

        The first call opens it; a later one that notices a new generation opens it before answering. Raises
        IndexMissingError or IndexUnusableError, only while none was ever open.
        """
        shelf = self._take()
        try:
            yield shelf.generation
        finally:
            self._give_back(shelf)

    def refresh(self) -> None:
        """Open what is published now, before returning. Raises like `reading`."""
        with self._opening:
            name = current_name(self._data_dir)
            if self._shelf is None or (name is not None and name != self._tried_name()):
                self._switch(self._open(name))

    def close(self) -> None:
        """Close what is open; requests that still read keep theirs until they end."""
        with self._lock:
            old, self._shelf, self._tried = self._shelf, None, None
            idle = old is not None and old.readers == 0
        if old is not None and idle:
            old.generation.close()

    def _take(self) -> _Shelf:
        self._follow()
        with self._lock:
            if self._shelf is not None:
                self._shelf.readers += 1
                return self._shelf
        self.refresh()
        return self._take()

    def _give_back(self, shelf: _Shelf) -> None:
        with self._lock:
            shelf.readers -= 1
            unused = shelf.readers == 0 and shelf is not self._shelf
        if unused:
            shelf.generation.close()

    def _follow(self) -> None:
        """Change to a newly published generation before answering: it may have taken a document out.

        Whoever notices opens it and the others wait, but not for ever: what is open still answers.
        """
        if self._shelf is None or not self._is_news(current_name(self._data_dir)):
            return
        if not self._opening.acquire(timeout=PATIENCE_SECONDS):
            return
        try:
            name = current_name(self._data_dir)
            if self._is_news(name):
                self._switch(self._open(name))
        except IndexFault as error:
            log.error("a new generation cannot be used, the one before keeps answering: %s", error)
        finally:
            self._opening.release()

    def _is_news(self, name: str | None) -> bool:
        if name is None or self._tried is None:
            return False
        tried, at = self._tried
        open_now = self._shelf.generation.id if self._shelf else None
        return name != tried or (name != open_now and time.monotonic() - at > RETRY_SECONDS)

    def _tried_name(self) -> str | None:
        return self._tried[0] if self._tried else None

    def _switch(self, generation: Generation) -> None:
        with self._lock:
            old, self._shelf = self._shelf, _Shelf(generation)
            idle = old is not None and old.readers == 0
        if old is not None and idle:
            old.generation.close()

    def _open(self, name: str | None) -> Generation:
        """The named generation or, when it is damaged, the newest other one that is sound."""
        if name is None:
            raise IndexMissingError("nothing is indexed yet: run `treaty-assistant ingest FOLDER`")
        self._tried = (name, time.monotonic())
        try:
            return self._open_if_current(name)
        except ModelMismatchError:
            raise
        except IndexUnusableError as error:
            return self._open_fallback(name, error)

    def _open_if_current(self, name: str) -> Generation:
        """Tries again when a newer publication removed it while it was being opened."""
        while True:
            try:
                return open_generation(self._data_dir / FOLDER / name, self._embedder)
            except IndexUnusableError:
                newer = current_name(self._data_dir)
                if newer is None or newer == name:
                    raise
                name = newer
                self._tried = (name, time.monotonic())

    def _open_fallback(self, name: str, reason: IndexUnusableError) -> Generation:
        if self._shelf is None:
            for folder in published(self._data_dir):
                if folder.name == name:
                    continue
                try:
                    generation = open_generation(folder, self._embedder)
                except IndexUnusableError:
                    continue
                log.error(
                    "%s; generation %s answers instead: run `treaty-assistant ingest`", reason, folder.name
                )
                return generation
        raise IndexUnusableError(f"{reason}: run `treaty-assistant ingest` to build it again") from reason
