"""Insert serious errors into human translations, and count how many of them a check finds.

The error types are those of DEMETR (Karpinska et al. 2022, https://aclanthology.org/2022.emnlp-main.649) that
change the meaning, reimplemented: a negation added or dropped, a phrase dropped or added, a word replaced by
its opposite, the main verb dropped, a number, a name, or the whole sentence replaced. A negation moved to
another clause is not in DEMETR. Antonyms are taken from the check's own table, so that row does not measure
how complete the table is. Only odd lines are used, since thresholds were chosen on the even ones
(`translate.witness`).

    python -m bench.challenge newstest2013.fra-eng
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from bench.checks import change_digit, held_out, language_of
from passerelle import facts
from passerelle.facts import negations
from translate.checks import check
from translate.checks.antonyms import opposites

Fault = Callable[[str, str, str, random.Random, list[str]], str | None]
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|does|did|do)\b"
)
_VERBS = ("VB", "VBD", "VBN", "VBP", "VBZ", "VV", "VVD", "VVP", "VVZ")
_PHRASE = re.compile(
    r"(?:,|\b(?:in|on|at|for|with|from|by|of|after|before|during|because|since|about))\s[^,;:.()\"]+"
)


@cache
def _tagger() -> Any:
    from HanTa.HanoverTagger import HanoverTagger

    return HanoverTagger("morphmodel_en.pgz")


def negation(source: str, target: str, language: str, chance: random.Random, others: list[str]) -> str | None:
    """Drop a negation, or insert one after an auxiliary."""
    found = negations(target, "en")
    if found:
        start, end = found[0]
        word = target[start:end]
        if word.casefold() in ("not", "never"):
            return (target[:start] + target[end:]).replace("  ", " ")
        if word.casefold().endswith(("n't", "n’t")):
            return (
                target[:start] + {"ca": "can", "wo": "will"}.get(word[:-3].lower(), word[:-3]) + target[end:]
            )
        return None
    auxiliary = _AUXILIARY.search(target)
    if auxiliary is None or negations(source, language):
        return None
    return f"{target[: auxiliary.end()]} not{target[auxiliary.end() :]}"


def negation_moved(
    source: str, target: str, language: str, chance: random.Random, others: list[str]
) -> str | None:
    """Move the only negation to an auxiliary of another clause."""
    found = negations(target, "en")
    if len(found) != 1 or len(negations(source, language)) != 1:
        return None
    start, end = found[0]
    clause = re.compile(r"[,;]|\b(?:and|because|but|if|that|when|which|while|who)\b")
    far = [
        m
        for m in _AUXILIARY.finditer(target)
        if clause.search(target, min(end, m.end()), max(start, m.start()))
    ]
    without = negation(source, target, language, chance, others)
    if not far or without is None:
        return None
    place = chance.choice(far)
    if place.start() > start:
        at = place.end() - (len(target) - len(without))
        return f"{without[:at]} not{without[at:]}"
    return f"{without[: place.end()]} not{without[place.end() :]}"


def phrase_removed(
    source: str, target: str, language: str, chance: random.Random, others: list[str]
) -> str | None:
    """Drop a phrase of three to eight words."""
    found = [m for m in _PHRASE.finditer(target) if 3 <= len(m.group().split()) <= 8 and m.start() > 0]
    if not found or len(target.split()) < 10:
        return None
    phrase = chance.choice(found)
    return (
        (target[: phrase.start()].rstrip() + " " + target[phrase.end() :].lstrip()).replace(" .", ".").strip()
    )


def addition(source: str, target: str, language: str, chance: random.Random, others: list[str]) -> str | None:
    """Append a phrase from another sentence."""
    for _ in range(20):
        found = [
            m.group() for m in _PHRASE.finditer(chance.choice(others)) if 3 <= len(m.group().split()) <= 6
        ]
        if found and target.endswith("."):
            return f"{target[:-1]} {chance.choice(found).lstrip(', ')}."
    return None


def antonym(source: str, target: str, language: str, chance: random.Random, others: list[str]) -> str | None:
    """Replace a word with its opposite."""
    found = [m for m in re.finditer(r"[a-z]{3,}", target) if m.group() in opposites()]
    if not found:
        return None
    word = chance.choice(found)
    other = chance.choice(sorted(opposites()[word.group()][1]))
    return target[: word.start()] + other + target[word.end() :]


def verb_removed(
    source: str, target: str, language: str, chance: random.Random, others: list[str]
) -> str | None:
    """Drop the first finite verb that is not an auxiliary."""
    words = re.findall(r"\S+", target)
    tags = _tagger().tag_sent([re.sub(r"[^\w'’-]", "", w) or "." for w in words], taglevel=1)
    for i, (_, _, tag) in enumerate(tags):
        word = words[i]
        if tag in _VERBS and re.fullmatch(r"[a-z]+", word) and not _AUXILIARY.fullmatch(word):
            return " ".join(words[:i] + words[i + 1 :])
    return None


def number(source: str, target: str, language: str, chance: random.Random, others: list[str]) -> str | None:
    """Change a digit."""
    return change_digit(source, target, language, chance)


def name(source: str, target: str, language: str, chance: random.Random, others: list[str]) -> str | None:
    """Replace a name with one from another sentence."""
    stated = [f for f in facts.find(target, "en", ("name",)) if f.text in source]
    new = [f.text for f in facts.find(chance.choice(others), "en", ("name",)) if f.text not in target]
    if not stated or not new:
        return None
    fact = chance.choice(stated)
    return target[: fact.start] + chance.choice(new) + target[fact.end :]


def unrelated(
    source: str, target: str, language: str, chance: random.Random, others: list[str]
) -> str | None:
    """Replace the sentence with another one."""
    return chance.choice(others)


FAULTS: dict[str, Fault] = {
    "negation": negation,
    "negation moved": negation_moved,
    "phrase removed": phrase_removed,
    "addition": addition,
    "antonym": antonym,
    "verb removed": verb_removed,
    "number": number,
    "name": name,
    "unrelated": unrelated,
}


def main() -> None:
    """Print one line per error type: how many errors cause a finding that the line did not have before."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "sets", nargs="+", type=Path, metavar="PREFIX", help="prefix of PREFIX.src and PREFIX.ref"
    )
    parser.add_argument("--lines", type=int, default=600, help="maximum number of lines per set")
    parser.add_argument("--most", type=int, default=100, help="maximum number of errors of each kind")
    arguments = parser.parse_args()
    for prefix in arguments.sets:
        language = language_of(prefix)
        chance = random.Random(7)
        chosen = held_out(prefix)
        chance.shuffle(chosen)
        chosen = chosen[: arguments.lines]
        others = [target for _, target in chosen]
        inserted, found, flagged = Counter[str](), Counter[str](), 0
        for source, target in chosen:
            earlier = {f.message for f in check(source, target, language)}
            flagged += bool(earlier)
            for kind, fault in FAULTS.items():
                if inserted[kind] == arguments.most:
                    continue
                broken = fault(source, target, language, chance, others)
                if broken is not None and broken != target:
                    inserted[kind] += 1
                    found[kind] += any(f.message not in earlier for f in check(source, broken, language))
        false_alarms = f"{100 * flagged / len(chosen):.1f}% flagged without an inserted error"
        print(f"{prefix.name}: {len(chosen)} lines, {false_alarms}")
        for kind in FAULTS:
            print(f"  {kind:16}{found[kind]:4} of {inserted[kind]}")


if __name__ == "__main__":
    main()
