"""Translate sentences with a model: decoding options, masks, and splitting of long sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from types import MappingProxyType

from passerelle.languages.words import common_words
from passerelle.modelstore.loading import Model
from passerelle.seq2seq.engine import Hypothesis
from passerelle.seq2seq.options import DecodingOptions
from passerelle.spans import Span, stripped
from translate import hints
from translate.clauses import clauses
from translate.confidence import SCORE_ALONE, Calibration
from translate.glossary import Glossary
from translate.hints import Hint
from translate.masks import Mask, amounts, cover, merged, protected, symbols, uncover
from translate.normalize import normalize
from translate.plan import Piece, Sentence
from translate.possessive import complete_possessives

# Longer sentences are divided at clause boundaries: Marian models tend to drop their end (OPUS-CAT issue 93).
MAX_SOURCE_TOKENS = 128
# No translation of a source within the limit is this long; such output is a loop.
MAX_TARGET_TOKENS = 2 * MAX_SOURCE_TOKENS
# Minimum token limit for the parts of a divided text; a text with fewer than twice as many tokens is not
# divided.
SMALLEST_PART = 8
NO_WORDS: Mapping[str, str] = MappingProxyType({})
# Words that a model capitalizes at the start of a clause as if it were a sentence.
_CLAUSE_OPENINGS = frozenset(
    """
    A An And As At But By For From He How If In It On Or She So That The Their There They This
    To Which While Who Whose With
    """.split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """A range of a source and its English, translated in one go.

    Attributes:
        source: offsets in the source.
        target: offsets in the English.
        copied: whether it is passed through unchanged.
    """

    source: Span
    target: Span
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """The English of a sentence, or of a piece of one.

    Attributes:
        text: the English.
        score: mean log-probability per token; None if no model was used.
        tokens: number of tokens in that mean.
        truncated: whether a length limit was hit.
        parts: ranges of the source and of the English that correspond, in order.
        is_looked_up: whether it was made with required words (see `translate.lookup`).
    """

    text: str
    score: float | None
    tokens: int
    truncated: bool
    parts: tuple[Part, ...]
    is_looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence to translate; equal tasks get the same English.

    Attributes:
        source: the sentence.
        pieces: its pieces, as offsets in `source`.
    """

    source: str
    pieces: tuple[Piece, ...]

    @classmethod
    def of(cls, text: str, sentence: Sentence) -> "Task":
        """Cut a sentence out of its text."""
        start = sentence.span.start
        pieces = tuple(
            replace(piece, span=Span(piece.span.start - start, piece.span.end - start))
            for piece in sentence.pieces
        )
        return cls(text[start : sentence.span.end], pieces)

    @property
    def translated(self) -> tuple[str, ...]:
        """The texts of the pieces that the model translates."""
        return tuple(self.source[p.span.start : p.span.end] for p in self.pieces if not p.copied)

    def copy(self) -> "Draft":
        """Return the sentence unchanged, with all its pieces copied."""
        return join(self.source, [replace(piece, copied=True) for piece in self.pieces], ())


