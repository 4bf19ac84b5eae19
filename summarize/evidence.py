"""Which segments of a text say what a sentence says."""

from collections.abc import Sequence

from summarize.select import cosine_similarity
from summarize.words import content_words, support

# A sentence with less of its content in the text is not about the text.
MIN_SUPPORT = 0.5
MAX_EVIDENCE = 3


def evidence_for(sentence: str, segments: Sequence[str]) -> tuple[int, ...]:
    """Find the one to three segments that say what a sentence says, best first.

    A segment is added while it adds support. Empty where the text does not support the sentence.
    """
    wanted = set(content_words(sentence))
    near = [i for i, segment in enumerate(segments) if wanted & set(content_words(segment))]
    if not near:
        return ()
    # The most words in common first, so that similarities of a long text need not all be told.
    near.sort(key=lambda i: -len(wanted & set(content_words(segments[i]))))
    near = near[:50]
    similarity = cosine_similarity([*(segments[i] for i in near), sentence])[-1, :-1]
    chosen: list[int] = []
    reached = 0.0
    for row in similarity.argsort()[::-1].tolist():
        gained = support(sentence, [segments[k] for k in [*chosen, near[row]]])
        if gained > reached and len(chosen) < MAX_EVIDENCE:
            chosen.append(near[row])
            reached = gained
    return tuple(chosen) if reached >= MIN_SUPPORT else ()
