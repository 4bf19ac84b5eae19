"""A loaded model: tokenizer, engine and its authors' generation settings."""

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Literal, TypeVar

from passerelle import extras
from passerelle.errors import ModelError, PasserelleError, RefusedModel, ResourceError, shortage
from passerelle.modelstore import conversion, formats, proving, records, registry, settings, untrusted
from passerelle.seq2seq.alignment import AlignmentHead, alignment_head
from passerelle.seq2seq.engine import Engine, Hypothesis
from passerelle.seq2seq.openings import SpacedTokenizer
from passerelle.seq2seq.options import DecodingOptions
from passerelle.seq2seq.tokenizer import Tokenizer, load_tokenizer

EngineName = Literal["ctranslate2", "torch"]

# Architectures that run on CTranslate2; others run on torch. (The converter reads mBART and M2M-100
# too, but these need language tokens in their input.)
CONVERTIBLE = frozenset({"marian", "bart", "pegasus", "t5", "mt5"})
# Formats whose settings and tokenizer are read from the conversion, not from the folder itself.
_MARIAN_FORMS = ("opus", "marian")
# Window of models that have no position table (T5) and state no length.
_WINDOW_TOKENS = 512
# No answer to a test sentence needs more tokens, and a broken model may never stop.
_MAX_ANSWER_TOKENS = 200

Hints = Literal["terms", "all"]
# Older model folders have the value `true`.
_HINTS: Mapping[str, Hints] = {"terms": "terms", "all": "all", "True": "all"}

_log = logging.getLogger("passerelle")
_T = TypeVar("_T")


@dataclass(frozen=True)
class Model:
    """A loaded model.

    Attributes:
        name: hub id or folder name, with the short revision.
        architecture: the `model_type` of its config.json, such as `marian`.
        positions: maximum input length in tokens, not counting its own prefix.
        generation: its authors' decoding settings.
        tokenizer: text to tokens and back.
        engine: runs the model.
        content: SHA-256 of its files.
        alignment_head: the head whose attention `engine` returns.
        prefix: text that it expects before every input, such as T5's `summarize: `.
        hints: the English hints that its sources may contain (see `translate.hints`), as in its config.json:
            `terms` for required terms alone, `all` for candidates too; None if it was trained without.
    """

    name: str
    architecture: str
    positions: int
    generation: settings.GenerationSettings
    tokenizer: Tokenizer
    engine: Engine
    content: str
    alignment_head: AlignmentHead
    prefix: str = ""
    hints: Hints | None = None

    @cached_property
    def signature(self) -> str:
        """Name, content hash and engine in one string: `fr-en#1a2b3c4d|ct2-4.8.5|int8`."""
        return f"{self.name}#{self.content[:8]}|{self.engine.signature}"

    def run(self, texts: Sequence[str], options: DecodingOptions) -> list[list[Hypothesis]]:
        """Tokenize and decode texts; return the n-best list of each.

        Raises:
            ValueError: a text is longer than `options.max_source_tokens`.
        """
        if self.prefix:
            room = options.max_source_tokens + self._prefix_tokens
            options = replace(options, max_source_tokens=room)
        return self.engine.run([self.tokenizer.encode_source(self.prefix + text) for text in texts], options)

    @cached_property
    def _prefix_tokens(self) -> int:
        return len(self.tokenizer.encode_target(self.prefix))


def load(
    role: registry.Role,
    language: str,
    models_file: Path | None = None,
    *,
    engine: EngineName = "ctranslate2",
    device: str = "auto",
) -> Model:
    """Load the preferred model of a role and language that is present on this machine.

    Raises:
        PasserelleError: there is none, or it cannot be read or converted; see `load_folder`.
    """
    use = partial(load_spec, languages=[language], engine=engine, device=device)
    return first_usable(role, language, models_file, use)


def first_usable(
    role: registry.Role,
    language: str,
    models_file: Path | None,
    use: Callable[[registry.ModelSpec, Path], _T],
) -> _T:
    """Use the preferred model that is present; if it fails its test, use the next one.

    Args:
        role: `translate` or `summarize`.
        language: ISO 639 code.
        models_file: a models.txt; None for the user's own and the bundled one.
        use: called with the line of models.txt and the folder of the model, such as `load_spec`.

    Raises:
        ModelError: there is none, or `use` raises it.
    """
    for spec, folder in registry.present(role, language, models_file):
        try:
            return use(spec, folder)
        except RefusedModel as error:
            _log.warning("%s", error)
    return use(*registry.choose(role, language, models_file))


def usable(
    role: registry.Role,
    language: str,
    models_file: Path | None = None,
    *,
    engine: EngineName = "ctranslate2",
    device: str = "auto",
) -> tuple[registry.ModelSpec, Path]:
    """Return the model that `load` would load, testing it first if it has not been tested.

    Raises:
        ModelError: see `load`.
    """

    def use(spec: registry.ModelSpec, folder: Path) -> tuple[registry.ModelSpec, Path]:
        if not records.has_proof(conversion.content_hash(folder), role, language):
            load_spec(spec, folder, [language], engine=engine, device=device)
        return spec, folder

    return first_usable(role, language, models_file, use)


