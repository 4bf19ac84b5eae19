import json
from pathlib import Path

import pytest

from passerelle.modelstore import loading as seq2seq_model
from passerelle.modelstore import registry, shortlist
from passerelle.seq2seq.tokenizer import load_tokenizer
from summarize import Length, Summarizer
from summarize.compress import common_tokens, compress, faults
from summarize.evidence import evidence_for
from summarize.generate import generate
from summarize.headline import headline_of, is_usable
from summarize.select import cosine_similarity, rank
from summarize.summarizer import sentence_count
from summarize.words import content_words, opens_with_reference, support

SENTENCES = [
    "The government of Norland announced a new plan for the railways of the country on Monday.",
    "The plan will cost 300 million euros and will take ten years to complete, officials said.",
    "It rained.",
    "He said the money would come from a tax on fuel.",
    "Norland has 4,000 kilometres of railways, and most of them were built before 1950.",
    "The opposition said that the plan of the government would cost far more than 300 million euros.",
    "The weather in the capital was warm for the season.",
]


def test_brief_sentences_have_evidence() -> None:
    brief = Summarizer().summarize(SENTENCES)
    assert 2 <= len(brief.sentences) <= 4
    assert brief.segments == tuple(SENTENCES)
    order = [sentence.evidence[0] for sentence in brief.sentences]
    assert order == sorted(set(order))
    for sentence in brief.sentences:
        evidence = [SENTENCES[i] for i in sentence.evidence]
        assert sentence.support == support(sentence.text, evidence) == 1.0
        assert sentence.method in ("compressed", "selected")
        if sentence.method == "compressed":
            assert faults(evidence[0], sentence.text) == []
        else:
            assert sentence.text == evidence[0]


def test_text_is_split_into_segments() -> None:
    brief = Summarizer().summarize(" ".join(SENTENCES))
    assert brief.segments == tuple(SENTENCES)


def test_only_eligible_segments_are_used() -> None:
    brief = Summarizer().summarize(SENTENCES, eligible=[1, 3, 4, 6])
    assert {i for sentence in brief.sentences for i in sentence.evidence} <= {1, 3, 4, 6}


@pytest.mark.parametrize("segments", [[], [""], ["   "]])
def test_empty_input_gives_an_empty_brief(segments: list[str]) -> None:
    assert Summarizer().summarize(segments).sentences == ()


def test_the_brief_of_a_short_text_is_the_text() -> None:
    brief = Summarizer().summarize("Rain fell on the town. The river rose by two metres.")
    assert brief.text == "Rain fell on town\n\nRain fell on the town. The river rose by two metres."


def chosen(sentences: list[str], count: int, title: str | None = None) -> list[int]:
    """Return the best sentences, best first."""
    ranking = rank(sentences, title)
    found: list[int] = []
    for _ in range(count):
        best = ranking.best(found)
        assert best is not None
        found.append(best)
    return found


def test_selection_prefers_central_sentences_and_avoids_repetition() -> None:
    twice = [*SENTENCES, SENTENCES[0].replace("new ", "")]
    found = chosen(twice, 3)
    assert 0 in found
    assert len(twice) - 1 not in found
    assert 2 not in found


def test_selection_prefers_sentences_similar_to_the_title() -> None:
    weather = SENTENCES.index("The weather in the capital was warm for the season.")
    assert weather not in chosen(SENTENCES, 2)
    assert weather in chosen(SENTENCES, 2, "Warm weather for the season in the capital")


def test_similarity_is_a_cosine() -> None:
    similarity = cosine_similarity(["a red house", "a red house", "blue sea", ""])
    assert similarity[0, 1] == pytest.approx(1)
    assert similarity[0, 2] == 0
    assert similarity[3].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("length", "total", "count"),
    [
        ("short", 3, 2),
        ("short", 500, 2),
        ("standard", 5, 3),
        ("standard", 8, 4),
        ("standard", 9, 5),
        ("standard", 500, 6),
        ("long", 10, 6),
        ("long", 25, 7),
        ("long", 500, 8),
    ],
)
def test_the_number_of_sentences_depends_on_length_and_text(length: Length, total: int, count: int) -> None:
    assert sentence_count(total, length) == count


