"""Having a model: models.txt, the hub, conversion, proving and loading."""
