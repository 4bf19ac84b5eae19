"""Checks of words: a denial on one side alone, source words left in the English."""

import re
from collections.abc import Iterator

from facts import negations
from facts.lexicon import common_words
from facts.tokens import composed, fold
from translate.checks.pair import Pair
from translate.model import Finding, Span

# Words that may render a denial, or be rendered as one, without being one themselves.
_DENYING = {
    "en": re.compile(
        r"\b(?:un|in|im|ir|il|dis|non)\w{3,}|\b\w+less(?:ly)?\b|\b(?:fail|lack|refus|den[yi]|avoid|prevent|stop|without|few|little"
        r"|hardly|barely|scarcely|rarely|seldom|only|except|but|until|unless|instead|rather|than|too|far from|free|absen\w*|miss\w*"
        r"|forget|forgot|ignor\w*|reject\w*|ban\w*|forbid\w*|forbad\w*|prohibit\w*|exclud\w*|any\w*|ever|yet|still|mind|keep|kept|quit|end"
        r"|empty|zero|last|out of|away|against|oppos\w*|doubt|wrong|bad|hate\w*|sorry|or|just|still|spare|let alone|beyond|otherwise"
        r"|cease\w*|resist\w*|protect\w*|neglect\w*|lose|lost|loss|off|let's|why|if|no-\w+|broke|abstain\w*|nor|isn|ain)\w*\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:in|im|ir|il|dé|dés|més|non|mal|mé)\w{3,}|\b(?:ne|n['’]|non|sauf|seul\w*|peu|guère|refus\w*|manqu\w*|évit\w*|emp[êe]ch\w*"
        r"|échou\w*|absen\w*|cess\w*|arr[êe]t\w*|interdi\w*|nie\w*|faute|hors|impossible|trop|plutôt|au lieu|rare\w*|à peine"
        r"|contre|personne|nul\w*|plus|moins|peine|loin|fin|perd\w*|ignor\w*|oubli\w*|zéro|sans|rien|pas|aucun\w*|avant que|que|doute)\b",
        re.IGNORECASE,
    ),
    "vi": re.compile(
        r"\b(?:vô|phi|bất|thiếu|mất|hết|khỏi|tránh|cấm|ngừng|dừng|thôi|ít|hiếm|khó|trừ|ngoài|từ chối|phủ nhận|phản đối|hơn"
        r"|trước khi|kém|thay vì|đâu|nào|gì|sao|ai|quên|bỏ|thất bại|nỗi|nổi|không|chưa|chẳng|chả|đừng|chớ|sai|trái|ghét|mà|chỉ)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


def negation(pair: Pair) -> Iterator[Finding]:
    """A denial of one side stands on the other, in whatever form."""
    source, target = negations(pair.source, pair.language), negations(pair.target, "en")
    if pair.language not in _DENYING or bool(source) == bool(target):
        return
    if source and not _DENYING["en"].search(pair.target):
        spans = tuple(Span(*offsets) for offsets in source)
        word = pair.source[spans[0].start : spans[0].end]
        yield Finding("negation", f"The {pair.language_name} denies (“{word}”), the English does not.", spans)
    elif target and not _DENYING[pair.language].search(composed(pair.source)[0]):
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


def untranslated(pair: Pair) -> Iterator[Finding]:
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


def _is_copy(pair: Pair, words: list[str]) -> bool:
    if words != [m.group() for m in _WORD.finditer(pair.source)]:
        return False
    english = common_words("en")
    return sum(word.casefold() in english for word in words) < 0.6 * len(words)
