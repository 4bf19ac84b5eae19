"""List the licences of everything that Passerelle depends on: `python -m bench.licences [PACKAGE …]`.

They are read from the metadata of the installed packages (core metadata 2.4, PEP 639: License-Expression,
else classifiers, else License). If a licence does not allow distributing the package together with a program
under Apache-2.0, the exit status is 1.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name

# Licences that set terms for everything distributed with the package, or forbid distribution. The LGPL's
# terms apply only to the package itself.
_BINDING = re.compile(
    r"(?<!L)(?<!Lesser )\b(?:A?GPL|GNU (?:Affero )?General Public)|proprietary|non-?commercial", re.I
)
_CHOICE = re.compile(r"\bOR\b")
_CLASSIFIER = "License :: OSI Approved :: "
_SHOWN_CHARS = 60
# Passerelle with all extras that a user may install.
EVERYTHING = ("passerelle[mcp,page,parquet,ray,torch]",)


@dataclass(frozen=True, slots=True)
class PackageLicence:
    """A package and its licence, as stated in its metadata."""

    name: str
    version: str
    licence: str

    @property
    def is_binding(self) -> bool:
        """Return whether every licence on offer sets terms for everything distributed with the package."""
        return all(_BINDING.search(choice) for choice in _CHOICE.split(self.licence))


def licences(packages: Iterable[str] = EVERYTHING) -> Iterator[PackageLicence]:
    """Yield the licences of packages and of all their dependencies, by name.

    Args:
        packages: installed packages, with the extras that count, as in `passerelle[page]` (PEP 508).

    Raises:
        importlib.metadata.PackageNotFoundError: one of them is not installed.
        packaging.requirements.InvalidRequirement: one is not the name of a package.
    """
    found: dict[NormalizedName, metadata.Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(Requirement(package), True) for package in packages]
    while waiting:
        requirement, required = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if required:
                raise
            continue  # needed on another system, or optional
        found[name] = distribution
        waiting += [(needed, False) for needed in _needed(distribution, extras)]
    for name in sorted(found):
        yield PackageLicence(name, found[name].version, _licence(found[name]))


def _needed(distribution: metadata.Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in distribution.requires or ():
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""}):
            yield requirement


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
    for package in licences(packages or EVERYTHING):
        mark = "  BINDING" if package.is_binding else ""
        binding += package.is_binding
        print(f"{package.name:28} {package.version:14} {package.licence[:_SHOWN_CHARS]}{mark}")
    return 1 if binding else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
