"""Tag parts of speech, and find what makes a sentence incomplete or malformed."""

import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from passerelle.languages.words import common_words
from passerelle.once import once

# Longer sentences could not appear in a brief and are not worth the tagger's time.
MAX_TOKENS = 150
MAX_WORDS = 60
LONGEST_WORD = 40

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Gov|Rep|Lt|Col|Prof|No|Jr|Sr)\.(?=\s)"
    r"|[^\W_]+?(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b"
    r"|[^\W_]+(?:[-.,:]?[^\W_]+)*|--+|\.\.+|[^\w\s]|_"
)
# Tags of the BNC's C5 set, which the tagger returns (http://ucrel.lancs.ac.uk/claws5tags.html).
FINITE = frozenset("VBB VBD VBZ VDB VDD VDZ VHB VHD VHZ VM0 VVB VVD VVZ".split())
NOUNS = frozenset("NN0 NN1 NN2 NP0".split())
NOUN_PHRASE = frozenset("AT0 DPS NP0 NN0 NN1 NN2 AJ0 AJS CRD DT0 PNI ORD EX0".split())
PARTICIPLES = frozenset("VVG VVN VBN VBG VHG".split())
RELATIVES = frozenset("PNQ DTQ".split())
SUBORDINATORS = frozenset("CJS CJT PNQ DTQ AVQ".split())
# Tags that cannot come before a full stop.
_OPEN = frozenset("AT0 DPS PRF CJC CJS TO0".split())
_CLOSING = frozenset(".!?…\"”»’')")
_STOPS = frozenset(".!?…")
_STRAY_MARKS = re.compile(r"[,;:]\s*[.!?](?!\.)|[.!?]\s+[.!?]")
# Quotation marks that may close at the end of a sentence without having been opened in it.
_CLOSED_ALONE = re.compile(r"^(?!.*(?:^|[\s(])['‘]).*[.!?,]['’]$", re.DOTALL)
QUOTES = frozenset('"“”«»')


@dataclass(frozen=True, slots=True)
class TaggedToken:
    """A word or mark of a sentence.

    Attributes:
        text: the token as written.
        start, end: offsets in the sentence.
        tag: its part of speech (C5), `PUN` for a mark.
        quoted: whether it is inside a quotation.
    """

    text: str
    start: int
    end: int
    tag: str
    quoted: bool

    @property
    def low(self) -> str:
        """The word, case-folded."""
        return self.text.casefold()


@lru_cache(maxsize=4096)
def parse(sentence: str) -> tuple[TaggedToken, ...]:
    """Tag the words and marks of an English sentence with their parts of speech.

    The tagger is HanTa's (Wartena 2019, https://doi.org/10.25968/opus-1527). In a sentence longer than
    `MAX_TOKENS`, only punctuation is tagged.
    """
    matches = list(_TOKEN.finditer(sentence))
    texts = [match[0] for match in matches]
    if len(texts) > MAX_TOKENS:
        tags = ["PUN" if not text[0].isalnum() else "UNC" for text in texts]
    else:
        known = [text.replace("’", "'") if len(text) <= LONGEST_WORD else "thing" for text in texts]
        tags = tagger().tag_sent(known, taglevel=0)  # without lemmas, which take as long
    quoted, single, tokens = False, False, []
    for match, tag in zip(matches, tags, strict=True):
        mark = match[0] in QUOTES
        if mark:
            quoted = match[0] in "“«" or (match[0] == '"' and not quoted)
        elif match[0] in ("'", "‘", "’"):
            # An apostrophe opens a quotation before a word, and closes one after.
            opens = sentence[match.end() : match.end() + 1].isalnum() and match[0] != "’"
            mark = opens or single
            single = opens
        tag = tag if match[0][0].isalnum() or match[0][0] in "'’" else "PUN"
        tokens.append(TaggedToken(match[0], match.start(), match.end(), tag, (quoted or single) and not mark))
    return tuple(tokens)


