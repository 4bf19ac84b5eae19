"""Cache translated sentences in this process and in the user's translation memory."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from passerelle.spans import Span
from translate.decoding import Draft, Part, SentenceModel
from translate.glossary import Glossary
from translate.memory import Memory, MemoryEntry, key
from translate.types import Finding

# Maximum number of sentences kept in this process; about 20 MB.
MAX_RECENT = 10_000
# Raise it with every change to code, tables or libraries that alters translations, so that earlier results
# are not reused.
TRANSLATION_VERSION = 18


@dataclass(frozen=True, slots=True)
class Result:
    """A sentence translated, checked and, if necessary, repaired.

    Attributes:
        draft: its English.
        output: the model's own first output.
        steps: the steps of its repair; see `translate.types.Repair`.
        signals: confidence signals by name; see `translate.confidence`.
        findings: the findings of the checks, if known; the memory on disk does not store them.
    """

    draft: Draft
    output: str
    steps: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] | None = field(default=None, compare=False)


def sentence_key(source: str, language: str, model: SentenceModel, glossary: Glossary) -> bytes:
    """Hash everything that can change a sentence's English.

    Only glossary terms in the sentence count, so that the rest of the memory stays valid when
    a term is added.
    """
    terms = {(o.term.source, o.term.target, o.inflected) for o in glossary.find(source, language)}
    return key(
        source,
        language,
        model.model.content,
        model.signature,
        json.dumps(sorted(terms)),
        str(TRANSLATION_VERSION),
    )


class Recall:
    """Results by key; safe with several threads.

    Args:
        memory: where to keep them for later runs; None to keep them only in this process.
    """

    def __init__(self, memory: Memory | None) -> None:
        self._memory = memory
        self._lock = threading.Lock()
        self._recent: OrderedDict[bytes, Result] = OrderedDict()

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Result]:
        """Return the cached results for these keys."""
        with self._lock:
            found = {k: self._recent[k] for k in keys if k in self._recent}
            for k in found:
                self._recent.move_to_end(k)
        if self._memory and (unknown := [k for k in keys if k not in found]):
            for k, entry in self._memory.get(unknown).items():
                if result := _result(entry):
                    found[k] = result
                    self._remember(k, result)
        return found

    def put(self, results: Iterable[tuple[bytes, str, str, Result]]) -> None:
        """Store results, given as (key, language, source, result)."""
        kept = list(results)
        for k, _, _, result in kept:
            self._remember(k, result)
        if self._memory:
            self._memory.put((k, _entry(language, source, result)) for k, language, source, result in kept)

    def _remember(self, k: bytes, result: Result) -> None:
        with self._lock:
            self._recent[k] = result
            if len(self._recent) > MAX_RECENT:
                self._recent.popitem(last=False)


def _entry(language: str, source: str, result: Result) -> MemoryEntry:
    content = asdict(replace(result, findings=None))
    del content["draft"]["text"], content["findings"]
    return MemoryEntry(language, source, result.draft.text, json.dumps(content, ensure_ascii=False))


def _result(entry: MemoryEntry) -> Result | None:
    """Decode the result of an entry; return None if its data is not valid."""
    try:
        content: dict[str, Any] = json.loads(entry.detail)
        fields = content["draft"]
        parts = tuple(
            Part(Span(**part["source"]), Span(**part["target"]), part["copied"])
            for part in fields.pop("parts")
        )
        signals = {str(name): float(value) for name, value in content["signals"].items()}
        draft = Draft(text=entry.target, parts=parts, **fields)
        return Result(draft, content["output"], tuple(content["steps"]), signals)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return None
