"""Compress sentences by deletion: a model chooses among the parts that the grammar allows to be removed."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from passerelle.modelstore.loading import Model
from passerelle.seq2seq.options import DecodingOptions
from passerelle.seq2seq.tokenizer import Tokenizer
from summarize.grammar import defects, parse
from summarize.shorten import Removal, removals, without
from summarize.words import ATTRIBUTIONS, FUNCTION_WORDS, NEGATIONS, WORD, content_words, stems, words

MAX_SOURCE_TOKENS = 160
# Minimum number of words in a compression.
MIN_WORDS = 5
# Share of the hypotheses, weighted by their probability, that must leave a part out.
QUORUM = 0.5
# Parts that are removed without a vote.
_UNASKED = frozenset(("dateline", "connective", "aside"))
# Parts that tell no news.
_LINKS = frozenset(("dateline", "connective"))

_QUOTES = re.compile('["“”«»]')
_ENDINGS = (".", "!", "?", "…", '."', '!"', '?"', '".', ".”", ".)", "”.")
# The only words that a compression may add, or repeat more often than the sentence.
_NEUTRAL = frozenset("a an the and is are was were has have had that of to it by".split())
# Words for certainty, conditions and amounts, none of which may be lost.
_CRITICAL = frozenset("may might could would should will shall can must if unless until".split())
_BOUNDS = frozenset("more less most least up under over".split())
_FIGURE = re.compile(r"(?:(?<![\w-])[-−])?[$€£¥]?\d(?:[\d.,]*\d)?(?:\s?[%°])?")
# Words that cannot end an English sentence.
_DANGLING = FUNCTION_WORDS - frozenset(
    """
    about above after again all another any before below both down each either ever further he
    her here hers herself him himself his however i into it itself me more most much off on once
    other ours out over own so some such that theirs them themselves then there these they this
    those though through together too under up us very within you yours
    """.split()
)


@dataclass(frozen=True, slots=True)
class Compression:
    """A sentence without some of its parts.

    Attributes:
        text: the text that is left.
        removed: the removed parts, unchanged, in reading order.
    """

    text: str
    removed: tuple[str, ...]


def relieved(sentence: str, unwanted: Sequence[str]) -> Removal | None:
    """Return the smallest removable part that contains all unwanted words; None if there is none.

    Args:
        sentence: one English sentence.
        unwanted: words in it that should be removed, such as words invented by the translation.
    """
    tokens = parse(sentence)
    low = {word.casefold() for word in unwanted}
    # A wrong word is worse than a lost detail.
    for part in sorted(removals(sentence, details=True), key=lambda part: part.end - part.start):
        inside = range(part.start, part.end)
        if any(token.low in low and i not in inside for i, token in enumerate(tokens)):
            continue
        if not _spoils(sentence, without(sentence, [part])):
            return part
    return None


def compress(
    sentence: str, model: Model | None, unwanted: Sequence[str] = (), title: Collection[str] = ()
) -> Compression | None:
    """Return a shorter form of a sentence, or None if the full sentence is better.

    Of the parts that `shorten.removals` allows, those are removed that the model's hypotheses,
    restricted to words of the sentence and function words, leave out. Connectives to the
    previous sentence are always removed, and so is text in brackets without a word of the title. The result
    must pass `faults`.

    Args:
        sentence: one English sentence.
        model: a sentence compressor; None to remove only connectives and text in brackets.
        unwanted: words that are removed if possible; see `relieved`.
        title: stems of the words of the title, which are kept.
    """
    chosen = _voted(sentence, _parts(sentence, title), model, unwanted)
    return _without(sentence, chosen) if chosen else None


def shortenings(
    sentence: str,
    model: Model | None,
    unwanted: Sequence[str] = (),
    title: Collection[str] = (),
    *,
    details: bool = False,
) -> list[Compression]:
    """Return ever shorter forms of a sentence, to fit a word limit; empty if nothing can be removed.

    Each part is removed alone; the parts that `compress` removes are removed in turn, and then the
    smallest others that leave a sentence. Arguments as for `compress`, and `details` as for `removals`.
    """
    parts = _parts(sentence, title, details=details)
    order = sorted(_voted(sentence, parts, model, unwanted), key=_necessity(sentence, unwanted))
    chosen: list[Removal] = []
    alone = sorted(parts, key=lambda part: part.end - part.start)
    forms = [_without(sentence, [part]) for part in alone if not _spoils(sentence, without(sentence, [part]))]
    while part := next(iter(order), None) or _smallest(sentence, parts, chosen):
        order = order[1:]
        chosen.append(part)
        if not _spoils(sentence, without(sentence, chosen)):
            forms.append(_without(sentence, chosen))
    return sorted(set(forms), key=lambda form: -len(form.text))


def _parts(sentence: str, title: Collection[str], *, details: bool = False) -> list[Removal]:
    """Return the parts that can be removed without losing a word of the title; links always may."""
    tokens = parse(sentence)
    found = []
    for part in removals(sentence, details=details):
        inside = sentence[tokens[part.start].start : tokens[part.end - 1].end]
        shared = stems(inside).intersection(title)
        if part.kind in _LINKS or not shared or shared <= stems(without(sentence, [part])):
            found.append(part)
    return found


def _necessity(sentence: str, unwanted: Sequence[str]) -> Callable[[Removal], tuple[bool, int]]:
    """Return a sort key: first the parts that must be removed, then the largest ones."""
    needed = relieved(sentence, unwanted) if unwanted else None
    return lambda part: (part != needed and part.kind not in _UNASKED, part.start - part.end)


def _smallest(sentence: str, parts: Sequence[Removal], chosen: Sequence[Removal]) -> Removal | None:
    """Return the smallest part, of those not yet removed, without which the sentence is still sound."""
    left = [part for part in parts if not any(_overlap(part, other) for other in chosen)]
    for part in sorted(left, key=lambda part: part.end - part.start):
        shorter = without(sentence, [*chosen, part])
        if len(shorter) < len(without(sentence, list(chosen))) and not _spoils(sentence, shorter):
            return part
    return None


def _overlap(part: Removal, other: Removal) -> bool:
    return part.start < other.end and other.start < part.end


def _spoils(sentence: str, shorter: str) -> bool:
    """Return whether a shorter form of a sentence has a fault, or a defect that the sentence lacks."""
    return bool(faults(sentence, shorter) or set(defects(shorter)) - set(defects(sentence)))


def _without(sentence: str, parts: Sequence[Removal]) -> Compression:
    """Return a sentence without some of its parts."""
    tokens = parse(sentence)
    ordered = sorted(parts, key=lambda part: part.start)
    removed = (sentence[tokens[part.start].start : tokens[part.end - 1].end] for part in ordered)
    return Compression(without(sentence, ordered), tuple(removed))


def _voted(
    sentence: str, parts: Sequence[Removal], model: Model | None, unwanted: Sequence[str]
) -> list[Removal]:
    """Return the parts that the model would remove, and those that must be removed."""
    first = relieved(sentence, unwanted) if unwanted else None
    if not parts:
        return [first] if first else []
    asked = any(part.kind not in _UNASKED for part in parts)
    votes = _votes(sentence, _hypotheses(sentence, model) if model and asked else [], parts)
    chosen = [first] if first else []
    # Large parts first: parts inside a removed one need no decision.
    for part, share in sorted(zip(parts, votes, strict=True), key=lambda pair: pair[0].start - pair[0].end):
        if share < QUORUM or any(_overlap(part, other) for other in chosen):
            continue
        if not _spoils(sentence, without(sentence, [*chosen, part])):
            chosen.append(part)
    return chosen


def _hypotheses(sentence: str, model: Model) -> list[tuple[str, float]]:
    """Return the model's n-best compressions and their weights; empty if the sentence exceeds its window."""
    source = model.tokenizer.encode_source(sentence)
    limit = min(MAX_SOURCE_TOKENS, model.positions)
    if len(source) > limit or len(words(sentence)) <= MIN_WORDS:
        return []
    own = (*model.tokenizer.encode_target(sentence), *source)
    options = DecodingOptions(
        max_source_tokens=limit,
        max_target_tokens=len(source),
        beam_size=model.generation.beam_size,
        num_hypotheses=model.generation.beam_size,
        length_penalty=model.generation.length_penalty,
        vocabulary=common_tokens(model.tokenizer).union(own),
    )
    return [
        (
            model.tokenizer.decode_target(hypothesis.tokens),
            math.exp(hypothesis.score * (len(hypothesis.tokens) + 1)),
        )
        for hypothesis in model.engine.run([source], options)[0]
        if hypothesis.finished
    ]


