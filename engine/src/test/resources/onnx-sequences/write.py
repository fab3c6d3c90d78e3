"""Writes small networks of sequences as ONNX files by PyTorch's exporter, and what PyTorch computes with them.

Run with PyTorch 1.13: python3 write.py
"""
import json
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
STEPS, FEATURES, BATCH, WORDS = 7, 5, 2, 20


class Network(nn.Module):
    """Layers by name, and what is computed with them."""

    def __init__(self, compute, **layers):
        super().__init__()
        self.compute = compute
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        return self.compute(self, x)


def zeros(x, batch_axis=0):
    return torch.zeros(1, x.size(batch_axis), 6)


NUMBERS = lambda: torch.randn(BATCH, STEPS, FEATURES)
STEPS_FIRST = lambda: torch.randn(STEPS, BATCH, FEATURES)
TOKENS = lambda: torch.randint(0, WORDS, (BATCH, STEPS))
TOKENS_FIRST = lambda: torch.randint(0, WORDS, (STEPS, BATCH))
PICTURES = lambda: torch.randn(BATCH, 3, 6, 5)
FREE, FREE_SECOND, FIXED = 0, 1, None


def language(n, x):
    steps, _ = n.lstm(n.norm(n.drop(n.rows(x))))
    return n.out(torch.tanh(n.dense(steps)).mean(1))


def permuted(n, x):
    x = n.stem(x)
    y = n.norm(x.permute(0, 2, 3, 1))
    y = n.project(torch.relu(n.expand(y))).permute(0, 3, 1, 2)
    return n.out((x + y).mean((2, 3)))


def language_layers():
    return dict(rows=nn.Embedding(WORDS, 8), drop=nn.Dropout(0.1), norm=nn.LayerNorm(8, eps=1e-3),
                lstm=nn.LSTM(8, 6, batch_first=True), dense=nn.Linear(6, 6), out=nn.Linear(6, 4))


def permuted_layers():
    return dict(stem=nn.Conv2d(3, 6, 3, padding=1), norm=nn.LayerNorm(6), expand=nn.Linear(6, 12),
                project=nn.Linear(12, 6), out=nn.Linear(6, 4))


# name: (network, input, axis whose size is left open, operator set)
READ = {
    "lstm-last-step": (Network(lambda n, x: n.out(n.lstm(x)[0][:, -1]),
                               lstm=nn.LSTM(FEATURES, 6, num_layers=2, batch_first=True), out=nn.Linear(6, 4)),
                       NUMBERS, FREE, 14),
    "lstm-hidden-state": (Network(lambda n, x: n.out(n.lstm(x)[1][0][-1]),
                                  lstm=nn.LSTM(FEATURES, 6, num_layers=3, batch_first=True), out=nn.Linear(6, 4)),
                          NUMBERS, FIXED, 13),
    "lstm-steps-first": (Network(lambda n, x: n.out(n.lstm(x)[0].mean(0)),
                                 lstm=nn.LSTM(FEATURES, 6, num_layers=2), out=nn.Linear(6, 4)),
                         STEPS_FIRST, FREE_SECOND, 14),
    "lstm-steps-first-fixed": (Network(lambda n, x: n.out(n.lstm(x)[0][-1]),
                                       lstm=nn.LSTM(FEATURES, 6, bias=False), out=nn.Linear(6, 4)),
                               STEPS_FIRST, FIXED, 16),
    "lstm-zero-states": (Network(lambda n, x: n.out(n.lstm(x, (zeros(x), zeros(x)))[0][:, -1, :]),
                                 lstm=nn.LSTM(FEATURES, 6, batch_first=True), out=nn.Linear(6, 4)),
                         NUMBERS, FREE, 11),
    "lstm-one-feature": (Network(lambda n, x: n.out(n.lstm(x)[0][:, -1:].flatten(1)),
                                 lstm=nn.LSTM(1, 6, batch_first=True), out=nn.Linear(6, 4)),
                         lambda: torch.randn(BATCH, STEPS, 1), FREE, 15),
    "lstm-cells": (Network(lambda n, x: n.out(n.lstm(x)[1][0].squeeze(0)),
                           lstm=nn.LSTM(FEATURES, 6, batch_first=True), out=nn.Linear(6, 4)),
                   NUMBERS, FREE, 17),
    "language-17": (Network(language, **language_layers()), TOKENS, FREE, 17),
    "language-12": (Network(language, **language_layers()), TOKENS, FIXED, 12),
    "language-steps-first": (Network(lambda n, x: n.out(n.lstm(n.rows(x))[0][-1]), rows=nn.Embedding(WORDS, 8),
                                     lstm=nn.LSTM(8, 6), out=nn.Linear(6, 4)),
                             TOKENS_FIRST, FREE_SECOND, 14),
    "words-flat": (Network(lambda n, x: n.out(torch.sigmoid(n.hidden(n.rows(x).flatten(1)))),
                           rows=nn.Embedding(WORDS, 3), hidden=nn.Linear(3 * STEPS, 6), out=nn.Linear(6, 4)),
                   TOKENS, FREE, 13),
    "words-convolved": (Network(lambda n, x: n.out(torch.relu(n.conv(n.rows(x).transpose(1, 2))).mean(2)),
                                rows=nn.Embedding(WORDS, 3), conv=nn.Conv1d(3, 6, 3, padding=1), out=nn.Linear(6, 4)),
                        TOKENS, FREE, 13),
    "norm-without-weights": (Network(lambda n, x: n.out(n.norm(n.dense(x)).mean(1)), dense=nn.Linear(FEATURES, 6, bias=False),
                                        norm=nn.LayerNorm(6, elementwise_affine=False), out=nn.Linear(6, 4)),
                                NUMBERS, FREE, 14),
    "permuted-pictures-17": (Network(permuted, **permuted_layers()), PICTURES, FREE, 17),
    "permuted-pictures-14": (Network(permuted, **permuted_layers()), PICTURES, FREE, 14),
    "norm-of-vectors": (Network(lambda n, x: n.out(torch.relu(n.norm(n.hidden(x)))), hidden=nn.Linear(9, 6),
                                norm=nn.LayerNorm(6), out=nn.Linear(6, 4)),
                        lambda: torch.randn(BATCH, 9), FREE, 15),
}

