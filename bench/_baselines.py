"""Extractive baselines for briefs, all cut to the same number of words.

On news, the lead is the hardest baseline to beat (Nenkova 2005); LexRank, TextRank, LSA and KL-Sum are
sumy's (https://github.com/miso-belica/sumy).
"""

from collections.abc import Callable, Sequence
from typing import Any

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from summarize.words import words

_SUMMARIZERS: dict[str, Callable[[Stemmer], Any]] = {
    "LexRank": LexRankSummarizer,
    "TextRank": TextRankSummarizer,
    "LSA": LsaSummarizer,
    "KL": KLSummarizer,
}
NAMES = ("lead", *_SUMMARIZERS)


class _Tokenizer:
    """The part of sumy's tokenizer that its models use, without downloading NLTK data."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(words(sentence))


def baseline(name: str, segments: Sequence[str], limit: int) -> list[str]:
    """Summarize a text with one of the `NAMES`.

    Args:
        name: `lead` is the beginning of the text.
        segments: the sentences of the text.
        limit: number of words in the summary; its last sentence is cut to fit.

    Returns:
        Sentences in the order of the text.
    """
    if name == "lead":
        return _cut(list(segments), limit)
    tokenizer = _Tokenizer()
    sentences = [Sentence(segment, tokenizer) for segment in segments]
    document = ObjectDocumentModel([Paragraph(sentences)])
    summarizer = _SUMMARIZERS[name](Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    for count in range(1, len(segments) + 1):
        found = [str(sentence) for sentence in summarizer(document, count)]
        if sum(len(sentence.split()) for sentence in found) >= limit:
            break
    return _cut(found, limit)


def _cut(sentences: Sequence[str], limit: int) -> list[str]:
    kept: list[str] = []
    for sentence in sentences:
        if limit <= 0:
            break
        kept.append(" ".join(sentence.split()[:limit]))
        limit -= len(sentence.split())
    return kept
