"""Random models of a few thousand parameters in the real formats, for tests that need a model but not its knowledge."""

from pathlib import Path

END = "<|endoftext|>"
CONTEXT = 64
_TEXT = ["once upon a time in a forest there was a cat who saw a star and said: what is that?"] * 4


def tokenizer():
    """A byte-level BPE of 300 tokens, as GPT-2's."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=[END], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    bpe.train_from_iterator(_TEXT, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=bpe, eos_token=END, bos_token=END, pad_token=END)


def save_gpt2(folder: Path, *, pickled: bool = False) -> Path:
    """Writes a GPT-2 of two layers with its tokenizer."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = GPT2Config(vocab_size=300, n_positions=CONTEXT, n_embd=32, n_layer=2, n_head=2, bos_token_id=0)
        config.eos_token_id = 0
        model = GPT2LMHeadModel(config)
        for parameter in model.parameters():  # sharper than GPT-2's own start, so that greedy answers vary
            parameter.data.mul_(4)
    model.half().save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    if pickled:
        from safetensors.torch import load_file

        torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    return folder


def save_stable_diffusion(folder: Path, variant: str | None = "fp16") -> Path:
    """Writes a StableDiffusionPipeline for pictures of 32 by 32, in the files and the fp16 variant of the real one."""
    import torch
    from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    with torch.random.fork_rng():
        torch.manual_seed(0)
        unet = UNet2DConditionModel(
            sample_size=16,
            in_channels=4,
            out_channels=4,
            layers_per_block=1,
            block_out_channels=(32, 32),
            norm_num_groups=8,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=32,
            attention_head_dim=4,
        )
        vae = AutoencoderKL(
            block_out_channels=(16, 16),
            norm_num_groups=8,
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
        )
        letters = "abcdefghijklmnopqrstuvwxyz"
        pieces = ["<|startoftext|>", END, *letters, *(letter + "</w>" for letter in letters)]
        words = CLIPTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, merges=[], model_max_length=77)
        text = CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(pieces),
                hidden_size=32,
                intermediate_size=64,
                num_hidden_layers=2,
                num_attention_heads=4,
                max_position_embeddings=77,
                bos_token_id=0,
                eos_token_id=1,
                pad_token_id=1,
            )
        )
    pipeline = StableDiffusionPipeline(
        vae=vae,
        text_encoder=text,
        tokenizer=words,
        unet=unet,
        scheduler=PNDMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    for part in (unet, vae, text):
        part.half()
    pipeline.save_pretrained(folder, variant=variant)
    return folder
