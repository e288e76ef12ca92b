"""Small real sentence-transformers models, made without a network; they need that library."""

from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Pooling,
    StaticEmbedding,
    Transformer,
)
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.trainers import BpeTrainer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from .voices import MATTERS, TEXTS

DIMENSIONS = 48


def knowing_model(directory: Path) -> Path:
    """Save a model that has learned which pieces of words stand in which matter of `voices`."""
    cutter = tokenizer()
    counts = np.zeros((len(cutter), len(MATTERS)), dtype=np.float32)
    for matter, texts in enumerate(MATTERS.values()):
        for piece in cutter(texts)["input_ids"]:
            np.add.at(counts[:, matter], piece, 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    known = StaticEmbedding(cutter, embedding_weights=shares**2 - (shares**2).mean(axis=0))
    return saved([known], directory)


def bert_model(directory: Path, *, seed: int = 0) -> Path:
    """Save a transformer of two layers with weights of chance, as a trained one is saved."""
    torch.manual_seed(seed)
    cutter = tokenizer()
    config = BertConfig(
        vocab_size=len(cutter),
        hidden_size=DIMENSIONS,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=2 * DIMENSIONS,
        max_position_embeddings=64,
    )
    trunk = directory.with_name(f"{directory.name}-trunk")
    BertModel(config).save_pretrained(trunk)
    cutter.save_pretrained(trunk)
    return saved([Transformer(str(trunk)), Pooling(DIMENSIONS)], directory)


def saved(modules: list[torch.nn.Module], directory: Path) -> Path:
    SentenceTransformer(modules=modules, device="cpu").save(str(directory))
    return directory


def tokenizer() -> PreTrainedTokenizerFast:
    """Learn from `voices` the pieces that its texts are made of."""
    learned = Tokenizer(BPE(unk_token="[UNK]"))
    learned.pre_tokenizer = Whitespace()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    learned.train_from_iterator(TEXTS, BpeTrainer(vocab_size=400, special_tokens=special))
    return PreTrainedTokenizerFast(
        tokenizer_object=learned,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=64,
    )
