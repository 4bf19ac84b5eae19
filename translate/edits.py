"""Words to put in for a name, number or term that a translation has lost, and where."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from passerelle.facts import Fact, FactKind, find, same
from passerelle.facts.exonyms import exonyms
from passerelle.facts.units import IN_ENGLISH
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words
from passerelle.spans import Span
from translate.glossary import Occurrence, form
from translate.types import Finding
from translate.wordalignment import Alignment, words

_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_NUMERIC = re.compile(r"\d(?:[\d.,]*\d)?(?:\s(?:hundred|thousand|million|billion|trillion)\b)?")
_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
_NAMES: tuple[FactKind, ...] = ("name",)
# Shorter words are alike by chance.
_SHORTEST_NAME = 4
# How alike two spellings of a name are (rapidfuzz's ratio: the share of characters in common, 0 to 100).
_ALIKE = 60
# A form of the same word.
_FORM = 85
# What French words that English shares end in, here and there.
_ENDINGS = (
    ("iens", "ians"), ("ien", "ian"), ("ienne", "ian"), ("iennes", "ians"), ("ite", "ity"), ("ique", "ic"),
    ("ie", "y"), ("ie", "ia"), ("isme", "ism"), ("iste", "ist"), ("istes", "ists"), ("aire", "ary"),
    ("ement", "ament"), ("eur", "or"), ("e", "a"),
)  # fmt: skip
# How the sounds of other scripts are written, in French and in English.
_FRENCH_SOUNDS = (
    ("tch", "C"), ("ch", "S"), ("dj", "J"), ("j", "Z"), ("gue", "ge"), ("gui", "gi"), ("ou", "u"), ("y", "i"),
    ("ie", "e"),
)  # fmt: skip
_ENGLISH_SOUNDS = (
    ("ch", "C"), ("sh", "S"), ("zh", "Z"), ("j", "J"), ("ou", "u"), ("y", "i"), ("ie", "e"),
)  # fmt: skip
# By what French names from there are known: `Moulin` and `Delphine` are none.
_FOREIGN = re.compile(
    r"tch|kh|dj|(?:enko|[eo]va?|sk[iy]|gou|tsine|jine|outine|ounine|kine)$|^(?:staline|lenine)$"
)
_TIMES = frozenset("second minute hour day week month year decade century".split())
# What stands before a name in English.
_TITLES = frozenset("Mr Mrs Ms Miss Dr Prof Sir President Minister Chancellor General Judge Senator".split())
# What joins words and numbers to one token where no space stands beside it.
_HYPHENS = ("-", "‑", "–")
_JOINTS = ("/", ".", ",", ":", "_", "@", "//")
_GROUPING = (" ", "\u00a0", "\u202f", "\u2009")
_REPEATED = re.compile(r"\b(\w+)\s+(?=\1\b)", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}[ \u00a0\u202f\u2009]\d{3}(?!\d)")
_ARTICLES = frozenset(("a", "an", "the"))
# Words that stand for no name, number or term.
_FUNCTION_WORDS = frozenset(
    """
    a an and are as at be been but by for from had has have he her his i if in into is it its not of on
    or our she so than that the their them there they this to was we were which who will with you your
    """.split()
)
# And those that add little to what a sentence says.
_LIGHT_WORDS = _FUNCTION_WORDS | frozenset(
    """
    all also am any being can could did do does him how just may me might more most must only other should
    some such then these those too us very what when where why would
    """.split()
)


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement.

    Attributes:
        span: what gives way, in the English.
        words: what takes its place.
    """

    span: Span
    words: str


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
    """Replacements that may settle a finding; whether one does is for the checks to say.

    A name takes the place of a name alone, a number of a number, a term of words that mean
    something.

    Args:
        finding: of a name, number, date or term that is lost; of others there are none.
        source: the sentence.
        target: its English.
        alignment: between the two.
        language: ISO 639-1 code of the sentence.
        terms: the terms of the glossary that stand in it.
        witness: English of the other version of the story, to take the wording from.
    """
    if not finding.source:
        return
    lost = finding.source[0]
    run = _aligned_run(lost, target, alignment)
    if finding.check == "glossary":
        occurrence = next((o for o in terms if o.span == lost), None)
        if occurrence and run and run == whole(target, run) and _meaningful(target, run):
            opening = not any(map(str.isalnum, target[: run.start]))
            wording = form(occurrence, target[run.start : run.end], opening=opening)
            if edit := undoubled(Edit(run, wording), target):
                yield edit
        return
    fact = next((f for f in find(source, language) if _is_lost(f, finding)), None)
    if fact is None or fact.kind == "quotation" or _opens_alone(fact, source):
        return
    if fact.kind == "number":
        bare = [f for f in find(target, "en", ("number",)) if same(f, fact)]
        if bare:
            yield from _with_unit(fact, bare, target, run, _aligned_alone(lost, alignment))
            return
    places = dict.fromkeys(place for place in (*finding.target, run) if place is not None)
    confirmed = [f.text for text in witness for f in find(text, "en", (fact.kind,)) if same(fact, f)]
    for wording in dict.fromkeys((*confirmed, *_wordings(fact, language))):
        for span in dict.fromkeys(s for place in places for s in _fitting(fact, wording, target, place)):
            if edit := undoubled(Edit(span, wording), target):
                yield edit


