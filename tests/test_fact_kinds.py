"""Further kinds of facts: amounts, fractions, powers, half units, times, Vietnamese names."""

import pytest

from passerelle.facts import find, mentioned, negations, same
from passerelle.facts.units import is_named

NUMBERS = [
    # Amounts with a scale in letters
    ("fr", "40 M€, 1,2 Md de dollars, 20 k€", ["4e7 EUR", "1.2e9 USD", "20000 EUR"]),
    (
        "fr",
        "12 M d'euros, 3,6 M €, 16 k €, 2 mia de francs",
        ["1.2e7 EUR", "3.6e6 EUR", "16000 EUR", "2e9 CHF"],
    ),
    ("fr", "100K, 10M. de vues, 5 m d'altitude", ["100000", "1e7", "5 m"]),
    ("fr", "4 Bn €, 3 Md $US, 75 M £GB", ["4e12 EUR", "3e9 USD", "7.5e7 GBP"]),
    ("vi", "10K đồng, 3 tr đồng, 16 N US$, 2 T €", ["10000 VND", "3e6 VND", "16000 USD", "2e9 EUR"]),
    ("vi", "3.200 ty dong, 5 trieu dong", ["3.2e12 VND", "5e6 VND"]),
    ("en", "40 M€, $40M, €2B, $5m", ["4e7 EUR", "4e7 USD", "2e9 EUR", "5e6 USD"]),
    ("en", "the 100m and 200m freestyle", ["100", "200"]),
    # Currencies before and after
    ("fr", "EUR 20 millions, $ 75 millions, CHF 12", ["2e7 EUR", "7.5e7 USD", "12 CHF"]),
    ("fr", "12 $ CA ou 9 €, 5 dollars canadiens", ["12 CAD", "9 EUR", "5 CAD"]),
    ("fr", "2 219 dôngs vietnamiens", ["2219 VND"]),
    ("en", "C$12, A$5 million, HK$10, 3 Canadian dollars", ["12 CAD", "5e6 AUD", "10 HKD", "3 CAD"]),
    ("vi", "20 euros, 5 đô la Canada", ["20 EUR", "5 CAD"]),
    ("fr", "100 pourcentage, 10 pourcents", ["100 %", "10 %"]),
    # Signs
    ("fr", "il fait moins 12 à Grenoble, au moins 12, plus ou moins 3, moins de 4", ["-12", "12", "3", "4"]),
    ("fr", "sept moins deux", ["7", "2"]),
    ("fr", "deux fois et demie, trois fois", ["2.5", "3"]),
    ("vi", "hai nghìn không trăm hai mươi ba, năm triệu không trăm nghìn", ["2023", "5e6"]),
    ("vi", "hai nghìn không trăm linh năm", ["2005"]),
    ("fr", "moins vingt degrés, - 20 degrés Fahrenheit", ["-20", "-20 °F"]),
    ("vi", "âm hai mươi độ", ["-20"]),
    # Decimals
    ("fr", "de 1,0823 à 1,0915 dollar", ["1.0823", "1.0915 USD"]),
    ("en", "from 1.0823 to 1.0915; 1,0823", ["1.0823", "1.0915"]),
    ("fr", "quatorze virgule quatre pour cent, deux virgule zéro cinq", ["14.4 %", "2.05"]),
    ("fr", "zéro virgule vingt-cinq, deux virgule cinq millions", ["0.25", "2.5e6"]),
    ("fr", "mille virgule quatre", ["1000.4"]),
    (
        "en",
        "fourteen point four percent, two point zero five, three point five million",
        ["14.4 %", "2.05", "3.5e6"],
    ),
    ("vi", "mười bốn phẩy bốn phần trăm, hai phẩy không năm", ["14.4 %", "2.05"]),
    ("vi", "2 chấm 23 đô la, ba phẩy năm triệu", ["2.23 USD", "3.5e6"]),
    # Halves and quarters
    ("fr", "un million et demi de gens, cinq milliards et trois quarts", ["1.5e6", "5.75e9"]),
    ("fr", "deux heures et demie, un an et demi, quatre et demi", ["2.5 hour", "1.5 year", "4.5"]),
    ("fr", "deux frères et demi-frères, trois ans et demi-tarif", ["2", "3 year"]),
    (
        "en",
        "a million and a half, an hour and a half, two and a half years",
        ["1.5e6", "1.5 hour", "2.5 year"],
    ),
    ("vi", "hai năm rưỡi, một năm rưỡi, 1 triệu rưỡi", ["2.5 year", "1.5 year", "1.5e6"]),
    # Fractions
    ("fr", "½ litre de lait et ¾ de tasse, 1½ km, 1⁄2", ["0.5 l", "0.75", "1.5 km", "0.5"]),
    ("en", "1⁄2 litre and 3⁄4 cups, 1½ km, 2 1/2 cups", ["0.5 l", "0.75", "1.5 km", "2.5"]),
    (
        "fr",
        "Deux tiers des élus, un quart, les trois quarts, un cinquième des voix",
        ["0.6667", "0.25", "0.75", "0.2"],
    ),
    ("fr", "le quart des élèves, un quart de finale, un cinquième mort", ["0.25", "5"]),
    (
        "en",
        "two thirds, one-third, a third of them, three-quarters, two fifths",
        ["0.6667", "0.3333", "0.3333", "0.75", "0.4"],
    ),
    ("en", "a third man, the second quarter, a quarter of a million", ["250000"]),
    ("vi", "Hai phần ba, một phần tư, 2 phần 3", ["0.6667", "0.25", "2", "3"]),
    ("fr", "24/7, 7/10, 2024/25", ["24", "7", "7", "10", "2024", "25"]),
    # Powers
    ("fr", "10⁶ habitants, 2,5 × 10^6, 10 puissance 6, 12 m²", ["1e6", "2.5e6", "1e6", "12 m2"]),
    # Ordinals
    ("fr", "dix-septième, soixantième, quatre-vingtième", ["17", "60", "80"]),
    ("fr", "quatre-vingt-dix-neuvième, cent unième, millième", ["99", "101", "1000"]),
    ("fr", "nonantième, septantième, huitantième, soixante et onzième", ["90", "70", "80", "71"]),
    ("en", "seventieth, one hundred and first, two hundredth", ["70", "101", "200"]),
    # Number words that belong to one number
    ("fr", "vingt et quatre heures, dix neuf cent soixante-treize", ["24 hour", "1973"]),
    ("fr", "vingt et un trillions, mille deux cent trente milliards", ["2.1e19", "1.23e12"]),
    ("vi", "một nghìn hai trăm ba mươi tỷ đồng, bảy nghìn lẻ bốn", ["1.23e12 VND", "7004"]),
    ("vi", "hàng triệu triệu người, 35-40 dặm/h", ["~1e6", "35 mile/h", "40 mile/h"]),
    ("en", "one million, two hundred and thirty-four thousand", ["1.234e6"]),
]


