"""From corpora to a model folder: data, training, export, evaluation, model card."""
