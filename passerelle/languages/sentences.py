"""Split a text into sentences, with offsets.

Why not a library: pySBD has no Vietnamese and sentencex has no Vietnamese abbreviations, so
both end a sentence after `TS.`; sentencex also does after `a déclaré M.`; yasbd does after
`NXB.` and `TX.`, and finds no end if the space after a full stop is missing. On parallel
French and Vietnamese news, joined into paragraphs, each of the three makes more errors than
this module, usually several times as many.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

from passerelle import languages
from passerelle.languages import LANGUAGES
from passerelle.languages.base import GENERIC_SENTENCES, SentenceRules, words
from passerelle.languages.lines import runs
from passerelle.languages.marks import matched
from passerelle.languages.words import common_words
from passerelle.spans import Span, stripped
from passerelle.urls import WEB_ADDRESS

# Full stops within a quotation or brackets of up to this many characters do not end a sentence. In parallel
# news, on which the models are trained, longer ones are usually split at their stops; and if models get
# several long sentences at once, they leave some out.
LONGEST_QUOTATION = 120
# A sentence of more than this many characters is cut, which limits the work on a sentence. Even with
# decomposed letters this is over a hundred words.
LONGEST_SENTENCE = 1500

# The abbreviations of all languages, for text whose language the caller does not name.
_ANY = SentenceRules(
    *(
        frozenset().union(*(getattr(record.sentences, f.name) for record in LANGUAGES.values()))
        for f in fields(SentenceRules)
    )
)

# `...` counts as one stop, and so do `?!` and `? !`.
_STOP = re.compile(r"[.!?…‼⁇⁈⁉؟۔।॥።။]++(?:\s?[!?]++)*+|[。！？｡．]++")
_WIDE_STOPS = "。！？｡．"
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
# Characters that may precede the first word of a sentence.
_OMISSION = r"[(\[](?:…|\.\.\.)[)\]]"
_DASHES = "-‒–—―"
_LEAD = re.compile(
    rf"(?:{_OMISSION}|[{_DASHES}\s\"'“”‘’„‚«»‹›()\[\]{{}}¿¡•·*▪►■●|>\u200b-\u200d\u2060\ufeff])*+"
)
_LONGEST_LEAD = 500
_LIST_MARKER = re.compile(
    rf"[{_DASHES}\s\"'“‘«(\[•*\ufeff]*+(?:\d{{1,3}}(?:\.\d{{1,3}})*+|[IVXL]{{1,4}}|[^\W\d_][\u0300-\u036f]*+)"
)
_NUMERAL = re.compile(r"[IVXLC]+\b(?!['’])|[^\W\d_]\.")
# `article R. 123-4`: a number with a hyphen, or any number once articles have been named.
_SECTION = re.compile(r"\d{1,4}(?:[-‑]\d{1,4})+(?!\d)")
_SECTION_REACH = 120
# `1 m. 80`, `14 h. 30`
_MEASURE = re.compile(r"(?<![\d,.])\d{1,2}\s?[ghm]$")
_PART_OF_MEASURE = re.compile(r"\d{2}\b(?!\s[^\W\d_])|\d{2}\s[^\W\d_A-Z]")
# `Kevin D. – 24 ans – est libre`
_BETWEEN_DASHES = re.compile(r"[^.!?…–—]{1,40}\s[–—][\s,]")
_INITIAL = re.compile(r"[^\W\d_]\.")
_WORD = re.compile(r"[^\W\d_]+(?:['’])?")
_LETTER = re.compile(r"[^\W_]")
_TOKEN_EDGE = re.compile(r"[\s'’\"“”«»()\[\]{}/–—,;:]")
# Number of characters to examine before and after a stop: more than the longest abbreviation has.
_LOOK = 24
# Words without a space after a full stop that look like two words but are not.
_ENDINGS = words("com net org info html htm pdf docx xlsx pptx txt csv jpg jpeg png zip json js py md")

# Where an overlong sentence is cut: after punctuation between clauses, else at white space.
_CLAUSE_END = re.compile(r"[,;:][\"”»)\]]*\s|[–—]\s|[，、；：]")
_BLANK = re.compile(r"\s")

# Maximum length of brackets that comment on the word before: (enfin !)
_REMARK = 12

_OPENING_QUOTES = ("«", "“", '"')
_QUOTES = '"”’»›“'


def sentences(
    text: str, language: str, start: int = 0, end: int | None = None, *, wrapped: bool = False
) -> list[Span]:
    """Find the sentences of a text.

    A line break ends a sentence, except in a paragraph that is clearly wrapped at 60 to
    100 columns; a blank line always does. A quotation of up to `LONGEST_QUOTATION`
    characters belongs to one sentence, even if it contains full stops. Sentences longer
    than `LONGEST_SENTENCE` characters are cut between clauses, else at white space, else
    anywhere.

    Args:
        text: the text.
        language: its ISO 639-1 code; without a record for it, general rules apply.
        start: where in `text` to begin.
        end: where in `text` to stop; None for its end.
        wrapped: whether a line break in it is known to be mere white space.

    Returns:
        Spans in order, without overlap and without white space at either end; offsets
        count from the beginning of `text`. Everything except white space is in a span.
    """
    record = languages.get(language)
    rules = record.sentences if record else GENERIC_SENTENCES
    start, end, _ = slice(start, end).indices(len(text))
    return [
        part
        for first, last in runs(text, start, end, wrapped)
        for span in _sentences(text[first:last], rules, language)
        for part in _bounded(text, first + span.start, first + span.end)
    ]


def inner_sentences(sentence: str) -> Iterator[Span]:
    """Return the sentences within a sentence of any language, including those in quotations and brackets."""
    return _sentences(sentence, _ANY, "", longest_quotation=0)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Return a sentence, in parts if it is too long."""
    while end - start > LONGEST_SENTENCE:
        furthest = start + LONGEST_SENTENCE
        cut = furthest
        for pattern in (_CLAUSE_END, _BLANK):
            # Cuts in the first half would give more parts than necessary.
            found = [m.end() for m in pattern.finditer(text, start + LONGEST_SENTENCE // 2, furthest)]
            if found:
                cut = found[-1]
                break
        else:
            # Combining marks stay with their letter, unless there is none.
            while unicodedata.category(text[cut]).startswith("M") and cut > furthest - 32:
                cut -= 1
        yield stripped(text, start, cut)
        start = stripped(text, cut, end).start
    yield Span(start, end)


def _sentences(
    text: str, rules: SentenceRules, language: str, longest_quotation: int = LONGEST_QUOTATION
) -> Iterator[Span]:
    """Return the sentences of a text in which line breaks have no meaning."""
    openers = matched(text)
    kept = _kept_whole(text, openers, longest_quotation)
    # No sentence begins after the last word.
    last_word = next((i for i in range(len(text) - 1, -1, -1) if text[i].isalnum()), -1)
    begin = range_index = 0
    first_word = _LETTER.search(text)
    for match in _STOP.finditer(text):
        end = _after_closers(text, match.end(), openers)
        while range_index < len(kept) and kept[range_index][1] <= end:
            range_index += 1
        if range_index < len(kept) and kept[range_index][0] < end:
            continue
        if not first_word or end > last_word:
            break
        if match.start() < first_word.start():
            continue
        if _ends(text, begin, match, end, openers, rules) or _begins_in_lower_case(
            text, begin, match, end, rules, language
        ):
            yield stripped(text, begin, end)
            begin = end
            first_word = _LETTER.search(text, begin)
    rest = stripped(text, begin, len(text))
    if rest.start < rest.end:
        yield rest


def _kept_whole(text: str, openers: dict[int, int], longest: int) -> list[tuple[int, int]]:
    """Return ranges in which no sentence ends: quotations, brackets, addresses; in order, not nested."""
    ranges = [(i, closer + 1) for closer, i in openers.items() if closer - i <= longest]
    ranges += [match.span() for match in WEB_ADDRESS.finditer(text)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _after_closers(text: str, end: int, openers: dict[int, int]) -> int:
    """Return where the quotation marks, brackets and footnote marks after a stop end."""
    while end < len(text):
        blank = end
        while blank < min(len(text) - 1, end + 2) and text[blank].isspace():
            blank += 1
        mark, next_to_it = text[blank], text[blank + 1 : blank + 2]
        if blank in openers or (mark in "»›" and not next_to_it.isalnum()):
            end = blank + 1
        elif blank == end and mark in "”’'\")]}" and not next_to_it.isalnum():
            end += 1
        elif blank == end and (footnote := _FOOTNOTE.match(text, end)):
            end = footnote.end()
        else:
            break
    return end


def _ends(
    text: str, begin: int, stop: re.Match[str], end: int, openers: dict[int, int], rules: SentenceRules
) -> bool:
    """Return whether a sentence that began at `begin` ends with a stop and its closers, at `end`."""
    first = _LEAD.match(text, end, end + _LONGEST_LEAD)
    assert first
    word = first.end()
    if word == len(text):
        return False
    if stop.group()[0] in _WIDE_STOPS:
        return not unicodedata.category(text[word]).startswith("P")
    if word == end and not _runs_on(text, begin, stop, word):
        return False
    lead, closers = first.group(), text[stop.end() : end]
    quoted = any(mark in closers for mark in _QUOTES)
    if lead.startswith(("-", "'", "’")) or (quoted and lead.strip() in _DASHES and lead.strip()):
        return False  # U.S.-made; "Why?" – Kirby asked.
    kind = _kind(text, word)
    if kind == "other" and stop.group() == "." and lead.rstrip().endswith(_OPENING_QUOTES):
        kind = "quotation"
    if kind == "other":
        return False
    if stop.group() == ".":
        return not _abbreviated(text, begin, stop.start(), word, kind, rules)
    if closers.endswith((")", "]")) and openers.get(end - 1, 0) > max(begin, end - _REMARK):
        return False  # In mid-sentence: (sic !)
    if quoted and lead.isspace() and _attributed(text, word, rules):
        return False
    return kind == "capital" or "!" in stop.group() or "?" in stop.group()


def _kind(text: str, i: int) -> str:
    """Return the kind of beginning of a sentence: `capital`, `number`, or `other` if none could begin."""
    character = text[i]
    category = unicodedata.category(character)
    if character.islower():
        return "capital" if text[i + 1 : i + 2].isupper() else "other"  # iPhone
    if category[0] in "NS":
        return "number"
    if category[0] == "P":
        return "number" if character in "#@&§" else "other"
    return "capital"


def _runs_on(text: str, begin: int, stop: re.Match[str], word: int) -> bool:
    """Return whether two sentences meet at a stop without a space: `fini.Le président`."""
    after = unicodedata.normalize("NFC", text[word : word + _LOOK])
    found = _WORD.match(after)
    if not found or not found.group()[0].isupper():
        return False
    name = found.group()
    if name[1:].isupper() or (len(name) == 1 and not after[1:2].isspace()):
        return False
    if stop.group() != ".":
        return True
    rest = after.split(maxsplit=1)[0]
    if name.lower() in _ENDINGS or "@" in rest or "/" in rest or re.search(r"\.\w", rest):
        return False
    before = _last_token(text, begin, stop.start())
    return before.isdigit() or (len(before) > 1 and before.isalpha() and before[1:].islower())


def _last_token(text: str, begin: int, end: int) -> str:
    """Return the word before `end`, composed, including its full stops; its tail if it is long."""
    return _TOKEN_EDGE.split(unicodedata.normalize("NFC", text[max(begin, end - _LOOK) : end]))[-1]


def _begins_in_lower_case(
    text: str, begin: int, stop: re.Match[str], end: int, rules: SentenceRules, language: str
) -> bool:
    """Return whether a sentence begins in lower case: `Il est parti. à midi, …`.

    The words before and after the full stop must both be common words of the language.
    """
    if stop.group() != "." or stop.end() != end or not text[end : end + 1].isspace():
        return False
    following = _WORD.match(unicodedata.normalize("NFC", text[end : end + _LOOK]).lstrip())
    before = _last_token(text, begin, stop.start())
    if not following or not before.isalpha() or len(before) < 2:
        return False
    abbreviations = rules.before_name | rules.before_number | rules.before_opening | rules.continuing
    common = common_words(language)
    return (
        before in common - abbreviations and following.group().rstrip("'’") in common | rules.one_letter_words
    )


def _abbreviated(text: str, begin: int, stop: int, word: int, kind: str, rules: SentenceRules) -> bool:
    """Return whether the full stop at `stop` belongs to an abbreviation inside a sentence."""
    if stop - begin <= _LOOK and _LIST_MARKER.fullmatch(text, begin, stop):
        return True
    token = _last_token(text, begin, stop)
    last = token.rsplit(".", 1)[-1].lstrip("-")
    forms = {form for name in (token, last) if name for form in (name, name[0].lower() + name[1:])}
    if len(token) == 1 and token.islower() and kind == "capital":
        # `plan c.`, `74,5 triệu đ.`
        before = _last_token(text, begin, stop - len(token) - 1).lower()
        if before in rules.lettered or before[-1:].isdigit():
            return False
    if token in rules.between_parties and kind == "capital":
        return True
    # `PGS-TS. Nguyễn Văn Nam`
    title = last.rpartition("-")[2]
    if forms & rules.before_name or (len(title) > 1 and title in rules.before_name):
        return True
    found = _WORD.match(unicodedata.normalize("NFC", text[word : word + _LOOK]))
    following = found.group().replace("’", "'") if found else ""
    titled = following in rules.before_name and text[word + len(following)] == "."
    if forms & rules.before_number and not titled and (kind == "number" or _NUMERAL.match(text, word)):
        return True
    if _MEASURE.search(text, max(begin, stop - _LOOK), stop) and _PART_OF_MEASURE.match(text, word):
        return True
    if last in rules.section_letters and _is_section(text, begin, stop, word, kind, rules):
        return True
    if len(following) > 1 and following.isupper():
        following = following.capitalize()
    opens = titled or following in rules.openings
    aside = _in_aside(text, word)
    if len(last) > 1 or not last.isupper() or token in rules.short_words:
        return bool(forms & rules.before_opening) and (aside or (kind == "capital" and not opens))
    if token.lower() in rules.before_opening:
        return kind == "capital" and not opens
    single = "." not in token or "-" in token
    before = _last_token(text, begin, stop - len(token) - 1).lower()
    if single and (before in rules.lettered or before.endswith("°")):
        return False
    if token in rules.eras and before.rstrip(".") in rules.before_era:
        return False
    if aside:
        return True
    if kind == "number" or _INITIAL.match(text, word):
        return kind != "number" or not single or before.rstrip(".") in rules.before_number
    return following not in (rules.openings - rules.name_parts if single else rules.openings)


def _is_section(text: str, begin: int, stop: int, word: int, kind: str, rules: SentenceRules) -> bool:
    """Return whether a number at `word` continues the name of an article of law, as in `article R. 123-4`."""
    if kind != "number":
        return False
    named = _section_words(rules).search(text, max(begin, stop - _SECTION_REACH), stop)
    return bool(named or _SECTION.match(text, word))


@cache
def _section_words(rules: SentenceRules) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(rules.section_words) or '(?!)'})", re.IGNORECASE)


def _in_aside(text: str, word: int) -> bool:
    """Return whether a word opens a remark that is not a whole sentence: `Kevin D. (32 ans)`."""
    if text[word - 2 : word] in ("– ", "— "):
        return _BETWEEN_DASHES.match(text, word) is not None
    if text[word - 1 : word] not in ("(", "["):
        return False
    closer = re.compile(r"[)\]]").search(text, word, word + LONGEST_QUOTATION)
    return closer is not None and text[closer.start() - 1] not in ".!?…"


def _attributed(text: str, word: int, rules: SentenceRules) -> bool:
    """Return whether a quotation is followed by who said it: a name and a verb of speech."""
    name = text[word : word + 80].split()[: 5 if rules.attributions else 0]
    for i, part in enumerate(name):
        if i and part.strip(".,;:") in rules.attributions:
            return True
        if not part[0].isupper() or part in rules.openings:
            return False
    return False
