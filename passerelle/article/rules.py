"""Classify lines by their words: captions, links to the source, share bars.

A line is removed from the story only if the whole line has that form: a sentence that merely mentions a
photo, a source or sharing is kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from passerelle.article.passages import has_letters
from passerelle.characters import normalized
from passerelle.languages import LANGUAGES
from passerelle.languages.dateforms import months, weekdays
from passerelle.urls import WEB_ADDRESS, has_scheme

MAX_CAPTION, MAX_TITLE, MAX_BOILERPLATE, MAX_SOURCE_WORDS, MAX_URL = 300, 160, 200, 80, 2048

_MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*)>?[^()]*\)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def _any(name: str) -> str:
    """Return the alternatives of a field of `PageWords` over all languages, longest first."""
    found = {form for record in LANGUAGES.values() for form in getattr(record.page, name)}
    return "|".join(sorted(found, key=lambda form: (-len(form), form)))


_SOURCE_WORD = _any("source")
_SOURCE = re.compile(
    rf"\(?(?:(?P<word>{_SOURCE_WORD}|original)|(?P<article>{_any('source_article')})"
    rf"|(?P<plain>{_any('source_after')})|(?P<weak>{_any('source_link')}))"
    r"(?![\w'’])\s*(?:(?P<of>[^:：.,;!?]{0,40}?)\s*(?P<colon>[:：]))?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# `Traduit du vietnamien par An. Source : …`
_SOURCE_AT_END = re.compile(rf".*[.!?…)]\s+(?:{_SOURCE_WORD})\s*[:：]\s*", re.IGNORECASE | re.DOTALL)
# `Source : www.example.com/page`
_BARE_ADDRESS = re.compile(
    rf"(?:{_SOURCE_WORD})\s*[:：]\s*(?P<address>(?:[a-z0-9-]+\.)+[a-z]{{2,}}(?P<page>/\S+)?)/?",
    re.IGNORECASE,
)
# Language of the page at an address, `(en vietnamien)`.
_IN_LANGUAGE = re.compile(r"\s*[(\[](?:(?:en|version|bản) )?\w+(?: \w+)?[)\]]\.?\s*")
_NAMED_SOURCE = re.compile(rf"(?:{_SOURCE_WORD})\s*[:：]\s*[^.!?;:]{{2,60}}", re.IGNORECASE)
_THEO = re.compile(r"\(?Theo (?P<name>[^.,!?;:()]{2,40})\)?")

_CREDIT_WORD = f"(?:{_any('credit')})"
_ILLUSTRATED = f"(?:{_any('illustration')})"
_CAPTION_LABEL = re.compile(rf"\(?(?:{_CREDIT_WORD}|{_any('caption')})\s*[:：]\s*\S.*|©\s?\D.*", re.DOTALL)
_CREDIT_ONLY = re.compile(rf"\(?{_ILLUSTRATED}\)?\.?", re.IGNORECASE)
_ILLUSTRATION = re.compile(rf"\({_ILLUSTRATED}\)\.?$", re.IGNORECASE)
_CREDIT_IN_BRACKETS = re.compile(
    rf"[(\[]\s*(?:(?P<photo>©|{_any('bracketed_credit')})|(?:{_SOURCE_WORD})(?!\w))"
    r"\s*[:：]?\s*[^()\[\]]{0,80}[)\]]$",
    re.IGNORECASE,
)
_CREDIT_AT_END = re.compile(rf"[.!?…»”)\-–—]\s*(?:{_CREDIT_WORD}\s*[:：]|©)\s*(?P<name>[^.!?:;]{{2,60}})\.?$")
# `Jean Petit | Le Ponant | Getty Images`
_AGENCY_CREDIT = re.compile(
    r"[^.!?]{2,80}[|/]\s*(?:Abaca(?:press)?|AFP|AP|EPA|Getty(?: Images)?|iStock|MaxPPP|Reuters|Shutterstock"
    r"|Sipa|TTXVN)\)?"
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")

_COUNTER = re.compile(rf"(?:\d+ ?)?(?:{_any('counter')})(?: ?[:(]? ?\d+ ?\)?)?", re.IGNORECASE)
_SERVICES = (
    r"facebook|zalo|twitter|linkedin|whatsapp|telegram|messenger|pinterest|viber|reddit|instagram|tiktok"
    r"|youtube|threads|bluesky|e-?mail|sms|google news"
)
_SERVICE = re.compile(rf"\b(?:{_SERVICES})\b", re.IGNORECASE)
_BAR = re.compile(rf"\b(?:{_SERVICES}|{_any('share')})\b", re.IGNORECASE)
_BAR_GLUE = re.compile(rf"\b(?:{_any('share_joins')}|x)\b", re.IGNORECASE)
_MORE = re.compile(
    rf"(?:{_any('related')})(?:\s*(?:[:：|–—»→]|-\s|>+|notre\b).*)?", re.IGNORECASE | re.DOTALL
)
_NEWSLETTER = re.compile(
    rf"(?:{_any('follow')})\b.*?"
    rf"(?:{_any('follow_what')}|youtube|google news|facebook|zalo|telegram|whatsapp)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SUBSCRIBE = re.compile(_any("subscribe"), re.IGNORECASE)
# Words that distinguish a quotation or a reported request from an actual share bar.
_REPORTED = re.compile(rf"[«»“”]|{_any('reported')}", re.IGNORECASE | re.DOTALL)
_COPYRIGHT = re.compile(
    r"(?:©|copyright\b)(?P<before>.*?)\d{4}.*|\(c\)\s*(?:(?-i:[A-Z]{2,})[\w ]{0,30})?\d{4}\b.*"
    rf"|.*\b(?:{_any('rights')})\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Lower-case words that may occur in an owner's name.
_OWNER_JOINS = frozenset("and by d de des du et l la le les of par the và".split())
_OTHER = re.compile(_any("elements"), re.IGNORECASE)
_CONSENT = re.compile(_any("consent"), re.IGNORECASE)
_HOME = re.compile(_any("home"), re.IGNORECASE)
_PAYWALL = re.compile(_any("paywall"), re.IGNORECASE | re.DOTALL)
_AUTHOR_BEFORE = re.compile(rf"\b(?:{_any('author_before')})\b", re.IGNORECASE)
_PUBLISHED = re.compile(rf"\b(?:{_any('published')})\b", re.IGNORECASE)


def _date_words() -> str:
    """Return the words and numbers that may occur in a line that is only a date."""
    names: set[str] = set()
    for code, record in LANGUAGES.items():
        names |= set(months(code, record.dates.months)) | set(weekdays(code))
        names |= {name[:3] for name in weekdays(code)}
    escaped = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    words = rf"{escaped}|{_any('date_joins')}|{_any('published')}"
    return rf"(?:{words}|er|\d+(?:er|e|h\d*|st|nd|rd|th|min)?|[ap]m|gmt|utc)"


_DATE_WORDS = re.compile(rf"(?<![^\W_]){_date_words()}(?![^\W\d_])", re.IGNORECASE)
_STAMP_JOIN = re.compile(r"\s+[|•·–—-]\s+|\s*[,|•·]\s+")
_MAX_STAMP_CHARACTERS, _MAX_AGENCY_CHARACTERS, _MAX_JOIN_CHARACTERS = 140, 40, 6
_LONGEST_SECTION = 30
_MIN_ANNOUNCED_WORDS, _MAX_LEAD_CHARACTERS = 3, 2_000
_ABBREVIATION = re.compile(rf"\b({_any('abbreviations')})\.(?=\s)")
# `Mittwoch, 3. Mai`
_DAY = re.compile(r"\b\d{1,2}\.(?=\s\w)")
_DATE_OR_BYLINE = re.compile(rf"(?:{_any('byline')}|\d{{1,2}}[ /.:h-]).*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line that names the source of an article.

    Attributes:
        url: the address; None if the line has only a name.
        rank: how explicit it is: 3 `Source : …`, 2 `Theo …`, 1 `Lien : …`, 0 a bare address.
    """

    url: str | None
    rank: int