LONG = (
    "Norland's minister Anna Berg said on Monday that the new railway plan, which was first proposed "
    "in 2019, would not cost more than 300 million euros."
)


BERG = "Norland's minister Anna Berg said"


@pytest.mark.parametrize(
    ("shorter", "fault"),
    [
        (
            f"{BERG} the new railway plan would not cost more than 300 million euros.",
            None,
        ),
        (
            f"{BERG} the new railway plan would cost more than 300 million euros.",
            "negation",
        ),
        ("The new railway plan would not cost more than 300 million euros.", "attribution"),
        (
            "Norland's minister Anna said the new railway plan would not cost more than 300 million euros.",
            "cut name",
        ),
        (
            f"{BERG} the plan would not cost more than 400 million euros.",
            "invented",
        ),
        (f"{BERG} the new railway plan would not cost more than.", "ending"),
        (f"{BERG} the new railway plan would not cost more", "ending"),
        ("Anna Berg said Norland's new railway plan would not cost more than 300 million euros.", "order"),
        (f'{BERG} "the new railway plan would not cost more.', "unbalanced"),
        ("Anna Berg said not.", "short"),
        (
            "minister Anna Berg said the new railway plan would not cost more than 300 million euros.",
            "opening",
        ),
        (
            f"{BERG} the new railway plan would not cost more than 300.",
            "cut phrase",
        ),
        (f"{BERG} the new railway plan will not cost more than 300 million euros.", "sense"),
        (f"{BERG} the new railway plan would not cost 300 million euros.", "sense"),
        (f"{BERG} the new railway plan would not cost more than 300 % euros.", "sense"),
        (LONG, "long"),
    ],
)
def test_faults_of_compressions_are_found(shorter: str, fault: str | None) -> None:
    found = faults(LONG, shorter)
    assert found == [] if fault is None else fault in found


def test_cutting_a_coordination_is_a_fault() -> None:
    sentence = "Though its origins are ancient, the answer still divides Catholics and Protestants today."
    assert "cut phrase" in faults(sentence, "The answer still divides and Protestants today.")


def test_used_compressions_have_no_faults() -> None:
    model = seq2seq_model.load("summarize", "en")
    used = 0
    accord = (
        "The agreement, concluded in the night with the port authority, provides for a monthly bonus of 120 "
        "euros and 85 new jobs by the end of the year."
    )
    for sentence in [*SENTENCES, LONG, accord, "Short one.", "word " * 400]:
        result = compress(sentence.strip(), model)
        if result is not None:
            used += 1
            assert faults(sentence.strip(), result.text) == []
            assert all(part in sentence for part in result.removed)
    assert used


def test_content_words_references_and_support_are_found() -> None:
    assert content_words("The minister's plan won't cost €3.5 million.") == [
        "minister",
        "plan",
        "won't",
        "cost",
        "3.5",
        "million",
    ]
    assert opens_with_reference("He said so.")
    assert opens_with_reference("On the same day, Germany agreed.")
    assert not opens_with_reference("Germany agreed.")
    assert support("The plan cost 300 million.", ["A plan of 300 million was made."]) == 0.75


def test_evidence_is_found_for_a_generated_sentence() -> None:
    text = "Norland plans railways that cost 300 million euros."
    evidence = evidence_for(text, SENTENCES)
    assert 1 <= len(evidence) <= 3
    assert support(text, [SENTENCES[i] for i in evidence]) >= 0.8
    assert evidence_for("Penguins swim well in cold southern oceans.", SENTENCES) == ()


