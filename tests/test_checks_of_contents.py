"""Checks for omitted and added content: free translations pass, errors are found."""

import pytest

from translate.checks import check
from translate.checks.base import CheckedPair
from translate.checks.contents import _without_known
from translate.coverage import compare
from translate.imbalance import features, fits, gaps, pieces

SENTENCE = "Le maire a signé mardi le contrat pour la construction du nouveau stade de football."
ENGLISH = "On Tuesday the mayor signed the contract for the construction of the new football stadium"


def test_gaps_lie_between_aligned_words() -> None:
    target = f"{ENGLISH} because of heavy rain."
    found = gaps(compare(SENTENCE, target, "fr"), SENTENCE, target)
    assert len(found) > 4
    assert found[-1].target_words == 3  # because, heavy, rain
    assert found[-1].source_words == 0
    assert sum(gap.target_words for gap in found) == 3


def test_a_sentence_without_common_words_is_one_gap() -> None:
    source, target = "Bonjour tristesse", "Completely different"
    assert len(gaps(compare(source, target, "fr"), source, target)) == 1
    assert len(gaps(compare("", "", "fr"), "", "")) == 1


def test_a_value_is_encoded_piecewise_within_its_bounds() -> None:
    assert pieces(3.0, (-1.0, 9.0, 1.0, 2.5)) == [3.0, 2.0, 0.5]
    assert pieces(20.0, (-1.0, 9.0, 1.0, 2.5)) == [9.0, 8.0, 6.5]
    assert pieces(-5.0, (-1.0, 9.0, 1.0, 2.5)) == [-1.0, 0.0, 0.0]


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_each_fit_weighs_all_features(language: str) -> None:
    names = features(compare("a", "b", language), "a", "b").keys()
    assert set(fits(language)) == {"phrase removed", "addition", "unrelated"}
    assert all(fit.weights.keys() == names for fit in fits(language).values())
    assert fits("de") == {}


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", SENTENCE, f"{ENGLISH} after a violent quarrel with his neighbours."),
        (
            "vi",
            "Thủ tướng đã gặp các doanh nghiệp tại Hà Nội vào sáng thứ hai.",
            "The Prime Minister met businesses in Hanoi on Monday morning because of storms and floods.",
        ),
    ],
)
def test_an_added_phrase_is_found(language: str, source: str, target: str) -> None:
    messages = [finding.message for finding in check(source, target, language)]
    assert any("does not seem to be in the" in message for message in messages), messages


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        # A word that could translate the negation is far from it.
        (
            "vi",
            "Chúng đã được kết nối với văn hoá của các vị vua trong nền văn minh Ai Cập cổ đại.",
            "They have not been connected with the culture of the kings in ancient Egyptian civilisation.",
        ),
        (
            "fr",
            "Le ministre a reçu les syndicats au palais, ce qui a coûté moins cher que prévu à l'État.",
            "The minister did not receive the unions at the palace, which cost the state less than planned.",
        ),
        (
            "vi",
            "Chỉ thị này cho biết mỗi công ty phải lưu trữ thông tin của người dùng.",
            "This directive says that each company must not store information on users.",
        ),
    ],
)
def test_a_negation_on_one_side_is_found(language: str, source: str, target: str) -> None:
    assert "negation" in {finding.check for finding in check(source, target, language)}


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", "Ce n'est pas uniquement leur affaire.", "It is just their business."),
        ("fr", "Il ne reste plus qu'à attendre.", "All that is left is to wait."),
        ("fr", "C'est un sérieux pas en avant.", "It is a serious step forward."),
        ("fr", "Si jamais il perd, elle gagne.", "If he loses, she wins."),
        ("fr", "4. Pourquoi pas le vert ?", "4. Why not green?"),
        ("fr", "Tout s'est passé sans problèmes.", "Everything went smoothly."),
        ("fr", "C'est une impossibilité pour eux.", "They cannot do it."),
        ("fr", "Il ne faut pas boire ici.", "Please refrain from drinking here."),
        ("vi", "Đó là một tổ chức phi lợi nhuận.", "It is a not-for-profit organisation."),
        ("vi", "Đó là máy bay không người lái.", "It is a drone."),
        ("vi", "Không lâu sau đó, ông rời Mỹ.", "Soon afterwards he left the US."),
        ("fr", "Il se demande s'il doit partir.", "He wonders whether or not to leave."),
        ("fr", "Aucun enfant de 18 ans ne devrait souffrir.", "No 18-year-old should suffer."),
        ("fr", "Les prix n'ont pas cessé d'augmenter.", "Prices went on rising."),
        ("fr", "C'est une simple erreur, si je ne me trompe pas.", "It is a mere error, am I right?"),
        ("fr", "C'est de la censure.", "It is nothing other than censorship."),
        ("vi", "Tất cả đều tuyệt vời phải không, vì em là người đầu tiên.", "It is great, as you are first."),
        # The opposite of what the source negates.
        ("fr", "Ce n'est pas facile de trouver un taxi.", "It is difficult to find a taxi."),
        ("fr", "Il est difficile de trouver un taxi.", "It is not easy to find a taxi."),
        # A negation in the clause of another verb, with the same meaning.
        ("fr", "Je ne pense pas que le maire viendra.", "I think the mayor will not come."),
        ("vi", "Anh ta sẽ không bao giờ làm đau tôi nữa.", "He was never going to hurt me again."),
        (
            "fr",
            "Le maire a dit qu'il n'avait pas vu le plan.",
            "The mayor said that he had not seen the plan.",
        ),
        ("fr", "Il n'existe pas de chemin vers le bonheur.", "A path to happiness doesn't exist."),
        ("fr", "Cela ne vient cependant pas de Paris.", "This did not come from Paris, however."),
        ("fr", "Et cela sans compter la carrière du joueur.", "Not to mention the player's career."),
    ],
)
def test_apparent_negations_are_not_reported(language: str, source: str, target: str) -> None:
    assert "negation" not in {finding.check for finding in check(source, target, language)}