class SentenceModel:
    """Translates the sentences of a plan (see `translate.plan`).

    Args:
        model: the model.
        language: ISO 639-1 code of the source language.
        calibration: maps signals to the risk that the English is poor.
        glossary: terms to insert as hints into the sources, if the model accepts hints.
    """

    def __init__(
        self,
        model: Model,
        language: str = "",
        calibration: Calibration = SCORE_ALONE,
        glossary: Glossary | None = None,
    ) -> None:
        self.model = model
        self.language = language
        self.calibration = calibration
        self.glossary = glossary or Glossary()
        limit = min(MAX_SOURCE_TOKENS, model.positions)
        self.options = DecodingOptions(
            max_source_tokens=limit,
            max_target_tokens=min(MAX_TARGET_TOKENS, model.positions - 1),
            beam_size=model.generation.beam_size,
            num_hypotheses=model.generation.beam_size,
            length_penalty=model.generation.length_penalty,
        )

    def with_glossary(self, glossary: Glossary) -> "SentenceModel":
        """Return the same model with another glossary."""
        return SentenceModel(self.model, self.language, self.calibration, glossary)

    @cached_property
    def signature(self) -> str:
        """The model, engine and options, in one line."""
        return f"{self.model.signature}|{self.options.signature}"

    def fits(self, text: str) -> bool:
        """Return whether a text is short enough for the model."""
        return self.length(text) <= self.options.max_source_tokens

    def length(self, text: str) -> int:
        """Return the number of source tokens of a text, without hints."""
        return len(self.model.tokenizer.encode_source(normalize(text).text))

    def encode(self, text: str, required: Mapping[str, str] = NO_WORDS) -> list[str]:
        """Return the source tokens of a text, with hints if the model accepts them and there is room.

        Args:
            text: the text.
            required: English that must be used, by the lexicon entries of the words that it translates.
        """
        tokens = self.model.tokenizer.encode_source(normalize(text).text)
        if not self.model.hints:
            return tokens
        *pieces, end = tokens
        plain, _ = hints.text_of(pieces)
        found = [
            Hint(one.span.start, one.span.end, (one.term.target,), required=True)
            for one in self.glossary.find(plain, self.language)
        ]
        terms = tuple(found)
        found += [
            hint
            for hint in hints.required(plain, self.language, required)
            if all(hint.end <= term.start or term.end <= hint.start for term in terms)
        ]
        if self.model.hints == "all":
            found += hints.candidates(plain, self.language)
        written = hints.insert(pieces, found, self.model.tokenizer.encode_target)
        return [*written, end] if len(written) < self.options.max_source_tokens else tokens

    def likelihoods(self, sources: Sequence[str], english: Sequence[str]) -> list[float]:
        """See `Translator.likelihoods`."""
        tokenizer, limit = self.model.tokenizer, self.options.max_source_tokens
        encoded = [self.encode(text) for text in sources]
        # The last token is the end of the sentence.
        cut = [t if len(t) <= limit else [*t[: limit - 1], t[-1]] for t in encoded]
        targets = [tokenizer.encode_target(text)[: self.options.max_target_tokens] for text in english]
        return self.model.engine.score(cut, targets)

    def score(self, source: str, draft: Draft) -> float:
        """Return the mean log-probability per token of a draft that the model did not produce."""
        tokenizer = self.model.tokenizer
        parts = [part for part in draft.parts if not part.copied]
        sources = [self.encode(source[p.source.start : p.source.end]) for p in parts]
        targets = [tokenizer.encode_target(draft.text[p.target.start : p.target.end]) for p in parts]
        scores = self.model.engine.score(sources, targets)
        lengths = [len(target) + 1 for target in targets]
        return sum(s * n for s, n in zip(scores, lengths, strict=True)) / max(1, sum(lengths))

    def run(self, texts: Sequence[str]) -> list[list[Draft]]:
        """Return the n-best list of each text, best first and never empty.

        If the best hypothesis of a text hits the length limit, the text is also translated in smaller parts,
        which rarely loop, and that draft comes first.
        """
        n_best = self.decode(texts, self.options)
        divided = self.in_parts([t for t, drafts in zip(texts, n_best, strict=True) if drafts[0].truncated])
        return [
            [divided[text], *drafts] if drafts[0].truncated and text in divided else drafts
            for text, drafts in zip(texts, n_best, strict=True)
        ]

    def decode(
        self,
        texts: Sequence[str],
        options: DecodingOptions,
        masks: Mapping[str, Sequence[Mask]] | None = None,
        required: Sequence[Mapping[str, str]] | None = None,
    ) -> list[list[Draft]]:
        """Return the n-best list of each text, without hypotheses that contain no words.

        Addresses, codes and the like are masked, and so are signs that the model changes.

        Args:
            texts: the texts to translate.
            options: the decoding options.
            masks: further masks, by text.
            required: for each text, English that must be used (see `encode`).
        """
        words = required or [NO_WORDS] * len(texts)
        wanted = masks or {}
        kept = [
            merged([*wanted.get(text, ()), *protected(text), *amounts(text, self.language)]) for text in texts
        ]
        n_best = self._decode(texts, kept, options, words)
        signs = [symbols(text) for text in texts]
        changed = [i for i, found in enumerate(signs) if found and not _same_signs(found, n_best[i])]
        again = self._decode(
            [texts[i] for i in changed],
            [merged([*kept[i], *signs[i]]) for i in changed],
            options,
            [words[i] for i in changed],
        )
        for i, drafts in zip(changed, again, strict=True):
            n_best[i] = drafts
        return n_best

    def _decode(
        self,
        texts: Sequence[str],
        masks: Sequence[Sequence[Mask]],
        options: DecodingOptions,
        required: Sequence[Mapping[str, str]],
    ) -> list[list[Draft]]:
        """Translate texts with masks; if a mask is lost, translate the text between its masks instead."""
        if not texts:
            return []
        covered = [cover(text, found) or (text, {}) for text, found in zip(texts, masks, strict=True)]
        sources = [self.encode(text, words) for (text, _), words in zip(covered, required, strict=True)]
        n_best = self.model.engine.run(sources, options)
        drafts = [
            self._drafts(text, hypotheses, known)
            for text, hypotheses, (_, known) in zip(texts, n_best, covered, strict=True)
        ]
        for i, found in enumerate(masks):
            if found and not drafts[i]:
                drafts[i] = [self._around(texts[i], found, options)]
        return drafts

    def _around(self, text: str, masks: Sequence[Mask], options: DecodingOptions) -> Draft:
        """Translate the text between masks, each part separately."""
        pieces: list[Piece] = []
        position = 0
        for mask in [*masks, Mask(Span(len(text), len(text)), "")]:
            between = stripped(text, position, mask.span.start)
            if between.start < between.end:
                has_letter = any(map(str.isalpha, text[between.start : between.end]))
                pieces.append(Piece(between, copied=not has_letter))
            if mask.span.start < mask.span.end:
                pieces.append(Piece(mask.span, copied=True))
            position = mask.span.end
        asked = [text[piece.span.start : piece.span.end] for piece in pieces if not piece.copied]
        drafts = self._decode(asked, [()] * len(asked), options, [NO_WORDS] * len(asked))
        return join(text, pieces, [n_best[0] for n_best in drafts])

    def in_parts(self, sources: Sequence[str]) -> dict[str, Draft]:
        """Translate texts divided at clause boundaries, leaving out those too short for two parts."""
        divided: dict[str, list[Span]] = {}
        for source in dict.fromkeys(sources):
            limit = self.length(source) // 2
            if limit >= SMALLEST_PART:
                fits = partial(self._is_within, limit)
                spans = list(clauses(source, 0, len(source), fits))
                if len(spans) > 1:
                    divided[source] = spans
        if not divided:
            return {}
        texts = [source[s.start : s.end] for source, spans in divided.items() for s in spans]
        drafts = iter([n_best[0] for n_best in self.run(texts)])
        return {
            source: join(source, [Piece(span, copied=False) for span in spans], islice(drafts, len(spans)))
            for source, spans in divided.items()
        }

    def _is_within(self, limit: int, text: str) -> bool:
        return self.length(text) <= limit

    def _drafts(self, source: str, hypotheses: Sequence[Hypothesis], known: dict[str, str]) -> list[Draft]:
        """Return the hypotheses that contain words, else the source itself; none if all lose a mask."""
        drafts = []
        for hypothesis in hypotheses:
            decoded = self.model.tokenizer.decode_target(hypothesis.tokens).strip()
            text = uncover(complete_possessives(decoded), known)
            if text is not None and any(map(str.isalnum, text)):
                part = Part(Span(0, len(source)), Span(0, len(text)))
                tokens = len(hypothesis.tokens) + 1
                drafts.append(Draft(text, hypothesis.score, tokens, not hypothesis.finished, (part,)))
        if not drafts and not known:
            part = Part(Span(0, len(source)), Span(0, len(source)), copied=True)
            drafts.append(Draft(source, hypotheses[0].score, 1, truncated=True, parts=(part,)))
        return drafts


