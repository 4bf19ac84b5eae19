"""Classify lines by their words: captions, datelines, headlines, share bars.

A line is removed from the story only if the whole line has that form: a sentence that merely mentions a
photo, a source or sharing is kept.
"""

import re
from functools import lru_cache

from passerelle.article.passages import has_letters
from passerelle.article.phrases import any_of, clean, forms_of
from passerelle.article.sources import MAX_SOURCE_WORDS, SOURCE_WORD
from passerelle.languages import LANGUAGES
from passerelle.languages.dateforms import months, weekdays
from passerelle.listing import alternatives

MAX_CAPTION, MAX_TITLE, MAX_BOILERPLATE = 300, 160, 200

_CREDIT_WORD = f"(?:{any_of('credit')})"
_ILLUSTRATED = f"(?:{any_of('illustration')})"
_CAPTION_LABEL = re.compile(rf"\(?(?:{_CREDIT_WORD}|{any_of('caption')})\s*[:：]\s*\S.*|©\s?\D.*", re.DOTALL)
_CREDIT_ONLY = re.compile(rf"\(?{_ILLUSTRATED}\)?\.?", re.IGNORECASE)
_ILLUSTRATION = re.compile(rf"\({_ILLUSTRATED}\)\.?$", re.IGNORECASE)
_CREDIT_IN_BRACKETS = re.compile(
    rf"[(\[]\s*(?:(?P<photo>©|{any_of('bracketed_credit')})|(?:{SOURCE_WORD})(?!\w))"
    r"\s*[:：]?\s*[^()\[\]]{0,80}[)\]]$",
    re.IGNORECASE,
)
_CREDIT_AT_END = re.compile(rf"[.!?…»”)\-–—]\s*(?:{_CREDIT_WORD}\s*[:：]|©)\s*(?P<name>[^.!?:;]{{2,60}})\.?$")
_AGENCIES = r"(?:Abaca(?:press)?|AFP|AP|EPA|Getty(?: Images)?|iStock|MaxPPP|Reuters|Shutterstock|Sipa|TTXVN)"
# `Jean Petit | Le Ponant | Getty Images`, `AFP / Jean Petit`
_AGENCY_CREDIT = re.compile(
    rf"[^.!?]{{2,80}}[|/]\s*{_AGENCIES}\)?|\(?{_AGENCIES}\s*[|/]\s*[^.!?|/\d]{{2,40}}\)?"
)
# `PHOTO JEAN PETIT, ARCHIVES LA GAZETTE`
_CREDIT_IN_CAPITALS = re.compile(
    rf"(?-i:(?=[^a-zà-ÿ]*$))(?:{any_of('credit')})\s[^.!?:,]{{2,60}},[^.!?:]{{2,60}}", re.IGNORECASE
)
# An agency after the name of an author: `avec AFP`, `(avec Reuters)`.
_AGENCY_AFTER = re.compile(
    rf"[\s,(]+(?:{any_of('agency_before')})\s?(?:afp|ap|ats|belga|dpa|reuters|ttxvn)\)?$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")

