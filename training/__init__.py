"""Train models: prepare data, train, export, evaluate, write the model card."""
