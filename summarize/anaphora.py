"""Detect references to earlier sentences, and resolve those that are unambiguous.

A brief takes sentences out of their context, so `She said` or `The text` may no longer make sense
(the dangling references of extractive summaries: Otterbacher, Radev and Luo 2002,
https://aclanthology.org/W02-0404). Only unambiguous references are resolved: a pronoun at the
start of a sentence, if the subject of the previous sentence is one named person.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from passerelle.facts.exonyms import by_words
from summarize.grammar import FINITE, NOUNS, TaggedToken, parse
from summarize.needed import SPANS_OF_TIME, TIMES
from summarize.shorten import without_connective
from summarize.tails import MIN_WORDS
from summarize.words import ATTRIBUTIONS, opens_with_reference, stem, words

# Nouns that, after `the`, refer to something mentioned before: `The text would calculate …`.
ANAPHORIC_NOUNS = frozenset(
    """
    text bill measure plan project decision proposal law
    reform vote motion move deal agreement treaty pact document report study survey operation attack
    incident accident crash explosion blaze fire case affair event initiative programme program
    scheme ban strike protest demonstration rally ceremony festival match game race final victory win
    defeat loss result increase decrease rise drop fall figure trend phenomenon situation
    company firm group association organisation organization institution agency team side club
    man men woman women couple teenager boy girl child children suspect victim defendant accused pair duo
    trio player striker goalkeeper candidate artist singer author writer director actor actress official
    aircraft plane ship boat vessel vehicle car truck train
    building site facility plant device weapon product substance virus disease vaccine
    book film novel album exhibition work works institute trial hearing verdict ruling sentence
    investigation inquiry search arrest
    """.split()
)
# Nouns after `this` that refer to the present time, and places that a name earlier in the sentence explains.
_TIMES = TIMES | SPANS_OF_TIME
_PLACES = frozenset("village town city country region district province island area municipality".split())
_POINTING = frozenset(("this", "these"))
_SUBJECTS = frozenset(("he", "she", "they"))
_OBJECTS = frozenset(("him", "her", "them", "it"))
_BEFORE_PRONOUNS = frozenset("since until by like unlike of among for with".split())
_PRONOUNS = frozenset(("he", "she"))
_OPENING = re.compile(r"(?:he|she)\b|(?:his|her)\b(?=\s+[a-z])", re.IGNORECASE)
# `Militants have been under pressure ever since in the city.`
_SINCE = re.compile(r"\bever since(?=[.,;]| (?:in|at|on|and|but|with|by)\b)", re.IGNORECASE)
# Offices that are not part of a name, unlike `King` and `Pope`.
_TITLES = frozenset("Minister President Chancellor Senator Governor Mayor Judge General Prince".split())
# In a longer subject, too much comes between the name and its verb.
_LONGEST_SUBJECT = 14
# Minimum and maximum number of capitalized words in a name.
_NAME_WORDS = (2, 4)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A sentence that can be read alone.

    Attributes:
        text: with the name, in square brackets, in place of the pronoun.
        pronoun: the word that it replaces.
        name: the person.
    """

    text: str
    pronoun: str
    name: str


def refers_back(sentence: str) -> bool:
    """Return whether a sentence, without its connective, needs the previous one to be understood.

    It does if it starts with a reference (`The same …`), or if its subject is a pronoun without an
    antecedent in the sentence (`For five years he has governed.`).
    """
    rest = without_connective(sentence)
    if opens_with_reference(rest) or (rest != sentence and len(words(rest)) < MIN_WORDS):
        # Sentences this short keep their connective: `Nevertheless, no one voted against.`
        return True
    if _SINCE.search(rest):
        return True
    tokens = parse(rest)
    placed = False
    for i, (token, following) in enumerate(pairwise(tokens)):
        before = tokens[max(0, i - 1)]
        after_preposition = before.tag == "PRP" or before.low in _BEFORE_PRONOUNS
        # `In New York, he …`: neither a place nor a day is an antecedent.
        placed = token.tag == "NP0" and (placed or before.low in ("in", "at", "near"))
        name = token.tag == "NP0" and token.low not in TIMES and not placed
        if name or token.tag in FINITE or token.quoted:
            return False
        if token.low in _SUBJECTS or (token.low in _OBJECTS and token.tag == "PNP" and after_preposition):
            return True
        # `In a statement, it said …`
        active = following.low in ATTRIBUTIONS or following.tag in ("VHZ", "VHD", "VM0")
        if token.low == "it" and active and tokens[0].tag in ("PRP", "CJS", "AV0"):
            return True
        # `Since then, …`, `Despite this, …`, `To solve this problem, …`
        pointing = token.low in _POINTING or (token.low in ("then", "there") and after_preposition)
        # `The shop, the last in this village, …` and `In Norland, … in this town` explain the place.
        explained = following.low in _TIMES or (i > 1 and following.low in _PLACES)
        if pointing and not explained:
            return True
    return False


def references(sentence: str) -> tuple[str, ...]:
    """Return the nouns with which a sentence refers to something mentioned before."""
    opening = mentioned_before(sentence)
    return (*((opening,) if opening else ()), *pointed_at(sentence))