def common_tokens(tokenizer: Tokenizer) -> frozenset[str]:
    """Return the target tokens of function words and punctuation, which any compression may have."""
    texts = (*FUNCTION_WORDS, "a. a, a?")
    return frozenset(token for text in texts for token in tokenizer.encode_target(text))


def _votes(sentence: str, hypotheses: Sequence[tuple[str, float]], parts: Sequence[Removal]) -> list[float]:
    """Return, for each part, the weighted share of hypotheses that leave it out, 0 to 1."""
    tokens = parse(sentence)
    low = [token.low for token in tokens]
    total = sum(weight for _, weight in hypotheses)
    dropped = []
    for text, _ in hypotheses:
        kept: set[int] = set()
        written = [token.low for token in parse(text)]
        for block in SequenceMatcher(None, low, written, autojunk=False).get_matching_blocks():
            kept.update(range(block.a, block.a + block.size))
        dropped.append([token.tag != "PUN" and i not in kept for i, token in enumerate(tokens)])
    votes = []
    for part in parts:
        if part.kind in _UNASKED:
            votes.append(1.0)
            continue
        size = sum(token.tag != "PUN" for token in tokens[part.start : part.end])
        shares = (sum(flags[part.start : part.end]) / max(1, size) for flags in dropped)
        weighted = sum(w * s for (_, w), s in zip(hypotheses, shares, strict=True))
        votes.append(weighted / total if total else 0.0)
    return votes