@pytest.fixture(scope="module")
def tiny_bart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a BART model with random weights and a byte-level BPE trained on a few lines."""
    import tokenizers
    import torch
    import transformers

    folder = tmp_path_factory.mktemp("bart")
    bpe = tokenizers.ByteLevelBPETokenizer()
    bpe.train_from_iterator(
        SENTENCES,
        vocab_size=400,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        show_progress=False,
    )
    bpe.save_model(str(folder))
    torch.manual_seed(0)
    size = bpe.get_vocab_size()
    config = transformers.BartConfig(
        vocab_size=size,
        d_model=32,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=96,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
    )
    model = transformers.BartForConditionalGeneration(config)
    model.generation_config.update(num_beams=2, min_length=5, max_length=20, no_repeat_ngram_size=3)
    model.save_pretrained(folder)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BartTokenizer"}))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["ctranslate2", "torch"])
def test_a_bart_model_reads_texts_longer_than_its_window(tiny_bart: Path, engine: str) -> None:
    model = seq2seq_model.load_folder(tiny_bart, engine=engine)  # type: ignore[arg-type]
    assert model.positions == 96
    assert model.generation.no_repeat_ngram_size == 3
    for text in (SENTENCES * 20, ["word" * 400], ["x"], []):
        written, omissions = generate(text, model)
        assert len(written) <= 8
        assert all(omission.reasons for omission in omissions)


@pytest.mark.slow
def test_unsupported_output_is_replaced_by_sentences_of_the_text(
    tiny_bart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summarizer = Summarizer()
    model = seq2seq_model.load_folder(tiny_bart)
    monkeypatch.setattr(summarizer, "_model", lambda: model)  # as if it had passed its test
    brief = summarizer.summarize(SENTENCES)
    assert brief.sentences
    for sentence in brief.sentences:
        assert sentence.evidence
        assert sentence.support >= 0.5


@pytest.mark.slow
def test_bart_tokens_match_those_of_transformers(tiny_bart: Path) -> None:
    import transformers

    theirs = transformers.AutoTokenizer.from_pretrained(tiny_bart)
    ours = load_tokenizer(tiny_bart)
    for text in [*SENTENCES, "  two  spaces ", "é à “quotes”"]:
        ids = theirs(text)["input_ids"]
        assert ours.encode_source(text) == theirs.convert_ids_to_tokens(ids)


def test_the_embedded_summarizer_is_a_marian_model() -> None:
    folder = registry.default_models_file().parent / "models" / "brief-en"
    assert json.loads((folder / "config.json").read_text())["model_type"] == "marian"
    listed = (folder / shortlist.NAME).read_text(encoding="utf-8").split("\n")[:-1]
    assert listed == sorted(common_tokens(load_tokenizer(folder)))


def test_the_news_sentence_is_found_from_the_source() -> None:
    english = [
        "On Monday morning Ana Ruiz opened the app as she did every day.",
        "Soon, the third motorbike service of the country ended its business on 16 June.",
        "The company was founded in 2014 by two students from the capital.",
    ]
    source = [
        "Sáng thứ Hai, Ana Ruiz mở điện thoại như mọi ngày.",
        "Vèo, ứng dụng gọi xe lớn thứ ba, đột ngột đóng cửa từ ngày 16/6.",
        "Công ty do hai sinh viên lập năm 2014.",
    ]
    title, source_title = "The app is closed", "Ứng dụng gọi xe Vèo đóng cửa"
    assert rank(english, title).lead == 0
    assert rank(english, title, sources=source, source_title=source_title).lead == 1


def test_a_lead_does_not_refer_to_something_mentioned_before() -> None:
    sentences = [
        "The text would have based pensions on twenty-five years of a career.",
        "The Senate rejected the pension bill by 171 votes to 167 on Tuesday.",
    ]
    assert rank(sentences, "Senate rejects the text on pensions").lead == 1


def test_a_pronoun_resolved_to_a_name_makes_a_sentence_selectable() -> None:
    sentences = [
        "Officials met again in Geneva on Monday to discuss the budget of the agency.",
        "Maria Lopez presented a plan for the ports of the region.",
        "She wants 40 million euros for 12 ports by 2030.",
    ]
    ranking = rank(sentences, "Officials meet to discuss the budget")
    assert ranking.named == {2: ("Maria Lopez", 1)}
    assert ranking.is_clear(2, [0])


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        (
            "Many countries have expressed their concern about the possibility that Russia deploys North "
            "Korean troops.",
            "Many countries expressed concern about possibility that Russia deploys North Korean troops",
        ),
        (
            "The ministry of Norland opened two new ports in the south.",
            "Ministry of Norland opened two new ports in south",
        ),
    ],
)
def test_a_headline_does_not_repeat_the_sentence(sentence: str, headline: str) -> None:
    assert headline_of(sentence) == headline
    assert is_usable(headline, sentence)
