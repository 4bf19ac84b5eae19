"""Checks of words: a denial on one side alone, source words left in the English, words that are none."""

import re
from collections.abc import Iterator, Set
from functools import cache

from passerelle.facts import negations
from passerelle.languages.tokens import composed, fold
from passerelle.languages.words import common_words
from passerelle.spans import Span
from translate.checks.base import CheckedPair
from translate.types import Finding

# Words that often render a denial, or are rendered as one, without being one themselves. Chosen with a
# count, over parallel text, of which words stand more often in lines where one side alone denies.
_DENYING = {
    "en": (
        r"un(?!der|til|ite|it\b|its\b|ion|iq|ive|icef)\w{3,}|im(?:poss|prob|perf|matur|moral|polit|pati)\w+"
        r"|in(?:ab|cap|adeq|suff|vis|corr|compl|compat|accu|acti|effe|evit|excu|flex|sign|secu|stab"
        r"|tole|volu|acce|appl|cons|conv"
        r"|dec|diff|elig|oper|solu|valid|expen|conc|compr|cred)\w+|i(?:ll|rr)(?:eg|og|ep|es|el)\w+"
        r"|dis(?:a|c|l|o|r|s|t)\w+|non|\w+less(?:ly)?"
        r"|fail\w*|lack\w*|refus\w*|den(?:y|ie)\w*|avoid\w*|prevent\w*|hardly|barely|scarcely|rarely"
        r"|seldom|except\w*|unless"
        r"|instead|rather|than|ever|free|absen\w+|miss\w*|forg[eo]t\w*|remember\w*|ignor\w*|reject\w*"
        r"|ban|banned|forbid\w*|prohibit\w*"
        r"|exclud\w*|exclus\w+|zero|doubt\w*|wrong\w*|otherwise|remain\w*|whether|yet|stop\w*|bad|poor"
        r"|too|few|little|despite"
        r"|mind|only|wonder|difficult\w*|hard|easier|least|far|but|why|away|lose|lost|losing|nor|ain"
    ),
    "fr": (
        r"ne|n|non|ni|nul\w*|personne|sans|pas|rien|plus|interdi\w+|impossible\w*|absen\w+|sauf|moins"
        r"|peu|guère|sinon|évit\w+|dout\w+"
        r"|ignor\w+|mal|inutil\w+|exclu\w*|défaut\w*|contraire\w*|emp[êe]ch\w+|loin|mauvais\w*|refus\w+"
        r"|manqu\w+|échou\w+"
        r"|in(?:cap|adé|suf|vis|corr|comp|exac|acti|effi|évi|sup|stab|tol|vol|acc|app|coh|conn|conv|dec"
        r"|diff|dép|disp|déci|val|cert)\w+"
        r"|im(?:puis|parf|prob|pré|mob)\w+|ir(?:ré|re|ra)\w+|il(?:lég|lég|lis|log)\w+|rare\w*|peine"
        r"|lieu|plutôt|hors|contre|cess\w+|arr[êe]t\w*"
        r"|perd\w*|oubli\w*|rejet\w*|seul\w*|trop|difficil\w+|mieux|avant que|fin|dé[a-z]{4,}"
    ),
    "vi": (
        r"không|ko|chưa|chẳng|chả|đừng|chớ|đéo|vô|phi|bất|thiếu|mất|hết|khỏi|tránh|cấm|ngừng|dừng|thôi"
        r"|ít|hiếm|khó|trừ|từ chối|phủ nhận"
        r"|phản đối|thay vì|đâu|sao|chứ|nhỉ|nhé|sai|kém|bỏ|quên|miễn|nổi|hơn|trước khi|ghét|xấu|hỏng"
        r"|chỉ|nào|gì|ai"
    ),
}  # fmt: skip


@cache
def _denying(language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_DENYING[language]})\b", re.IGNORECASE)


def negation(pair: CheckedPair) -> Iterator[Finding]:
    """A denial of one side stands on the other, in whatever form."""
    source, target = negations(pair.source, pair.language), negations(pair.target, "en")
    if pair.language not in _DENYING or bool(source) == bool(target):
        return
    if source and not _denying("en").search(pair.target):
        spans = tuple(Span(*offsets) for offsets in source)
        word = pair.source[spans[0].start : spans[0].end]
        yield Finding("negation", f"The {pair.language_name} denies (“{word}”), the English does not.", spans)
    elif target and not _denying(pair.language).search(composed(pair.source)[0]):
        spans = tuple(Span(*offsets) for offsets in target)
        word = pair.target[spans[0].start : spans[0].end]
        yield Finding(
            "negation", f"The English denies (“{word}”), the {pair.language_name} does not.", (), spans
        )


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Letters of Vietnamese that no other Latin spelling of names in news has.
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# A sentence of fewer words may be the same in both languages.
_SHORTEST_COPY = 4