@pytest.mark.parametrize(
    ("language", "source", "target", "negated"),
    [
        (
            "fr",
            "Le maire a dit qu'il n'avait pas vu le plan du stade.",
            "The mayor did not say that he had seen the plan of the stadium.",
            ("n'avait pas vu", "not say"),
        ),
        (
            "fr",
            "Il a décidé de ne pas signer le contrat.",
            "He did not decide to sign the contract.",
            ("ne pas signer", "not decide"),
        ),
        (
            "fr",
            "Les habitants, qui n'ont pas reçu d'aide, vont quitter le village.",
            "The inhabitants, who have received aid, will not leave the village.",
            ("n'ont pas reçu", "not leave"),
        ),
        (
            "vi",
            "Thị trưởng nói rằng ông không nhận được kế hoạch.",
            "The mayor did not say that he received the plan.",
            ("không nhận", "not say"),
        ),
    ],
)
def test_a_negation_that_moved_to_another_clause_is_found(
    language: str, source: str, target: str, negated: tuple[str, str]
) -> None:
    (finding,) = (found for found in check(source, target, language) if found.check == "negation")
    spans = (source, finding.source[0]), (target, finding.target[0])
    assert tuple(text[span.start : span.end] for text, span in spans) == negated


def test_words_of_facts_that_both_sides_have_are_not_missing() -> None:
    source, target = "Il a payé trente mille euros hier.", "He paid €30,000 yesterday."
    compared = compare(source, target, "fr")
    missing = {source[w.span.start : w.span.end] for w in compared.source if w.surprisal}
    assert {"mille", "euros"} & missing
    spared = _without_known(compared, CheckedPair(source, target, "fr"))
    assert not {"trente", "mille", "euros"} & {
        source[w.span.start : w.span.end] for w in spared.source if w.surprisal
    }
    # A different amount does not explain the words.
    wrong = "He paid €500 yesterday."
    other = _without_known(compare(source, wrong, "fr"), CheckedPair(source, wrong, "fr"))
    assert {source[w.span.start : w.span.end] for w in other.source if w.surprisal} >= missing


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        # Names that the lexicon translates; names with hyphens, numerals and currencies.
        ("fr", "Le Hamas gagne du terrain en Cisjordanie.", "Hamas is gaining ground in the West Bank."),
        ("fr", "Il vit en Sardaigne.", "He lives in Sardinia."),
        ("fr", "C'est en Amérique Centrale.", "It is in Central America."),
        ("fr", "La Commission Interaméricaine siège ici.", "The Inter-American Commission sits here."),
        ("fr", "Les Jeux Panaméricains ont commencé.", "The Pan-American Games have begun."),
        ("fr", "Le palais d'Élisabeth Ire est ouvert.", "The palace of Elizabeth I is open."),
        ("fr", "Il a reçu 25 millions CZK hier.", "He received 25 million Czech crowns yesterday."),
        ("fr", "Le fonds Elliot Internacional a perdu.", "The Elliot International fund lost."),
        # Names that translate words of the source.
        ("fr", "Le président équatorien est venu.", "Then the Ecuadorian president came."),
        ("fr", "Le télescope de l'agence spatiale voit loin.", "The telescope of NASA sees far."),
        ("vi", "Tôi làm cho tổ chức phi chính phủ.", "I work for an NGO."),
        # Measures in other units, fractions as ratios, pairs.
        ("fr", "Le mur mesure 3 mètres.", "The wall is ten feet high."),
        ("vi", "Tôi có đôi giày cao gót 20cm.", "I have a pair of 8-inch heels."),
        ("vi", "Một phần ba phụ nữ Mỹ bị bạo hành.", "One in three American women is abused."),
        ("fr", "Près d'un quart des jeunes y passe.", "About a fourth of young people go through it."),
        ("fr", "Nous sommes qualifiés pour les 8es de finale.", "We qualified for the last 16."),
        ("fr", "Qualifiés pour les huitièmes de finale.", "Qualified for the round of 16."),
        # Words of both languages, and forms of English words.
        ("fr", "Il l'a expliqué à la commission.", "He explained it to the commission."),
        ("fr", "La jurisprudence est claire.", "The jurisprudence is clear."),
        ("vi", "Người gầy gầy hơn.", "Skinny people get skinnier."),
        ("vi", "Bằng cách tôn sùng tôi.", "By idolizing me."),
        ("vi", "Lớp keo này bị tróc ra khỏi đá.", "This glue delaminates from the stones."),
        ("fr", "Il est radical et très solide.", "He is a radicalist, and indestructibly strong."),
    ],
)
def test_good_english_has_no_findings(language: str, source: str, target: str) -> None:
    assert check(source, target, language) == ()