def mentioned_before(sentence: str) -> str | None:
    """Return the noun of an opening such as `The text`, which refers to something mentioned before.

    `The text of the treaty` and `The bill that the Senate rejected` do not: they say which one.
    """
    tokens = parse(without_connective(sentence))
    if len(tokens) < 3 or tokens[0].low != "the" or tokens[0].quoted:
        return None
    i = 1
    while i < len(tokens) and tokens[i].tag in ("AJ0", "CRD", "ORD") and _anaphoric(tokens[i].low) is None:
        i += 1
    noun = _anaphoric(tokens[i].low) if i + 1 < len(tokens) else None
    if noun is None:
        return None
    following = tokens[i + 1]
    explained = following.low in ("of", "that", "which", "who", "to", "on", "in", "for", "between", "against")
    if explained or following.tag in NOUNS or following.tag in ("NP0", "VVN", "POS"):
        return None
    return noun


def pointed_at(sentence: str) -> tuple[str, ...]:
    """Return the nouns after `this` or `these` that the sentence itself does not explain.

    `The management justifies this plan` refers to a plan mentioned before; `this week` does not.
    """
    tokens = parse(sentence)
    found = []
    for i, token in enumerate(tokens):
        if token.low not in ("this", "these") or token.quoted:
            continue
        k = i + 1
        while k < len(tokens) and tokens[k].tag in ("AJ0", "CRD", "ORD"):
            k += 1
        if k == len(tokens) or tokens[k].tag not in ("NN0", "NN1", "NN2") or tokens[k].low in _TIMES:
            continue
        noun, before = tokens[k].low, tokens[:i]
        placed = noun in _PLACES and any(other.tag == "NP0" for other in before)
        if not placed and not any(stem(other.low) == stem(noun) for other in before):
            found.append(noun)
    return tuple(found)


def _anaphoric(word: str) -> str | None:
    """Return a word without its plural ending, if it is one of `ANAPHORIC_NOUNS`."""
    forms = (word, word.removesuffix("s"), word.removesuffix("es"))
    return next((form for form in forms if form in ANAPHORIC_NOUNS), None)


def resolve(sentence: str, before: str) -> Resolution | None:
    """Replace the pronoun that starts a sentence by the name in the previous sentence.

    Args:
        sentence: a sentence that starts with `He`, `She`, `His …` or `Her …`.
        before: the previous sentence in the text.

    Returns:
        None if the sentence starts differently, or the subject of the previous one is not one named person.
    """
    opening = _OPENING.match(without_connective(sentence))
    name = _subject_person(before) if opening else None
    return with_name(sentence, name) if name else None


def with_name(sentence: str, name: str) -> Resolution | None:
    """Replace the pronoun that starts a sentence by a name; None if it does not start with one."""
    plain = without_connective(sentence)
    opening = _OPENING.match(plain)
    if opening is None:
        return None
    pronoun = opening[0]
    put = f"[{name}]" if pronoun.casefold() in _PRONOUNS else f"[{name}’s]"
    return Resolution(put + plain[opening.end() :], pronoun, name)


def same_pronoun(sentence: str, before: str) -> bool:
    """Return whether two sentences start with the same pronoun and the first one names nobody else."""
    openings = [_OPENING.match(without_connective(text)) for text in (sentence, before)]
    genders = {opening[0].casefold() in ("she", "her") for opening in openings if opening}
    return all(openings) and len(genders) == 1 and not _names(parse(before))


def _subject_person(sentence: str) -> str | None:
    """Return the one person who is the subject or the speaker of a sentence; None if in doubt."""
    tokens = parse(without_connective(sentence))
    runs = _names(tokens)
    if len(runs) != 1:
        return None
    start, end = runs[0]
    parts = [token.text for token in tokens[start:end]]
    if parts[0] in _TITLES:
        start, parts = start + 1, parts[1:]
    name = " ".join(parts)
    if len(parts) < _NAME_WORDS[0] or tuple(part.casefold() for part in parts) in by_words("en"):
        return None
    verbs = [i for i, token in enumerate(tokens) if token.tag in FINITE and not token.quoted]
    if not verbs:
        return None
    # `…,” said Sergei Ryabkov`
    said = start > 0 and tokens[start - 1].low in ATTRIBUTIONS and tokens[start - 1].tag in FINITE
    subject = tokens[:start]
    subject = subject[:-1] if subject and subject[-1].text in _TITLES else subject
    first = start < verbs[0] <= _LONGEST_SUBJECT and not any(
        token.tag in ("PRF", "PRP", "CJC", "POS", "PNP") or token.text in ",;:" for token in subject
    )
    joined = end < len(tokens) and tokens[end].tag in ("CJC", "POS")
    return name if (said or first) and not joined else None


def _names(tokens: tuple[TaggedToken, ...]) -> list[tuple[int, int]]:
    """Return the runs of proper nouns that have the length of a person's name."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i, token in enumerate(tokens):
        if token.tag == "NP0" and token.text[:1].isupper():
            start = i if start is None else start
            continue
        if start is not None and _NAME_WORDS[0] <= i - start <= _NAME_WORDS[1]:
            runs.append((start, i))
        start = None
    return runs
