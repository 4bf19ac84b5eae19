"""Contrast: how much better two sentences explain each other than they explain other sentences.

A translation model gives the likelihood of an English sentence given a source sentence. A sentence
of one version makes the English of its partner in the other version much more likely than its
neighbours do, even where both translations are bad. With the embedded models, on the articles of
tests/data/crosscheck, this separates partners from all other sentences without error, whereas English words
alone leave one sentence in twenty in doubt; but it costs as much as translating.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from passerelle.crosscheck.types import TranslatedArticle
from passerelle.languages import TARGET

# Maps sources, English targets and the source language to mean log-probabilities per token.
Likelihood = Callable[[Sequence[str], Sequence[str], str], list[float]]

# Maximum number of other sentences of the text to compare with, and their minimum length in characters.
_MAX_OTHER_SENTENCES = 4
_MIN_OTHER_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt of one version.

    Attributes:
        source: the words in their own language.
        english: their English.
        segments: indices of their segments, in order.
    """

    source: str
    english: str
    segments: tuple[int, ...]


class TranslationContrast:
    """Contrasts from the translation models of both languages; a version in English has none.

    Args:
        likelihood: see `Translator.likelihoods`.
        version: the article and its English.
        original: the original and its English.
    """

    def __init__(
        self, likelihood: Likelihood, version: TranslatedArticle, original: TranslatedArticle
    ) -> None:
        self._likelihood = likelihood
        self._texts = (version, original)

    def of_segments(self, groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> list[float]:
        """Return the contrasts of groups of whole segments, by their indices in both texts."""
        return self.of_excerpts([(self._excerpt(0, v), self._excerpt(1, o)) for v, o in groups])

    def of_excerpts(self, pairs: Sequence[tuple[Excerpt, Excerpt]]) -> list[float]:
        """Compute how much more likely each English text is given its partner than given other sentences.

        Args:
            pairs: excerpts of the version and of the original.

        Returns:
            Differences of mean log-probabilities per token, averaged over both directions; 0 if there are too
            few other sentences to compare with.
        """
        found: list[list[float]] = [[] for _ in pairs]
        for side in (0, 1):
            language = self._texts[side].article.language
            if language == TARGET:
                continue
            asked = [
                (source, pair[1 - side].english)
                for pair in pairs
                for source in (pair[side].source, *self._others(side, pair[side].segments))
            ]
            distinct = list(dict.fromkeys(asked))
            figures = self._likelihood([s for s, _ in distinct], [e for _, e in distinct], language)
            likelihood = dict(zip(distinct, figures, strict=True))
            for k, pair in enumerate(pairs):
                english = pair[1 - side].english
                others = [likelihood[s, english] for s in self._others(side, pair[side].segments)]
                if others:
                    found[k].append(likelihood[pair[side].source, english] - median(others))
        return [mean(figures) if figures else 0.0 for figures in found]

    def losses(self, pairs: Sequence[tuple[Excerpt, Excerpt]]) -> list[float] | None:
        """Compute how much less likely each source makes the other version's English than its own.

        Args:
            pairs: excerpts of the version and of the original.

        Returns:
            Differences of mean log-probabilities per token, summed over both versions; None if one of them is
            in English.
        """
        languages = [text.article.language for text in self._texts]
        if TARGET in languages:
            return None
        found = [0.0] * len(pairs)
        for side, language in enumerate(languages):
            sources = [pair[side].source for pair in pairs]
            own, other = (
                self._likelihood(sources, [pair[k].english for pair in pairs], language)
                for k in (side, 1 - side)
            )
            found = [sum(figures) for figures in zip(found, own, (-figure for figure in other), strict=True)]
        return found

    def _excerpt(self, side: int, indices: tuple[int, ...]) -> Excerpt:
        segments = self._texts[side].translation.segments
        return Excerpt(
            " ".join(segments[i].source for i in indices),
            " ".join(segments[i].target for i in indices),
            indices,
        )

    def _others(self, side: int, indices: tuple[int, ...]) -> list[str]:
        """Return sentences spread over the text, none of them next to the given ones."""
        segments = self._texts[side].translation.segments
        far = [
            segment.source
            for i, segment in enumerate(segments)
            if not indices[0] - 1 <= i <= indices[-1] + 1 and len(segment.source) >= _MIN_OTHER_CHARACTERS
        ]
        count = min(_MAX_OTHER_SENTENCES, len(far))
        return [far[k * len(far) // count] for k in range(count)]
