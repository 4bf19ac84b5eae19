"""Options that several commands of `python -m training` share."""

from pathlib import Path
from typing import Annotated

import typer

RunFolder = Annotated[
    Path,
    typer.Argument(metavar="RUN", help="The folder of a run, outside of the project; created if necessary."),
]
Corpora = Annotated[
    Path, typer.Argument(metavar="CORPORA", help="Folder of the corpora, or of their archives.")
]
Task = Annotated[str, typer.Option(metavar="TASK", help="translate, or compress for the brief's compressor.")]
CardTask = Annotated[
    str, typer.Option(metavar="TASK", help="translate, compress, or reverse (from English).")
]
Spm = Annotated[
    Path | None, typer.Option(metavar="FILE", help="SentencePiece model; CORPORA/spm16k.model by default.")
]
Listing = Annotated[
    Path | None,
    typer.Option("--list", metavar="FILE", help="List of corpora; training/corpora.toml by default."),
]
Join = Annotated[
    float,
    typer.Option(
        metavar="SHARE", min=0, max=1, help="Share of pairs that are also joined with the next one."
    ),
]
Sample = Annotated[
    float,
    typer.Option(metavar="SHARE", min=0, max=1, help="Share of sources segmented by sampling (Kudo 2018)."),
]
Hints = Annotated[
    str | None,
    typer.Option(
        metavar="KIND", help="Insert English into sources: terms, or all for candidates for rare words too."
    ),
]
Preset = Annotated[str, typer.Option(metavar="NAME", help="small (CPU), large (one GPU) or smoke (seconds).")]
Tokens = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Total number of target tokens to train on.")
]
Minutes = Annotated[
    float | None, typer.Option(metavar="N", min=0, help="Time to train for, instead of --tokens.")
]
DecayShare = Annotated[
    float,
    typer.Option(
        metavar="SHARE", min=0, max=1, help="Share of training over which the learning rate decays."
    ),
]
Rate = Annotated[float, typer.Option(metavar="FACTOR", min=0, help="Factor for the preset's learning rates.")]
Accumulate = Annotated[int, typer.Option(metavar="N", min=1, help="Batches per update.")]
Start = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Model folder, weights, or another run's .pt file to start from."),
]
Embeddings = Annotated[
    bool, typer.Option("--embeddings/--no-embeddings", help="Learn initial embeddings first (takes minutes).")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Seed of the weights and of the order of the pairs.")]
SaveMinutes = Annotated[float, typer.Option(metavar="N", min=0, help="Time between checkpoints.")]
Threads = Annotated[int, typer.Option(metavar="N", min=0, help="CPU threads; 0 for all.")]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="Source language; corpora and sets in others are left out.")
]
Last = Annotated[int, typer.Option(metavar="N", min=1, help="Number of last checkpoints to average.")]