def plausible_url(address: str) -> str | None:
    """Return an http(s) address that may lead to a web page, without the punctuation after it.

    Returns:
        The address; None for anything else: another scheme, a name without a dot, a number, a password.
    """
    if len(address) > 2 * MAX_URL:
        return None
    url = _trim_url(address.strip())
    if len(url) > MAX_URL or "\\" in url or not url.isprintable():
        return None
    if not (has_scheme(url) and WEB_ADDRESS.fullmatch(url)):
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        _ = parts.port
    except (ValueError, UnicodeError):
        return None
    labels = host.split(".")
    if "@" in parts.netloc or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        return None
    top = labels[-1]
    return url if len(top) >= 2 and (top.isalpha() or top.startswith("xn--")) else None


def _trim_url(url: str) -> str:
    while url:
        last = url[-1]
        closes = {")": "(", "]": "[", "}": "{"}.get(last)
        if last in ".,;:!?…'’*|" or (closes and url.count(last) > url.count(closes)):
            url = url[:-1]
        else:
            return url
    return url


def source_line(line: str, links: Sequence[str] = ()) -> SourceLine | None:
    """Read a line such as `Source : https://…`, `Theo Báo X (https://…)` or an address alone.

    Args:
        line: the text of one passage.
        links: addresses of the links in it, which take precedence over an address in the text.

    Returns:
        None if the line is something else, including prose that mentions an address.
    """
    if len(line) > MAX_SOURCE_WORDS + 2 * MAX_URL:
        return None
    hrefs: list[str] = []
    addresses: list[str] = []

    def take_link(match: re.Match[str]) -> str:
        hrefs.append(match[2])
        return f"{match[1]}\0"

    def take_address(match: re.Match[str]) -> str:
        if not has_scheme(match[0]):
            return match[0]
        addresses.append(match[0])
        return "\0"

    # An address, or the text of a link, must end the line; \0 replaces it.
    words = WEB_ADDRESS.sub(take_address, _MARKDOWN_LINK.sub(take_link, line))
    *before, after = words.split("\0") if "\0" in words else [words, ""]
    words = _clean(" ".join(before))
    if len(words) > MAX_SOURCE_WORDS or (has_letters(after) and not _IN_LANGUAGE.fullmatch(after)):
        return None
    url = next(
        filter(None, map(plausible_url, [*reversed(links), *reversed(hrefs), *reversed(addresses)])), None
    )
    if url is None:
        if bare := _BARE_ADDRESS.fullmatch(words):
            # A site's home page has no story to compare with.
            return SourceLine(plausible_url(f"https://{bare['address']}") if bare["page"] else None, 3)
        theo = _THEO.fullmatch(words)
        named = _NAMED_SOURCE.fullmatch(words) or (theo and theo["name"][0].isupper())
        return SourceLine(None, 0) if named and not (hrefs or addresses) else None
    if match := _SOURCE.fullmatch(words):
        rest = match["rest"]
        brief = len(rest) <= 40 and not re.search("[.,;!?]", rest)
        if _SOURCE_AT_END.fullmatch(words):
            return SourceLine(url, 3)
        if match["plain"]:
            return SourceLine(url, 2) if brief else None
        if match["weak"]:
            return (
                SourceLine(url, 1) if not match["of"] and (match["colon"] or not has_letters(rest)) else None
            )
        if match["colon"] or not has_letters(rest) or (match["article"] and brief):
            return SourceLine(url, 3)
        return None
    linked = _MARKDOWN_LINK.fullmatch(_clean(line))
    return SourceLine(url, 0) if (hrefs or addresses) and (linked or not has_letters(words)) else None


