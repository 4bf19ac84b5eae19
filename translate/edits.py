"""Replacements that restore a name, number or term that a translation has lost, or end a repetition."""

import re
from collections.abc import Collection, Iterator, Sequence

from passerelle import facts
from passerelle.facts import Fact, same
from passerelle.facts.units import IN_ENGLISH
from passerelle.languages import LANGUAGES, TARGET, cldr, lexicon
from passerelle.spans import Span
from translate.checks.shape import loop
from translate.coverage import stem
from translate.glossary import form
from translate.losses import FUNCTION_WORDS
from translate.placing import Edit, beside, english_tokens, texts, undoubled, whole
from translate.terms import Occurrence
from translate.types import Finding
from translate.wordalignment import Alignment, words
from translate.wording import is_lost, is_word, opens_alone, wordings

_ENGLISH = LANGUAGES[TARGET].numerals
_NUMERIC = re.compile(rf"\d(?:[\d.,]*\d)?(?:\s(?:{'|'.join((*_ENGLISH.hundred, *_ENGLISH.scales))})\b)?")
_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
# Number of a word's most frequent translations that are used; rarer ones in the lexicon may be noise.
_LIKELY = 8
# The checks whose findings `edits` can fix.
_EDITABLE = frozenset(("repetition", "glossary", "name", "number", "date"))


def is_editable(finding: Finding) -> bool:
    """Return whether `edits` may yield anything for a finding."""
    return finding.check in _EDITABLE


def edits(
    finding: Finding,
    source: str,
    target: str,
    alignment: Alignment,
    *,
    language: str,
    terms: Sequence[Occurrence],
    witness: Sequence[str] = (),
) -> Iterator[Edit]:
    """Yield replacements that may fix a finding; the checks decide whether one does.

    A name may replace only a name, a number only a number, and a term only content words. Of repeated
    words, one copy is left.

    Args:
        finding: a lost name, number, date or term, or a repetition (see `is_editable`).
        source: the sentence.
        target: its English.
        alignment: word alignment of the two.
        language: ISO 639-1 code of the sentence.
        terms: the glossary terms in it.
        witness: the English of the other version of the story, to take the wording from.
    """
    if not is_editable(finding):
        return
    if finding.check == "repetition":
        if (found := loop(target)) and found.span in finding.target:
            yield Edit(found.copies, found.words)
        return
    if not finding.source:
        return
    lost = finding.source[0]
    run = aligned_run(lost, target, alignment)
    if finding.check == "glossary":
        occurrence = next((o for o in terms if o.span == lost), None)
        if occurrence and run and run == whole(target, run) and _meaningful(target, run):
            run = _with_rest(run, source[lost.start : lost.end], target, language)
            opening = not any(map(str.isalnum, target[: run.start]))
            wording = form(occurrence, target[run.start : run.end], opening=opening)
            if edit := undoubled(Edit(run, wording), target):
                yield edit
        return
    fact = next((f for f in facts.find(source, language) if is_lost(f, finding)), None)
    if fact is None or fact.kind == "quotation" or opens_alone(fact, source) or is_word(fact, language):
        return
    if fact.kind == "number":
        bare = [f for f in facts.find(target, "en", ("number",)) if same(f, fact)]
        if bare:
            yield from _with_unit(fact, bare, target, run, _aligned_alone(lost, alignment))
            return
    places = dict.fromkeys(place for place in (*finding.target, run) if place is not None)
    confirmed = [f.text for text in witness for f in facts.find(text, "en", (fact.kind,)) if same(fact, f)]
    for wording in dict.fromkeys((*confirmed, *wordings(fact, language))):
        for span in dict.fromkeys(s for place in places for s in _fitting(fact, wording, target, place)):
            if edit := undoubled(Edit(span, wording), target):
                yield edit


def _with_rest(run: Span, term: str, target: str, language: str) -> Span:
    """Extend a run of English to adjacent words that translate words of the term, by the lexicon.

    For `câbles sous-marins`, the alignment may give only `cables` of `submarine cables`.
    """
    known = (text for one in lexicon.find(term, language) for text, _ in one.entry.translations[:_LIKELY])
    rest = {stem(word) for text in known for word in text.split() if word not in FUNCTION_WORDS}
    before, after = beside(target, run.start, run.end)
    start, end = run.start, run.end
    for token in reversed(before):
        if stem(target[token.start : token.end]) not in rest:
            break
        start = token.start
    for token in after:
        if stem(target[token.start : token.end]) not in rest:
            break
        end = token.end
    return Span(start, end)


