"""How often one visitor may ask: a bucket of tokens for each, filled steadily."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

# Visitors that are remembered; the one that was not seen for longest is forgotten.
MAX_VISITORS = 10_000


class Rate:
    """A limit on requests of each visitor.

    Args:
        per_minute: requests; as many may come at once.
        clock: returns seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        # Tokens that a visitor had, and when.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, visitor: str, cost: int = 1) -> int:
        """Count a request; return 0, or the seconds after which the next one is taken.

        Args:
            visitor: see `visitor_of`.
            cost: what it counts; 0 only asks.
        """
        now = self._clock()
        tokens, then = self._buckets.pop(visitor, (float(self.per_minute), now))
        tokens = min(self.per_minute, tokens + (now - then) * self.per_minute / 60)
        allowed = tokens >= 1
        self._buckets[visitor] = (tokens - cost * allowed, now)
        if len(self._buckets) > MAX_VISITORS:
            self._buckets.popitem(last=False)
        return 0 if allowed else math.ceil((1 - tokens) * 60 / self.per_minute)


def visitor_of(address: str) -> str:
    """Return what a visitor is known by: an IP address; of IPv6 the network, which one visitor has whole.

    Args:
        address: from which the request came, or what a trusted proxy says of that.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