def is_caption(line: str) -> bool:
    """Return whether a line is the caption or the credit of a picture."""
    words = _clean(line)
    if len(words) > MAX_CAPTION or not has_letters(words):
        return False
    if line.rstrip().endswith("|") or _CREDIT_ONLY.fullmatch(words) or _AGENCY_CREDIT.fullmatch(words):
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
    words = _clean(line)
    if not any(map(str.isalnum, words)):
        return True
    if len(words) > MAX_BOILERPLATE:
        return False
    if any(p.fullmatch(words) for p in (_COUNTER, _MORE, _OTHER)) or _is_copyright(words):
        return True
    if _PAYWALL.fullmatch(words) or is_published(words):
        return True
    if _NEWSLETTER.fullmatch(words) or _SUBSCRIBE.fullmatch(words):
        return not _REPORTED.search(words)
    rest, bars = _BAR.subn(" ", words)
    return bool(bars) and not any(map(str.isalnum, _BAR_GLUE.sub(" ", rest)))


def _is_copyright(words: str) -> bool:
    """Return whether a line claims a copyright; a headline may begin `Copyright : la loi de 1985`."""
    if not (match := _COPYRIGHT.fullmatch(words)):
        return False
    before = re.findall(r"[^\W\d_]+", match["before"] or "")
    return all(word[0].isupper() or word in _OWNER_JOINS for word in before)


def is_service(line: str) -> bool:
    """Return whether a line names only services of a share bar: `TikTok`, `Facebook et Zalo`."""
    rest, services = _SERVICE.subn(" ", _clean(line))
    return bool(services) and not any(map(str.isalnum, _BAR_GLUE.sub(" ", rest)))