@pytest.mark.parametrize(("language", "text", "values"), NUMBERS)
def test_numbers_are_found(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("number",))] == values


DATES = [
    # Numeric dates with two-digit years
    ("fr", "L’accord du 20/02/14, le 5/3/68", ["2014-02-20", "1968-03-05"]),
    ("fr", "19.07.19, le 05.10.2024, version 2.1.10", ["2019-07-19", "2024-10-05"]),
    ("vi", "3/9/91, 05/10/24", ["1991-09-03", "2024-10-05"]),
    ("en", "6/3/95, 25/3/95", ["1995-06-03", "1995-03-25"]),
    # Abbreviations with their full stop, which differs from the full stop of the sentence
    ("fr", "9 juill. 2013, 5 oct. 2024, 3 aout", ["2013-07-09", "2024-10-05", "--08-03"]),
    ("vi", "5 thg 10, 2024; 12 tháng 2, 1962", ["2024-10-05", "1962-02-12"]),
    ("vi", "Thứ Bảy, 5 tháng 10, 2024", ["2024-10-05"]),
    ("fr", "vendredi 12/05, le premier janvier, novembre de 2016", ["--05-12", "--01-01", "2016-11"]),
    ("en", "B0AT1 may be useful, 2 may be, on 12 May", ["--05-12"]),
    # Days in words
    ("fr", "le deux mai 2012, le dix-sept mars, le vingt et un avril", ["2012-05-02", "--03-17", "--04-21"]),
    ("vi", "ngày hai tháng chín năm 1945, mồng ba tháng giêng", ["1945-09-02", "--01-03"]),
    ("vi", "ngày hai mươi lăm tháng 12, trong hai tháng", ["--12-25"]),
    ("en", "the second of May 2012, March the third", ["2012-05-02", "--03-03"]),
    ("en", "on May twenty-first, 2020, in March second graders met", ["2020-05-21", "--03"]),
    # Years after `de`
    ("fr", "le séisme de 2010, la loi de 1905 sur l'Église", ["2010", "1905"]),
    ("fr", "de 2010 à 2015. entre 1998 et 2003", ["2010", "2015", "1998", "2003"]),
    ("fr", "plus de 2000, un budget de 2000 à 3000 euros, 3 kg de 1800 pièces", []),
    # Quarters and halves of a year
    ("fr", "au premier trimestre 2022, T1 2023, 2e semestre", ["2022-Q1", "2023-Q1", "--S2"]),
    ("vi", "quý I/2022, quý hai năm 2023, quý vị", ["2022-Q1", "2023-Q2"]),
    ("vi", "6 tháng đầu năm 2024, nửa cuối năm", ["2024-S1", "--S2"]),
    ("en", "the first quarter of 2022, Q3, the second half of the year", ["2022-Q1", "--Q3", "--S2"]),
    # Decades
    ("vi", "thập niên 1990, những năm chín mươi", ["199X", "--9X"]),
    ("en", "in the 90s, the 1990s", ["--9X", "199X"]),
    # Weekdays by number
    ("vi", "thứ 6 tuần này, Thứ 5 tuần trước, thứ 2 của bảng", ["-W-5", "-W-4"]),
    # The full moon
    ("vi", "ngày rằm tháng Bảy âm lịch", ["--07-15"]),
    ("fr", "le 15e jour du septième mois lunaire", ["--07-15"]),
    ("en", "the 15th day of the seventh lunar month", ["--07-15"]),
    # Hours of the day
    ("fr", "à 15 heures, 8 h du soir, 9h30 du matin", ["T15:00", "T20:00", "T09:30"]),
    ("fr", "à vingt heures trente, à huit heures du soir", ["T20:30", "T20:00"]),
    ("fr", "à huit heures et demie, à neuf heures moins le quart", ["T08:30~", "T08:45~"]),
    ("fr", "à midi, vers minuit, cet après-midi, Midi-Pyrénées", ["T12:00", "T00:00"]),
    ("fr", "pour 3h, depuis 3 heures, de 4 à 5 heures de marche", []),
    ("vi", "lúc 1 giờ 30 chiều, 3 giờ rưỡi chiều, 07:19 giờ sáng", ["T13:30", "T15:30", "T07:19"]),
    ("vi", "12 giờ trưa, 12 giờ đêm, 2 giờ đêm, chín giờ sáng", ["T12:00", "T00:00", "T02:00", "T09:00"]),
    ("vi", "lúc 9h ngày 12/5, trong 3 giờ", ["T09:00", "--05-12"]),
    ("vi", "lúc 9 giờ kém 15, 8 giờ kém 5 phút tối", ["T08:45~", "T19:55"]),
    ("en", "9 o'clock, half past nine, quarter to nine", ["T09:00~", "T09:30~", "T08:45~"]),
    ("en", "nine in the morning, 8 at night, at noon, midnight", ["T09:00", "T20:00", "T12:00", "T00:00"]),
]


