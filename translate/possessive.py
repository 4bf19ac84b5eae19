"""Complete possessives whose `s` a model leaves out: `Fishermen' associations`."""

import re

# A possessive is a bare apostrophe only after an `s`. Shorter words may be clipped (`ol' man`); those with a
# capital inside are names (`MaPrimeRénov'`).
_BARE = re.compile(r"(?<![\w'’])([^\W\d_][a-zß-ÿ]{2,}(?<![sxz]))'(?= [^\W\d_])")
# A single quotation mark, which a later apostrophe may close: `the 'free men' of Rome`.
_OPENING = re.compile(r"(?<!\w)'(?=\w)")


def complete_possessives(text: str) -> str:
    """Return an English text with whole possessives: `Fishermen's associations`."""
    return text if _OPENING.search(text) else _BARE.sub(r"\1's", text)
