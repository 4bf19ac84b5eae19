"""Skip trafilatura's selection of elements by class and id on pages that have no such names.

Its expressions test each element of a page with several regular expressions; one search in the names of the
whole page often shows that none can match.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Any

# Tests of a class or id for a regular expression or for text, which ignores case after `translate`.
_TEST = re.compile(
    r"re:test\(@(?:class|id), '(?P<form>[^']*)'\)"
    r"|contains\((?:@(?:class|id)|(?P<folded>translate)\(@(?:class|id), '\w+', '\w+'\)), '(?P<text>[^']*)'\)"
)
# A condition that holds for elements without a name.
_NEGATED = re.compile(r"not\((?!self::|\.//)")
_names: ContextVar[str | None] = ContextVar("names", default=None)


class _Selector:
    """An XPath expression that is evaluated only for pages with a name that it selects."""

    def __init__(self, expression: Any, form: re.Pattern[str]) -> None:
        self._expression = expression
        self._form = form

    def __call__(self, tree: Any) -> list[Any]:
        names = _names.get()
        if names is not None and not self._form.search(names):
            return []
        found: list[Any] = self._expression(tree)
        return found


@contextmanager
def limited_to(names: str) -> Iterator[None]:
    """Skip, in this context, selections that match none of a page's classes and ids; see `elements.names`."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)


@cache
def tune() -> None:
    """Make trafilatura's expressions that select only by class or id skip pages without such names."""
    lists = vars(import_module("trafilatura.xpaths")).values()
    for expressions in lists:
        for number, expression in enumerate(expressions if isinstance(expressions, list) else ()):
            if (form := selected_names(expression.path)) is not None:
                expressions[number] = _Selector(expression, form)


def selected_names(path: str) -> re.Pattern[str] | None:
    """Return a regular expression that finds the names selected by an XPath expression.

    Returns:
        The regular expression, which matches in the names of every page with an element that the expression
        selects; None if the expression selects elements by anything else.
    """
    tests = list(_TEST.finditer(path))
    if not tests or "@" in _TEST.sub("", path) or _NEGATED.search(path):
        return None
    return re.compile("|".join(dict.fromkeys(map(_form, tests))), re.MULTILINE)


def _form(test: re.Match[str]) -> str:
    if test["form"] is not None:
        return f"(?:{test['form']})"
    text = re.escape(test["text"])
    return f"(?i:{text})" if test["folded"] else text