def _with_unit(
    fact: Fact, bare: Sequence[Fact], target: str, run: Span | None, aligned: Collection[Span]
) -> Iterator[Edit]:
    """The unit of a number put behind it, in the place of the word that the model has for it or in none."""
    number, _, unit = fact.value.removeprefix("~").partition(" ")
    if unit not in IN_ENGLISH:
        return
    name = IN_ENGLISH[unit].removesuffix("s") if number == "1" else IN_ENGLISH[unit]
    here = [f for f in bare if run and f.start < run.end and run.start < f.end]
    for standing in here or bare:
        words = f"{standing.text}{name}" if unit == "%" else f"{standing.text} {name}"
        following = next((w for w in _tokens(target) if w.start >= standing.end), None)
        ends = [standing.end]
        if following and following in aligned and not target[standing.end : following.start].strip():
            ends.insert(0, following.end)
        for end in ends:
            if edit := undoubled(Edit(Span(standing.start, end), words), target):
                yield edit


def whole(target: str, span: Span) -> Span:
    """A stretch of English grown to the whole tokens that it touches.

    A token is a run of words and numbers that a mark joins without a space (`12/9`, `3.5`, `14:30`,
    `U.S`, `F-16`, `O'Brien`), or the groups of a number (`4 500`). A possessive and a hyphen beside a
    word in small letters divide: `Moscow's`, `pro-Moscow`, `10-year`.
    """
    touched = [token for token in _tokens(target) if token.start < span.end and span.start < token.end]
    if not touched:
        return span
    return Span(min(span.start, touched[0].start), max(span.end, touched[-1].end))


def _tokens(target: str) -> list[Span]:
    tokens: list[Span] = []
    last: Span | None = None
    for word in words(target):
        if last and _joined(target, last, word):
            tokens[-1] = Span(tokens[-1].start, word.end)
        else:
            tokens.append(word)
        last = word
    return tokens


def _joined(target: str, left: Span, right: Span) -> bool:
    gap = target[left.end : right.start]
    if gap in _HYPHENS:
        return not (target[left.start].islower() or target[right.start].islower())
    if gap in "'’":
        return target[right.start : right.end] != "s"
    if gap in _GROUPING:
        return bool(_GROUPS.match(target, left.start))
    return gap in _JOINTS


