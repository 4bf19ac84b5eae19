"""Write a model card (README.md) from measurements of the model."""

import json
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import ctranslate2
import jinja2

from bench import quality
from passerelle.errors import ModelError
from passerelle.languages.identify import language_name
from passerelle.modelstore.loading import Model, load_folder
from passerelle.seq2seq.openings import SpacedTokenizer
from passerelle.seq2seq.options import DecodingOptions
from training import corpora, network
from training.corpora import Corpus, Task
from training.errors import TrainingError
from training.export import HISTORY

TEMPLATES = Path(__file__).with_name("cards")
# News sentences with headlines; only the sentences are used.
SENTENCES = Path("sum", "headline_news_test500.jsonl")
MAX_TOKENS = 160
SHORTENED = 0.9

# Each sentence tests something that small models get wrong.
_TRANSLATIONS = {
    "fr": (
        (
            "La maire de Saint-Étienne-du-Rouvray, Apolline Kerguelen, a été réélue dimanche.",
            "The mayor of Saint-Étienne-du-Rouvray, Apolline Kerguelen, was re-elected on Sunday.",
        ),
        (
            "Le gouvernement n’a jamais dit qu’il renoncerait au projet.",
            "The government never said that it would give up the project.",
        ),
        (
            "Le déficit est passé de 3,4 % à 2,9 % du PIB, soit 78,6 milliards d’euros.",
            "The deficit went from 3.4% to 2.9% of GDP, that is, 78.6 billion euros.",
        ),
        (
            "« On ne lâchera rien », prévient la secrétaire du syndicat, qui appelle à la grève le 4 mars.",
            "“We will not give an inch,” warns the union’s secretary, who calls for a strike on March 4.",
        ),
    ),
    "vi": (
        (
            "Bà Nguyễn Thị Hạnh, phó giám đốc bệnh viện Bạch Mai, cho biết có 17 người bị thương.",
            "Ms Nguyễn Thị Hạnh, deputy director of Bạch Mai hospital, said that 17 people were injured.",
        ),
        (
            "Chính phủ chưa quyết định có tăng lương tối thiểu trong năm 2026 hay không.",
            "The government has not decided yet whether to raise the minimum wage in 2026.",
        ),
    ),
}
# BLEU on FLORES-200 devtest: the hub's model, the student model in Firefox, and the first generation of
# this model after 6.8 million target tokens.
_COMPARED = {
    "fr": ("Helsinki-NLP/opus-mt-fr-en", 41.7, 42.1, 21.1),
    "vi": ("Helsinki-NLP/opus-mt-vi-en", 25.3, 32.4, 15.0),
}
_COMPRESSIONS = (
    "The mayor, who took office only last spring after a close election, said on Tuesday that the bridge "
    "would not reopen before the end of the year.",
    "Engineers from three countries, among them several who had worked on the first dam, met in Vientiane "
    "to discuss how much water the river will carry in the dry season.",
    "The company reported a loss of 4.2 million euros, compared with a profit of 1.1 million a year earlier, "
    "and said it would close two of its five plants.",
    "“We never promised a date,” the minister told reporters, adding that the talks with the union had "
    "been constructive.",
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A sentence, the model's output for it, and what it means in English, if that is shown."""

    source: str
    output: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class CompressorFigures:
    """A compressor's first outputs, unchecked.

    Attributes:
        lines: sentences measured.
        ratio: mean share of the words kept.
        shortened: share of the sentences that lose at least a tenth of their words.
        extractive: share of the outputs whose words are in the sentence in the same order.
        unfinished: share of the outputs that do not end within the limit.
    """

    lines: int
    ratio: float
    shortened: float
    extractive: float
    unfinished: float


CardTask = Literal[Task, "reverse"]


def write(folder: Path, task: CardTask, sets: Path, limit: int | None = None) -> Path:
    """Measure a model and write its card.

    Args:
        folder: the model's folder.
        task: its task; `reverse` is English to French or Vietnamese.
        sets: the evaluation sets.
        limit: number of lines of each to use.

    Returns:
        The card.

    Raises:
        ModelError: the folder contains no model.
        PasserelleError: the evaluation sets or the record of the training are missing or broken.
    """
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} contains no model; export one first.")
    # The name of the folder itself, not that of a link to it.
    model = load_folder(folder, name=folder.resolve().name)
    history = _history(folder)
    shared = _shared(folder, model, task, history) | {"limit": limit}
    if task == "translate":
        text = _render("translate.md", **_translation(model, sets, limit, history["language"]), **shared)
    elif task == "reverse":
        from training import reverse

        text = _render(
            "reverse.md",
            rows=[reverse.measure(model, evaluation) for evaluation in quality.find_sets(sets, limit)],
            signatures=quality.signatures(),
            **shared,
        )
    else:
        outputs = [output for output, _ in _compress(model, _COMPRESSIONS)]
        text = _render(
            "compress.md",
            figures=compressor_figures(model, _sentences(sets / SENTENCES, limit)),
            probes=[Probe(*pair) for pair in zip(_COMPRESSIONS, outputs, strict=True)],
            **shared,
        )
    path = folder / "README.md"
    path.write_text(text, encoding="utf-8")
    return path