def load_spec(
    spec: registry.ModelSpec,
    folder: Path,
    languages: Sequence[str] | None = None,
    *,
    engine: EngineName = "ctranslate2",
    device: str = "auto",
) -> Model:
    """Load the model of a line of models.txt, and test it before its first use.

    Args:
        spec: the line.
        folder: the model's folder.
        languages: the languages that it is needed for; None for all of its line.
        engine: see `load_folder`.
        device: see `load_folder`.

    Raises:
        RefusedModel: its files are not safe to read, or it fails the test (see `prove`) of each language.
        PasserelleError: it cannot be read or converted; see `load_folder`.
    """
    if reason := untrusted.problem(folder):
        raise _refused(spec, folder, spec.languages, reason)
    model = load_folder(folder, name=spec.label, engine=engine, device=device, role=spec.role)
    needed = languages or spec.languages
    errors = []
    for language in needed:
        try:
            require_proof(model, spec, folder, language)
        except RefusedModel as error:
            errors.append(error)
    if len(errors) < len(needed):
        return model
    if not records.has_any_proof(model.content):
        for made in conversion.conversions(model.content):
            shutil.rmtree(made, ignore_errors=True)
    raise errors[0]


def require_proof(model: Model, spec: registry.ModelSpec, folder: Path, language: str) -> None:
    """Test a loaded model for a language of its line, unless it has passed this test before.

    Raises:
        RefusedModel: it fails the test.
    """
    mark = f"{spec.role} {language} {model.engine.signature}"
    if records.is_proven(model.content, mark):
        return
    try:
        prove(model, spec.role, language)
    except RefusedModel as error:
        raise _refused(spec, folder, [language], str(error)) from None
    records.note_proof(model.content, mark)


def _refused(spec: registry.ModelSpec, folder: Path, languages: Sequence[str], reason: str) -> RefusedModel:
    """Record that a model was refused; return the error to raise."""
    records.refuse(folder, spec.role, languages, reason)
    return RefusedModel(
        f"The model {spec.label} is not used: {reason}. Fetch another revision of it, or delete "
        f"line {spec.line} of {spec.file}."
    )


def prove(model: Model, role: registry.Role, language: str) -> None:
    """Test a model on sentences with known answers; a language without any (see `proving.sentences`) passes.

    Raises:
        RefusedModel: too many words of the answers are wrong, or its tokenizer does not match it.
    """
    if role == "translate":
        goldens = proving.sentences(language)
        outputs = _answers(model, [item.source for item in goldens])
        proving.check_translations(language, goldens, outputs)
    elif model.architecture == "marian":
        [output] = _answers(model, [proving.SENTENCE])
        proving.check_summary(proving.SENTENCE, output)
    else:
        [output] = _answers(model, [proving.PARAGRAPH])
        proving.check_summary(proving.PARAGRAPH, output)


def _answers(model: Model, texts: Sequence[str]) -> list[str]:
    own = model.generation
    options = DecodingOptions(
        max_source_tokens=model.positions,
        max_target_tokens=min(own.max_target_tokens, model.positions - 1, _MAX_ANSWER_TOKENS),
        min_target_tokens=min(own.min_target_tokens, own.max_target_tokens, _MAX_ANSWER_TOKENS),
        beam_size=own.beam_size,
        length_penalty=own.length_penalty,
        no_repeat_ngram_size=own.no_repeat_ngram_size,
    )
    try:
        results = model.run(texts, options)
    except ValueError as error:  # the tokenizer of another model cuts a text into letters
        raise RefusedModel(f"its tokenizer does not match it: {error}") from None
    return [model.tokenizer.decode_target(hypotheses[0].tokens) for hypotheses in results]


