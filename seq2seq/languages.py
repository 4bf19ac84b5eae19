"""What languages are called."""

from functools import cache

from babel import Locale


@cache
def language_name(code: str) -> str:
    """The English name of a language, such as `French`; the code itself where it has none.

    Args:
        code: ISO 639 code. Names are those of Unicode's CLDR.
    """
    return Locale("en").languages.get(code.lower(), code)
