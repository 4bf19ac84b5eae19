"""Abstractive briefs: a model writes the sentences, and each must have evidence in the text."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from passerelle.languages.sentences import sentences as split
from passerelle.modelstore.loading import Model
from passerelle.seq2seq.options import DecodingOptions
from summarize.anaphora import refers_back
from summarize.evidence import evidence_for
from summarize.faithful import REASONS, described, unsupported
from summarize.types import BriefSentence, Omission
from summarize.words import content_words, support

# Maximum number of alternatives tried for an unsupported sentence; further ones rarely differ.
MAX_HYPOTHESES = 4
# Minimum share of content that an alternative has in common with the unsupported sentence.
MIN_OVERLAP = 0.3
# Minimum share of common content for two sentences to say the same.
SAME = 0.8


@dataclass(frozen=True, slots=True)
class WindowPiece:
    """A piece of text that goes into a window.

    Attributes:
        text: a sentence, or part of one that is longer than the model's window.
        evidence: the segments of the text that it covers.
        paragraph: its paragraph; windows end between paragraphs if that leaves them well filled.
    """

    text: str
    evidence: tuple[int, ...]
    paragraph: int


def generate(
    segments: Sequence[str],
    model: Model,
    *,
    paragraphs: Sequence[int] | None = None,
    at_most: int = 8,
    parts: int = 1,
    fallback: Callable[[int], BriefSentence | None] = lambda _: None,
) -> tuple[list[BriefSentence], list[Omission]]:
    """Generate sentences about a text of any length, and keep those that the text supports.

    Text longer than the model's window is divided between paragraphs and summarized in parts; the
    summaries are summarized again until they have at most `at_most` sentences or fit into one window.
    Evidence always consists of segments of the text itself. A sentence that its evidence does not
    support (see `faithful.unsupported`) is replaced by one from another hypothesis, else by a sentence
    of its evidence, else it is left out.

    Args:
        segments: English sentences, in order.
        model: a model such as BART, PEGASUS or T5, run with its authors' settings.
        paragraphs: the number of each segment's paragraph; None if each is a paragraph.
        at_most: maximum number of sentences that are not summarized again.
        parts: minimum number of parts into which to divide the text, for more sentences.
        fallback: makes a brief sentence from the segment with a given index, if it can be read alone.

    Returns:
        The sentences in the order of the text, and those that were left out.
    """
    pieces = [
        WindowPiece(text, (i,), paragraphs[i] if paragraphs else i)
        for i, text in enumerate(segments)
        if text.strip()
    ]
    omissions: list[Omission] = []
    while True:
        windows = list(_windows(pieces, model, parts))
        written: list[BriefSentence] = []
        for window, hypotheses in zip(windows, _run(windows, model), strict=True):
            pool = sorted({i for piece in window for i in piece.evidence})
            _add_supported(hypotheses, pool, segments, fallback, written, omissions)
        fewer = sum(len(s.text) for s in written) < sum(len(piece.text) for piece in pieces)
        if len(windows) <= 1 or len(written) <= at_most or not fewer:
            return written, omissions
        pieces = [WindowPiece(s.text, s.evidence, k) for k, s in enumerate(written)]
        parts = 1


def _run(windows: Sequence[Sequence[WindowPiece]], model: Model) -> list[list[list[str]]]:
    """Return the hypotheses for each window, each as sentences."""
    if not windows:
        return []
    settings = model.generation
    texts = [" ".join(piece.text for piece in window) for window in windows]
    shortest = min(len(model.tokenizer.encode_source(text)) for text in texts)
    longest = max(1, min(settings.max_target_tokens, model.positions - 1))
    options = DecodingOptions(
        max_source_tokens=model.positions,
        max_target_tokens=longest,
        # The authors' minimum length is more than a short text can fill.
        min_target_tokens=max(1, min(settings.min_target_tokens, longest, shortest // 2)),
        beam_size=settings.beam_size,
        num_hypotheses=min(settings.beam_size, MAX_HYPOTHESES),
        length_penalty=settings.length_penalty,
        no_repeat_ngram_size=settings.no_repeat_ngram_size,
    )
    result = []
    for n_best in model.run(texts, options):
        hypotheses = []
        for hypothesis in n_best:
            text = model.tokenizer.decode_target(hypothesis.tokens).strip()
            sentences = [text[span.start : span.end].strip() for span in split(text, "en")]
            # If the limit was hit, the last sentence is incomplete.
            hypotheses.append(sentences if hypothesis.finished else sentences[:-1])
        result.append(hypotheses)
    return result


def _add_supported(
    hypotheses: Sequence[Sequence[str]],
    pool: Sequence[int],
    segments: Sequence[str],
    fallback: Callable[[int], BriefSentence | None],
    written: list[BriefSentence],
    omissions: list[Omission],
) -> None:
    """Add to `written` the supported sentences of a window's best hypothesis, or their replacements."""
    texts = [segments[i] for i in pool]
    kept = ""
    for before, sentence in pairwise(("", *hypotheses[0])) if hypotheses else ():
        if _is_repeated(sentence, written):
            continue
        rows, faults = _verdict(sentence, texts)
        if refers_back(sentence) and not (kept and kept == before):
            faults = (*faults, "reference")
        if rows and not faults:
            written.append(_sentence(sentence, [pool[row] for row in rows], segments))
            kept = sentence
            continue
        reasons = tuple(REASONS[fault] for fault in faults) or ("the text does not support it",)
        because = f"the model's first sentence had {described(faults)}" if faults else f"{reasons[0]}"
        for number, other in _alternatives(sentence, hypotheses[1:]):
            rows_of_other, faults_of_other = _verdict(other, texts)
            if (
                rows_of_other
                and not faults_of_other
                and not refers_back(other)
                and not _is_repeated(other, written)
            ):
                step = f"taken from the model's hypothesis {number}: {because}"
                written.append(_sentence(other, [pool[row] for row in rows_of_other], segments, step))
                break
        else:
            place = fallback(pool[rows[0]]) if rows else None
            if place is None or _is_repeated(place.text, written):
                omissions.append(Omission(sentence, reasons))
                continue
            step = f"a sentence of the text in place of the model's: {because}"
            steps = (step, *place.steps)
            written.append(BriefSentence(place.text, place.evidence, place.support, "replaced", steps))


