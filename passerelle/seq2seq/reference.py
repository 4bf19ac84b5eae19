"""The reference engine: Transformers on torch, for any architecture that it supports."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers
from numpy.typing import NDArray

from passerelle.seq2seq import device as devices
from passerelle.seq2seq.alignment import alignment_head
from passerelle.seq2seq.engine import Hypothesis, check_lengths
from passerelle.seq2seq.options import DecodingOptions

# Sequences decoded at once; the reference need not be fast.
BATCH_SEQUENCES = 16
# While Transformers creates a model, torch creates all tensors of this process without content.
_loading = threading.Lock()


class TorchEngine:
    """A Hugging Face folder, run by Transformers.

    Args:
        folder: the model folder.
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one.

    Raises:
        ModelError: the device is not available.
        OSError: a file is missing or cannot be read.
        ValueError: the settings of the model are wrong.
    """

    def __init__(self, folder: Path, *, device: str = "auto") -> None:
        chosen = devices.choose(device, gpus=torch.cuda.device_count() if torch.cuda.is_available() else 0)
        bfloat16 = chosen == "cuda" and torch.cuda.is_bf16_supported()
        dtype = getattr(torch, devices.torch_type(chosen, bfloat16=bfloat16))
        transformers.utils.logging.disable_progress_bar()
        self._device = chosen
        with _loading:
            model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                folder,
                dtype=dtype,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                attn_implementation="eager",
            )
            self._model: Any = model.to(chosen).eval()
        # Transformers would merge the model's own settings into every call; here options are explicit.
        self._own: Any = self._model.generation_config
        self._model.generation_config = transformers.GenerationConfig()
        self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        self._head = alignment_head(self._model.config.to_dict())
        self._dtype = str(dtype).removeprefix("torch.")

    @property
    def signature(self) -> str:
        """Engine, version and number format."""
        return f"transformers-{transformers.__version__}|{self._dtype}"

    def run(self, sources: Sequence[Sequence[str]], options: DecodingOptions) -> list[list[Hypothesis]]:
        """Decode a batch; see `Engine.run`."""
        check_lengths(sources, options)
        results: list[list[Hypothesis]] = []
        for i in range(0, len(sources), BATCH_SEQUENCES):
            results += self._run_batch(sources[i : i + BATCH_SEQUENCES], options)
        return results

    @torch.inference_mode()
    def _run_batch(
        self, sources: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[list[Hypothesis]]:
        pad = self._model.config.pad_token_id
        end = self._model.config.eos_token_id
        ids = [self._tokenizer.convert_tokens_to_ids(list(source)) for source in sources]
        width = max(map(len, ids))
        input_ids = torch.tensor([row + [pad] * (width - len(row)) for row in ids], device=self._device)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids], device=self._device)
        output = self._model.generate(
            input_ids=input_ids,
            attention_mask=mask,
            generation_config=self._config(options),
        )
        best = options.num_hypotheses
        hypotheses = []
        for row, sequence in enumerate(output.sequences):
            generated = sequence[1:].tolist()
            finished = end in generated
            steps = generated.index(end) + 1 if finished else len(generated)
            kept = generated[: steps - 1] if finished else generated[: options.max_target_tokens]
            if options.beam_size > 1:
                total = float(output.sequences_scores[row]) * steps**options.length_penalty
            else:
                step_scores = self._model.compute_transition_scores(
                    output.sequences[row : row + 1],
                    [score[row : row + 1] for score in output.scores],
                    normalize_logits=True,
                )
                total = float(step_scores[0, :steps].sum())
            hypotheses.append(
                Hypothesis(
                    tokens=tuple(self._tokenizer.convert_ids_to_tokens(kept)),
                    score=min(0.0, total / max(1, steps)),
                    finished=finished,
                )
            )
        return [hypotheses[i : i + best] for i in range(0, len(hypotheses), best)]

    @torch.inference_mode()
    def attention(
        self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[NDArray[np.float32]]:
        """Return the attention of given targets; see `Engine.attention`."""
        matrices = []
        for source, target in zip(sources, targets, strict=True):
            output = self._forced(source, target, output_attentions=True)
            head = output.cross_attentions[self._head.layer][0, self._head.head]
            matrices.append(np.asarray(head.float().cpu().numpy(), np.float32))
        return matrices

    @torch.inference_mode()
    def score(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[float]:
        """Return the mean log-probability of given targets; see `Engine.score`."""
        scores = []
        for source, target in zip(sources, targets, strict=True):
            logits = self._forced(source, target).logits[0].float().log_softmax(-1)
            ids = [*self._tokenizer.convert_tokens_to_ids(list(target)), self._model.config.eos_token_id]
            scores.append(min(0.0, float(logits[range(len(ids)), ids].mean())))
        return scores

    def _forced(self, source: Sequence[str], target: Sequence[str], **options: Any) -> Any:
        ids = self._tokenizer.convert_tokens_to_ids
        start = self._model.config.decoder_start_token_id
        return self._model(
            input_ids=torch.tensor([ids(list(source))], device=self._device),
            decoder_input_ids=torch.tensor([[start, *ids(list(target))]], device=self._device),
            **options,
        )

    def _config(self, options: DecodingOptions) -> Any:
        config = transformers.GenerationConfig(
            do_sample=False,
            num_beams=options.beam_size,
            num_return_sequences=options.num_hypotheses,
            length_penalty=options.length_penalty,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_new_tokens=options.max_target_tokens + 1,
            min_new_tokens=options.min_target_tokens,
            renormalize_logits=True,
            return_dict_in_generate=True,
            output_scores=True,
        )
        base = self._model.config
        for name in ("pad_token_id", "bos_token_id", "eos_token_id", "decoder_start_token_id"):
            setattr(config, name, getattr(base, name, None))
        config.bad_words_ids = self._own.bad_words_ids
        config.forced_bos_token_id = self._own.forced_bos_token_id
        if options.vocabulary is not None:
            allowed = set(self._tokenizer.convert_tokens_to_ids(list(options.vocabulary)))
            allowed.add(base.eos_token_id)
            config.suppress_tokens = [i for i in range(base.vocab_size) if i not in allowed]
        return config
