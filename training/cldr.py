"""Store the parts of CLDR and ISO 3166 that Passerelle needs, for the languages that have a record.

Reading them from Babel and pycountry would take most of a second at every start. The files are

    passerelle/languages/cldr.json          see `passerelle.languages.cldr`
    passerelle/facts/tables/CODE.json.gz    see `passerelle.facts.exonyms`

and have to be written again after a change of these modules, of a record's names or of either library.
"""

import gzip
import json
from typing import Any

from passerelle.facts import exonyms, gazetteer
from passerelle.languages import CODES, cldr


def command() -> None:
    """Store the parts of CLDR and ISO 3166 that Passerelle needs."""
    cldr.FILE.write_text(_written(cldr.build(CODES), indent=1) + "\n", encoding="utf-8")
    exonyms.FILES.mkdir(exist_ok=True)
    for code in CODES:
        content = _written(gazetteer.build(code)).encode()
        (exonyms.FILES / f"{code}.json.gz").write_bytes(gzip.compress(content, mtime=0))
    print(f"{len(CODES)} languages")


def _written(table: dict[str, Any], indent: int | None = None) -> str:
    return json.dumps(table, ensure_ascii=False, indent=indent, separators=(",", ": " if indent else ":"))