REFUSED = {
    "bidirectional": (Network(lambda n, x: n.out(n.lstm(x)[0][:, -1]),
                              lstm=nn.LSTM(FEATURES, 6, batch_first=True, bidirectional=True), out=nn.Linear(12, 4)),
                      NUMBERS, FREE, 14),
    "given-states": (Network(lambda n, x: n.out(n.lstm(x, (zeros(x) + 0.5, zeros(x)))[0][:, -1]),
                             lstm=nn.LSTM(FEATURES, 6, batch_first=True), out=nn.Linear(6, 4)),
                     NUMBERS, FREE, 14),
    "trained-states": (Network(lambda n, x: n.out(n.lstm(x, (n.h.expand(-1, x.size(0), -1).contiguous(), zeros(x)))[0][:, -1]),
                               lstm=nn.LSTM(FEATURES, 6, batch_first=True), h=nn.Parameter(torch.ones(1, 1, 6)),
                               out=nn.Linear(6, 4)),
                       NUMBERS, FREE, 14),
    "cell-state": (Network(lambda n, x: n.out(n.lstm(x)[1][1][-1]),
                           lstm=nn.LSTM(FEATURES, 6, batch_first=True), out=nn.Linear(6, 4)),
                   NUMBERS, FREE, 14),
    "gru": (Network(lambda n, x: n.out(n.gru(x)[0][:, -1]),
                    gru=nn.GRU(FEATURES, 6, batch_first=True), out=nn.Linear(6, 4)),
            NUMBERS, FREE, 14),
    "steps-as-batch": (Network(lambda n, x: n.out(n.lstm(x)[0].view(-1, 6)),
                               lstm=nn.LSTM(FEATURES, 6), out=nn.Linear(6, 4)),
                       STEPS_FIRST, FREE_SECOND, 14),
}


def write(name, network, make, axis, opset):
    torch.manual_seed(sum(name.encode()))
    for parameter in network.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    network.eval()
    x = make()
    torch.onnx.export(network, x, name + ".onnx", opset_version=opset, input_names=["x"], output_names=["y"],
                      dynamic_axes=None if axis is None else {"x": {axis: "batch"}})
    logits = network(x)
    if axis == FREE_SECOND or "steps-first" in name:
        x = x.transpose(0, 1)
    if x.dim() == 3:
        x = x.transpose(1, 2)
    return {
        # In the order batch, features, steps.
        "input": [round(v, 9) for v in x.flatten().tolist()],
        "logits": [round(v, 7) for v in logits.flatten().tolist()],
        "parameters": sum(p.numel() for p in network.parameters()),
    }


def main():
    expected = {name: write(name, *what) for name, what in READ.items()}
    for name, what in REFUSED.items():
        write(name, *what)
    with open("expected.json", "w") as file:
        json.dump(expected, file, indent=0)


main()
