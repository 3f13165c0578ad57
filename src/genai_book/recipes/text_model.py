"""The `text` model as it is trained: GPT-2, with two things computed in fewer passes over the memory than Transformers
does. Both give the same numbers up to rounding; on one core with bfloat16 they take a third off the time of a step.
"""

import torch
from torch.nn import functional
from transformers import AttentionInterface, GPT2Config, GPT2LMHeadModel

ROWS_AT_ONCE = 256  # rows of logits, which then stay in the processor's cache


def build(vocabulary: int, context: int, width: int, layers: int, heads: int) -> GPT2LMHeadModel:
    """The untrained model; the caller seeds."""
    end = 0  # the only special token is the first entry of the vocabulary
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=vocabulary,
            n_positions=context,
            n_embd=width,
            n_layer=layers,
            n_head=heads,
            activation_function="gelu_pytorch_tanh",  # GPT-2's `gelu_new` in one pass over the memory
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=end,
            eos_token_id=end,
            attn_implementation=ATTENTION,
        )
    )


def loss(model: torch.nn.Module, rows: torch.Tensor) -> tuple[torch.Tensor, int]:
    """Surprise of all next tokens of rows (B, T) in nats, and their number."""
    answer = model(input_ids=rows, use_cache=False, output_hidden_states=True, logits_to_keep=1)
    states = answer.hidden_states[-1][:, :-1].flatten(0, 1)
    head = getattr(model, "module", model).lm_head.weight  # `module`: the model within that of several processes
    return surprise_nats(states, head, rows[:, 1:].flatten()), len(states)


def surprise_nats(states: torch.Tensor, head: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Sum over N of -log softmax(states · headᵀ)[target], from states (N, C), head (V, C) and targets (N)."""
    return _Surprise.apply(states, head, targets)


class _Surprise(torch.autograd.Function):
    """The gradients are computed in the forward pass, a block of rows at a time, while its logits are at hand."""

    @staticmethod
    def forward(ctx, states, head, targets):
        device = states.device.type
        dtype = torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else states.dtype
        low, low_head = states.to(dtype), head.to(dtype)
        of_states, of_head = torch.empty_like(low), torch.zeros_like(head)
        total = states.new_zeros((), dtype=torch.float32)
        for begin in range(0, len(low), ROWS_AT_ONCE):
            block, wanted = low[begin : begin + ROWS_AT_ONCE], targets[begin : begin + ROWS_AT_ONCE]
            log_p = functional.log_softmax((block @ low_head.T).float(), dim=-1)
            total -= log_p.gather(1, wanted[:, None]).sum()
            slope = log_p.exp_()
            slope[torch.arange(len(wanted), device=wanted.device), wanted] -= 1
            slope = slope.to(dtype)
            of_states[begin : begin + ROWS_AT_ONCE] = slope @ low_head
            of_head += slope.T @ block
        ctx.save_for_backward(of_states.to(states.dtype), of_head)
        return total

    @staticmethod
    def backward(ctx, scale):
        of_states, of_head = ctx.saved_tensors
        return of_states * scale, of_head * scale, None


ATTENTION = "causal_scores"


def _causal_attention(module, query, key, value, attention_mask, **rest):
    """softmax(QKᵀ/√D + mask)V with the scores written out: for short contexts quicker on a CPU than the fused kernel.

    Returns (B, T, H, D) from queries, keys and values (B, H, T, D). Rows are full, so there is no padding to mask.
    """
    T, D = query.shape[-2:]
    mask = query.new_full((T, T), float("-inf")).triu(1)
    q, k, v = (part.flatten(0, 1) for part in (query * D**-0.5, key, value))
    scores = torch.baddbmm(mask.expand(len(q), T, T), q, k.transpose(1, 2))
    # subtle: autocast would make a float32 copy of the scores, four times the memory to go through.
    with torch.autocast(query.device.type, enabled=False):
        weights = scores.softmax(-1)
    return (weights @ v).view(query.shape).transpose(1, 2).contiguous(), None


AttentionInterface.register(ATTENTION, _causal_attention)
