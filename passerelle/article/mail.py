"""Read e-mail (.eml): subject, sender, date and text, following RFC 5322 and MIME."""

import re
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parsedate_to_datetime
from itertools import islice

from passerelle.article import mailtext, plain, webpage
from passerelle.article.decoding import decode
from passerelle.article.passages import About, ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.errors import ArticleError

EXTENSIONS = (".eml",)
_HEAD_BYTES = 16_384
_FIELD = re.compile(rb"^([A-Za-z][A-Za-z0-9-]*):", re.MULTILINE)
# Header fields, and how many of them a text must begin with to be an e-mail regardless of its extension.
_HEADER_FIELDS = frozenset((b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"received"))
_MIN_HEADER_FIELDS = 4
_SIGNATURE = "-- "
# Minimum number of words of the plain text, relative to that of the page that it replaces.
_MIN_PLAIN_SHARE = 0.3
_MAX_MESSAGES = 5
# Minimum number of words of an earlier message that is worth a notice.
_MIN_QUOTED_WORDS = 25
QUOTES = "This e-mail quotes an earlier message, which is not translated; open that message to read it."


def matches(data: bytes, extension: str) -> bool:
    """Return whether a file is an e-mail, by its extension or by the header fields at its start."""
    head = data[:_HEAD_BYTES].lstrip()
    if extension not in EXTENSIONS and not head[:1].isalpha():
        return False
    head = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    fields = {field.lower() for field in _FIELD.findall(head)}
    if extension in EXTENSIONS:
        return bool(fields & _HEADER_FIELDS)
    return _FIELD.match(head) is not None and len(fields & _HEADER_FIELDS) >= _MIN_HEADER_FIELDS


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the subject and the text of a message; a notice counts the attachments.

    Args:
        data: content of the file.
        label: its name in error messages.

    Raises:
        ArticleError: it has no text, or its page is refused (see `webpage.parse`).
    """
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    message = _with_text(message)
    body, text = _body(message)
    if not has_letters(text):
        raise ArticleError(f"{label} contains no text; give the article as a file or paste its text.")
    given = str(message["subject"] or "")
    reply, quoted = mailtext.is_reply(given), list[str]()
    if body is not None and body.get_content_type() == "text/html":
        if reply:
            text, quoted = mailtext.without_quoted(text)
        page = webpage.parse(text, "utf-8", label)
        pieces = [ExtractedPassage(page.text[p.start : p.end], p.kind, p.links) for p in page.passages]
        pieces += [ExtractedPassage(line, "boilerplate") for line in quoted]
    else:
        flowed = body is not None and body.get_param("format") == "flowed"
        pieces = _plain(text, flowed=flowed)
    earlier = quoted or mailtext.earlier(pieces, reply=reply)
    pieces = list(mailtext.marked(pieces, reply=reply))
    subject = mailtext.subject(given)
    if has_letters(subject):
        rest = (ExtractedPassage(p.text, None if p.kind == "title" else p.kind, p.links) for p in pieces)
        pieces = [ExtractedPassage(subject, "title"), *(p for p in rest if p.text.strip() != subject)]
    notices = (QUOTES,) if sum(len(text.split()) for text in earlier) >= _MIN_QUOTED_WORDS else ()
    return assemble(pieces, (*notices, *_notices(message)), About(_date(message), _sender(message)))


def _with_text(message: EmailMessage) -> EmailMessage:
    """Return the message to read: one forwarded as an attachment, if it has more text than its cover."""
    attached = (part.get_content() for part in message.iter_attachments() if _is_message(part))
    return max((message, *islice(attached, _MAX_MESSAGES)), key=lambda each: len(_body(each)[1].split()))


def _is_message(part: MIMEPart) -> bool:
    return part.get_content_type() == "message/rfc822"


def _body(message: EmailMessage) -> tuple[MIMEPart | None, str]:
    """Return the part to read and its text: the plain text, unless it is only a short substitute."""
    plain_part, page = message.get_body(("plain",)), message.get_body(("html",))
    text = _content(plain_part) if plain_part is not None else ""
    if page is None:
        return plain_part, text
    source = _content(page)
    if plain_part is not None and len(text.split()) >= _MIN_PLAIN_SHARE * _count_words(source):
        return plain_part, text
    return page, source


def _count_words(source: str) -> int:
    """Count the words of a page, without those of styles and scripts."""
    from lxml import html

    if not source.strip():
        return 0
    parser = html.HTMLParser(encoding="utf-8")
    tree = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    shown = ((e.text if e.tag not in ("script", "style") else None, e.tail) for e in tree.iter("*"))
    return sum(len(text.split()) for texts in shown for text in texts if text)


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    if part.get_content_charset() not in (None, "us-ascii"):
        try:
            return str(part.get_content())
        except (LookupError, UnicodeError):
            pass  # the charset does not exist, or the text is not valid in it
    decoded = decode(payload)
    return decoded[0] if decoded else payload.decode("utf-8", "replace")


def _plain(text: str, *, flowed: bool) -> list[ExtractedPassage]:
    """Return the paragraphs of a plain-text message, with quoted text and the signature as boilerplate."""
    text = text.replace("\r\n", "\n")
    text = mailtext.unflowed(text) if flowed else text
    body, _, signature = text.partition(f"\n{_SIGNATURE}\n")
    content = plain.parse(body, "utf-8")
    pieces = [ExtractedPassage(" ".join(body[p.start : p.end].split())) for p in content.passages]
    quoted = [ExtractedPassage(p.text, "boilerplate" if mailtext.is_quoted(p.text) else None) for p in pieces]
    return [*quoted, *([ExtractedPassage(signature, "boilerplate")] if signature.strip() else [])]


def _notices(message: EmailMessage) -> tuple[str, ...]:
    count = sum(1 for _ in message.iter_attachments())
    if not count:
        return ()
    if count == 1:
        return ("1 attachment is not part of the text; open it separately.",)
    return (f"{count} attachments are not part of the text; open them separately.",)


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message["date"])).date().isoformat()
    except (TypeError, ValueError):
        return None


def _sender(message: EmailMessage) -> str | None:
    try:
        addresses = message["from"].addresses
    except (AttributeError, IndexError, ValueError):
        return None
    return "; ".join(address.display_name or address.addr_spec for address in addresses) or None
