"""Train `translate.verbs`: classes of English words, and a model of places where a verb is missing.

`python -m training verbs CORPORA --out FOLDER` tags English sentences with HanTa and writes the class of each
word (`classes.en.tsv.gz`). Then it removes verbs from other sentences and fits a logistic regression that
distinguishes their places from all other places between words (`verbs.en.gz`).
"""

import gzip
import random
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from summarize.grammar import tagger
from training.errors import TrainingError
from training.tables import write_lines
from translate import verbs

# Number of sentences to tag, and of sentences to remove verbs from.
TAGGED = {
    "fr-en/wmt-newstest-2008-2012": 5_000,
    "fr-en/news-commentary-10k": 2_500,
    "vi-en/ted_iwslt15_part": 2_500,
    "vi-en/vlsp20_news_train": 2_500,
}
FITTED = {
    "fr-en/wmt-newstest-2008-2012": 22_000,
    "fr-en/news-commentary-10k": 9_000,
    "vi-en/ted_iwslt15_part": 16_000,
    "vi-en/vlsp20_news_train": 12_000,
    "fr-en/europarl": 4_000,
}
# Letters for the tags of the British National Corpus; words with other tags are function words.
LETTERS = {
    "NN1": "N", "NN0": "N", "NN": "N", "NN2": "S", "NP0": "P", "AJ0": "J", "AJC": "J", "AJS": "J",
    "ORD": "J", "AV0": "R", "AVP": "R", "VVB": "V", "VVI": "V", "VVD": "D", "VVN": "E", "VVZ": "Z",
    "VVG": "G", "CRD": "C",
}  # fmt: skip
# Classes of the removed verbs, and maximum number per sentence.
TAKEN = frozenset(("D", "Z", "DE", "SZ", "DV", "been"))
MOST_TAKEN = 3
# A word has only one class if that class has at least this share of its occurrences; otherwise it has two.
CLEAR = 0.8
LEAST_PLACES, LEAST_FUNCTION_PLACES = 2, 25
_RIDGE, _STEPS = 2e-6, 45


def classes(sentences: list[str]) -> dict[str, str]:
    """Tag sentences, and return the class of each word seen at least twice."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        written = [word for word, _ in verbs.tokens(sentence)]
        for i, (word, _, tag) in enumerate(tagger().tag_sent(written, taglevel=1)):
            if not (i and word[0].isupper() and tag == "NP0"):
                counts[word.casefold()][LETTERS.get(tag, tag)] += 1
    return {word: kind for word, found in counts.items() if (kind := _kind(word, found))}


def _kind(word: str, found: Counter[str]) -> str:
    places = found.total()
    if not word[0].isalpha() or places < LEAST_PLACES:
        return ""
    most = found.most_common(2)
    letters = set(LETTERS.values())
    if most[0][0] not in letters:
        return word if places >= LEAST_FUNCTION_PLACES else ""
    if most[0][1] >= CLEAR * places:
        return most[0][0]
    return "".join(sorted(kind for kind, _ in most if kind in letters))


def fit(sentences: list[str], table: Mapping[str, str]) -> NDArray[np.float64]:
    """Return a weight for each slot of `verbs.features`, then the bias."""
    chance = random.Random(0)
    slots, labels = array("I"), bytearray()
    for sentence in sentences:
        kinds = verbs.classed([word for word, _ in verbs.tokens(sentence)], table)
        for place in verbs.features(kinds):
            slots.extend(place)
            labels.append(0)
        taken = [i for i in range(1, len(kinds) - 1) if kinds[i] in TAKEN]
        for i in chance.sample(taken, min(MOST_TAKEN, len(taken))):
            slots.extend(verbs.features(kinds[:i] + kinds[i + 1 :])[i - 1])
            labels.append(1)
    rows = np.frombuffer(slots, np.uint32).reshape(len(labels), -1)
    starts = np.arange(0, rows.size + 1, rows.shape[1])
    matrix = csr_matrix((np.ones(rows.size, np.float32), rows.ravel(), starts), (len(rows), verbs.SLOTS))
    wanted = np.frombuffer(bytes(labels), np.uint8).astype(float)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = matrix @ weights[:-1] + weights[-1]
        value = (np.logaddexp(0, odds) - wanted * odds).mean() + _RIDGE * (weights[:-1] ** 2).sum()
        wrong = 1 / (1 + np.exp(-odds)) - wanted
        slope = np.r_[matrix.T @ wrong / len(wanted) + 2 * _RIDGE * weights[:-1], wrong.mean()]
        return float(value), slope

    found: NDArray[np.float64] = minimize(
        loss, np.zeros(verbs.SLOTS + 1), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    ).x
    return found


def save(folder: Path, table: Mapping[str, str], weights: NDArray[np.float64]) -> None:
    """Write both files."""
    write_lines((f"{word}\t{kind}" for word, kind in table.items()), folder / verbs.CLASSES)
    kept = np.round(weights / verbs.SCALE).astype(np.int16)
    (folder / verbs.WEIGHTS).write_bytes(gzip.compress(kept.tobytes(), mtime=0))


def command(
    corpora: Annotated[
        Path, typer.Argument(metavar="CORPORA", help="A folder with the folders fr-en and vi-en.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the files.")],
) -> None:
    """Fit the model that finds missing verbs in English sentences."""
    table = classes(_sentences(corpora, TAGGED))
    save(out, table, fit(_sentences(corpora, FITTED), table))


def _sentences(corpora: Path, wanted: Mapping[str, int]) -> list[str]:
    chance = random.Random(4)
    chosen: list[str] = []
    for name, most in wanted.items():
        try:
            lines = (corpora / f"{name}.en").read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise TrainingError(
                f"The corpus {corpora / name} cannot be read ({error.strerror}); check its folder."
            ) from None
        chance.shuffle(lines)
        chosen += [line for line in lines if 4 <= len(line.split()) <= 50][:most]
    return chosen
