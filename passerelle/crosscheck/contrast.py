"""How much better two sentences explain each other than other sentences do.

A translation model tells how likely some English is, given a sentence. A sentence of the one
version makes the English of its partner in the other much more likely than its neighbours do,
even where both translations are bad. With the embedded models, on the articles of
tests/data/crosscheck, this tells partners from all others without a mistake, where the words
of the English leave one in twenty in doubt; but it costs as much as to translate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from passerelle.crosscheck.types import TranslatedArticle

# Sources, their English, and the language of the sources to mean log-probabilities a token.
Likelihood = Callable[[Sequence[str], Sequence[str], str], list[float]]

# Other sentences of the text, to compare with, and the characters that one must have.
_OTHERS, _MIN_LENGTH = 4, 20


@dataclass(frozen=True, slots=True)
class Saying:
    """Words of one version.

    Attributes:
        source: as they stand.
        english: their English.
        segments: where they stand: indices of segments, in order.
    """

    source: str
    english: str
    segments: tuple[int, ...]


class Contrast:
    """Asks the models of both languages; one that is English itself is not asked.

    Args:
        likelihood: see `Translator.likelihoods`.
        version: the one text.
        original: the other.
    """

    def __init__(
        self, likelihood: Likelihood, version: TranslatedArticle, original: TranslatedArticle
    ) -> None:
        self._likelihood = likelihood
        self._texts = (version, original)

    def of_segments(self, groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> list[float]:
        """Of whole segments, by their indices in both texts."""
        return self.of_sayings([(self._saying(0, v), self._saying(1, o)) for v, o in groups])

    def of_sayings(self, pairs: Sequence[tuple[Saying, Saying]]) -> list[float]:
        """How much more likely the English of each is given the other than given other sentences.

        Args:
            pairs: words of the version and of the original.

        Returns:
            Differences of mean log-probabilities a token, the mean of both directions; 0 where
            there are too few other sentences to tell.
        """
        found: list[list[float]] = [[] for _ in pairs]
        for side in (0, 1):
            language = self._texts[side].article.language
            if language == "en":
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

    def _saying(self, side: int, indices: tuple[int, ...]) -> Saying:
        segments = self._texts[side].translation.segments
        return Saying(
            " ".join(segments[i].source for i in indices),
            " ".join(segments[i].target for i in indices),
            indices,
        )

    def _others(self, side: int, indices: tuple[int, ...]) -> list[str]:
        """Sentences spread over the text, none of them near."""
        segments = self._texts[side].translation.segments
        far = [
            segment.source
            for i, segment in enumerate(segments)
            if not indices[0] - 1 <= i <= indices[-1] + 1 and len(segment.source) >= _MIN_LENGTH
        ]
        count = min(_OTHERS, len(far))
        return [far[k * len(far) // count] for k in range(count)]