def load_folder(
    folder: Path,
    *,
    name: str | None = None,
    engine: EngineName = "ctranslate2",
    quantization: str = "int8",
    device: str = "auto",
    role: registry.Role | None = None,
) -> Model:
    """Load a model without testing it.

    Args:
        folder: a model in one of the formats of `formats`.
        name: name of the model; the folder's name by default.
        engine: a Hugging Face folder that CTranslate2 cannot convert runs on torch, and anything other than a
            Hugging Face folder always runs on CTranslate2.
        quantization: number format of the weights that a conversion stores.
        device: `cpu`, `cuda` or `auto`.
        role: role of the model, which decides its prefix.

    Raises:
        ModelError: the folder is not a model, or it cannot be converted or run.
        ResourceError: there is not enough memory or disk space.
    """
    converted = formats.identify(folder) in ("ctranslate2", *_MARIAN_FORMS)
    content = conversion.content_hash(folder)
    config = {} if converted else settings.read_object(folder / "config.json")
    try:
        head = alignment_head(config)
    except ValueError as error:
        raise ModelError(f"The model {folder.name} cannot be used: {error}; fetch it again.") from None
    architecture = str(config.get("model_type", ""))
    if not converted and architecture not in CONVERTIBLE:
        engine = "torch"
    engine = "ctranslate2" if converted else engine
    runner, described = ENGINES[engine](folder, quantization, content, device)
    if converted:
        architecture, positions = _describe_converted(described)
    else:
        table = config.get("max_position_embeddings") or config.get("n_positions") or _WINDOW_TOKENS
        positions = settings.whole_number(folder / "config.json", "max_position_embeddings", table)
    task = settings.for_task(config, role)
    prefix = settings.prefix(task)
    tokenizer = _open_tokenizer(folder, described, config)
    return Model(
        name=name or folder.stem,
        architecture=architecture,
        positions=positions - (len(tokenizer.encode_target(prefix)) if prefix else 0),
        generation=settings.generation(described, {} if converted else config | task),
        tokenizer=tokenizer,
        engine=runner,
        content=content,
        alignment_head=head,
        prefix=prefix,
        hints=_HINTS.get(str(config.get("hints"))),
    )


def _open_tokenizer(folder: Path, described: Path, config: Mapping[str, object]) -> Tokenizer:
    """Load a model's tokenizer from the folder that describes the model."""
    try:
        tokenizer = load_tokenizer(described)
    except PasserelleError:
        raise
    except Exception as error:  # the Rust tokenizers raise bare Exceptions
        raise _unusable(folder, "its tokenizer", error) from None
    return SpacedTokenizer(tokenizer) if config.get("spaced_openings") is True else tokenizer


def _open_ctranslate2(folder: Path, quantization: str, content: str, device: str) -> tuple[Engine, Path]:
    """Convert a model if necessary and load it; redo, once, a conversion that cannot be loaded."""
    form = formats.identify(folder)
    if form == "ctranslate2":
        return _open(folder, "default", device), folder
    compute_type = "default" if quantization == "int8" else quantization
    made = conversion.converted(folder, quantization=quantization, key=content)
    try:
        runner = _open(made, compute_type, device)
    except ModelError:
        if device not in ("auto", "cpu"):
            raise
        shutil.rmtree(made, ignore_errors=True)
        made = conversion.converted(folder, quantization=quantization, key=content)
        runner = _open(made, compute_type, device)
    return runner, made if form in _MARIAN_FORMS else folder


def _open(folder: Path, compute_type: str, device: str) -> Engine:
    from passerelle.seq2seq.ct2 import CTranslate2Engine

    try:
        return CTranslate2Engine(folder, compute_type=compute_type, device=device)
    except (OSError, RuntimeError, ValueError, AttributeError, MemoryError) as error:
        raise _unusable(folder, "CTranslate2", _cause(folder / "model.bin", error)) from None


def _cause(path: Path, error: Exception) -> Exception:
    """Return why a file cannot be opened, which CTranslate2 does not say; its own error if it can be."""
    try:
        path.open("rb").close()
    except OSError as found:
        return found
    return error


def _open_torch(folder: Path, quantization: str, content: str, device: str) -> tuple[Engine, Path]:
    """Load the reference engine; a pickle is converted to safetensors first, in a subprocess."""
    if not extras.has("torch"):
        raise ModelError(
            f"The model {folder.name} runs on torch, which is not installed; choose another model, or "
            "install it with: pip install 'passerelle[torch]'"
        )
    weights = folder
    if formats.is_pickle(folder):
        weights = conversion.converted(folder, quantization=conversion.SAFETENSORS, key=content)
    try:
        from passerelle.seq2seq.reference import TorchEngine

        return TorchEngine(weights, device=device), folder
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise _unusable(weights, "torch", error) from None


# Each function takes a model's folder, the number format of converted weights, the model's content hash and
# the device, and returns the engine and the folder that describes the model (tokenizer, settings).
ENGINES: dict[EngineName, Callable[[Path, str, str, str], tuple[Engine, Path]]] = {
    "ctranslate2": _open_ctranslate2,
    "torch": _open_torch,
}


def _describe_converted(folder: Path) -> tuple[str, int]:
    """Infer the architecture and window of a CTranslate2 folder from its files."""
    positions = formats.positions_of_ctranslate2(folder)
    if (folder / "source.spm").exists():
        # Marian computes its position table, so the table's length does not limit the model.
        return "marian", min(positions or _WINDOW_TOKENS, _WINDOW_TOKENS)
    if positions is None:
        return "t5", _WINDOW_TOKENS
    return ("pegasus" if (folder / "spiece.model").exists() else "bart"), positions


def _unusable(folder: Path, engine: str, error: Exception) -> PasserelleError:
    if scarce := shortage(error):
        return ResourceError(scarce)
    reason = " ".join(str(error).split())[:200].rstrip(".")
    return ModelError(f"The model {folder.name} cannot be used with {engine} ({reason}); fetch it again.")