def _shared(folder: Path, model: Model, task: CardTask, history: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that the cards of all tasks have.

    Args:
        folder: the model's folder.
        model: the same model, loaded.
        task: its task.
        history: how it was trained; see `_history`.
    """
    weights = network.load_weights(folder)
    learnt = history["corpora"]
    every = corpora.load()
    known = [corpus for corpus in every if corpus.task == task]
    own = [name for name in learnt if name not in {corpus.name for corpus in every}]
    listed = [corpus for corpus in known if corpus.share > 0]
    return {
        "name": model.name,
        "shape": network.shape_of(weights),
        "parameters": sum(tensor.numel() for tensor in weights.values()),
        "megabytes": (folder / "model.safetensors").stat().st_size / 1e6,
        "vocabulary": weights[network.SHARED].shape[0],
        "ctranslate2": ctranslate2.__version__,
        "beam": model.generation.beam_size,
        "history": history,
        "corpora": [*(c for c in known if c.name in learnt), *map(_unlisted, own)] if learnt else listed,
        "listed": len(listed),
        "own": bool(own),
    }


def _translation(model: Model, sets: Path, limit: int | None, language: str | None) -> dict[str, Any]:
    """Measure a translation model; return the facts that only its card has.

    Args:
        model: the model.
        sets: the evaluation sets.
        limit: number of lines of each to use.
        language: the language that it was trained on; None for all.
    """
    codes = [language] if language else list(_TRANSLATIONS)
    probes = []
    for code in codes:
        pairs = _TRANSLATIONS.get(code, ())
        outputs = quality.translate(model, [source for source, _ in pairs], code)
        probes += [
            Probe(source, output, meaning) for (source, meaning), output in zip(pairs, outputs, strict=True)
        ]
    found = quality.find_sets(sets, limit, language)
    return {
        "languages": [language_name(code) for code in codes],
        "hints": model.hints,
        "spaced_openings": isinstance(model.tokenizer, SpacedTokenizer),
        "rows": [quality.evaluate(model, evaluation)[0] for evaluation in found],
        "signatures": quality.signatures(),
        "compared": [_COMPARED[code] for code in codes if code in _COMPARED],
        "probes": probes,
    }


def compressor_figures(model: Model, sentences: Sequence[str]) -> CompressorFigures:
    """Measure a compressor's output without checks.

    Args:
        model: the compressor.
        sentences: English sentences; those too long for it are left out.

    Raises:
        TrainingError: no sentence is left.
    """
    usable = [s for s in sentences if s.split() and len(model.tokenizer.encode_source(s)) <= MAX_TOKENS]
    if not usable:
        raise TrainingError("There are no sentences to measure a compressor with; see --sets.")
    outputs = _compress(model, usable)
    ratios = [len(o.split()) / len(s.split()) for s, (o, _) in zip(usable, outputs, strict=True)]
    return CompressorFigures(
        lines=len(usable),
        ratio=statistics.fmean(ratios),
        shortened=statistics.fmean(ratio <= SHORTENED for ratio in ratios),
        extractive=statistics.fmean(
            _only_leaves_out(s, o) for s, (o, _) in zip(usable, outputs, strict=True)
        ),
        unfinished=statistics.fmean(not finished for _, finished in outputs),
    )


def _compress(model: Model, sentences: Sequence[str]) -> list[tuple[str, bool]]:
    options = DecodingOptions(
        max_source_tokens=MAX_TOKENS,
        max_target_tokens=MAX_TOKENS,
        beam_size=model.generation.beam_size,
        length_penalty=model.generation.length_penalty,
    )
    best = [hypotheses[0] for hypotheses in model.run(sentences, options)]
    return [
        (model.tokenizer.decode_target(hypothesis.tokens).strip(), hypothesis.finished) for hypothesis in best
    ]


def _only_leaves_out(sentence: str, shorter: str) -> bool:
    remaining = iter(_bare(sentence))
    return all(word in remaining for word in _bare(shorter))


def _bare(text: str) -> list[str]:
    """Return the words without case and surrounding punctuation, since deleting words may change both."""
    return [bare for word in text.casefold().split() if (bare := word.strip(".,;:!?\"'“”‘’()"))]


def _sentences(path: Path, limit: int | None) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()[:limit]
        return [str(json.loads(line)["doc"]) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"The sentences {path} cannot be read ({error}); see --sets.") from None


def _history(folder: Path) -> dict[str, Any]:
    """Return the training record of the export; its values are None or empty if there is none."""
    unknown: dict[str, Any] = {
        "language": None,
        "seen": None,
        "hours": None,
        "start": None,
        "first": 0,
        "note": "",
        "corpora": {},
        "command": "",
    }
    try:
        return unknown | dict(json.loads((folder / HISTORY).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return unknown
    except (OSError, ValueError, TypeError) as error:
        raise TrainingError(f"{folder / HISTORY} cannot be read ({error}); export again.") from None


def _unlisted(name: str) -> Corpus:
    """Return a placeholder for a corpus that is not in the list, of which only the name is known."""
    return Corpus(name, "", 1.0, "not in `training/corpora.toml`", "ask its author")


def _render(template: str, **values: Any) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["cell"] = _cell
    return environment.get_template(template).render(**values)


def _cell(text: str) -> str:
    """Escape text for one cell of a Markdown table."""
    return re.sub(r"([\\|`*_<\[\]])", r"\\\1", " ".join(text.split()))