@pytest.mark.parametrize(
    ("language", "source", "target", "name"),
    [
        ("fr", "Le Hamas gagne du terrain en Cisjordanie.", "Hamas is gaining ground in Jordan.", "name"),
        ("fr", "Le mur mesure 3 mètres.", "The wall is three feet high.", "number"),
        # Names that correspond to nothing in the source.
        ("fr", "Ils défendent la `liberté` de tous.", "They defend the `BioNTech` of all.", "name"),
        ("fr", "Le ministre a quitté la salle.", "The minister left with Hagman.", "name"),
        ("vi", "Cô ấy đã mua một ngôi nhà mới.", "She bought a new Powerball.", "name"),
        ("fr", "Nous sommes qualifiés pour les 8es de finale.", "We qualified for the last 32.", "number"),
        ("fr", "Ce n'est pas facile de trouver un taxi.", "It is easy to find a taxi.", "negation"),
        ("fr", "La pirogue a coulé.", "The senegalish canoe relauned and sank.", "invented"),
        ("fr", "Le parquet a requis sept ans.", "The parquit deplocated seven years.", "invented"),
        ("fr", "C'est difficile de trouver un taxi.", "It is easy to find a taxi.", "opposite"),
        ("fr", "Il part avant la réunion avec le ministre.", "He leaves avant the meeting.", "untranslated"),
    ],
)
def test_real_errors_are_still_found(language: str, source: str, target: str, name: str) -> None:
    assert name in {finding.check for finding in check(source, target, language)}


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("3. Pourquoi pas le violet ?", "3. Why not rape it?", "“violet” seems to have become “rape”."),
        ("3. Pourquoi pas le violet ?", "3. Why not purple?", None),
        ("Il revient demain.", "He is coming back tomorrow.", None),
    ],
)
def test_a_word_that_became_another_is_found(source: str, target: str, message: str | None) -> None:
    assert [f.message for f in check(source, target, "fr") if f.check == "contents"] == [message] * bool(
        message
    )
