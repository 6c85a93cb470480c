"""Taking times and printing them: medians and percentiles, each figure beside what it is compared with."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 7


def median_seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The first run is not counted."""
    work()
    return statistics.median(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def took(work: Callable[[], object]) -> NDArray[np.float64]:
    """Milliseconds by the clock, and of processor time of this process, whatever its threads."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return np.array([time.perf_counter() - clock, time.process_time() - processor]) * 1e3


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of processor time in this process and the children that ended meanwhile."""
    clock, processor = time.perf_counter(), processor_seconds()
    work()
    return time.perf_counter() - clock, processor_seconds() - processor


def processor_seconds() -> float:
    taken = os.times()
    return taken.user + taken.system + taken.children_user + taken.children_system


def percentile(values: Sequence[float], share: float) -> float:
    """An observed value: of the values in order, the one at share x (n - 1), rounded down."""
    return sorted(values)[int(share * (len(values) - 1))]


def say(name: str, measured: float, baseline: str, other: float) -> None:
    """Both in seconds."""
    ratio = f"x{measured / other:.2f}"
    tell(f"{name:44s} {measured * 1e3:9.2f} ms   {baseline:34s} {other * 1e3:9.2f} ms   {ratio}")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def verdict(holds: bool) -> str:
    return "holds" if holds else "DOES NOT HOLD"