def is_consent(line: str) -> bool:
    """Return whether a line asks for consent to cookies."""
    asks = _CONSENT.search(line) if "cookie" in line.casefold() else None
    return asks is not None and (asks.start() == 0 or not _REPORTED.search(line))


def is_home(line: str) -> bool:
    """Return whether a line is the text of a link to a site's home page: `Accueil`."""
    return _HOME.fullmatch(_clean(line)) is not None


def is_paywall(line: str) -> bool:
    """Return whether a line is shown instead of the rest of an article, as by a paywall."""
    words = _clean(line)
    return len(words) <= MAX_BOILERPLATE and _PAYWALL.fullmatch(words) is not None


def is_published(line: str) -> bool:
    """Return whether a line says only when a page was published: `AFP, publié le 24 juin`."""
    words = _clean(line)
    if len(words) > _MAX_STAMP_CHARACTERS:
        return False
    if not (match := _PUBLISHED.search(words)):
        # `Par Anne Riou - Le 12 mai 2026 à 8h`
        name, *rest = _STAMP_JOIN.split(words, maxsplit=1)
        signed = _AUTHOR_BEFORE.match(name) and len(name) <= _MAX_AGENCY_CHARACTERS
        return bool(signed and rest and any(map(str.isdigit, rest[0])) and _is_date(rest[0]))
    before, after = words[: match.start()].strip(), words[match.end() :]
    # An agency, a section or an author, apart from the rest: `AFP, publié`, `Par Anne Riou publié`.
    apart = not before or before[-1] in ",|•·-–—(:" or _AUTHOR_BEFORE.match(before) or _is_date(before)
    if len(before) > _MAX_AGENCY_CHARACTERS or not apart:
        return False
    return any(map(str.isdigit, after)) and _is_date(after)


def is_date(line: str) -> bool:
    """Return whether a line is only a date or a time: `mardi 12 mai 2026, 14 h 32`."""
    words = _clean(line)
    if len(words) > _MAX_STAMP_CHARACTERS or not _is_date(words):
        return False
    # `Le` remains of `Le <time>…</time>`.
    return any(map(str.isdigit, words)) or (len(words) <= _MAX_JOIN_CHARACTERS and has_letters(words))


def is_byline_rest(words: str) -> bool:
    """Return whether the rest of a line without its author's name is only `Par`, a date or marks."""
    return _is_date(_AUTHOR_BEFORE.sub(" ", words))


def _is_date(words: str) -> bool:
    return not any(map(str.isalnum, _DATE_WORDS.sub(" ", words)))


def ends_sentence(line: str) -> bool:
    """Return whether a sentence ends within or at the end of a line."""
    return _SENTENCE_END.search(_ABBREVIATION.sub(r"\1", line)) is not None


def is_dateline(line: str) -> bool:
    """Return whether a line gives the date or author of an article, or its section in capitals."""
    words = _clean(line)
    if not has_letters(words) or len(words) > MAX_SOURCE_WORDS or _SENTENCE_END.search(_DAY.sub("", words)):
        return False
    section = len(words) <= _LONGEST_SECTION and words == words.upper()
    return section or _DATE_OR_BYLINE.fullmatch(words) is not None


def is_headline(line: str, following: str) -> bool:
    """Return whether a first line is a title, given the paragraph after it."""
    words = _ABBREVIATION.sub(r"\1", _clean(line))
    return (
        has_letters(words)
        and len(words) <= MAX_TITLE
        and not re.search(r"[.,;:]$|[.!?…]\s*[»”\"]$", words)
        and not _DATE_OR_BYLINE.fullmatch(words)
        and not _SENTENCE_END.search(words[:-1])
        and len(following) > len(words)
        and bool(_SENTENCE_END.search(following))
    )


def is_announced(line: str, following: str) -> bool:
    """Return whether a first line that reads like a subscription prompt is the headline of what follows.

    It is if half of its words are in the first paragraph: `Đăng ký nhận cảnh báo mưa lũ qua Zalo`.
    """
    words = [word for word in re.findall(r"\w+", _clean(line).casefold()) if len(word) > 1]
    said = set(re.findall(r"\w+", following[:_MAX_LEAD_CHARACTERS].casefold()))
    common = sum(word in said for word in words)
    return is_headline(line, following) and common >= _MIN_ANNOUNCED_WORDS and 2 * common >= len(words)


def _clean(line: str) -> str:
    """Return a line with single spaces and composed letters, without ornaments around it."""
    return " ".join(normalized("NFC", line).split()).strip(" |·•*_#<>-–—\ufeff\u200b")