def _verdict(sentence: str, texts: Sequence[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Find the evidence of a sentence, and its unsupported claims."""
    rows = evidence_for(sentence, texts)
    return rows, unsupported(sentence, [texts[row] for row in rows]) if rows else ()


def _sentence(text: str, evidence: Sequence[int], segments: Sequence[str], *steps: str) -> BriefSentence:
    figure = support(text, [segments[i] for i in evidence])
    return BriefSentence(text, tuple(evidence), figure, "generated", steps)


def _alternatives(sentence: str, hypotheses: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """Yield sentences of other hypotheses on the same subject, each after the number of its hypothesis."""
    for number, sentences in enumerate(hypotheses, start=2):
        for other in sentences:
            if other != sentence and support(other, [sentence]) >= MIN_OVERLAP:
                yield number, other


def _is_repeated(sentence: str, written: Sequence[BriefSentence]) -> bool:
    """Return whether an earlier sentence says the same, or this one has no content."""
    return not content_words(sentence) or any(support(sentence, [s.text]) >= SAME for s in written)


def _windows(pieces: Sequence[WindowPiece], model: Model, parts: int) -> Iterator[list[WindowPiece]]:
    """Yield runs of pieces that each fit the model, of about the same length."""
    small = [part for piece in pieces for part in _divided(piece, model)]
    sizes = [len(model.tokenizer.encode_target(" " + piece.text)) + 1 for piece in small]
    special = len(model.tokenizer.encode_source("")) + 2
    room = max(1, model.positions - special)
    share = sum(sizes) / max(parts, math.ceil(sum(sizes) / room))
    start = filled = 0
    for i, size in enumerate(sizes):
        begins = i > start and small[i].paragraph != small[i - 1].paragraph
        if i > start and (filled + size > room or (begins and filled + size / 2 > share)):
            end = i if begins else _last_beginning(small, sizes, start, i)
            yield from _fitting(small[start:end], model)
            start, filled = end, sum(sizes[end:i])
        filled += size
    if start < len(small):
        yield from _fitting(small[start:], model)


def _last_beginning(pieces: Sequence[WindowPiece], sizes: Sequence[int], start: int, end: int) -> int:
    """Return where a full window's last paragraph begins, if half the window precedes it, else the end."""
    for i in range(end - 1, start, -1):
        if pieces[i].paragraph != pieces[i - 1].paragraph:
            return i if 2 * sum(sizes[start:i]) >= sum(sizes[start:end]) else end
    return end


def _fitting(window: list[WindowPiece], model: Model) -> Iterator[list[WindowPiece]]:
    """Yield the window, halved where its tokens exceed the sum of its pieces' tokens."""
    text = " ".join(piece.text for piece in window)
    if len(window) == 1 or len(model.tokenizer.encode_source(text)) <= model.positions:
        yield window
    else:
        yield from _fitting(window[: len(window) // 2], model)
        yield from _fitting(window[len(window) // 2 :], model)


def _divided(piece: WindowPiece, model: Model) -> Iterator[WindowPiece]:
    """Split a piece that exceeds the window between words (or characters, if necessary)."""
    text = piece.text
    if len(text) < 2 or len(model.tokenizer.encode_source(text)) <= model.positions:
        yield piece
        return
    middle = text.rfind(" ", 1, len(text) // 2 + 1)
    middle = middle if middle > 0 else len(text) // 2
    for half in (text[:middle], text[middle:].lstrip()):
        if half:
            yield from _divided(WindowPiece(half, piece.evidence, piece.paragraph), model)
