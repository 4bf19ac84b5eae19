"""Label-smoothed cross-entropy over a large vocabulary with little memory."""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional


def matrix_type(device: torch.device) -> torch.dtype:
    """Return the type to multiply matrices in: bfloat16, or float32 where the processor would emulate it.

    Without AVX-512, products in bfloat16 take up to forty times as long as in float32.
    """
    emulated = device.type == "cpu" and torch.backends.cpu.get_cpu_capability() in ("DEFAULT", "AVX2")
    return torch.float32 if emulated else torch.bfloat16


class _LinearCrossEntropy(torch.autograd.Function):
    """The cross-entropy of `states @ weight.T`.

    The gradients are computed in the forward pass, in chunks of positions, so that the full logits of a
    batch (positions times vocabulary, by far the largest tensor in training) are never in memory.
    """

    @staticmethod
    def forward(
        context: Any, states: Tensor, weight: Tensor, labels: Tensor, smoothing: float, chunk: int
    ) -> tuple[Tensor, Tensor]:
        count, vocabulary = states.shape[0], weight.shape[0]
        low_type = matrix_type(states.device)
        low, low_weight = states.to(low_type), weight.to(low_type)
        state_gradient = torch.empty_like(low)
        weight_gradient = torch.zeros(weight.shape, dtype=torch.float32, device=states.device)
        mean_weight, state_sum = low_weight.float().mean(0), low.float().sum(0)
        total = torch.zeros((), device=states.device)
        likelihood = torch.zeros((), device=states.device)
        for start in range(0, count, chunk):
            part, wanted = low[start : start + chunk], labels[start : start + chunk, None]
            logits = functional.linear(part, low_weight)
            probabilities = torch.softmax(logits, -1, dtype=torch.float32)
            negative = -probabilities.gather(1, wanted).clamp_min(1e-30).log().sum()
            # The smoothed loss is lse - (1 - e) * logit of the label - e * mean logit, and lse is the
            # label's logit plus its negative log-likelihood.
            label_logits = logits.gather(1, wanted).float().sum()
            total += negative + smoothing * (label_logits - (part.float() @ mean_weight).sum())
            likelihood += negative
            probabilities.scatter_add_(1, wanted, torch.full_like(wanted, smoothing - 1, dtype=torch.float32))
            gradient = probabilities.to(low_type)
            state_gradient[start : start + chunk] = (gradient @ low_weight - smoothing * mean_weight).div_(
                count
            )
            weight_gradient.add_(gradient.T @ part)
        weight_gradient.sub_(smoothing / vocabulary * state_sum).div_(count)
        context.save_for_backward(state_gradient.to(states.dtype), weight_gradient)
        return total / count, likelihood / count

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        state_gradient, weight_gradient = context.saved_tensors
        return state_gradient * gradients[0], weight_gradient * gradients[0], None, None, None


def linear_cross_entropy(
    states: Tensor, weight: Tensor, labels: Tensor, smoothing: float
) -> tuple[Tensor, Tensor]:
    """Return the mean loss and the mean negative log-likelihood per position.

    Args:
        states: last hidden states, (positions, d).
        weight: output embeddings, (vocabulary, d).
        labels: ids, (positions,).
        smoothing: label smoothing (Szegedy et al. 2016) of the loss; the negative log-likelihood has none,
            and no gradient.
    """
    chunk = 256 if states.device.type == "cpu" else 16_384
    loss, likelihood = _LinearCrossEntropy.apply(states, weight, labels, smoothing, chunk)  # type: ignore[no-untyped-call]
    return loss, likelihood.detach()
