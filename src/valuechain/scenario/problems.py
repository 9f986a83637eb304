"""What is wrong with a value, before it is known where in which file the value stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal, cast, get_args

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

Kind = Literal["unknown", "missing", "wrong"]
Place = tuple[str | int, ...]

_ABSENT = "Field required"
"""What pydantic says of a missing key; sections say more."""


@dataclass(frozen=True)
class Problem:
    """One problem: ``at`` is the path below the value that was read, ``message`` is what the user is told."""

    kind: Kind
    at: Place
    message: str

    def under(self, place: Place) -> Problem:
        """Return the same problem as seen from further up the tree."""
        return replace(self, at=(*place, *self.at))


def wrong(message: str) -> PydanticCustomError:
    """Return the exception that says what is wrong with the value being read."""
    return PydanticCustomError("wrong", message)


def problems_of(error: ValidationError) -> list[Problem]:
    """Return the problems that an error carries, without those of pydantic's that our own words have replaced."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    ours = [each for each in found if each["type"] in get_args(Kind) and each["msg"] != _ABSENT]
    return [Problem(cast(Kind, each["type"]), each["loc"], each["msg"]) for each in ours]


@dataclass
class Gathering:
    """Problems gathered on the way, so that all are reported and not only the first."""

    problems: list[Problem] = field(default_factory=list)

    @contextmanager
    def at(self, *place: str | int) -> Iterator[None]:
        """Catch what is wrong in the body and remember it under ``place``."""
        try:
            yield
        except PydanticCustomError as error:
            self.problems.append(Problem(cast(Kind, error.type), place, error.message()))
        except ValidationError as error:
            self.problems += [problem.under(place) for problem in problems_of(error)]

    def finish(self) -> None:
        """Raise everything gathered as one pydantic ValidationError, if there is anything."""
        if self.problems:
            raise ValidationError.from_exception_data("scenario", [_detail(each) for each in self.problems])


def _detail(problem: Problem) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(problem.kind, problem.message), loc=problem.at, input=None)


def show(raw: object) -> str:
    """Return a raw value as the user would recognise it, shortened."""
    match raw:
        case None:
            return "nothing"
        case bool():
            return "true" if raw else "false"
        case str():
            return f'"{raw}"' if len(raw) <= 60 else f'"{raw[:57]}..."'
        case Mapping():
            return "an empty map" if not raw else "{" + ", ".join(f"{key}: …" for key in list(raw)[:4]) + "}"
        case list() | tuple():
            return f"a list of {len(raw)}" if raw else "an empty list"
    return str(raw)[:60]


def suggestion(text: str, allowed: Iterable[str]) -> str:
    """Return ``; did you mean "x"?`` for the allowed word nearest to ``text``, or nothing."""
    near = get_close_matches(text, list(allowed), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def present(words: Sequence[str]) -> str:
    """Return ``there is a`` or ``there are a and b``."""
    return f"there {'is' if len(words) == 1 else 'are'} {listing(words, 'and')}"


def listing(words: Iterable[str], joint: str = "or") -> str:
    """Return ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
