"""A new language needs one file and one row: add Spanish to a copy of the package."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECORD = r'''
"""Spanish, as far as this test needs it."""

from passerelle.languages.base import DateForms, Language, NameRules, Negation, SentenceRules, words
from passerelle.languages.dateforms import DAY, YEAR, month_names
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered
from passerelle.languages.pagewords import MarkupNames, PageWords


class SpanishNumbers(NumberGrammar):
    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        value = self.table.words.get(self.word(j))
        return None if value is None else (value, j)


SPANISH = Language(
    code="es",
    numerals=Numerals(
        of=words("de"),
        language="es",
        group=".",
        point=",",
        words=numbered("dos tres cuatro cinco seis siete ocho nueve diez", 2),
        scales={"mil": 1000, "millones": 10**6},
        ones=words("un uno una"),
    ),
    numbers=SpanishNumbers,
    units={"euros": "EUR"},
    dates=DateForms(patterns=lambda: (rf"{DAY} de (?P<name>{month_names('es')})(?: de {YEAR})?",)),
    names=NameRules(titles=words("señor señora")),
    exonyms={"londres": ("London",)},
    negation=Negation(sure=(r"\b(?:no|nunca|jamás)\b",), implied=("apenas",)),
    sentences=SentenceRules(before_name=words("Sr Sra Dr"), before_number=words("art núm")),
    function_words=words("el la los las de en que y para por con una del"),
    page=PageWords(
        source=("fuente",),
        source_line=("Según",),
        rights=("todos los derechos reservados",),
        author_before=("por",),
    ),
    markup=MarkupNames(author=("autora?",)),
)
'''
SEEN = """
import json
from lxml import html
from passerelle import read
from passerelle.article.about import about
from passerelle.article.rules import is_boilerplate
from passerelle.article.sources import source_line
from passerelle.facts import find
from passerelle.languages.sentences import sentences
from translate.checks import check

text = "El Sr. Gómez llegó el 3 de mayo de 2024. Pagó cinco millones de euros."
line = source_line("Fuente: https://example.org/story")
print(json.dumps({
    "language": read(text + " La ministra dijo que no volverá a Londres para la reunión.").language,
    "sentences": [text[s.start:s.end] for s in sentences(text, "es")],
    "facts": sorted(fact.value for fact in find(text, "es") if fact.kind != "name"),
    "checks": [f.check for f in check("Gastó cinco mil en Londres.", "He lost six thousand in Rome.", "es")],
    "negation": [f.check for f in check("La puente no es segura.", "The bridge is safe.", "es")],
    "source": line and line.url,
    "publisher": source_line("(Según El País)") is not None,
    "boilerplate": is_boilerplate("Todos los derechos reservados"),
    "author": about(html.fromstring('<body><p class="autora">Por Ana Gómez</p>'), []).author,
}))
"""


@pytest.mark.slow
def test_a_new_language_needs_one_file_and_one_row(tmp_path: Path) -> None:
    for name in ("translate", "summarize", "models", "models.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    languages = tmp_path / "passerelle" / "languages"
    languages.mkdir(parents=True)
    for place in (ROOT / "passerelle", ROOT / "passerelle" / "languages"):
        for path in place.iterdir():
            copy = tmp_path / path.relative_to(ROOT)
            if not copy.exists() and path != ROOT / "passerelle" / "languages":
                copy.symlink_to(path)
    (languages / "__init__.py").unlink()
    init = (ROOT / "passerelle" / "languages" / "__init__.py").read_text(encoding="utf-8")
    row = '    "fr": FRENCH,\n'
    assert row in init
    init = init.replace(row, f'{row}    "es": SPANISH,\n')
    init = init.replace("import FRENCH\n", "import FRENCH\nfrom passerelle.languages.es import SPANISH\n")
    (languages / "__init__.py").write_text(init, encoding="utf-8")
    (languages / "es.py").write_text(RECORD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SEEN],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "language": "es",
        "sentences": ["El Sr. Gómez llegó el 3 de mayo de 2024.", "Pagó cinco millones de euros."],
        "facts": ["2024-05-03", "5e6 EUR"],
        "checks": ["number", "name"],
        "negation": ["negation"],
        "source": "https://example.org/story",
        "publisher": True,
        "boilerplate": True,
        "author": "Ana Gómez",
    }
