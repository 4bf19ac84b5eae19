"""No regular expression takes exponential time on strings made of repetitions of its own parts."""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

import passerelle
import summarize
import translate

# Seconds of processor time for a string of `LENGTH` characters, which takes microseconds in polynomial time.
LIMIT, LENGTH = 0.25, 48
# Enough characters that any negated set, such as `[^"]`, matches one that other parts match as well.
CANDIDATES = "a. 1-(é"
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
CLASSES = {"DIGIT": "1", "SPACE": " ", "WORD": "a"}


def modules(*packages: ModuleType) -> Iterator[ModuleType]:
    for package in packages:
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 2:
        yield from patterns(tuple(value.values()), depth)
    elif isinstance(value, tuple | list) and depth < 2:
        for inner in value:
            yield from patterns(inner, depth + 1)


def of_class(name: str) -> str:
    """Return a character of a class such as CATEGORY_NOT_SPACE."""
    kind = name.rpartition("_")[2]
    return {"DIGIT": "a", "SPACE": "a", "WORD": "."}[kind] if "_NOT_" in name else CLASSES[kind]


def holds(item: tuple[Any, Any], character: str) -> bool:
    """Return whether one item of a set, as in `[a-z\\d_]`, contains a character."""
    op, value = item
    if op is codes.LITERAL:
        return bool(ord(character) == value)
    if op is codes.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    name = str(value)
    classes = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    return (re.match(classes[name.rpartition("_")[2]], character) is None) == ("_NOT_" in name)


def of_set(items: list[tuple[Any, Any]]) -> list[str]:
    """Return some characters of a set."""
    if items[0][0] is codes.NEGATE:
        return [c for c in CANDIDATES if not any(holds(item, c) for item in items[1:])][:3] or ["\u4e00"]
    return [
        of_class(str(value)) if op is codes.CATEGORY else chr(value if op is codes.LITERAL else value[0])
        for op, value in items[:4]
    ]


def samples(tree: Iterable[Any], most: int = 3) -> list[str]:
    """Return strings that a parsed pattern matches, roughly."""
    made = [""]
    for op, value in tree:
        made = [before + part for before in made for part in parts(op, value, most)][:most]
    return made


def parts(op: Any, value: Any, most: int) -> list[str]:
    if op is codes.LITERAL:
        return [chr(value)]
    if op is codes.NOT_LITERAL:
        return ["a" if value != ord("a") else "b"]
    if op is codes.ANY:
        return ["a"]
    if op is codes.IN:
        return of_set(value)[:most]
    if op is codes.BRANCH:
        return [text for branch in value[1][:8] for text in samples(branch, 1)][:most]
    if op is codes.SUBPATTERN:
        return samples(value[-1], most)
    if op is codes.ATOMIC_GROUP:
        return samples(value, most)
    if op in REPEATS:
        least, _, body = value
        found = samples(body, most)
        return ["", *found[: most - 1]] if least == 0 else [text * min(least, 50) for text in found]
    return [""]


def repeated(tree: Iterable[Any], before: list[str]) -> Iterator[tuple[str, str]]:
    """Yield texts that reach a part repeated often, each with a text of that part."""
    for op, value in tree:
        if op in REPEATS:
            if value[1] is codes.MAXREPEAT or value[1] > 20:
                yield from ((start, text) for text in samples(value[2], 5) if text for start in before[:2])
            yield from repeated(value[2], before)
        elif op is codes.BRANCH:
            for branch in value[1]:
                yield from repeated(branch, before)
        elif op in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
            yield from repeated(value[-1] if op is codes.SUBPATTERN else value, before)
        elif op in (codes.ASSERT, codes.ASSERT_NOT):
            yield from repeated(value[1], before)
        before = [start + text for start in before for text in parts(op, value, 2)][:3]


def attacks(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Yield strings that would take exponential time if two parts of the pattern match the same text."""
    pumps = list(dict.fromkeys(repeated(parser.parse(pattern.pattern, pattern.flags), [""])))
    pairs = [(start, one + other) for (start, one), (_, other) in islice(combinations(pumps[:8], 2), 28)] + [
        (start, other + one) for (start, one), (_, other) in islice(combinations(pumps[:8], 2), 28)
    ]
    for start, pump in dict.fromkeys([*pumps[:40], *pairs]):
        for end in ("\0", "\n\n"):
            yield start + pump * max(2, LENGTH // len(pump)) + end


def is_slow(pattern: re.Pattern[Any], text: str) -> bool:
    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        pattern.search(text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text)
    except TimeoutError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return False


# The former pattern for addresses in text: either alternative can match the characters after a `(`.
EXPONENTIAL = re.compile(r"https?://(?:[^\s()]|\([^\s()]*\)?)+(?<![.,(])")


def test_an_exponential_pattern_is_found() -> None:
    assert any(is_slow(EXPONENTIAL, text) for text in attacks(EXPONENTIAL))


@pytest.mark.slow
def test_no_pattern_takes_exponential_time() -> None:
    found: dict[re.Pattern[Any], str] = {}
    for module in modules(passerelle, translate, summarize):
        for name, value in vars(module).items():
            for pattern in patterns(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
    assert len(found) > 300
    slow = [
        name for pattern, name in found.items() if any(is_slow(pattern, text) for text in attacks(pattern))
    ]
    assert slow == []
