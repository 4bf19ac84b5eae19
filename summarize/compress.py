"""Sentence compression that can only leave out."""

import itertools
import re
from collections import Counter

from seq2seq.model import Model
from seq2seq.options import DecodingOptions
from summarize.words import ATTRIBUTIONS, FUNCTION_WORDS, NEGATIONS, WORD, content_words, words

MAX_SOURCE_TOKENS = 160
# A compression must save something worth the loss, and still be a sentence.
MAX_RATIO = 0.9
MIN_WORDS = 5

_QUOTES = re.compile('["“”«»]')
_ENDINGS = (".", "!", "?", "…", '."', '!"', '?"', '".', ".”", ".)")
# The only words that a compression may bring in, or have more often than the sentence.
_NEUTRAL = frozenset("a an the and is are was were has have had that of to it by".split())
# What says how certain, on what condition, or how much: none of it may be lost.
_CRITICAL = frozenset("may might could would should will shall can must if unless until".split())
_BOUNDS = frozenset("more less most least up under over".split())
_FIGURE = re.compile(r"(?:(?<![\w-])[-−])?[$€£¥]?\d(?:[\d.,]*\d)?(?:\s?[%°])?")
# Words that no English sentence ends with.
_DANGLING = FUNCTION_WORDS - frozenset(
    """
    about above after again all another any before below both down each either ever further he
    her here hers herself him himself his however i into it itself me more most much off on once
    other ours out over own so some such that theirs them themselves then there these they this
    those though through together too under up us very within you yours
    """.split()
)


def compress(sentence: str, model: Model) -> str | None:
    """A shorter form of a sentence, or None where the plain sentence is better.

    The decoder's vocabulary is limited to the pieces of the sentence and of function words;
    a hypothesis must then pass `faults`.

    Args:
        sentence: one English sentence.
        model: a sentence compressor.
    """
    source = model.tokenizer.encode(sentence)
    limit = min(MAX_SOURCE_TOKENS, model.positions)
    if len(source) > limit or len(words(sentence)) <= MIN_WORDS:
        return None
    allowed = {piece for word in FUNCTION_WORDS for piece in model.tokenizer.pieces(word)}
    allowed.update(model.tokenizer.pieces(sentence), source, model.tokenizer.pieces("a. a, a?"))
    options = DecodingOptions(
        max_source_tokens=limit,
        max_target_tokens=len(source),
        beam_size=model.generation.beam_size,
        num_hypotheses=model.generation.beam_size,
        length_penalty=model.generation.length_penalty,
        vocabulary=frozenset(allowed),
    )
    for hypothesis in model.engine.run([source], options)[0]:
        text = model.tokenizer.decode(hypothesis.tokens).strip()
        if hypothesis.finished and not faults(sentence, text):
            return text
    return None


def faults(sentence: str, shorter: str) -> list[str]:
    """What is wrong with a compression of a sentence; empty if nothing is.

    Each fault is one word for a log or a test, such as `invented` or `negation`.
    """
    found = []
    kept, full = words(shorter), words(sentence)
    content, known = content_words(shorter), content_words(sentence)
    if len(shorter) > MAX_RATIO * len(sentence):
        found.append("long")
    if len(kept) < MIN_WORDS:
        found.append("short")
    if not (shorter[:1].isupper() or shorter[:1].isdigit() or shorter[:1] in "\"“'("):
        found.append("opening")
    if not shorter.endswith(_ENDINGS) or (kept and kept[-1].casefold() in _DANGLING):
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
    """Whether a modal, a condition, a bound, a preposition or a figure's unit differs."""
    kept = Counter(word.casefold() for word in words(shorter))
    full = Counter(word.casefold() for word in words(sentence))
    if any(word in FUNCTION_WORDS and word not in _NEUTRAL for word in kept - full):
        return True
    figures = Counter(_FIGURE.findall(shorter)) - Counter(_FIGURE.findall(sentence))
    lost = (full - kept).keys()
    return bool(figures or lost & _CRITICAL or (lost & _BOUNDS and _FIGURE.search(shorter)))


def _negations(content: list[str]) -> int:
    return sum(word in NEGATIONS or word.endswith("n't") for word in content)


def _subsequence(part: list[str], whole: list[str]) -> bool:
    remaining = iter(whole)
    return all(word in remaining for word in part)


def _cut_name(kept: list[str], full: list[str]) -> bool:
    """Whether a run of capitalised words lost its last part: `President Vladimir` of `… Putin`."""
    pairs = set(itertools.pairwise(kept))
    for word, following in itertools.pairwise(full):
        both = word[:1].isupper() and following[:1].isupper() and full.count(word) == 1
        if both and word in kept and word.casefold() not in FUNCTION_WORDS and (word, following) not in pairs:
            return True
    return False


def _cut_phrase(shorter: str, sentence: str) -> bool:
    """Whether a cut runs through a phrase: `divides Catholics and Protestants` to `divides and …`.

    `and` and `or` must keep what stood before them, and the last word must not have been
    followed by a content word without punctuation between.
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
        # `The operator shall judge the purpose` to `The judge the purpose`.
        gap = full[previous + 1 : found]
        if previous >= 0 and full[previous] in _DANGLING and FUNCTION_WORDS.intersection(gap):
            return True
        position = previous = found
    if not 0 <= previous < len(full) - 1:
        return False
    matches = list(WORD.finditer(sentence))
    between = sentence[matches[previous].end() : matches[previous + 1].start()]
    return not between.strip() and full[previous + 1] not in FUNCTION_WORDS