def undoubled(edit: Edit, target: str) -> Edit | None:
    """An edit that takes up the words beside it that it says as well.

    `Jong Unn` behind `Kim` gives way to `Kim Jong Un` together with that; an article to one. Where
    a word would still stand beside one of the same wording, as in `On October 25 October`, there
    is no such edit.

    Args:
        edit: of whole words.
        target: the English that it is made in.
    """
    said = [_folded(edit.words, token) for token in _tokens(edit.words)]
    if not said:
        return edit
    start, end = edit.span.start, edit.span.end
    before, after = _beside(target, start, end)
    for n in range(min(len(said), len(before)), 0, -1):
        if [_folded(target, word) for word in before[-n:]] == said[:n]:
            start, before = before[-n].start, before[:-n]
            break
    for n in range(min(len(said), len(after)), 0, -1):
        if [_folded(target, word) for word in after[:n]] == said[-n:]:
            end, after = after[n - 1].end, after[n:]
            break
    if before and said[0] in _ARTICLES and _folded(target, before[-1]) in _ARTICLES:
        start, before = before[-1].start, before[:-1]
    neighbours = [_texts(target[token.start : token.end]) for token in (*before[-1:], *after[:1])]
    if {word.casefold() for token in neighbours for word in token} & set(_texts(edit.words.casefold())):
        return None
    made = target[:start] + edit.words + target[end:]
    place = Span(start, start + len(edit.words))
    # Beside a number, another one may read as its next group.
    if whole(made, place) != place or _repeated(made) - _repeated(target) - _repeated(edit.words):
        return None
    return Edit(Span(start, end), edit.words)


def _repeated(text: str) -> set[str]:
    return {match[1].casefold() for match in _REPEATED.finditer(text)}


