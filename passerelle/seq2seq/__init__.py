"""Models: found in models.txt, converted once, run by CTranslate2 or by torch."""