_COUNTER = re.compile(rf"(?:\d+ ?)?(?:{any_of('counter')})(?: ?[:(]? ?\d+ ?\)?)?", re.IGNORECASE)
_SERVICES = (
    r"facebook|zalo|twitter|linkedin|whatsapp|telegram|messenger|pinterest|viber|reddit|instagram|tiktok"
    r"|youtube|threads|bluesky|e-?mail|sms|google news"
)
_SERVICE = re.compile(rf"\b(?:{_SERVICES})\b", re.IGNORECASE)
_BAR = re.compile(rf"\b(?:{_SERVICES}|{any_of('share')})\b", re.IGNORECASE)
_BAR_GLUE = re.compile(rf"\b(?:{any_of('share_joins')}|x)\b", re.IGNORECASE)
_MORE = re.compile(
    rf"(?:{any_of('related')})(?:\s*(?:[:：|–—»→]|-\s|>+|(?:{any_of('related_joins')})\b).*)?",
    re.IGNORECASE | re.DOTALL,
)
_NEWSLETTER = re.compile(
    rf"(?:{any_of('follow')})\b.*?"
    rf"(?:{any_of('follow_what')}|youtube|google news|facebook|zalo|telegram|whatsapp)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SUBSCRIBE = re.compile(any_of("subscribe"), re.IGNORECASE)
# Words that distinguish a quotation or a reported request from an actual share bar.
_REPORTING = re.compile(any_of("reported"), re.IGNORECASE | re.DOTALL)
_REPORTED = re.compile(rf"[«»“”]|{_REPORTING.pattern}", re.IGNORECASE | re.DOTALL)
_COPYRIGHT = re.compile(
    r"(?:©|copyright\b)(?P<before>.*?)\d{4}.*|\(c\)\s*(?:(?-i:[A-Z]{2,})[\w ]{0,30})?\d{4}\b.*",
    re.IGNORECASE | re.DOTALL,
)
_RIGHTS = re.compile(
    rf"(?P<before>.*?)\b(?:{any_of('rights')})\b(?P<after>[^.;|©]*).*", re.IGNORECASE | re.DOTALL
)
_CLAIM = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_OWNER_JOINS = forms_of("owner_joins")
_OTHER = re.compile(any_of("elements"), re.IGNORECASE)
_CONSENT = re.compile(any_of("consent"), re.IGNORECASE)
_HOME = re.compile(any_of("home"), re.IGNORECASE)
_PAYWALL = re.compile(any_of("paywall"), re.IGNORECASE | re.DOTALL)
_AUTHOR_BEFORE = re.compile(rf"\b(?:{any_of('author_before')})\b", re.IGNORECASE)
_PUBLISHED = re.compile(rf"\b(?:{any_of('published')})\b", re.IGNORECASE)
# `par Anne Riou`, with the spaces before and after it.
_SIGNED = re.compile(
    rf"\s*(?:{any_of('author_before')})\b\s*:?\s+(?-i:(?:[^\W\d_a-zà-ÿ][\w.'’-]*[\s,]+){{1,5}})",
    re.IGNORECASE,
)


def _date_words() -> str:
    """Return the words and numbers that may occur in a line that is only a date."""
    names: set[str] = set()
    for code, record in LANGUAGES.items():
        names |= set(months(code, record.dates.months)) | set(weekdays(code))
        names |= {name[:3] for name in weekdays(code)}
    escaped = alternatives(map(re.escape, names))
    words = rf"{escaped}|{any_of('date_joins')}|{any_of('published')}"
    return rf"(?:{words}|er|\d+(?:er|e|h\d*|st|nd|rd|th|min)?|[ap]m|gmt|utc)"


_DATE_WORDS = re.compile(rf"(?<![^\W_]){_date_words()}(?![^\W\d_])", re.IGNORECASE)
_STAMP_JOIN = re.compile(r"\s+[|•·–—-]\s+|\s*[,|•·]\s+")
_MAX_STAMP_CHARACTERS, _MAX_AGENCY_CHARACTERS, _MAX_JOIN_CHARACTERS = 140, 40, 6
# Maximum length of a line with a date or a name before its white space and ornaments are removed.
_MAX_RAW_CHARACTERS = 400
_LONGEST_SECTION = 30
_PLACE = re.compile(r"[^\W\d_](?:[\w'’-]| (?!$)){1,39}")
_DAY_AND_YEAR = re.compile(r"\d{1,2}\b.*\b\d{4}\b")
_MIN_CLAIM_PROSE = 2
_MIN_ANNOUNCED_WORDS, _MAX_LEAD_CHARACTERS = 3, 2_000
_ABBREVIATION = re.compile(rf"\b({any_of('abbreviations')})\.(?=\s)")
# `Mittwoch, 3. Mai`
_DAY = re.compile(r"\b\d{1,2}\.(?=\s\w)")
_DATE_OR_BYLINE = re.compile(rf"(?:{any_of('byline')}|\d{{1,2}}[ /.:h-]).*", re.IGNORECASE | re.DOTALL)


def is_caption(line: str) -> bool:
    """Return whether a line is the caption or the credit of a picture."""
    words = clean(line)
    if len(words) > MAX_CAPTION or not has_letters(words):
        return False
    if line.rstrip().endswith("|") or any(
        form.fullmatch(words) for form in (_CREDIT_ONLY, _AGENCY_CREDIT, _CREDIT_IN_CAPITALS)
    ):
        return True
    if (credit := _CREDIT_AT_END.search(words)) and credit["name"][0].isupper():
        return True
    if _CAPTION_LABEL.fullmatch(words) or _ILLUSTRATION.search(words):
        return True
    if credit := _CREDIT_IN_BRACKETS.search(words):
        # `(Source : X)` may also end a paragraph: a caption is one or two sentences.
        return bool(credit["photo"]) or len(_SENTENCE_END.findall(words[: credit.start()])) <= 2
    return False


def is_boilerplate(line: str) -> bool:
    """Return whether a line is a page element: share bar, comment counter, related link, separator."""
    words = clean(line)
    if not any(map(str.isalnum, words)):
        return True
    return len(words) <= MAX_BOILERPLATE and _is_page_element(words)


# Cached, since each step of reading asks about the same lines.
@lru_cache(maxsize=1024)
def _is_page_element(words: str) -> bool:
    if _COUNTER.fullmatch(words) or _OTHER.fullmatch(words):
        return True
    if _MORE.fullmatch(words) or _is_copyright(words):
        return not (words.endswith(".") and _REPORTING.search(words))
    if _PAYWALL.fullmatch(words) or is_published(words):
        return True
    if _NEWSLETTER.fullmatch(words) or _SUBSCRIBE.fullmatch(words):
        return not _REPORTED.search(words)
    # The first word decides for most lines.
    first = next(i for i, c in enumerate(words) if c.isalnum())
    if not (_BAR.match(words, first) or _BAR_GLUE.match(words, first)):
        return False
    rest, bars = _BAR.subn(" ", words)
    return bool(bars) and not any(map(str.isalnum, _BAR_GLUE.sub(" ", rest)))


def _is_copyright(words: str) -> bool:
    """Return whether a line claims a copyright; a headline may begin `Copyright : la loi de 1985`."""
    if match := _COPYRIGHT.fullmatch(words):
        return _count_prose(match["before"] or "") == 0
    match = _RIGHTS.fullmatch(words)
    if not match or _REPORTED.search(words):
        return False
    # A claim names its owner; prose says something about it: `Le livre porte la mention Tous droits
    # réservés`.
    before = 0 if _CLAIM.search(match["before"]) else _count_prose(match["before"])
    return before + _count_prose(match["after"]) < _MIN_CLAIM_PROSE


def _count_prose(words: str) -> int:
    """Count the words that are not part of a name."""
    found = re.findall(r"[^\W\d_]+", words)
    return sum(not (word[0].isupper() or word in _OWNER_JOINS) for word in found)


def is_service(line: str) -> bool:
    """Return whether a line names only services of a share bar: `TikTok`, `Facebook et Zalo`."""
    rest, services = _SERVICE.subn(" ", clean(line))
    return bool(services) and not any(map(str.isalnum, _BAR_GLUE.sub(" ", rest)))


def is_consent(line: str) -> bool:
    """Return whether a line asks for consent to cookies."""
    asks = _CONSENT.search(line) if "cookie" in line.casefold() else None
    reported = _REPORTED if asks and asks.start() > 0 else _REPORTING
    return asks is not None and not reported.search(line)


def is_home(line: str) -> bool:
    """Return whether a line is the text of a link to a site's home page: `Accueil`."""
    return _HOME.fullmatch(clean(line)) is not None


def is_paywall(line: str) -> bool:
    """Return whether a line is shown instead of the rest of an article, as by a paywall."""
    words = clean(line)
    return len(words) <= MAX_BOILERPLATE and _PAYWALL.fullmatch(words) is not None


def is_published(line: str) -> bool:
    """Return whether a line says only when a page was published: `AFP, publié le 24 juin`."""
    words = clean(line)
    if len(words) > _MAX_STAMP_CHARACTERS:
        return False
    if (author := _SIGNED.match(words)) and is_date(words[author.end() :]):
        return True  # `Écrit par Anne Riou le 12 mai 2026`
    if not (match := _PUBLISHED.search(words)):
        # `Par Anne Riou - Le 12 mai 2026 à 8h`
        name, *rest = _STAMP_JOIN.split(words, maxsplit=1)
        signed = _AUTHOR_BEFORE.match(name) and len(name) <= _MAX_AGENCY_CHARACTERS
        return bool(signed and rest and any(map(str.isdigit, rest[0])) and _is_date(rest[0]))
    before, after = words[: match.start()].strip(), _SIGNED.sub(" ", f"{words[match.end() :]} ")
    # An agency, a section or an author, apart from the rest: `AFP, publié`, `Par Anne Riou publié`.
    apart = not before or before[-1] in ",|•·-–—(:" or _AUTHOR_BEFORE.match(before) or _is_date(before)
    if len(before) > _MAX_AGENCY_CHARACTERS or not apart:
        return False
    return any(map(str.isdigit, after)) and _is_date(after)


def is_date(line: str) -> bool:
    """Return whether a line is only a date or a time: `mardi 12 mai 2026, 14 h 32`."""
    if len(line) > _MAX_RAW_CHARACTERS:
        return False
    words = clean(line)
    if len(words) > _MAX_STAMP_CHARACTERS:
        return False
    # `Le` is what is left of `Le <time>…</time>`.
    short = len(words) <= _MAX_JOIN_CHARACTERS and has_letters(words)
    return (short or any(map(str.isdigit, words))) and _is_date(words)


def is_byline_rest(words: str) -> bool:
    """Return whether the rest of a line without its author's name is only `Par`, a date or marks."""
    return _is_date(_AUTHOR_BEFORE.sub(" ", words))


def is_byline(line: str) -> bool:
    """Return whether a line has only the author: `Par Anne Riou (avec AFP)`, `Anne Riou avec Reuters`."""
    if len(line) > _MAX_RAW_CHARACTERS:
        return False
    words = clean(line)
    if len(words) > MAX_SOURCE_WORDS:
        return False
    name = _AGENCY_AFTER.sub("", words)
    if not has_letters(name) or _SENTENCE_END.search(name):
        return False
    if signed := _AUTHOR_BEFORE.match(name):
        return has_letters(name[signed.end() :]) and _count_prose(_AUTHOR_BEFORE.sub(" ", name)) == 0
    return name != words and _PLACE.fullmatch(name) is not None and _count_prose(name) == 0


def _is_date(words: str) -> bool:
    first = next((i for i, c in enumerate(words) if c.isalnum()), None)
    if first is None or not _DATE_WORDS.match(words, first):
        return first is None
    return not any(map(str.isalnum, _DATE_WORDS.sub(" ", words)))


def is_placed_date(line: str) -> bool:
    """Return whether a line is a date after the name of a place or an agency: `Brest, le 12 mai 2026`."""
    if len(line) > _MAX_RAW_CHARACTERS:
        return False
    words = clean(line)
    if not _DAY_AND_YEAR.search(words):
        return False
    name, *rest = _STAMP_JOIN.split(words, maxsplit=1)
    named = _OTHER.fullmatch(name) or (
        _PLACE.fullmatch(name) and has_letters(name) and _count_prose(name) == 0
    )
    return bool(named and rest and _DAY_AND_YEAR.search(rest[0]) and is_date(rest[0]))


def ends_sentence(line: str) -> bool:
    """Return whether a sentence ends within or at the end of a line."""
    if line.endswith((".", "!", "?", "…")):
        return True
    if not _SENTENCE_END.search(line):
        return False
    return _SENTENCE_END.search(_ABBREVIATION.sub(r"\1", line)) is not None


def is_dateline(line: str) -> bool:
    """Return whether a line gives the date or author of an article, or its section in capitals."""
    words = clean(line)
    if not has_letters(words) or len(words) > MAX_SOURCE_WORDS:
        return False
    if _SENTENCE_END.search(_ABBREVIATION.sub(r"\1", _DAY.sub("", words))):
        return False
    section = len(words) <= _LONGEST_SECTION and words == words.upper()
    return section or _DATE_OR_BYLINE.fullmatch(words) is not None


def is_headline(line: str, following: str) -> bool:
    """Return whether a first line is a title, given the paragraph after it."""
    return not _DATE_OR_BYLINE.fullmatch(clean(line)) and _leads_to(line, following)


def _leads_to(line: str, following: str) -> bool:
    words = _ABBREVIATION.sub(r"\1", clean(line))
    return (
        has_letters(words)
        and len(words) <= MAX_TITLE
        and not re.search(r"[.,;:]$|[.!?…]\s*[»”\"]$", words)
        and not _SENTENCE_END.search(words[:-1])
        and len(following) > len(words)
        and bool(_SENTENCE_END.search(following))
    )


def is_announced(line: str, following: str) -> bool:
    """Return whether a first line that reads like a page element is the headline of what follows.

    It is if at least half of its words, and at least three, are in the first paragraph: `Đăng ký nhận cảnh
    báo mưa lũ qua Zalo`, `12 morts dans un incendie`.
    """
    if is_published(line) or is_date(line) or is_byline(line):
        return False
    words = [word for word in re.findall(r"\w+", clean(line).casefold()) if len(word) > 1]
    said = set(re.findall(r"\w+", following[:_MAX_LEAD_CHARACTERS].casefold()))
    common = sum(word in said for word in words)
    return _leads_to(line, following) and common >= _MIN_ANNOUNCED_WORDS and 2 * common >= len(words)
