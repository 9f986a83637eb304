"""Work in other processes, some of which dies."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from valuechain.experiments.executors import AHEAD, Processes, scattered


@dataclass(frozen=True)
class Numbers:
    """Numbers to pass on; the number 13 kills its process."""

    numbers: tuple[int, ...]

    def do(self) -> tuple[int, ...]:
        if 13 in self.numbers:
            os._exit(1)
        return self.numbers

    def halves(self) -> "Sequence[Numbers]":
        middle = len(self.numbers) // 2
        return [Numbers(self.numbers[:middle]), Numbers(self.numbers[middle:])] if middle else []

    def lost(self, error: BaseException) -> tuple[int, ...]:
        return (-self.numbers[0],)


class RefusalError(Exception):
    pass


class Here:
    """A place that does work at once, and where a poisonous number raises instead of killing."""

    lost = (RefusalError,)

    def __init__(self, blames: int = 0) -> None:
        self.blames = blames

    @contextmanager
    def pool(self) -> Iterator[Executor]:
        yield _Pool(self)  # type: ignore[misc]

    @contextmanager
    def alone(self) -> Iterator[Executor]:
        yield _Pool(self, blames=False)  # type: ignore[misc]

    def width(self) -> int:
        return 3


class _Pool:
    def __init__(self, place: Here, blames: bool = True) -> None:
        self.place, self.blames = place, blames

    def submit(self, call, work: Numbers) -> "Future[tuple[int, ...]]":
        future: Future[tuple[int, ...]] = Future()
        if 13 in work.numbers or (self.blames and self.place.blames in work.numbers):
            future.set_exception(RefusalError())
        else:
            future.set_result(call(work))
        return future


def groups(upto: int, size: int) -> Iterator[Numbers]:
    for start in range(0, upto, size):
        yield Numbers(tuple(range(start, min(start + size, upto))))


def flat(outcomes: Iterator[tuple[int, ...]]) -> list[int]:
    return sorted(each for outcome in outcomes for each in outcome)


def test_a_piece_that_kills_its_process_is_found_and_the_others_come_through() -> None:
    found = flat(scattered(groups(16, 2), Processes(1)))
    assert found == sorted({*range(16)} - {13} | {-13})


def test_a_place_that_blames_the_innocent_is_asked_again() -> None:
    place = Here(blames=21)
    assert flat(scattered(groups(40, 5), place)) == sorted({*range(40)} - {13} | {-13})


def test_works_are_taken_only_when_they_are_needed() -> None:
    taken = []

    def works() -> Iterator[Numbers]:
        for number in range(20, 120):
            taken.append(number)
            yield Numbers((number,))

    outcomes = scattered(works(), Here())
    for done, _ in enumerate(outcomes, start=1):
        assert len(taken) <= done + 2 * AHEAD * 3


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(scattered(iter(()), Here())) == []


def test_what_a_worker_raises_is_raised() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        list(scattered(iter([Faulty()]), Processes(1)))


@dataclass(frozen=True)
class Faulty:
    def do(self) -> None:
        sum(["1"])  # type: ignore[list-item]

    def halves(self) -> tuple[()]:
        return ()

    def lost(self, error: BaseException) -> None:
        assert isinstance(error, BrokenExecutor)