def _beside(target: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """The tokens before and behind a stretch that nothing but a space divides from it and each other."""
    before: list[Span] = []
    after: list[Span] = []
    every = _tokens(target)
    edge = start
    for word in reversed([w for w in every if w.end <= start]):
        if target[word.end : edge].strip():
            break
        before.insert(0, word)
        edge = word.start
    edge = end
    for word in (w for w in every if w.start >= end):
        if target[edge : word.start].strip():
            break
        after.append(word)
        edge = word.end
    return before, after


def _folded(text: str, token: Span) -> str:
    return text[token.start : token.end].casefold()


def _is_lost(fact: Fact, finding: Finding) -> bool:
    return fact.kind == finding.check and Span(fact.start, fact.end) == finding.source[0]


def _opens_alone(fact: Fact, source: str) -> bool:
    """Whether a name is one word that opens the sentence: its capital says nothing, it may be any word."""
    if fact.kind != "name" or len(words(fact.text)) > 1 or any(map(str.isalnum, source[: fact.start])):
        return False
    return not fact.text.isupper() and not any(map(str.isdigit, fact.text))


def spelt_otherwise(source: str, target: str, language: str) -> list[Span]:
    """Words of names in the source that do not stand in the English as they are.

    Names with an English name that is known are left out, and words that are no names alone.
    """
    known, common = exonyms(language), common_words(language)
    standing = set(_texts(target))
    found = []
    for name in find(source, language, _NAMES):
        if name.text.casefold() in known or _opens_alone(name, source):
            continue
        for word in words(name.text):
            written = name.text[word.start : word.end]
            folded = written.casefold()
            candidate = len(written) >= _SHORTEST_NAME and written[0].isupper() and written not in standing
            if candidate and folded not in known and folded not in common:
                found.append(Span(name.start + word.start, name.start + word.end))
    return found


def spellings(
    source: str,
    target: str,
    misspelt: Sequence[Span],
    alignment: Alignment,
    pieces: Callable[[str], Sequence[str]],
) -> Iterator[Edit]:
    """Names in the spelling of the source, for those that came through in another one or in part.

    The checks let such a name pass, since languages transcribe names in different ways. So do
    models, but they also make mistakes: `Higs`, `Makele`. A word that the model has as one piece
    (Egypt) is one that it knows, and no mistake; nor is one that differs in accents or in an ending
    that differs in English (Antiquité, Antiquity). A given name that is lost is put before its
    surname.

    Args:
        source: the sentence.
        target: its English.
        misspelt: from `spelt_otherwise`.
        alignment: between the two.
        pieces: the model's target pieces of a word.

    Yields:
        From the last to the first in the English, so that one can be made after the other.
    """
    found: dict[Span, str] = {}
    for span in misspelt:
        written = source[span.start : span.end]
        run = _aligned_run(span, target, alignment)
        here = words(target[run.start : run.end]) if run else []
        alike = {
            Span(run.start + word.start, run.start + word.end): fuzz.ratio(fold(written), fold(other))
            for word in here
            if run
            and _is_misspelling(other := _at(target, run.start, word), written, pieces)
            and _stands_free(target, Span(run.start + word.start, run.start + word.end))
        }
        if alike:
            found[max(alike, key=alike.__getitem__)] = written
        elif place := _before_surname(source, span, target):
            found[place] = f"{written} "
    for run in sorted(found, key=lambda run: -run.start):
        edit = Edit(run, found[run])
        if undoubled(edit, target) == edit:
            yield edit


def _stands_free(target: str, word: Span) -> bool:
    """Whether a word is no part of an address or a code; of a name with a hyphen it may be one."""
    token = whole(target, word)
    return not re.search(r"[\d/.,:_@]", target[token.start : token.end])


def _before_surname(source: str, span: Span, target: str) -> Span | None:
    """Where the English has the word that follows a name's word in the source: once, and alone."""
    following = re.match(r" ([^\W\d_]{3,})", source[span.end :])
    if not following or not following[1][0].isupper():
        return None
    found = [word for word in words(target) if _at(target, 0, word) == following[1]]
    if len(found) != 1:
        return None
    start = found[0].start
    before = target[:start].split()[-1:]
    # Behind another name, or a part of a word, there is no place for it.
    alone = not before or before[0][-1:] in "\"'(“" or before[0].rstrip(".") in _TITLES or before[0].islower()
    return Span(start, start) if alone and target[start - 1 : start] not in ("-", "'", "’") else None


def _at(text: str, offset: int, word: Span) -> str:
    return text[offset + word.start : offset + word.end]


def _is_misspelling(other: str, written: str, pieces: Callable[[str], Sequence[str]]) -> bool:
    folded, name = fold(other), fold(written)
    if not other[0].isupper() or folded == name:
        return False
    if other.casefold() in common_words("en") or len(pieces(other)) == 1:
        return False
    if any(name.endswith(own) and folded.endswith(english) for own, english in _ENDINGS):
        return False
    sounds = _transcribed(name, _FRENCH_SOUNDS), _transcribed(folded, _ENGLISH_SOUNDS)
    if _FOREIGN.search(name) and sounds[0] == sounds[1]:
        return False
    return fuzz.ratio(name, folded) >= _ALIKE


def _transcribed(name: str, sounds: Sequence[tuple[str, str]]) -> str:
    """A folded name from another script, by its sounds: `Gorbatchev` and `Gorbachev` are one.

    Vowels count, unlike in `passerelle.facts.spelling.skeleton`: a misspelling may lie in them.
    """
    for written, sound in sounds:
        name = name.replace(written, sound)
    return name.removesuffix("e")


def _wordings(fact: Fact, language: str) -> Iterator[str]:
    """How a fact is written in English."""
    if fact.kind == "name":
        known = exonyms(language).get(fact.text.replace("’", "'").casefold())
        yield known[0] if known else " ".join(fact.text.split())
    elif fact.kind == "number":
        yield from _number_wordings(fact)
    elif fact.text.isdigit():  # a year
        yield fact.text


def _number_wordings(fact: Fact) -> Iterator[str]:
    try:
        value = Decimal(fact.value.removeprefix("~").split(" ")[0])
    except InvalidOperation:
        return
    if fact.value.startswith("~"):
        return
    plain = f"{value:f}"
    # A year has no separator; what had one in the source is none.
    grouped = len(plain.partition(".")[0]) > 4 or re.search(r"\d[\s.,]\d", fact.text)
    yield f"{value:,f}" if grouped else plain
    for scale, name in _SCALES:
        if value >= scale:
            yield f"{(value / scale).normalize():f} {name}"
            yield f"{(value / scale).normalize():f}"
            return


def _fitting(fact: Fact, wording: str, target: str, place: Span) -> Iterator[Span]:
    """The stretches at a place that a wording of a fact may take, never a part of a token."""
    if fact.kind == "name":
        span = whole(target, place)
        written = _texts(target[span.start : span.end])
        if any((w[0].isupper() or w[0].isdigit()) and w.casefold() not in _FUNCTION_WORDS for w in written):
            yield span
    elif fact.kind == "date" and not wording.isdigit():
        yield from _dates(wording, target, place)
    else:
        # A year is written as a number; beside a day or a month it is changed alone.
        for pattern in (_NUMERIC, _DIGITS):
            for match in pattern.finditer(target, place.start, place.end):
                span = whole(target, Span(*match.span()))
                if re.fullmatch(
                    r"[\d.,\s]*", target[span.start : match.start()] + target[match.end() : span.end]
                ):
                    yield span
        for found in find(target, "en", (fact.kind,)):
            if found.start < place.end and place.start < found.end and not _DIGITS.search(found.text):
                counted = _counted(found)
                if counted is None or _agrees(wording, target[counted.end : found.end]):
                    yield whole(target, counted or Span(found.start, found.end))


def _counted(fact: Fact) -> Span | None:
    """Of a number in words with a unit, `five years`, the words of the number; None where all are."""
    if " " not in fact.value.removeprefix("~"):
        return None
    for end in reversed([match.start() for match in re.finditer(r"\s", fact.text)]):
        found = find(fact.text[:end], "en", ("number",))
        alone = len(found) == 1 and found[0].text == fact.text[:end]
        if alone and " " not in found[0].value.removeprefix("~"):
            return Span(fact.start, fact.start + end)
    return None


def _agrees(number: str, unit: str) -> bool:
    """Whether a number may stand before a unit of time, which has a plural of its own."""
    word = unit.strip().casefold()
    singular = word.removesuffix("s")
    return singular not in _TIMES or (word == singular) == (number == "1")


def _dates(wording: str, target: str, place: Span) -> Iterator[Span]:
    """Whole dates at a place: those that are found, digits that look like one, `12/9`, and a day alone."""
    days = re.findall(r"\d+", wording)
    taken: list[Span] = []
    for found in find(target, "en", ("date",)):
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
    return any(word.casefold() not in _FUNCTION_WORDS for word in _texts(target[span.start : span.end]))


def content_words(text: str) -> frozenset[str]:
    """The words of English that mean something by themselves, folded in case."""
    return frozenset(word.casefold() for word in _texts(text)) - _LIGHT_WORDS


def drops(before: str, after: str, left: Sequence[Span]) -> bool:
    """Whether words are gone from an English with nothing in their place but their like.

    Args:
        before: the English that has them.
        after: another one of the same sentence.
        left: words of `before` that are not translated.
    """
    old = words(before)
    here, there = ([word.casefold() for word in _texts(text)] for text in (before, after))
    flagged = {
        i for i, word in enumerate(old) if any(word.start < s.end and s.start < word.end for s in left)
    }
    names = [fold(here[i]) for i in flagged]
    for what, i, j, k, m in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if what == "equal" or flagged.isdisjoint(range(i, j)):
            continue
        gone = _content(here[i:j])
        new = [word for word in _content(there[k:m]) if not _is_form(word, names)]
        if len(new) < len(gone) - len(gone) // 4:
            return True
    return False


def _content(folded: Sequence[str]) -> list[str]:
    return [word for word in folded if word not in _LIGHT_WORDS]


def _is_form(word: str, names: Sequence[str]) -> bool:
    """Whether a word is one of those in another spelling, and no English."""
    if word in common_words("en"):
        return False
    return any(name in fold(word) or fuzz.ratio(fold(word), name) >= _FORM for name in names)


def _texts(text: str) -> list[str]:
    return [text[word.start : word.end] for word in words(text)]


def _aligned_alone(lost: Span, alignment: Alignment) -> set[Span]:
    """The English words that are aligned with a stretch of the source and with nothing else."""
    inside = {t for s, t in alignment if s.start < lost.end and lost.start < s.end}
    return inside - {t for s, t in alignment if not (s.start < lost.end and lost.start < s.end)}


def _aligned_run(lost: Span, target: str, alignment: Alignment) -> Span | None:
    """The longest run of English words that are aligned with a stretch of the source alone."""
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
    while best and target[best[0].start : best[0].end].casefold() in _FUNCTION_WORDS:
        best = best[1:]
    return Span(best[0].start, best[-1].end) if best else None
