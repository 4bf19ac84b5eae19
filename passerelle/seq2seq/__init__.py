"""Run sequence-to-sequence models: tokenizers, decoding options, and engines (CTranslate2, torch)."""
