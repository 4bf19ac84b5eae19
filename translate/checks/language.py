"""Checks of words: a denial on one side alone, source words left in the English."""

import re
from collections.abc import Iterator
from functools import cache

from facts import negations
from facts.lexicon import common_words
from facts.tokens import composed, fold
from translate.checks.pair import Pair
from translate.model import Finding, Span

# Words that often render a denial, or are rendered as one, without being one themselves: those that
# stand several times more often in lines of parallel text where one side alone denies.
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


def negation(pair: Pair) -> Iterator[Finding]:
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
