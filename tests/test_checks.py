"""The findings of each check, and their absence on good translations."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate import Glossary
from translate.checks import CHECKS, blocks_brief, check, penalty, tag
from translate.types import Finding

GOOD = [
    (
        "fr",
        "Le 25 octobre, la Maison Blanche a cité 122 soldats.",
        "On October 25, the White House cited 122 soldiers.",
    ),
    ("fr", "Les deux pays ont signé.", "Both countries signed."),
    ("fr", "Il y en a de plus en plus.", "There are more and more and more."),
    ("fr", "Il avait eu peur, échec sur échec.", "He had had fear, failure after failure after failure."),
    ("fr", "Elle a gagné 6-4, 6-4, très, très facilement.", "She won 6-4, 6-4, very, very easily."),
    ("fr", "Il n'est pas venu.", "He failed to come."),
    ("fr", "Il ne fait que dormir.", "All he does is sleep."),
    ("fr", "Il ne vient jamais.", "He never comes."),
    ("fr", "Moscou et Pyongyang ont nié.", "Moscow and Pyongyang denied it."),
    ("fr", "Selon M. Ryabkov, Séoul se trompe.", "According to Mr. Ryabkov, Seoul is wrong."),
    (
        "fr",
        "« Nous appelons la partie nord-coréenne à ne pas y contribuer », a-t-il dit.",
        "“We call on the North Korean side not to contribute to it,” he said.",
    ),
    ("fr", "Un tiers des élus, soit 3,5 millions d'euros", "A third of the members, or 3.5 million euros"),
    ("fr", "Le second avis", "The second opinion"),
    ("fr", "L'OTAN et l'ONU", "NATO and the UN"),
    ("fr", "En 2024, 12 500 soldats", "In 2024, 12,500 soldiers"),
    ("fr", "à 18h30", "at 6:30 p.m."),
    ("fr", "Oui, oui, oui, oui !", "Yes, yes, yes, yes!"),
    ("vi", "Ngày 25/10, ông Putin thăm Triều Tiên.", "On October 25, Mr. Putin visited North Korea."),
    ("vi", "Bạn có biết không?", "Do you know?"),
    ("vi", "Anh chưa ăn à?", "Haven't you eaten yet?"),
    ("vi", "Ba tôi năm nay 60 tuổi.", "My father is 60 years old this year."),
    ("vi", "Ông Nguyễn Phú Trọng ở Mỹ hai ngày.", "Nguyen Phu Trong was in the US for two days."),
    ("vi", "Không quân Mỹ có 1.500 máy bay.", "The American air force has 1,500 planes."),
    (
        "de",
        "Er kam am 3. Mai mit drei Freunden nach Köln.",
        "He came to Cologne on May 3 with three friends.",
    ),
    ("de", "12.500 Soldaten und 3,5 Tage", "12,500 soldiers and 3.5 days"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_a_good_translation_has_no_findings(language: str, source: str, target: str) -> None:
    assert check(source, target, language) == ()


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", "Il faut 17 millions de dollars.", "It takes $17 million."),
        ("fr", "Un quota de 40 pour-cent.", "A quota of 40 percentage points."),
        ("fr", "Cela coûte 10 livres sterling.", "It costs ten pounds."),
        ("fr", "Il marche 10 kilomètres.", "He walks 10."),
        ("vi", "Tôi có 100 đồng euro.", "I have 100 euros."),
        ("vi", "Tôi có 100 đồng peso.", "I have a hundred pesos."),
    ],
)
def test_a_unit_with_another_name_is_not_lost(language: str, source: str, target: str) -> None:
    assert [finding for finding in check(source, target, language) if "counted" in finding.message] == []


BAD = [
    (
        "fr",
        "Il y a 122 soldats.",
        "There are 1222 soldiers.",
        "number",
        "The number 122 became 1222.",
        "122",
        "1222",
    ),
    (
        "fr",
        "Il y a cent soldats.",
        "There are soldiers.",
        "number",
        "The number “cent” is missing from the English.",
        "cent",
        "",
    ),
    (
        "fr",
        "Il y a des soldats.",
        "There are 40 soldiers.",
        "number",
        "The number 40 is not in the French.",
        "",
        "40",
    ),
    (
        "fr",
        "Il a payé 10 €.",
        "He paid 10 pounds sterling.",
        "number",
        "The number 10 € became 10 pounds sterling.",
        "10 €",
        "10 pounds sterling",
    ),
    (
        "fr",
        "Elle gagne 662 roupies (5 centimes d’euro) par kilo.",
        "She earns 662 roups (5 cents of a euro) a kilo.",
        "number",
        "The unit of “662 roupies” is missing from the English.",
        "662 roupies",
        "",
    ),
    (
        "vi",
        "hai ngày",
        "two weeks",
        "number",
        "The number “hai ngày” became “two weeks”.",
        "hai ngày",
        "two weeks",
    ),
    (
        "vi",
        "Có 12.000 binh sĩ.",
        "There are 12 soldiers.",
        "number",
        "The number 12.000 became 12.",
        "12.000",
        "12",
    ),
    (
        "fr",
        "Le 25 octobre, il part.",
        "He leaves on October 26.",
        "date",
        "The date “25 octobre” became “October 26”.",
        "25 octobre",
        "October 26",
    ),
    (
        "fr",
        "Le 25 octobre 2024, il part.",
        "He leaves on October 25.",
        "date",
        "The date “25 octobre 2024” is missing from the English.",
        "25 octobre 2024",
        "",
    ),
    (
        "fr",
        "Il part vendredi.",
        "He leaves.",
        "date",
        "The date “vendredi” is missing from the English.",
        "vendredi",
        "",
    ),
    (
        "vi",
        "Tháng 6, ông đi.",
        "He left.",
        "date",
        "The date “Tháng 6” is missing from the English.",
        "Tháng 6",
        "",
    ),
    (
        "fr",
        "Il part pour Singapour.",
        "He leaves.",
        "name",
        "“Singapour” is missing from the English.",
        "Singapour",
        "",
    ),
    (
        "fr",
        "Il vit à Halifax.",
        "He lives in Linden.",
        "name",
        "“Halifax” became “Linden”.",
        "Halifax",
        "Linden",
    ),
    (
        "fr",
        "Il est en Corée du Nord.",
        "He is in South Korea.",
        "name",
        "“Corée du Nord” became “South Korea”.",
        "Corée du Nord",
        "South Korea",
    ),
    (
        "vi",
        "Ông Lyndon Johnson đến.",
        "Mr. U.C. came.",
        "name",
        "“Lyndon Johnson” became “U.C.”.",
        "Lyndon Johnson",
        "U.C.",
    ),
    (
        "fr",
        "Il n'est pas venu hier.",
        "He came yesterday.",
        "negation",
        "The French is negated (“n'est pas”), but the English is not.",
        "n'est pas",
        "",
    ),
    (
        "fr",
        "Il est venu hier.",
        "He did not come yesterday.",
        "negation",
        "The English is negated (“not”), but the French is not.",
        "",
        "not",
    ),
    (
        "vi",
        "Tôi không thích nó.",
        "I like it.",
        "negation",
        "The Vietnamese is negated (“không”), but the English is not.",
        "không",
        "",
    ),
    (
        "fr",
        "Il a dit « oui ».",
        "He said “yes.",
        "quotes",
        "A quotation is not closed in the English.",
        "«",
        "“",
    ),
    (
        "fr",
        "Il part (demain).",
        "He leaves (tomorrow.",
        "quotes",
        "A bracket is not closed in the English.",
        "",
        "(",
    ),
    (
        "fr",
        "« Nous allons tous partir demain matin », dit-il.",
        "He says they are all leaving tomorrow morning.",
        "quotes",
        "The quotation marks are missing from the English.",
        "«",
        "",
    ),
    ("fr", "Il vient.", "", "length", "The English is empty.", "Il vient.", ""),
    (
        "fr",
        "Je suis désolé de ce retard si long.",
        "I'm sorry I'm sorry I'm sorry for this.",
        "repetition",
        "“I'm sorry” appears 3 times in a row.",
        "",
        "I'm sorry I'm sorry I'm sorry",
    ),
    (
        "fr",
        "Deux hommes sont en garde à vue depuis mardi.",
        "Two men have been in custody in custody since Tuesday.",
        "repetition",
        "“in custody” appears twice in a row.",
        "",
        "in custody in custody",
    ),
    (
        "fr",
        "Le port de la ville a fermé.",
        "The port of the the town has closed.",
        "repetition",
        "“the” appears twice in a row.",
        "",
        "the the",
    ),
    (
        "fr",
        "La ligne reliera le port de Hoang Dieu à l'île.",
        "The line will link the port of Hoang God to the island.",
        "name",
        "“Hoang Dieu” is missing from the English.",
        "Hoang Dieu",
        "",
    ),
    (
        "fr",
        "Le ministre Le Minh Duc a signé l'accord.",
        "Minister Le Minh Duke signed the agreement.",
        "name",
        "“Le Minh Duc” is missing from the English.",
        "Le Minh Duc",
        "",
    ),
    (
        "fr",
        "Nguyen Van Hung a signé l'accord.",
        "José Van Hung signed the agreement.",
        "name",
        "“Nguyen Van Hung” is missing from the English.",
        "Nguyen Van Hung",
        "",
    ),
    (
        "fr",
        "Je ne rentre pas, a dit le grand monsieur.",
        "No no no no no no, the tall man said, the tall man said home.",
        "repetition",
        "“No” appears 6 times in a row.",
        "",
        "No no no no no no",
    ),
    (
        "fr",
        "Les chercheurs étudient les grenouilles.",
        "Researchers study the grenouilles.",
        "untranslated",
        "“grenouilles” is left in French.",
        "",
        "grenouilles",
    ),
    (
        "vi",
        "Tôi thích con thuyền này.",
        "I like this thuyền.",
        "untranslated",
        "“thuyền” is left in Vietnamese.",
        "",
        "thuyền",
    ),
]


@pytest.mark.parametrize(("language", "source", "target", "name", "message", "here", "there"), BAD)
def test_each_error_is_found_and_located(
    language: str, source: str, target: str, name: str, message: str, here: str, there: str
) -> None:
    found = [finding for finding in check(source, target, language) if finding.check == name]
    assert [finding.message for finding in found] == [message]
    assert (source[found[0].source[0].start : found[0].source[0].end] if found[0].source else "") == here
    assert (target[found[0].target[0].start : found[0].target[0].end] if found[0].target else "") == there


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("Les routes sont enneigées.", "The roads are ennegated.", "“ennegated” is not an English word."),
        ("Réunis à Nice, ils votent.", "Reuned in Nice, they vote.", "“Reuned” is not an English word."),
        ("Un prix.", "A mugsss and a dynitel and a mugsss.", "“mugsss” and “dynitel” are not English words."),
    ],
)
def test_words_in_no_dictionary_are_invented(source: str, target: str, message: str) -> None:
    (finding,) = check(source, target, "fr")
    assert (finding.check, finding.message) == ("invented", message)
    assert target[finding.target[0].start : finding.target[0].end] in message


@pytest.mark.parametrize(
    "target",
    [
        "A rumour of the sceptics: penalised tumours aren’t o’clock-wise.",  # British, parts
        "He undisputedly re-elected non-combatants; it’s anti-tank snowploughs.",  # affixes
        "The grandkids’ treehouse has a cyberbullying problem.",  # compounds
        "Xyzqwt GmbH and NVIDIA sell iPhones.",  # names
        "Yeltsin is on the kétamine.",  # a transcribed name at the start
        "The ketamine of deux-chevaux is abc.",  # words of the source, short words
        "See wqtl.zzzz at qwrtz.",  # words of the glossary and of addresses in the source
    ],
)
def test_rare_words_and_words_of_the_source_are_not_invented(target: str) -> None:
    source = "La kétamine des deux-chevaux de Eltsine, au prix, sur wqtl.zzzz."
    found = check(source, target, "fr", occurrences=Glossary.read("prix,qwrtz").find(source, "fr"))
    assert [finding.message for finding in found if finding.check == "invented"] == []


LONG = "Le gouvernement a annoncé que les nouvelles mesures entreraient en vigueur dans tout le pays."


def test_a_missing_end_is_found() -> None:
    (finding,) = check(LONG, "The government announced that the new measures would take effect in the", "fr")
    assert (finding.check, finding.message) == ("cut", "The English stops in the middle of the sentence.")
    (finding,) = check("Il vient.", "He comes.", "fr", truncated=True)
    assert finding.check == "cut"


def test_an_unusual_length_is_found() -> None:
    assert [f.check for f in check(LONG, "The government spoke.", "fr")] == ["contents", "length"]
    assert [f.check for f in check("Oui.", "Yes, of course I will do that.", "fr")] == []
    assert [f.check for f in check("ja " * 30, "x" * 900, "nl")] == ["invented", "length"]


def test_an_untranslated_sentence_is_found() -> None:
    found = check("Wir gehen morgen nach Hause zurück", "Wir gehen morgen nach Hause zurück", "de")
    assert [finding.check for finding in found] == ["untranslated"]


def test_a_language_without_a_record_gets_the_checks_that_need_no_tables() -> None:
    found = check("Op 3 mei kwamen 122 soldaten naar Kiel", "On May 3, 123 soldiers came to Bonn", "nl")
    assert [finding.message for finding in found] == ["The number 122 became 123."]
    assert check("qqq 12", "qqq 12", "xx") == ()


def test_a_glossary_term_is_not_a_lost_name() -> None:
    source, target = "La Maison-Blanche accuse Moscou.", "The WH accuses Moskva."
    assert "name" in {finding.check for finding in check(source, target, "fr")}
    terms = Glossary.read("Maison-Blanche,WH\nMoscou,Moskva").find(source, "fr")
    assert check(source, target, "fr", occurrences=terms) == ()
    (finding,) = check(source, "The WH accuses Moscow.", "fr", occurrences=terms)
    assert finding.check == "glossary"
    assert finding.message == "The glossary has “Moskva” for “Moscou”; the English does not use it."
    assert [source[span.start : span.end] for span in finding.source] == ["Moscou"]


def test_weights_labels_and_what_blocks_briefs_come_from_the_table() -> None:
    assert len({one.name for one in CHECKS}) == len({one.label for one in CHECKS}) == len(CHECKS)
    for one in CHECKS:
        findings = [Finding(one.name, "")]
        assert penalty(findings) == one.weight >= 0
        assert tag(one.name) in (one.tag, f"check {one.label}")
        assert blocks_brief(findings) is one.blocks_brief
    unfit = {one.name for one in CHECKS if one.blocks_brief}
    assert unfit == {"cut", "repetition", "untranslated", "invented", "negation", "opposite", "degree"}
    assert not blocks_brief(())


def test_worse_translations_have_higher_penalties() -> None:
    source = "Le 25 octobre, 122 soldats sont à Moscou."
    right = "On October 25, 122 soldiers are in Moscow."
    one, two = "On October 25, 1222 soldiers are in Moscow.", "On October 25, 1222 soldiers are here."
    found = [penalty(check(source, target, "fr")) for target in (right, one, two)]
    assert found[0] == 0 < found[1] < found[2]
    quotes, number = Finding("quotes", ""), Finding("number", "")
    assert penalty([quotes]) < penalty([number]) < penalty([Finding("cut", "")])


TEXT = st.text(st.sampled_from("aà đ1 2.,'’\"«»()-–Z\n不không pas not never "), max_size=80)


@given(TEXT, TEXT, st.sampled_from(["fr", "vi", "de", "xx"]))
def test_spans_of_findings_lie_inside_any_pair(source: str, target: str, language: str) -> None:
    for finding in check(source, target, language):
        assert finding.message.endswith(".")
        assert all(0 <= span.start < span.end <= len(source) for span in finding.source)
        assert all(0 <= span.start < span.end <= len(target) for span in finding.target)


@pytest.mark.slow
@pytest.mark.soak
def test_hostile_repetition_takes_linear_time() -> None:
    for piece in ("a ", "a b ", "pas ", "1 ", '"', "(", "non", "A", "un"):
        text = piece * (20_000 // len(piece))
        begun = time.process_time()
        check(text, text, "fr")
        check(text, "x" + text, "vi")
        assert time.process_time() - begun < 30, piece


@pytest.mark.parametrize(
    ("name", "language", "source", "target"),
    [
        ("sign", "fr", "Il reçoit ★★★★☆ hier.", "He got ★★★☆ yesterday."),
        ("sign", "fr", "Bravo 👏👏 à tous.", "Bravo 👏 to all."),
        ("sign", "fr", "Le taux est ≤ 5 %.", "The rate is ≥ 5%."),
        ("sign", "fr", "La route est fermée.", "The road is closed ⚠�."),
        ("sign", "fr", "Le pr�sident part.", "The president leaves."),
        ("sign", "fr", "Le virus H5N1 se propage.", "The H1N1 virus is spreading."),
        ("address", "fr", "Le site lecourrier.fr est fermé.", "The sitecourse.fr is closed."),
        ("address", "fr", "L'article R. 123-4 du code.", "Article R. 123-5 of the code."),
        ("currency", "vi", "Giá USD là 25.400 won.", "The price of the dollar is €25,400."),
        ("currency", "fr", "Il a payé 300 pour tout.", "He paid $300 for all."),
        (
            "currency",
            "fr",
            "La ville achète 24 bateaux pour 310 millions d'euros.",
            "The city buys €24 for €310 million.",
        ),
        (
            "currency",
            "vi",
            "Thành phố mua 24 tàu, trị giá 310 tỷ đồng.",
            "The city buys VND24, worth VND310 billion.",
        ),
        ("hour", "fr", "La réunion commence à 9:00.", "The meeting starts at 9 p.m."),
        ("hour", "vi", "Cuộc họp bắt đầu lúc 7 giờ sáng.", "The meeting starts at 7 p.m."),
        ("hour", "fr", "La messe est samedi à 15 heures.", "The mass is on Saturday at 15 a.m. there."),
        ("hour", "fr", "Il a gagné après 2 heures et 51 minutes.", "He won after 2 p.m. and 51 minutes."),
        ("hour", "vi", "Có thêm xe buýt trong khung giờ 7h-8h.", "There are more buses in the 7:8 p.m."),
        ("opposite", "vi", "Hôm nay ông từ chức.", "Tomorrow he resigns."),
        ("opposite", "fr", "Le cours a perdu 3,5 %.", "The price gained 3.5%."),
        ("opposite", "fr", "Il est arrivé hier soir.", "He arrives tomorrow evening."),
        ("opposite", "fr", "Les prix ont augmenté en mai.", "Prices fell in May."),
        ("opposite", "fr", "Il a perdu le match hier.", "He won the match yesterday."),
        ("opposite", "vi", "Giá vàng tăng mạnh hôm nay.", "Gold prices fell sharply today."),
        ("degree", "fr", "Les prix montent moins vite qu'en mai.", "Prices are rising faster than in May."),
        ("degree", "fr", "Elle est moins connue que lui.", "She is more known than he is."),
        ("degree", "vi", "Loài này ít nguy hiểm hơn hổ.", "This species is more dangerous than tigers."),
        ("date", "fr", "Le 17 mars, 19 mineurs ont été sauvés.", "On 19 March, 17 miners were rescued."),
        ("untranslated", "fr", "Grève : pas de trains jeudi", "Grève: no trains on Thursday"),
        ("untranslated", "fr", "GRÈVE DES TRAINS", "GRÈVE OF TRAINS"),
        ("number", "fr", "Il fait moins 12 à Grenoble.", "It is less than 12 in Grenoble."),
        ("certainty", "fr", "Il aurait quitté la France en mai.", "He left France in May."),
        ("certainty", "fr", "Le suspect serait en fuite.", "The suspect is on the run."),
        ("certainty", "vi", "Nghi phạm được cho là đã bỏ trốn.", "The suspect has fled."),
        ("certainty", "vi", "Ông được cho là đã rời Việt Nam.", "He left Vietnam."),
        ("spelling", "vi", "Tong von la 3.200 ty dong, du kien xong nam 2028.", "Total capital is 3,200."),
        ("negation", "fr", "Les deux pays ont trouvé un accord de plus.", "The two have not agreed."),
        (
            "contents",
            "fr",
            "Le maire a signé le contrat avec la région pour la construction du nouveau stade de football.",
            "The mayor signed the contract.",
        ),
        (
            "contents",
            "fr",
            "Le maire a signé le contrat de construction du nouveau stade mardi soir.",
            "Hundreds of students went home after the concert because of heavy rain.",
        ),
        # One lost word in a short sentence.
        ("contents", "fr", "Le parlement a voté le budget.", "Parliament voted."),
        ("contents", "fr", "Elle a vendu sa voiture hier.", "She sold yesterday."),
        ("contents", "fr", "Il a bu son café.", "He drank."),
        ("contents", "vi", "Quốc hội đã thông qua ngân sách.", "The National Assembly approved."),
        ("contents", "vi", "Cô ấy mua hai con mèo.", "She bought two."),
    ],
)
def test_each_further_check_reports_its_error(name: str, language: str, source: str, target: str) -> None:
    assert name in {finding.check for finding in check(source, target, language)}


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", "Il faut une note ≤ 10.", "A mark of 10 or less is needed."),
        ("fr", "Il a payé 300 euros.", "He paid 300 euros."),
        ("vi", "Giá là 3.200 tỷ đồng.", "The price is VND3,200 billion."),
        ("fr", "La réunion commence à 21:00.", "The meeting starts at 9 p.m."),
        ("fr", "Le virus H5N1 se propage vite.", "The H5N1 virus is spreading fast."),
        ("vi", "Virus H5N1 xuất hiện ở 3 tỉnh.", "The H5N1 virus is in three provinces."),
        ("fr", "La population a été divisée par deux.", "The population was halved."),
        ("fr", "C'est deux fois et demie plus cher.", "It is two and a half times as expensive."),
        ("fr", "L'année est moins chaude que 2003.", "This year is less hot than 2003."),
        ("fr", "Le train est moins cher que l'avion.", "The train is cheaper than the plane."),
        ("fr", "Il est au moins plus rapide.", "At least he is faster."),
        ("fr", "Du 17 au 19 mars, il a plu.", "It rained from March 17 to 19."),
        ("fr", "Les 17, 18 et 19 mars, il a plu.", "It rained on March 17, 18 and 19."),
        ("fr", "Pierre : trois jours à Lyon", "Pierre: three days in Lyon"),
        ("fr", "Le journal LE MONDE est en grève.", "The newspaper LE MONDE is on strike."),
        ("fr", "Les prix ont augmenté en mai.", "Prices rose in May."),
        ("fr", "Il est arrivé hier, il part demain.", "He arrived yesterday and leaves tomorrow."),
        ("fr", "Il aurait quitté la France en mai.", "He is said to have left France in May."),
        ("fr", "Il ne lit pas, ne serait-ce qu'un livre.", "He does not read even one book."),
        ("fr", "Le site lecourrier.fr est fermé.", "The lecourrier.fr site is closed."),
        (
            "fr",
            "Publié sur https://exemple.fr/conseil mardi.",
            "Published on https://exemple.fr/conseil on Tuesday.",
        ),
        ("fr", "Suivez @ville_lyon ce soir.", "Follow @ville_lyon tonight."),
        ("fr", "Le parlement a voté le budget.", "Parliament passed the budget."),
        ("fr", "Elle a vendu sa voiture hier.", "Yesterday she sold her vehicle."),
        ("fr", "Il a bu son café.", "He drank his coffee."),
        ("fr", "Il a pris la parole.", "He spoke."),
        ("fr", "Le billet coûte entre 24 et 30 euros.", "The ticket costs between €24 and €30."),
        (
            "fr",
            "Le kilo est payé 5 centimes d'euro, soit 6 euros la caisse.",
            "A kilo earns 5 euro cents, or €6 a crate.",
        ),
        ("vi", "Quốc hội đã thông qua ngân sách.", "The National Assembly passed the budget."),
        ("vi", "Cô ấy mua hai con mèo.", "She bought two cats."),
        ("fr", "Le bureau ouvre de 9h30 à 12h.", "The office is open from 9.30 a.m. to 12 p.m. every day."),
        ("fr", "Il est 2 heures du matin et il reste 15 minutes.", "It is 2 a.m. and 15 minutes are left."),
        ("fr", "À 18 ans, je suis sûre de moi.", "I who at 18 am sure of myself."),
    ],
)
def test_the_further_checks_report_nothing_on_good_english(language: str, source: str, target: str) -> None:
    further = {
        "sign",
        "address",
        "currency",
        "hour",
        "opposite",
        "certainty",
        "spelling",
        "contents",
        "date",
        "degree",
        "number",
        "untranslated",
    }
    assert not further & {finding.check for finding in check(source, target, language)}


def test_words_of_an_address_are_not_reported_missing() -> None:
    source = "Le maire a signé le texte, publié sur https://www.mairie-exemple.fr/conseil mardi."
    target = "The mayor signed the text, published on https://www.mairie-exemple.fr/conseil on Tuesday."
    assert check(source, target, "fr") == ()


@pytest.mark.parametrize(
    ("source", "wrong", "right"),
    [
        (
            "Des pêcheurs craignent que les vagues n'abîment leurs filets.",
            "Fishermen fear that the waves have not damaged their nets.",
            "Fishermen fear that the waves will damage their nets.",
        ),
        (
            "Le ministre redoute que la grève ne dure.",
            "The minister fears that the strike will not last.",
            "The minister fears that the strike will last.",
        ),
        (
            "Elle a peur qu’il ne vienne.",
            "She is afraid that he will not come.",
            "She is afraid that he will come.",
        ),
    ],
)
def test_an_expletive_ne_is_not_a_negation(source: str, wrong: str, right: str) -> None:
    assert "negation" in {f.check for f in check(source, wrong, "fr")}
    assert "negation" not in {f.check for f in check(source, right, "fr")}


def test_a_negation_after_a_verb_of_fear_counts() -> None:
    source = "Le ministre craint que la grève ne soit pas terminée lundi."
    for english, lost in (("will not be over", False), ("will be over", True)):
        found = check(source, f"The minister fears that the strike {english} on Monday.", "fr")
        assert ("negation" in {f.check for f in found}) is lost