@pytest.mark.parametrize(("language", "text", "values"), DATES)
def test_dates_are_found(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("date",))] == values


def test_a_date_does_not_include_the_full_stop_of_the_sentence() -> None:
    assert [fact.text for fact in find("Il ouvre le 27 août.", "fr", ("date",))] == ["27 août"]
    assert [fact.text for fact in find("Né le 9 juill. 2013.", "fr", ("date",))] == ["9 juill. 2013"]


SAME = [
    ("fr", "à 9h", "en", "at 9 a.m.", True),
    ("fr", "à 9h", "en", "at 9 pm", False),
    ("fr", "à 9h", "en", "at 9 o'clock", True),
    ("fr", "à 21h", "en", "at 9 o'clock", True),
    ("vi", "lúc 9h ngày mai", "en", "at 9pm", False),
    ("vi", "đến 12 giờ trưa", "fr", "à midi", True),
    ("fr", "à 9h30", "en", "at 9 a.m.", False),
    ("fr", "à 20 heures", "vi", "lúc 8 giờ tối", True),
    ("fr", "au premier trimestre 2022", "vi", "quý I/2022", True),
    ("fr", "au premier trimestre 2022", "vi", "quý II/2022", False),
    ("fr", "Trois quarts des élèves", "en", "75 percent of pupils", True),
    ("fr", "Deux tiers des fonds", "vi", "Hai phần ba kinh phí", True),
    ("fr", "Deux tiers des fonds", "vi", "Một phần ba kinh phí", False),
    ("fr", "un quart d'heure", "en", "15 minutes", True),
    ("fr", "12 $ CA", "en", "$12", False),
    ("vi", "dài 50m", "en", "150 feet long", True),
    ("fr", "un mur de 50 m", "en", "a wall of 50 km", False),
    ("fr", "35 °C", "en", "95°F", True),
    ("fr", "35 °C", "en", "85°F", False),
    ("vi", "với ông Hùng", "en", "with Mr Hung", True),
    ("vi", "với ông Hùng", "en", "with Mr Huong", False),
    ("vi", "ở Đà Nẵng", "en", "in Danang", True),
    ("vi", "ở Đà Nẵng", "en", "in Hanoi", False),
    ("vi", "ở Cần Thơ", "fr", "à Can Tho", True),
]


