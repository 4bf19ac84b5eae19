"""Settings that the browser remembers."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

# Maximum number of sites fetched from without asking; no real browser sends more.
MAX_SITES = 200
LENGTHS = ("short", "standard", "long")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that a visitor has chosen.

    Attributes:
        length: length of the brief.
        fetch: whether originals are fetched without asking.
        sites: hosts from which they are fetched without asking.
    """

    length: str = "standard"
    fetch: bool = False
    sites: tuple[str, ...] = ()

    def with_site(self, host: str) -> "Settings":
        """Return the settings with one more site."""
        return replace(self, sites=tuple(dict.fromkeys((*self.sites, host)))[-MAX_SITES:]) if host else self

    def stored(self) -> dict[str, Any]:
        """Return the settings for the browser."""
        return {**asdict(self), "sites": list(self.sites)}


def read_settings(stored: Any) -> Settings:
    """Parse the settings stored in a browser; an invalid one gets its default."""
    if not isinstance(stored, Mapping):
        return Settings()
    length, sites = stored.get("length"), stored.get("sites")
    named = [site for site in sites if isinstance(site, str) and site] if isinstance(sites, list) else []
    return Settings(
        length if length in LENGTHS else "standard",
        stored.get("fetch") is True,
        tuple(named[:MAX_SITES]),
    )
