"""Words of English sentences: tokens, stems, function words, and overlap."""

import re
from collections.abc import Iterable

from passerelle.languages import LANGUAGES, TARGET

_ENGLISH = LANGUAGES[TARGET]
NEGATIONS = frozenset("no not never neither nor none nothing nobody nowhere without cannot".split())
# Function words, which a shortened sentence may add and similarity ignores. Numerals, negations and `well`,
# which is also a noun, count as content.
FUNCTION_WORDS = (_ENGLISH.light_words | _ENGLISH.linking_words) - NEGATIONS - {"one", "well"}
ATTRIBUTIONS = frozenset(
    """
    said says say saying stated states declared announced added told warned claimed claims
    argued reported reportedly alleged allegedly according believes believed estimated suggested
    insisted denied promised threatened asked called confirmed explained noted expressed
    """.split()
)
# Openings that refer to the previous sentence; `It is clear that …` and `There were …` do not.
_REFERENCE = re.compile(
    r"[\"'(\s]*(?:he|she|they|that|these|those|his|her|their|its|such|then|also|here|"
    r"this(?! (?:week|weekend|month|year|morning|spring|summer|autumn|winter)\b)|"
    r"it(?! (?:is|was|has been|will be) (?:[\w-]+ ){1,2}(?:that|to)\b)|"
    r"there(?! (?:is|are|was|were|has been|have been|will be)\b)|"
    r"but|and|so|yet|however|meanwhile|moreover|nevertheless|nonetheless|therefore|hence|thus(?! far)|"
    r"otherwise|similarly|likewise|consequently|accordingly|afterwards|as a result(?! of)|as such|"
    r"instead(?! of)|in addition(?! to)|in this context|for (?:his|her|its|their) part|"
    r"in (?:return|exchange|response|reply|turn|both cases)(?! (?:for|to)\b)|for (?:this|that) reason|"
    r"(?:on |at |in )?(?:the|that) same|the (?:latter|two|three|pair|others?)|another|"
    r"the former(?=,| (?:is|was|has|had|will|would|can|could|may|might|said|says)\b)|"
    r"(?:on )?the (?:next|following|previous) (?:day|night|morning|evening|week|month|year)(?! of)|"
    r"(?:an?|one|two|three|four|five|six|several|some|a few|\d+) "
    r"(?:minutes?|hours?|days?|weeks?|months?|years?) (?:later|earlier|before)(?=,| (?:the|a|an)\b)|"
    r"the (?:first|second|third)(?=,)|according to (?:him|her|them|it|this|that)|"
    r"both(?! .*\band\b)|neither(?! .*\bnor\b)|"
    r"others?|(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|some|many|most|several|all|none|each|"
    r"half|\d+%) of (?:them|these|those))\b(?!-)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in order, as written."""
    return WORD.findall(text)


def content_words(text: str) -> list[str]:
    """Return the content words, case-folded, without the possessive ending."""
    found = (word.replace("’", "'").removesuffix("'s") for word in words(text))
    return [word.casefold() for word in found if not is_function_word(word)]


# Endings of English inflection, longest first.
_ENDINGS = ("ies", "ing", "ed", "es", "s", "d", "e")


def stem(word: str) -> str:
    """Return a word without its inflectional ending: `merges`, `merged` and `merge` give `merg`."""
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) > 2), "")
    return word.removesuffix(ending)


def stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text."""
    return frozenset(map(stem, content_words(text)))


def is_function_word(word: str) -> bool:
    """Return whether a word, as written, is a function word: `may` is, but `May`, `US` and `WHO` are not."""
    acronym = len(word) > 1 and word.isupper()
    return word.casefold() in FUNCTION_WORDS and not acronym and word != "May"


def support(text: str, evidence: Iterable[str]) -> float:
    """Return the share of a text's content words found in its evidence, 0 to 1.

    A text without content words counts as fully supported.
    """
    wanted = content_words(text)
    known = {word for sentence in evidence for word in content_words(sentence)}
    return sum(word in known for word in wanted) / len(wanted) if wanted else 1.0


def opens_with_reference(text: str) -> bool:
    """Return whether a sentence starts with a reference to the previous one."""
    return _REFERENCE.match(text) is not None
