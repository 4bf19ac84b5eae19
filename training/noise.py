"""Noise that a compressor learns to take out again."""

import random

# Of the words of the noisy sentence, the share that is added, and the longest run that is added at once.
LEAST_ADDED, MOST_ADDED = 0.2, 0.5
LONGEST_RUN = 6


def pad(sentence: str, other: str, rng: random.Random) -> str:
    """Insert runs of another sentence's words into a sentence (Févry and Phang 2018).

    Their noise also shuffles; here the order stays, because a compressor may only leave out.

    Args:
        sentence: what is to be found again.
        other: where the added words come from.
        rng: the source of chance.
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