def _with_unit(
    fact: Fact, bare: Sequence[Fact], target: str, run: Span | None, aligned: Collection[Span]
) -> Iterator[Edit]:
    """Yield edits that put a number's unit after it, replacing the model's word for it, if any."""
    number, _, unit = fact.value.removeprefix("~").partition(" ")
    if unit not in IN_ENGLISH:
        return
    name = IN_ENGLISH[unit].removesuffix("s") if number == "1" else IN_ENGLISH[unit]
    here = [f for f in bare if run and f.start < run.end and run.start < f.end]
    for present in here or bare:
        words = f"{present.text}{name}" if unit == "%" else f"{present.text} {name}"
        following = next((w for w in english_tokens(target) if w.start >= present.end), None)
        ends = [present.end]
        if following and following in aligned and not target[present.end : following.start].strip():
            ends.insert(0, following.end)
        for end in ends:
            if edit := undoubled(Edit(Span(present.start, end), words), target):
                yield edit


def _fitting(fact: Fact, wording: str, target: str, place: Span) -> Iterator[Span]:
    """Yield the spans at a place that a wording of a fact may replace, never part of a token."""
    if fact.kind == "name":
        span = whole(target, place)
        written = texts(target[span.start : span.end])
        if any((w[0].isupper() or w[0].isdigit()) and w.casefold() not in FUNCTION_WORDS for w in written):
            yield span
    elif fact.kind == "date" and not wording.isdigit():
        yield from _dates(wording, target, place)
    else:
        # A year is written as a number; next to a day or a month, only the year is changed.
        for pattern in (_NUMERIC, _DIGITS):
            for match in pattern.finditer(target, place.start, place.end):
                span = whole(target, Span(*match.span()))
                if re.fullmatch(
                    r"[\d.,\s]*", target[span.start : match.start()] + target[match.end() : span.end]
                ):
                    yield span
        for found in facts.find(target, "en", (fact.kind,)):
            if found.start < place.end and place.start < found.end and not _DIGITS.search(found.text):
                counted = _counted(found)
                if counted is None or _agrees(wording, target[counted.end : found.end]):
                    yield whole(target, counted or Span(found.start, found.end))


def _counted(fact: Fact) -> Span | None:
    """Return where the number itself is in one with a unit: `five` in `five years`; None without a unit."""
    if " " not in fact.value.removeprefix("~"):
        return None
    for end in reversed([match.start() for match in re.finditer(r"\s", fact.text)]):
        found = facts.find(fact.text[:end], "en", ("number",))
        alone = len(found) == 1 and found[0].text == fact.text[:end]
        if alone and " " not in found[0].value.removeprefix("~"):
            return Span(fact.start, fact.start + end)
    return None


def _agrees(number: str, unit: str) -> bool:
    """Return whether a number agrees with a unit of time, singular or plural."""
    word = unit.strip().casefold()
    singular = word.removesuffix("s")
    return singular not in cldr.DURATIONS or (word == singular) == (number == "1")


def _dates(wording: str, target: str, place: Span) -> Iterator[Span]:
    """Yield whole dates at a place: recognized dates, digits such as `12/9`, and a day alone."""
    days = re.findall(r"\d+", wording)
    taken: list[Span] = []
    for found in facts.find(target, "en", ("date",)):
        span = Span(found.start, found.end)
        if span.start < place.end and place.start < span.end:
            taken.append(span)
            if span == whole(target, span):
                yield span
    for match in _DIGITS.finditer(target, place.start, place.end):
        span = whole(target, Span(*match.span()))
        apart = not any(span.start < other.end and other.start < span.end for other in taken)
        written = target[span.start : span.end]
        if apart and (written in days or re.fullmatch(r"\d{1,4}(?:[/.-]\d{1,4}){1,2}", written)):
            yield span


def _meaningful(target: str, span: Span) -> bool:
    return any(word.casefold() not in FUNCTION_WORDS for word in texts(target[span.start : span.end]))


def _aligned_alone(lost: Span, alignment: Alignment) -> set[Span]:
    """Return the English words that are aligned only with a source span."""
    inside = {t for s, t in alignment if s.start < lost.end and lost.start < s.end}
    return inside - {t for s, t in alignment if not (s.start < lost.end and lost.start < s.end)}


def aligned_run(lost: Span, target: str, alignment: Alignment) -> Span | None:
    """Find the longest run of English words that are aligned only with a source span."""
    alone = _aligned_alone(lost, alignment)
    best: list[Span] = []
    run: list[Span] = []
    for word in words(target):
        joined = not run or not re.search(r"[^\s'’&/-]", target[run[-1].end : word.start])
        if word in alone:
            run = [*run, word] if joined else [word]
            if len(run) > len(best):
                best = run
        else:
            run = []
    while best and target[best[0].start : best[0].end].casefold() in FUNCTION_WORDS:
        best = best[1:]
    return Span(best[0].start, best[-1].end) if best else None