@pytest.mark.parametrize(("language", "text", "other", "also", "expected"), SAME)
def test_equal_facts_are_recognized(language: str, text: str, other: str, also: str, expected: bool) -> None:
    a, b = (find(t, code)[0] for t, code in ((text, language), (also, other)))
    assert same(a, b) is expected
    assert same(b, a) is expected


MENTIONED = [
    ("fr", "Il faisait moins 5 degrés.", "It was five degrees below zero.", True),
    ("fr", "Il faisait moins 5 degrés.", "It was less than five degrees.", False),
    ("fr", "Il faisait -20 °C.", "It was minus 20 °C.", True),
    ("fr", "50 millions d'habitants", "50m people", True),
    ("fr", "des dizaines de maisons", "scores of houses", True),
    ("fr", "un tiers des femmes", "one in three women", True),
    ("fr", "les deux tiers des femmes", "two out of three women", True),
    ("fr", "les deux tiers des femmes", "one in three women", False),
    ("fr", "les deux tiers des femmes", "at 9:30, a third of the women", False),
    ("fr", "un quart des élèves", "a fourth of the pupils", True),
    ("fr", "un quart des élèves", "25% of the pupils", True),
    ("vi", "ba phần tư của một tỷ người", "three quarters of a billion people", True),
    ("en", "at noon", "trưa 12/5", True),
    ("fr", "le cours est à 1,0823", "the price is 1,0823", False),
    ("vi", "bắt ông Hùng", "arrested Mr Hung", True),
    ("vi", "bắt ông Hùng", "arrested Mr Peter", False),
    ("vi", "tại Sóc Trăng", "in Soon", False),
    ("fr", "aux Malouines", "in the Falklands", True),
    ("fr", "l’iPhone6", "the iPhone7", False),
    ("fr", "l’iPhone6", "the iPhone6", True),
    ("fr", "après son AVC", "after her stroke", True),
    ("en", "the seventh country", "quốc gia thứ bảy", True),
    ("vi", "tại Sóc Trăng", "in Soc Trang", True),
]


@pytest.mark.parametrize(("language", "text", "other", "expected"), MENTIONED)
def test_mentions_of_a_fact_are_recognized(language: str, text: str, other: str, expected: bool) -> None:
    fact = find(text, language)[0]
    assert mentioned(fact, other, "vi" if language == "en" else "en") is expected


