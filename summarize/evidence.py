"""Find the segments of a text that support a sentence."""

from collections.abc import Sequence

from summarize.select import cosine_similarity
from summarize.words import content_words, support

# Minimum share of a sentence's content that must be in the text for it to be about the text.
MIN_SUPPORT = 0.5
MAX_EVIDENCE = 3


def evidence_for(sentence: str, segments: Sequence[str]) -> tuple[int, ...]:
    """Find the one to three segments that support a sentence, best first.

    Segments are added as long as they add support. The result is empty if the support is below
    `MIN_SUPPORT`.
    """
    wanted = set(content_words(sentence))
    near = [i for i, segment in enumerate(segments) if wanted & set(content_words(segment))]
    if not near:
        return ()
    # Start with the segments that share the most words, to avoid computing all similarities of a long text.
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
