"""Rate limiting: a token bucket for each visitor."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

# Maximum number of visitors remembered; the least recently seen is forgotten.
MAX_VISITORS = 10_000


class Rate:
    """A limit on requests of each visitor.

    Args:
        per_minute: requests per minute, which is also the largest burst.
        clock: returns seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        # How many tokens each visitor had, and when.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, visitor: str, cost: int = 1) -> int:
        """Count a request; return 0, or the seconds until the next one is accepted.

        Args:
            visitor: see `visitor_of`.
            cost: tokens that it takes; 0 only checks.
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
    """Return the key of a visitor: the IPv4 address, or the IPv6 network (/64), which belongs to one visitor.

    Args:
        address: the client's IP address, or the one that a trusted proxy reports.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
