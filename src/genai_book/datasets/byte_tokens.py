"""A tokenizer of one token a byte: every text can be written, and a letter is seen as a letter."""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers

END = "<|endoftext|>"


def byte_tokenizer() -> Tokenizer:
    """The 256 bytes in the byte-level BPE's own order, and `<|endoftext|>` as entry 0; a BPE without any merge.

    Merged tokens would hide the letters that `mappings` moves and the digits that `sums` adds.
    """
    vocabulary = {END: 0} | {
        letter: 1 + place for place, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))
    }
    tok = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tok.add_special_tokens([END])
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    return tok
