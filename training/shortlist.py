"""Write the tokens that a compressor may write for any sentence: `python -m training shortlist MODEL`.

See `passerelle.modelstore.shortlist`; with them, the model scores a hundredth of its vocabulary.
"""

from pathlib import Path
from typing import Annotated

import typer

from passerelle.modelstore import shortlist
from passerelle.seq2seq.tokenizer import load_tokenizer
from summarize.compress import common_tokens


def command(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Folder of a sentence compressor.")],
) -> None:
    """Write the tokens that a compressor may write for any sentence."""
    tokens = common_tokens(load_tokenizer(model))
    shortlist.write(model, tokens)
    print(f"{len(tokens)} tokens")
