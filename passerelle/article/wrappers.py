"""Find the address of an article inside that of a service that only leads to it, such as a search engine."""

import re
from urllib.parse import parse_qs, urlsplit

from passerelle.article.sources import plausible_url

# Services that give the address in a parameter of their own: host, path, names of the parameter.
_PARAMETERS = (
    (r"(?:www\.)?google\.[a-z.]{2,6}", r"/url", ("url", "q")),
    (r"lm?\.(?:facebook|instagram)\.com", r"/(?:l\.php)?", ("u",)),
    (r"(?:[a-z0-9]+\.)?safelinks\.protection\.outlook\.com", r"/.*", ("url",)),
    (r"(?:www\.)?bing\.com", r"/news/apiclick\.aspx", ("url",)),
    (r"(?:www\.)?linkedin\.com", r"/(?:redir/redirect|safety/go)", ("url",)),
    (r"duckduckgo\.com", r"/l/", ("uddg",)),
    (r"(?:www\.)?youtube\.com", r"/redirect", ("q",)),
    (r"link\.zalo\.me|zalo\.me", r"/redirect.*", ("url", "continue")),
)
# Caches of AMP pages, which give it in their path: host and path up to the address; `s/` means https.
_PATHS = (
    (r"(?:www\.)?google\.[a-z.]{2,6}", r"/amp/(?P<secure>s/)?(?P<address>.+)"),
    (r"[a-z0-9-]+\.cdn\.ampproject\.org", r"/[vc]/(?P<secure>s/)?(?P<address>.+)"),
)


def unwrapped(url: str) -> str:
    """Return the address that a service's address contains; any other address unchanged.

    Args:
        url: an http or https address.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return url
    for hosts, path, names in _PARAMETERS:
        if re.fullmatch(hosts, host) and re.fullmatch(path, parts.path):
            given = parse_qs(parts.query)
            inner = (plausible_url(given[name][0]) for name in names if name in given)
            return next(filter(None, inner), url)
    for hosts, path in _PATHS:
        if re.fullmatch(hosts, host) and (match := re.fullmatch(path, parts.path)):
            query = f"?{parts.query}" if parts.query else ""
            scheme = "https" if match["secure"] else "http"
            return plausible_url(f"{scheme}://{match['address']}{query}") or url
    return url
