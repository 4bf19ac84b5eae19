"""Measure how often the checks report human translations (false alarms) and inserted errors (recall).

On nearly every line of a human translation, a check should report nothing. It should report a changed number,
and a dropped name, number, date or negation. Each error is inserted into every line whose source states the
same fact and on which the check reported nothing. Only odd lines are used, since thresholds were chosen on
the even ones (`translate.witness`).

    python -m bench.checks newstest2013.fra-eng iwslt2013.vie-eng
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pycountry
from rich.console import Console
from rich.table import Table

from passerelle import facts
from passerelle.facts import negations, same
from translate.checks import CHECKS, check

Fault = Callable[[str, str, str, random.Random], str | None]


def held_out(prefix: Path) -> list[tuple[str, str]]:
    """Return the odd lines, counted from 1, of PREFIX.src and PREFIX.ref: nothing was fitted on them."""
    sources = prefix.with_name(prefix.name + ".src").read_text(encoding="utf-8").split("\n")[::2]
    references = prefix.with_name(prefix.name + ".ref").read_text(encoding="utf-8").split("\n")[::2]
    return [(s, r) for s, r in zip(sources, references, strict=True) if s.strip() and r.strip()]


def language_of(prefix: Path) -> str:
    """Return the source language (ISO 639-1) of a name such as `iwslt2013.vie-eng`."""
    code = prefix.name.rpartition(".")[2].partition("-")[0]
    return str(getattr(pycountry.languages.get(alpha_3=code), "alpha_2", code))


def change_digit(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """Change a digit in a number that both sides have."""
    stated = [f for f in facts.find(target, "en", ("number", "date")) if re.search(r"\d", f.text)]
    known = facts.find(source, language, ("number", "date"))
    stated = [f for f in stated if any(same(f, other) for other in known)]
    if not stated:
        return None
    fact = chance.choice(stated)
    at = chance.choice([m.start() for m in re.finditer(r"\d", fact.text)]) + fact.start
    digit = chance.choice([d for d in "123456789" if d != target[at]])
    return target[:at] + digit + target[at + 1 :]


def dropper(kind: str) -> Fault:
    """Return a function that drops a fact of a given kind that both sides have."""

    def drop(source: str, target: str, language: str, chance: random.Random) -> str | None:
        known = [f for f in facts.find(source, language) if f.kind == kind]
        stated = [
            f for f in facts.find(target, "en") if f.kind == kind and any(same(f, other) for other in known)
        ]
        if not stated:
            return None
        fact = chance.choice(stated)
        return (target[: fact.start] + target[fact.end :]).replace("  ", " ")

    return drop


def drop_negation(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """Drop the only negation in the English if the source also has one."""
    found = negations(target, "en")
    if len(found) != 1 or not negations(source, language):
        return None
    start, end = found[0]
    word = re.sub(r"(?i)^can(?:no|')t$", "can", target[start:end])
    return (
        target[:start]
        + ("" if word == target[start:end] and "'" not in word else word.removesuffix("n't"))
        + target[end:]
    )


FAULTS: tuple[tuple[str, str, Fault], ...] = (
    ("a digit changed", "number", change_digit),
    ("a number dropped", "number", dropper("number")),
    ("a date dropped", "date", dropper("date")),
    ("a name dropped", "name", dropper("name")),
    ("a negation dropped", "negation", drop_negation),
)


def main() -> None:
    """Print both tables for each given evaluation set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sets", nargs="+", type=Path, metavar="PREFIX", help="prefix of PREFIX.src and PREFIX.ref"
    )
    parser.add_argument("--seed", type=int, default=7, help="seed for drawing what is changed")
    arguments = parser.parse_args()
    alarms = Table(title="False alarms: lines of human translations that a check flags, in percent")
    recall = Table(title="Recall: inserted errors that are flagged, in percent (number inserted)")
    names = [one.name for one in CHECKS if one.name != "glossary"]
    # The sets are columns, because there are too many checks for one row.
    rows = [["lines"], *([name] for name in (*names, "any"))]
    for column in ("check", *(prefix.name for prefix in arguments.sets)):
        alarms.add_column(column)
    for column in ("set", *(title for title, _, _ in FAULTS)):
        recall.add_column(column)
    for prefix in arguments.sets:
        language = language_of(prefix)
        chance = random.Random(arguments.seed)
        lines, flagged = 0, Counter[str]()
        inserted, found = Counter[str](), Counter[str]()
        for source, target in held_out(prefix):
            lines += 1
            before = {finding.check for finding in check(source, target, language)}
            flagged.update(before | ({"any"} if before else set()))
            for title, kind, fault in FAULTS:
                kinds = {kind, "date"} if title == "a digit changed" else {kind}
                broken = None if before & kinds else fault(source, target, language, chance)
                if broken is not None:
                    inserted[title] += 1
                    found[title] += any(finding.check in kinds for finding in check(source, broken, language))
        rates = (f"{100 * flagged[name] / lines:.2f}" for name in (*names, "any"))
        for row, cell in zip(rows, (str(lines), *rates), strict=True):
            row.append(cell)
        recall.add_row(
            prefix.name,
            *(
                f"{100 * found[title] / inserted[title]:.1f} ({inserted[title]})" if inserted[title] else "-"
                for title, _, _ in FAULTS
            ),
        )
    for row in rows:
        alarms.add_row(*row)
    console = Console()
    console.print(alarms)
    console.print(recall)


if __name__ == "__main__":
    main()