def test_invisible_characters_are_ignored() -> None:
    text = "12 mil\u00adlions d’euros en sep\u00adtembre 2020"
    assert [fact.value for fact in find(text, "fr")] == ["1.2e7 EUR", "2020-09"]
    (name,) = find("por\u00adtée par Thier\u00adry Coul\u00adhon", "fr", ("name",))
    assert (name.value, name.text) == ("thierry coulhon", "Thier\u00adry Coul\u00adhon")


LOOKALIKES = [
    ("vi", "chi 3.200 tỷ ðồng", [("3.2e12 VND", "3.200 tỷ ðồng")]),
    ("fr", "12 millions d´euros", [("1.2e7 EUR", "12 millions d´euros")]),
]


@pytest.mark.parametrize(("language", "text", "facts"), LOOKALIKES)
def test_lookalike_letters_are_read_as_the_intended_ones(
    language: str, text: str, facts: list[tuple[str, str]]
) -> None:
    assert [(fact.value, fact.text) for fact in find(text, language, ("number",))] == facts


NAMES = [
    # One syllable, after a title or in a list
    ("vi", "Ông Hùng cho biết vụ việc xảy ra hôm qua.", ["hung"]),
    ("vi", "Đại úy Toàn nói với báo chí.", ["toan"]),
    ("vi", "Cảnh sát đã bắt Tuấn và Hải tại Đà Nẵng.", ["tuan", "hai", "da nang"]),
    ("vi", "Bình nói chị Thư đã về, còn bà Nhu ở lại.", ["binh", "thu", "nhu"]),
    ("vi", "Thủ tướng Chính phủ và Bí thư Tỉnh ủy", []),
    # Places
    ("vi", "Ông ấy sinh ở Cần Thơ và làm việc tại Hải Phòng, Đà Lạt.", ["can tho", "hai phong", "da lat"]),
    ("vi", "Đoàn đến từ Quảng Ninh, Bình Dương, Vũng Tàu.", ["quang ninh", "binh duong", "vung tau"]),
    ("vi", "Lũ lụt tại Cà Mau, Bạc Liêu và Phú Yên.", ["ca mau", "bac lieu", "phu yen"]),
    ("vi", "Bí thư Lâm Đồng Nguyễn Văn Hai phát biểu.", ["lam dong", "nguyen van hai"]),
    ("vi", "Cầu Bình Triệu nối hai quận.", ["binh trieu"]),
    ("vi", "tàu ra Trường Sa trên Biển Đông", ["spratly", "east sea"]),
    # Countries at the beginning of a sentence or after its first word
    ("vi", "Người Mỹ rất thân thiện.", ["united states"]),
    ("vi", "Nước Đức và châu Âu đồng ý.", ["germany"]),
    # Capitalized words that are not names
    ("vi", "Quốc hội, Nhà nước và Ngân hàng Thế giới", []),
    ("vi", "Bộ Công Thương đề nghị Sở Y tế kiểm tra.", []),
    ("vi", "Nó nằm trong Danh Sách Đỏ.", []),
    ("vi", "Điều tôi làm là Tôi đã đi.", []),
]


@pytest.mark.parametrize(("language", "text", "values"), NAMES)
def test_names_are_found(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("name",))] == values


def test_an_hour_does_not_include_the_full_stop_of_the_sentence() -> None:
    assert [fact.text for fact in find("It begins at 9pm.", "en", ("date",))] == ["9pm"]
    assert [fact.text for fact in find("It begins at 9 p.m. today.", "en", ("date",))] == ["9 p.m."]


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "La baignade y est sans danger."), ("vi", "Bác sĩ Không biên giới")]
)
def test_words_for_without_are_not_negations(language: str, text: str) -> None:
    assert negations(text, language) == ()


def test_a_currency_code_joined_to_a_number_is_recognized() -> None:
    assert is_named("VND", "a total of VND3,200 billion")
    assert not is_named("VND", "a total of 3,200 billion")


def test_a_currency_named_twice_is_one_fact() -> None:
    (fact,) = find("It costs VND3,200 billion dong.", "en", ("number",))
    assert (fact.value, fact.text) == ("3.2e12 VND", "VND3,200 billion dong")