def _same_signs(signs: Sequence[Mask], drafts: Sequence[Draft]) -> bool:
    """Return whether the first hypothesis has exactly the signs of its source."""
    return sorted(m.english for m in signs) == sorted(m.english for m in symbols(drafts[0].text))


def join(source: str, pieces: Sequence[Piece], drafts: Iterable[Draft]) -> Draft:
    """Join the English of a sentence's pieces.

    Args:
        source: the sentence.
        pieces: its pieces, offsets in `source`.
        drafts: the English of those pieces that are not copied, in order.
    """
    waiting = iter(drafts)
    used: list[Draft] = []
    text = ""
    parts: list[Part] = []
    previous: Piece | None = None
    for piece in pieces:
        words = source[piece.span.start : piece.span.end]
        if previous:
            text += source[previous.span.end : piece.span.start]
        if piece.copied:
            parts.append(Part(piece.span, Span(len(text), len(text) + len(words)), copied=True))
            text += words
        else:
            draft = next(waiting)
            used.append(draft)
            added = draft.text
            if previous is not None and not previous.copied:
                text, added = f"{text.rstrip()} ", _as_clause(added, words)
            shift = len(text)
            text += added
            if piece is not pieces[-1]:
                text = _open_end(text, words)
            parts += [_shifted(part, piece.span.start, shift, len(text)) for part in draft.parts]
        previous = piece
    tokens = sum(draft.tokens for draft in used)
    score = sum((draft.score or 0.0) * draft.tokens for draft in used) / tokens if used else None
    return Draft(text, score, tokens, any(draft.truncated for draft in used), tuple(parts))


def replaced(draft: Draft, span: Span, words: str) -> Draft:
    """Return a draft with a span replaced, its parts adjusted."""
    change = len(words) - (span.end - span.start)

    def moved(position: int) -> int:
        return position + change if position >= span.end else position

    parts = tuple(
        replace(part, target=Span(moved(part.target.start), moved(part.target.end))) for part in draft.parts
    )
    return replace(draft, text=draft.text[: span.start] + words + draft.text[span.end :], parts=parts)


def _shifted(part: Part, source: int, target: int, end: int) -> Part:
    return replace(
        part,
        source=Span(part.source.start + source, part.source.end + source),
        target=Span(min(part.target.start + target, end), min(part.target.end + target, end)),
    )


def _as_clause(text: str, source: str) -> str:
    """Return the English of a clause as it should read after another clause."""
    word = text.split(" ", 1)[0]
    plain = word[1:].islower() and word.casefold() in common_words("en")
    if source[:1].islower() and (word in _CLAUSE_OPENINGS or plain):
        return text[0].lower() + text[1:]
    return text


def _open_end(target: str, source: str) -> str:
    """Remove the full stop that a model adds to a clause without one."""
    return target[:-1] if target.endswith(".") and not source.endswith((".", "…")) else target
