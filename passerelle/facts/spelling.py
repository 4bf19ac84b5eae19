"""Decide whether two words are the same name: similar spellings, transcriptions, or a country's adjective."""

import re
from functools import lru_cache

from passerelle.languages import LANGUAGES

# Cache size: words recur, and memory must stay bounded.
_KEPT_WORDS = 1 << 16
# Endings that distinguish a country from its people: Russia, Russian; Italy, Italians; China, Chinese.
_ENDING = re.compile(
    "|".join({ending for record in LANGUAGES.values() for ending in ("", *record.names.people_endings)})
)


def _shared(a: str, b: str) -> int:
    """Return the length of the common prefix of two words."""
    pairs = zip(a, b, strict=False)
    return next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(a), len(b)))


@lru_cache(maxsize=_KEPT_WORDS)
def alike(a: str, b: str) -> bool:
    """Return whether two folded words are the same name: similar spellings, transcriptions or adjectives."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 3:
        return len(short) == 2 and sorted(a) == sorted(b)  # MS, SM
    if len(long) <= 5 and sorted(short) in (sorted(long), sorted(long.removesuffix("s"))):
        return True  # APS, PSA; IST, STIs: acronyms have their letters in another order in another language.
    prefix = _shared(a, b)
    if (a[prefix:], b[prefix:]) in (("", "ia"), ("ia", "")) and prefix > 4:
        return prefix > 5  # Niger is not Nigeria.
    for stem in range(prefix, 3, -1):
        if _ENDING.fullmatch(a[stem:]) and _ENDING.fullmatch(b[stem:]):
            return True
    if prefix == len(short) >= 3 and long[prefix:] in ("e", "h", "a"):
        return True
    if prefix >= 3 and len(a) == len(b) and prefix == len(a) - 1 and {a[-1], b[-1]} <= set("aeiouy"):
        return True
    bones, others = sorted((skeleton(a), skeleton(b)), key=len)
    if bones == others:
        return len(bones) > 2 or (len(bones) == 2 and _SPELLING.sub("u", a)[0] == _SPELLING.sub("u", b)[0])
    # Colomb, Columbus; Coran, Quranic; but not Bourdieu, Bourdies.
    plural = len(long) == len(short) and long.endswith("es") != short.endswith("es")
    return len(bones) > 2 and others in (bones + "S", bones + "T", bones + "K", bones + "N") and not plural


_SPELLING = re.compile(r"^ou|^w")
_SOUNDS = (
    (re.compile(r"[ct](?=ion)"), "s"),
    (re.compile(r"c(?=ae|oe)"), "s"),
    (re.compile(r"tsch|tch|sch|sh|ch|cz|cs"), "S"),
    (re.compile(r"kh|ck|qu|q|k|c(?![eiy])|x"), "K"),
    (re.compile(r"ph"), "F"),
    (re.compile(r"dj|dzh|zh"), "j"),
    (re.compile(r"(?<!^)j"), ""),
    (re.compile(r"ts|s|z|c"), "S"),
    (re.compile(r"th"), "T"),
    (re.compile(r"w|v|ff|f(?=$)"), "V"),
    (re.compile(r"[aeiouyh]"), ""),
)


@lru_cache(maxsize=_KEPT_WORDS)
def skeleton(word: str) -> str:
    """Return the consonants of a folded word by sound, without doubling; transcriptions share them."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return re.sub(r"(.)\1+", r"\1", word.upper())