def faults(sentence: str, shorter: str) -> list[str]:
    """Return the faults of a compression of a sentence; empty if it has none.

    Each fault is a word or two for a log or a test, such as `invented` or `cut name`.
    """
    found = []
    kept, full = words(shorter), words(sentence)
    content, known = content_words(shorter), content_words(sentence)
    if len(shorter) >= len(sentence):
        found.append("long")
    if len(kept) < MIN_WORDS:
        found.append("short")
    if not (shorter[:1].isupper() or shorter[:1].isdigit() or shorter[:1] in "\"“'("):
        found.append("opening")
    if (
        not shorter.endswith(_ENDINGS)
        or (kept and kept[-1].casefold() in _DANGLING)
        or (_ends_on_participle(shorter) and not _ends_on_participle(sentence))
    ):
        found.append("ending")
    if Counter(content) - Counter(known):
        found.append("invented")
    if not _subsequence(content, known):
        found.append("order")
    if _changes_sense(shorter, sentence):
        found.append("sense")
    if _cut_name(kept, full):
        found.append("cut name")
    if _cut_phrase(shorter, sentence):
        found.append("cut phrase")
    if len(_QUOTES.findall(shorter)) % 2 or shorter.count("(") != shorter.count(")"):
        found.append("unbalanced")
    if _negations(known) != _negations(content):
        found.append("negation")
    if ATTRIBUTIONS.intersection(known) and not ATTRIBUTIONS.intersection(content):
        found.append("attribution")
    return found


def _changes_sense(shorter: str, sentence: str) -> bool:
    """Return whether a modal, a condition, a bound, a preposition or the unit of a number differs."""
    kept = Counter(word.casefold() for word in words(shorter) if word != "May")
    full = Counter(word.casefold() for word in words(sentence) if word != "May")
    if any(word in FUNCTION_WORDS and word not in _NEUTRAL for word in kept - full):
        return True
    figures = Counter(_FIGURE.findall(shorter)) - Counter(_FIGURE.findall(sentence))
    lost = (full - kept).keys()
    return bool(figures or lost & _CRITICAL or (lost & _BOUNDS and _FIGURE.search(shorter)))


def _ends_on_participle(sentence: str) -> bool:
    """Return whether a sentence ends in a participle without a phrase: `according to a survey published`."""
    plain = [token for token in parse(sentence) if token.tag != "PUN"]
    return len(plain) > 1 and plain[-1].tag == "VVN" and plain[-2].tag in ("NN0", "NN1", "NN2")


def _negations(content: list[str]) -> int:
    return sum(word in NEGATIONS or word.endswith("n't") for word in content)


def _subsequence(part: list[str], whole: list[str]) -> bool:
    remaining = iter(whole)
    return all(word in remaining for word in part)


def _cut_name(kept: list[str], full: list[str]) -> bool:
    """Return whether a run of capitalized words has lost its end: `President Vladimir` without `Putin`."""
    pairs = set(itertools.pairwise(kept))
    for word, following in itertools.pairwise(full):
        both = word[:1].isupper() and following[:1].isupper() and full.count(word) == 1
        if both and word in kept and word.casefold() not in FUNCTION_WORDS and (word, following) not in pairs:
            return True
    return False


def _cut_phrase(shorter: str, sentence: str) -> bool:
    """Return whether a cut splits a phrase, as from `divides Catholics and Protestants` to `divides and …`.

    `and` and `or` must keep what came before them, and the last word must not have been followed directly by
    a content word.
    """
    full = [word.casefold() for word in words(sentence)]
    position, previous = -1, -1
    for word in (word.casefold() for word in words(shorter)):
        found = next((i for i in range(position + 1, len(full)) if full[i] == word), None)
        if found is None:
            previous = -1
            continue
        if word in ("and", "or") and previous != found - 1:
            return True
        # As from `The operator shall judge the purpose` to `The judge the purpose`.
        gap = full[previous + 1 : found]
        if previous >= 0 and full[previous] in _DANGLING and FUNCTION_WORDS.intersection(gap):
            return True
        position = previous = found
    if not 0 <= previous < len(full) - 1:
        return False
    matches = list(WORD.finditer(sentence))
    between = sentence[matches[previous].end() : matches[previous + 1].start()]
    return not between.strip() and full[previous + 1] not in FUNCTION_WORDS
