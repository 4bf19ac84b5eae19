"""Words that deny."""

import re
from functools import cache

# A match counts unless what stands around it takes the sense away: `ne ... que` (only), `không khí` (air).
_SURE = {
    "fr": r"\b(?:n['’]\s?|ne\s)(?:[^\s.,;:!?]+\s+){0,5}?(?:pas|plus|jamais|rien|personne|aucune?|guère"
    r"|nulle part|ni|point|nullement|pas)\b"
    r"|\b(?:personne|nul(?:le)?)\s+n(?:e\b|['’])"
    r"|\b(?:pas|jamais|aucune?|rien|ni|sans)\b",
    "en": r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|can't)\b|\b\w+n['’]t\b",
    "vi": r"\b(?:không|chưa|chẳng|chả|đừng|chớ|đéo|đếch|ko)\b",
}
_NOT = {
    "fr": r"\b(?:pas mal|sans doute|pas seulement|non seulement|n['’]est[- ]ce pas|sans cesse"
    r"|sans précédent|pas à pas"
    r"|sans (?:aucun doute|suite|oublier|conteste|pour autant|plus attendre|arrêt|égal|nul doute)|(?:un"
    r"|le|premiers?|grands?|petits?|ses|leurs|des|au|aux|chaque|\d+) pas|(?:ne |n['’])(?:(?:en|y|se|le"
    r"|la|les|lui|me|te|nous|vous) )?\w+ que)\b",
    "en": r"\b(?:not only|not just|not least|no doubt|no matter|nothing but|isn['’]t it|why not"
    r"|no\.\s?\d|no wonder|no time|cannot help|can['’]t help|won['’]t you|don['’]t you|isn['’]t he)\b",
    "vi": r"\b(?:không (?:chỉ|những|gian|khí|quân|phận|trung|lực|tưởng|kích)|hàng không|số không"
    r"|trên không|chân không"
    r"|chưa từng có|không ngừng|không sao|bỏng không|lúc nào chẳng|chẳng hạn|chẳng mấy chốc"
    r"|không biết (?:có|liệu)|có thể không)\b"
    # The end of a question: `có … không?`, `… chưa?`
    r"|\b(?:không|chưa|chứ|hả)(?=(?:\s+[^\W\d]+){0,2}\s*\?)|\b(?:hay|đúng|phải|được"
    r"|có) không\b(?=[^.!;]{0,40}\?)",
}


@cache
def _pattern(language: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    if language not in _SURE:
        return None
    return re.compile(_SURE[language], re.IGNORECASE), re.compile(_NOT[language], re.IGNORECASE)


def find_negations(text: str, language: str) -> list[tuple[int, int]]:
    """Offsets of the words that deny, in order.

    Args:
        text: in composed form.
        language: ISO 639-1 code; one without a table has none.
    """
    patterns = _pattern(language)
    if patterns is None:
        return []
    sure, other = patterns
    excepted = [match.span() for match in other.finditer(text)]
    return [
        match.span()
        for match in sure.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in excepted)
    ]
