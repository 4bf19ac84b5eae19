"""Licences of everything that Passerelle needs: `python -m bench.licences [PACKAGE …]`.

They are read from the metadata of the installed packages (core metadata 2.4, PEP 639: License-Expression,
else classifiers, else License). A licence that does not allow a program under Apache-2.0 to be distributed
with the package ends the command with status 1.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

# Licences that bind what is distributed with the package, or allow no distribution. The lesser GPL binds the
# package alone.
_BINDING = re.compile(
    r"(?<!L)(?<!Lesser )\b(?:A?GPL|GNU (?:Affero )?General Public)|proprietary|non-?commercial", re.I
)
_CHOICE = re.compile(r"\bOR\b")
_CLASSIFIER = "License :: OSI Approved :: "
_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class PackageLicence:
    """A package and its licence, as its metadata state it."""

    name: str
    version: str
    licence: str

    @property
    def is_binding(self) -> bool:
        """Tell whether each licence that may be chosen binds what is distributed with the package."""
        return all(_BINDING.search(choice) for choice in _CHOICE.split(self.licence))


def licences(packages: Iterable[str] = ("passerelle",)) -> Iterator[PackageLicence]:
    """Yield the licences of packages and of all that they need, by name; their extras are left out.

    Args:
        packages: names of installed packages.

    Raises:
        importlib.metadata.PackageNotFoundError: one of them is not installed.
    """
    found: dict[str, metadata.Distribution] = {}
    waiting = [(name, True) for name in packages]
    while waiting:
        name, required = waiting.pop()
        if canonicalize_name(name) in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if required:
                raise
            continue  # needed on another system, or optional
        found[canonicalize_name(name)] = distribution
        waiting += [(needed, False) for needed in _needed(distribution)]
    for name in sorted(found):
        yield PackageLicence(name, found[name].version, _licence(found[name]))


def _needed(distribution: metadata.Distribution) -> Iterator[str]:
    for line in distribution.requires or ():
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _licence(distribution: metadata.Distribution) -> str:
    described = distribution.metadata
    if "License-Expression" in described:
        return str(described["License-Expression"])
    classifiers = [
        c.removeprefix(_CLASSIFIER) for c in described.get_all("Classifier") or () if _CLASSIFIER in c
    ]
    stated = str(described["License"]).strip().splitlines() if "License" in described else []
    return "; ".join(classifiers) or (stated[0] if stated else "not stated")


def main(packages: list[str]) -> int:
    """Print the licences; return 1 if one is binding."""
    binding = 0
    for package in licences(packages or ("passerelle",)):
        mark = "  BINDING" if package.is_binding else ""
        binding += package.is_binding
        print(f"{package.name:28} {package.version:14} {package.licence[:_SHOWN_CHARS]}{mark}")
    return 1 if binding else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
