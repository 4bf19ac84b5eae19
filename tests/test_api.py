"""The public API: arguments of a wrong type raise an error with a one-sentence message."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import passerelle
from passerelle import Briefer, Glossary, PasserelleError, Summarizer, Translator
from passerelle.briefing.request import Request

TEXT = "Il pleut à Paris."
NONE: Any = None
BYTES: Any = b"x"
LIST: Any = [None]
LINE: Any = "maire, mayor"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Translator("fr").translate(NONE),
            "translate takes a text or a list of texts, not NoneType.",
        ),
        (lambda: Translator("fr").translate(BYTES), "translate takes a text or a list of texts, not bytes."),
        (
            lambda: Translator("fr").translate(LIST),
            "translate takes a text or a list of texts, not NoneType.",
        ),
        (lambda: Summarizer().summarize(NONE), "summarize takes a text or its sentences, not NoneType."),
        (lambda: Summarizer().summarize(BYTES), "summarize takes a text or its sentences, not bytes."),
        (lambda: Glossary.read(NONE), "A glossary is read from a Path, str or bytes, not NoneType."),
        (lambda: passerelle.fetch(NONE), "A web address is a str, not NoneType."),
        (lambda: Briefer().pipe(TEXT), "pipe takes several sources, such as a list of paths, not str."),
        (lambda: Briefer().pipe(NONE), "pipe takes several sources, such as a list of paths, not NoneType."),
        (
            lambda: Request(TEXT, glossary=LINE),
            "The glossary is of type str; create it with Glossary.read(...).",
        ),
    ],
)
def test_a_wrong_type_raises_a_type_error(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as error:
        call()
    assert str(error.value) == message


def test_pipe_refuses_a_single_path(tmp_path: Any) -> None:
    with pytest.raises(
        TypeError, match=r"pipe takes several sources, such as a list of paths, not \w*Path\."
    ):
        Briefer().pipe(tmp_path)


@pytest.mark.parametrize("name", ["terms.csv", "C:\\glossaries\\terms.csv", "./my-terms.TSV"])
def test_glossary_read_refuses_a_file_name_given_as_text(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for exists in (False, True):
        if exists:
            Path(name).resolve().parent.mkdir(exist_ok=True)
            Path(name).write_text("maire, mayor\n")
        with pytest.raises(PasserelleError, match=r"is the name of a file, not a glossary; .* pass Path"):
            Glossary.read(name)
    assert Glossary.read(f"{name}, the list of terms").terms


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cafe.csv", "/etc/passwd"])
def test_text_never_opens_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cafe.csv").write_text("secret, secret\n")
    translated = Translator("fr").translate(name).text
    assert "secret" not in translated
    assert "root" not in translated
    with pytest.raises(PasserelleError, match=r"pass Path\("):
        Briefer().brief(name)
    with pytest.raises(PasserelleError, match=r"pass Path\("):
        passerelle.read(name)
