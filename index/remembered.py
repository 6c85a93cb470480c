"""What was read once and may be asked for again, kept within a size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by key; when together they pass `limit`, those not asked for longest go. Thread-safe."""

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        self._limit, self._size = limit, size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def get_all(self, keys: Iterable[K]) -> dict[K, V]:
        """Those of the keys that are kept, in the given order; locked once."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
            return found

    def keep(self, key: K, value: V) -> V:
        """The value itself; one that alone passes the limit is not kept."""
        if self._size(value) > self._limit:
            return value
        with self._lock:
            if key in self._values:
                self._held -= self._size(self._values.pop(key))
            self._values[key] = value
            self._held += self._size(value)
            while self._held > self._limit:
                _, oldest = self._values.popitem(last=False)
                self._held -= self._size(oldest)
        return value