def untranslated(pair: CheckedPair) -> Iterator[Finding]:
    """No words of the source are left in the English; names are none."""
    source_words = {match.group().casefold() for match in _WORD.finditer(pair.source)}
    words = list(_WORD.finditer(pair.target))
    kept = frozenset(word.casefold() for term in pair.terms.values() for word in _WORD.findall(term))
    left = [m for m in words if m.group() not in kept and _is_left(m.group(), pair.language, source_words)]
    if left:
        shown = " ".join(dict.fromkeys(m.group() for m in left[:6]))
        spans = tuple(Span(m.start(), m.end()) for m in left)
        verb = "is" if len(left) == 1 else "are"
        yield Finding("untranslated", f"“{shown}” {verb} left in {pair.language_name}.", (), spans)
    elif len(words) >= _SHORTEST_COPY and _is_copy(pair, [m.group() for m in words]):
        message = f"The sentence is left in {pair.language_name}."
        yield Finding("untranslated", message, (), (Span(0, len(pair.target)),))


def _is_left(word: str, language: str, source_words: set[str]) -> bool:
    """Whether a word of the English is one of the source language."""
    if word != word.casefold() or word not in source_words:
        return False
    if language == "vi":
        return _VIETNAMESE.search(composed(word)[0]) is not None
    common = common_words(language)
    return len(word) > 3 and word in common and not _is_english(word)


def _is_english(word: str) -> bool:
    english = common_words("en")
    return (
        word in english
        or fold(word) in english
        or word.removesuffix("s") in english
        or word.removesuffix("e") in english
    )


def _is_copy(pair: CheckedPair, words: list[str]) -> bool:
    if words != [m.group() for m in _WORD.finditer(pair.source)]:
        return False
    english = common_words("en")
    return sum(word.casefold() in english for word in words) < 0.6 * len(words)


# Shorter ones are abbreviations more often than inventions.
_SHORTEST_INVENTION = 4
# What a word list need not have every form of.
_PREFIXES = ("anti", "inter", "micro", "non", "over", "pre", "re", "un")
_SUFFIXES = ("s", "es", "d", "ed", "ing", "ly")
_BRITISH = (("our", "or"), ("is", "iz"), ("oe", "e"), ("sce", "ske"))


def invented(pair: CheckedPair) -> Iterator[Finding]:
    """Every word is one: models that spell in pieces put some together that no language has."""
    given = {fold(match.group()) for match in _WORD.finditer(pair.source)}
    given.update(fold(word) for term in pair.terms.values() for word in _WORD.findall(term))
    found = [
        m for m in _WORD.finditer(pair.target) if m.group().islower() and not _is_known(m.group(), given)
    ]
    if found:
        words = list(dict.fromkeys(m.group() for m in found))
        verb = "is no English word" if len(words) == 1 else "are no English words"
        message = f"“{'” and “'.join(words[:3])}” {verb}."
        yield Finding("invented", message, (), tuple(Span(m.start(), m.end()) for m in found))


def _is_known(word: str, given: Set[str]) -> bool:
    """Whether a word stands in the source or is an English one, as a whole or in each part."""
    word = word.replace("’", "'")
    return (
        fold(word) in given
        or _is_listed(word)
        or all(
            len(part) < _SHORTEST_INVENTION or fold(part) in given or _has_listed_form(part)
            for part in re.split("['-]", word)
        )
    )


def _has_listed_form(word: str) -> bool:
    forms = {word, *(word.replace(*spelling) for spelling in _BRITISH)}
    forms |= {form.removesuffix(suffix) for form in forms for suffix in _SUFFIXES}
    forms |= {form.removeprefix(prefix) for form in forms for prefix in _PREFIXES}
    if any(map(_is_listed, forms)):
        return True
    shortest = _SHORTEST_INVENTION
    halves = ((word[:i], word[i:]) for i in range(shortest, len(word) - shortest + 1))
    return any(_is_listed(a) and (_is_listed(b) or _is_listed(b.removesuffix("s"))) for a, b in halves)


def _is_listed(word: str) -> bool:
    return word in common_words("en") or word in _dictionary()


@cache
def _dictionary() -> frozenset[str]:
    """English words in all their forms."""
    from spellchecker import SpellChecker  # A tenth of a second, for the first rare word alone.

    return frozenset(SpellChecker(language="en").word_frequency.keys())
