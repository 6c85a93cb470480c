"""What is remembered stays within its size."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from index.remembered import Remembered


@given(st.lists(st.tuples(st.integers(0, 9), st.text(max_size=12))))
def test_the_sizes_of_all_values_never_pass_the_limit(steps: list[tuple[int, str]]) -> None:
    memory = Remembered[int, str](20, len)
    for key, value in steps:
        assert memory.keep(key, value) == value
        held = [kept for each in range(10) if (kept := memory.get(each)) is not None]
        assert sum(map(len, held)) <= 20
        assert value in held


def test_the_value_not_asked_for_longest_goes_first() -> None:
    memory = Remembered[str, str](4, len)
    memory.keep("a", "11")
    memory.keep("b", "22")
    memory.get("a")
    memory.keep("c", "33")
    assert [memory.get(key) for key in "abc"] == ["11", None, "33"]


def test_a_value_larger_than_the_limit_is_handed_back_and_not_kept() -> None:
    memory = Remembered[str, str](4, len)
    assert memory.keep("a", "12345") == "12345"
    assert memory.get("a") is None


def test_many_threads_leave_it_within_its_limit() -> None:
    memory = Remembered[int, str](50, len)

    def work(number: int) -> None:
        memory.keep(number % 30, "x" * (number % 7))
        memory.get(number % 11)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(4_000)))
    assert sum(len(memory.get(key) or "") for key in range(30)) <= 50
