"""Noise that a compressor learns to remove."""

import random

# Share of added words in the noisy sentence, and maximum length of an added run.
LEAST_ADDED, MOST_ADDED = 0.2, 0.5
LONGEST_RUN = 6


def pad(sentence: str, other: str, rng: random.Random) -> str:
    """Insert runs of another sentence's words into a sentence (Févry and Phang 2018).

    Their noise also shuffles words; here the order is kept, because a compressor may only delete.

    Args:
        sentence: the sentence to recover.
        other: the sentence that the added words come from.
        rng: random number generator.
    """
    words, foreign = sentence.split(), other.split()
    if not words or not foreign:
        return sentence
    share = rng.uniform(LEAST_ADDED, MOST_ADDED)
    wanted = max(1, round(len(words) * share / (1 - share)))
    while wanted > 0:
        start = rng.randrange(len(foreign))
        run = foreign[start : start + min(wanted, rng.randint(1, LONGEST_RUN))]
        # Not before the first word or after the last one: these show where a sentence starts and ends.
        place = rng.randrange(1, len(words)) if len(words) > 1 else 1
        words[place:place] = run
        wanted -= len(run)
    return " ".join(words)