@once
def tagger() -> Any:
    """Load the tagger, once.

    Its hundred thousand tuples are never freed; looking for garbage among them would take twice as long as
    loading them.
    """
    from HanTa.HanoverTagger import HanoverTagger

    collecting = gc.isenabled()
    gc.disable()
    try:
        loaded = HanoverTagger("morphmodel_en.pgz")
        gc.freeze()
    finally:
        if collecting:
            gc.enable()
    return loaded


@dataclass(frozen=True, slots=True)
class Clauses:
    """The finite verbs that the clauses of a sentence have or lack.

    Attributes:
        main: whether there is a finite verb for the main clause. A question needs only some finite verb.
        waiting: number of subordinate clauses without a verb; some need none (`when asked`).
        open: whether a `that` clause, which needs a verb, lacks one.
    """

    main: bool
    waiting: int
    open: bool


def clauses(tokens: tuple[TaggedToken, ...]) -> Clauses:
    """Assign to each subordinate clause the next finite verb, and report the clauses without one.

    `As the country recovers, the investigation.` has no main clause.
    """
    main = False
    waiting: list[str] = []
    question = any(token.text == "?" for token in tokens)
    depth = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if depth > 0:
            continue
        if token.tag in SUBORDINATORS and not question:
            waiting.append(token.tag)
        elif token.tag in FINITE:
            main = main or not waiting
            del waiting[-1:]
    return Clauses(main, len(waiting), "CJT" in waiting)


def defects(sentence: str) -> list[str]:
    """Return the defects that make a sentence unfit for a brief, each in a few words."""
    tokens = parse(sentence)
    plain = [token for token in tokens if token.tag != "PUN"]
    found = []
    if not plain:
        return ["no words"]
    if len(plain) > MAX_WORDS:
        found.append("too long")
    structure = clauses(tokens)
    if structure.open:
        found.append("no verb after that")
    if not structure.main:
        found.append("no main clause")
    elif plain[0].tag in ("VVD", "VVZ", "VBD", "VBZ", "VHZ", "VHD") and tokens[-1].text != "?":
        found.append("no subject")
    first = tokens[0].text
    if not (first[0].isupper() or first[0].isdigit() or first in QUOTES or first in "'‘$€£"):
        found.append("opening")
    if not is_ended(sentence):
        found.append("ending")
    if _STRAY_MARKS.search(sentence) or any(
        token.tag in _OPEN and following.text in _STOPS for token, following in pairwise(tokens)
    ):
        found.append("dangling")
    if unbalanced(sentence):
        found.append("unbalanced")
    low = [token.low for token in plain]
    if any(a == b and len(a) > 1 and a not in ("had", "that") for a, b in pairwise(low)) or any(
        low[i : i + 3] == low[i + 3 : i + 6] for i in range(len(low) - 5)
    ):
        found.append("repetition")
    return found


def is_ended(sentence: str) -> bool:
    """Return whether a sentence has the ending of one; a heading or a list item does not."""
    return sentence.rstrip()[-1:] in _CLOSING


def unbalanced(sentence: str) -> bool:
    """Return whether a quotation or bracket is left open at either end."""
    straight = sentence.count('"') % 2
    pairs = (("“", "”"), ("«", "»"), ("(", ")"))
    curved = any(sentence.count(a) != sentence.count(b) for a, b in pairs)
    return bool(straight or curved or _CLOSED_ALONE.match(sentence.strip()))


def strange_words(sentence: str) -> int:
    """Count the lower-case words that English news does not use; machine translation invents many."""
    known = common_words("en")
    return sum(
        token.text.isalpha()
        and token.text.islower()
        and len(token.text) > 3
        and not any(form in known for form in _forms(token.text))
        for token in parse(sentence)
    )


def _forms(word: str) -> Iterator[str]:
    """Yield a word and its possible base forms."""
    yield word
    for ending in ("s", "es", "d", "ed", "ing", "ly", "er", "r"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            yield stem
            yield stem + "e"
            if len(stem) > 2 and stem[-1] == stem[-2]:
                yield stem[:-1]
    if word.endswith("ies"):
        yield word[:-3] + "y"
