"""Word alignment between source and English, from the model's attention."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from passerelle.languages.lexicon import WORD
from passerelle.modelstore.loading import Model
from passerelle.spans import Span
from translate import hints
from translate.decoding import Draft, Part, SentenceModel
from translate.normalize import Normalized, normalize

Alignment = tuple[tuple[Span, Span], ...]

# Minimum attention, as a share of the target word's, that links a source word to which no target word attends
# most.
_SECOND_CHOICE = 0.05
# Maximum distance from the last token to the start of the next; further off is another occurrence.
_LOOK = 40


def words(text: str) -> list[Span]:
    """Return the words of a text, in order, divided at elisions, hyphens and punctuation."""
    return [Span(*match.span()) for match in WORD.finditer(text)]


def align(
    model: Model, pairs: Sequence[tuple[str, str]], encode: Callable[[str], list[str]] | None = None
) -> list[Alignment]:
    """Align the words of sentences with those of their translations.

    The links are based on the attention of the model's alignment head under forced decoding, summed over the
    tokens of a source word and averaged over those of a target word. Every target word is linked with the
    source word that it attends to most, and every remaining source word with the target word that attends to
    it most, if any does. A name or number that occurs exactly once on both sides is linked with itself.

    Args:
        model: the model that translates.
        pairs: source sentence and English, each short enough for the model. The English need not
            be the model's own.
        encode: converts source text to tokens, including hints; by default, the model's tokenizer. Attention
            to a hint counts for the word that it follows.

    Returns:
        For each pair its links, in source order, as offsets in the given texts.
    """
    prepared = [
        (_Side(source, encode or partial(_encode, model)), _Side(target, partial(_encode_target, model)))
        for source, target in pairs
    ]
    matrices = model.engine.attention([s.tokens for s, _ in prepared], [t.tokens for _, t in prepared])
    alignments = []
    for (source, target), attention in zip(prepared, matrices, strict=True):
        rows = attention[1:] if model.alignment_head.shifted else attention[:-1]
        weights = _word_weights(rows, source, target)
        anchors = _anchors(source, target)
        links = sorted(_links(weights, anchors))
        alignments.append(tuple((source.words[s], target.words[t]) for s, t in links))
    return alignments


def align_drafts(
    model: SentenceModel | None, sources: Sequence[str], drafts: Sequence[Draft]
) -> list[Alignment]:
    """Align sentences that may have been translated in parts; copied parts align with themselves.

    Args:
        model: the model that translated them; None if all were copied.
        sources: the sentences.
        drafts: their English.

    Returns:
        As for `align`.
    """
    asked: list[tuple[str, str]] = []
    for source, draft in zip(sources, drafts, strict=True):
        for part in draft.parts:
            if not part.copied:
                asked.append(_texts(part, source, draft))
    answers = iter(align(model.model, asked, model.encode) if model and asked else ())
    alignments: list[Alignment] = []
    for source, draft in zip(sources, drafts, strict=True):
        links: list[tuple[Span, Span]] = []
        for part in draft.parts:
            if part.copied:
                left, right = (words(text) for text in _texts(part, source, draft))
                pairs: Alignment = tuple(zip(left, right, strict=True))
            else:
                pairs = next(answers)
            links += [
                (
                    Span(s.start + part.source.start, s.end + part.source.start),
                    Span(t.start + part.target.start, t.end + part.target.start),
                )
                for s, t in pairs
            ]
        alignments.append(tuple(links))
    return alignments


def _texts(part: Part, source: str, draft: Draft) -> tuple[str, str]:
    return (
        source[part.source.start : part.source.end],
        draft.text[part.target.start : part.target.end],
    )


def _encode(model: Model, text: str) -> list[str]:
    return model.tokenizer.encode_source(normalize(text).text)


def _encode_target(model: Model, text: str) -> list[str]:
    return model.tokenizer.encode_target(normalize(text).text)


class _Side:
    """One text of a pair: its words, its tokens, and the word to which each token belongs."""

    def __init__(self, text: str, encode: Callable[[str], list[str]]) -> None:
        self.text = text
        self.words = words(text)
        self.tokens = encode(text)
        plain, owners = hints.remove(self.tokens)
        word_of = [self._word(span) for span in token_spans(plain, normalize(text))]
        self.word_of = [word_of[owner] for owner in owners]

    def _word(self, token: Span | None) -> int | None:
        if token is None:
            return None
        return next(
            (i for i, word in enumerate(self.words) if token.start < word.end and word.start < token.end),
            None,
        )


def token_spans(tokens: Sequence[str], text: Normalized) -> list[Span | None]:
    """Return where tokens are in a text as it was before normalization.

    Args:
        tokens: SentencePiece tokens (`▁` begins a word) of `text.text`; other tokens, such as `</s>`, have no
            range.
        text: the text.

    Returns:
        Half-open ranges of the text before normalization; None where a token's characters are not found.
    """
    # SentencePiece has its own compatibility normalization, character by character.
    folded = [(form, i) for i, c in enumerate(text.text) for form in unicodedata.normalize("NFKC", c)]
    characters = "".join(form for form, _ in folded)
    spans: list[Span | None] = []
    position = 0
    for token in tokens:
        written = token.replace("▁", " ").strip()
        found = characters.find(written, position, position + _LOOK + len(written)) if written else -1
        if found < 0:
            spans.append(None)
            continue
        position = found + len(written)
        first, last = folded[found][1], folded[position - 1][1]
        spans.append(Span(text.offsets[first], max(text.offsets[last] + 1, text.offsets[last + 1])))
    return spans


def _word_weights(attention: NDArray[np.float32], source: _Side, target: _Side) -> NDArray[np.float64]:
    """Return the attention between words, of shape (target words, source words)."""
    weights = np.zeros((len(target.words), len(source.words)))
    tokens = Counter(word for word in target.word_of if word is not None)
    columns = [(column, word) for column, word in enumerate(source.word_of) if word is not None]
    for row, target_word in zip(attention, target.word_of, strict=True):
        if target_word is not None:
            for column, source_word in columns:
                weights[target_word, source_word] += row[column] / tokens[target_word]
    return weights


def _anchors(source: _Side, target: _Side) -> set[tuple[int, int]]:
    """Return words that occur exactly once on both sides and begin with a capital or a digit."""
    left = [source.text[word.start : word.end] for word in source.words]
    right = [target.text[word.start : word.end] for word in target.words]
    counts = Counter(left), Counter(right)
    return {
        (i, right.index(word))
        for i, word in enumerate(left)
        if (word[0].isupper() or word[0].isdigit()) and counts[0][word] == counts[1][word] == 1
    }


def _links(weights: NDArray[np.float64], anchors: set[tuple[int, int]]) -> set[tuple[int, int]]:
    links = set(anchors)
    if not weights.size:
        return links
    anchored = {t for _, t in anchors}
    for t, row in enumerate(weights):
        if t not in anchored and row.max() > 0:
            links.add((int(row.argmax()), t))
    linked = {s for s, _ in links}
    for s, column in enumerate(weights.T):
        if s not in linked and column.max() > _SECOND_CHOICE:
            links.add((s, int(column.argmax())))
    return links
