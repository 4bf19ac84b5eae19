"""Numbers, dates, names, quotations and negations: finding and comparing them across languages."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.facts import Fact, compare, find, mentioned, mentions, negations, same
from passerelle.facts.numbers import find_numbers
from passerelle.languages import LANGUAGES
from passerelle.languages.tokens import Token

NUMBERS = [
    # French
    ("fr", "Il y a deux jours", ["2 day"]),
    ("fr", "Trois ministres et quatre députés", ["3", "4"]),
    ("fr", "un homme, une femme", []),
    ("fr", "un second avis, le premier ministre", []),
    ("fr", "vingt et un soldats", ["21"]),
    ("fr", "soixante et onze voix", ["71"]),
    ("fr", "soixante-dix-huit voix", ["78"]),
    ("fr", "quatre-vingt-dix-sept euros", ["97 EUR"]),
    ("fr", "quatre-vingts pages", ["80"]),
    ("fr", "quatre vingt trois pages", ["83"]),
    ("fr", "deux mille trois cent quatre électeurs", ["2304"]),
    ("fr", "mille neuf cent quatre-vingt-quatre", ["1984"]),
    ("fr", "deux cent mille hommes", ["200000"]),
    ("fr", "un million de tonnes", ["1e6 t"]),
    ("fr", "3,5 millions d'euros", ["3.5e6 EUR"]),
    ("fr", "2 millions et demi", ["2.5e6"]),
    ("fr", "12 milliards de dollars", ["1.2e10 USD"]),
    ("fr", "trois mille milliards", ["3e12"]),
    ("fr", "1 500 000 habitants", ["1.5e6"]),
    ("fr", "1\u202f500 roubles et 12\u00a0000 soldats", ["1500 RUB", "12000"]),
    ("fr", "1.234,56 €", ["1234.56 EUR"]),
    ("fr", "3,14 et 0,5", ["3.14", "0.5"]),
    ("fr", "entre 30 et 40 %", ["30 %", "40 %"]),
    ("fr", "vingt pour cent", ["20 %"]),
    ("fr", "une dizaine de soldats", ["~10"]),
    ("fr", "des dizaines de milliers de soldats", ["~10000"]),
    ("fr", "deux douzaines d'œufs", ["24"]),
    ("fr", "quelques centaines de personnes", ["~100"]),
    ("fr", "des millions de gens", ["~1e6"]),
    ("fr", "la quarantaine", []),
    ("fr", "un ordinateur neuf, quoi de neuf ?", []),
    ("fr", "neuf personnes", ["9"]),
    ("fr", "la deuxième fois, le 3e tour", ["2", "3"]),
    ("fr", "au XXIe siècle", ["21 century"]),
    ("fr", "le G7, un F-16, le virus H5N1", []),
    ("fr", "la version 3.11.2", []),
    ("fr", "une victoire 3-1", ["3", "1"]),
    ("fr", "une distance de 10km", ["10 km"]),
    ("fr", "50m de long et 30 m. En 2017 M. Macron", ["50 m", "30 m"]),
    ("fr", "cent euros", ["100 EUR"]),
    ("fr", "en 2024 300 soldats, 01 42 34 56 78", ["300", "1", "42", "34", "56", "78"]),
    ("fr", "huit, neuf ou dix", ["8", "10"]),
    ("fr", "15 000 milliards de dongs, 15.000 milliards", ["1.5e13 VND", "1.5e13"]),
    ("fr", "1,5 Md€, 3,4 Mds d'euros", ["1.5e9 EUR", "3.4e9 EUR"]),
    ("fr", "200 M€, 75 k€, 200 M", ["2e8 EUR", "75000 EUR", "200"]),
    ("fr", "5 cents par litre, dix cents, deux cents pages", ["5", "10", "200"]),
    ("fr", "un demi-million de personnes", ["500000"]),
    ("fr", "1 million 200 000 dongs", ["1.2e6 VND"]),
    ("fr", "de 3 à 5 millions d'euros, 10-15 %", ["3e6 EUR", "5e6 EUR", "10 %", "15 %"]),
    ("fr", "2024-2025, de 500 à 2 millions", ["2024", "2025", "500", "2e6"]),
    ("fr", "-0,3 %, (-5 °C), moins 5 degrés", ["-0.3 %", "-5 °C", "-5"]),
    ("fr", "au moins 5 %, 10-15 %, - 5 %, -5 hommes", ["5 %", "10 %", "15 %", "5 %", "5"]),
    ("fr", "le 1/3 des voix, (2/3)", ["0.3333", "0.6667"]),
    # English
    ("en", "a two-day visit", ["2 day"]),
    ("en", "one of them, the second one", []),
    ("en", "twenty-one soldiers", ["21"]),
    ("en", "one hundred and twenty-one", ["121"]),
    ("en", "a hundred soldiers", ["100"]),
    ("en", "between one hundred and two hundred", ["100", "200"]),
    ("en", "two million three hundred thousand", ["2.3e6"]),
    ("en", "twelve hundred dollars", ["1200 USD"]),
    ("en", "1,234.56 and 1,500,000", ["1234.56", "1.5e6"]),
    ("en", "$3.5bn and $12 million", ["3.5e9 USD", "1.2e7 USD"]),
    ("en", "£50m", ["5e7 GBP"]),
    ("en", "5% or five percent", ["5 %", "5 %"]),
    ("en", "a 30-year plan", ["30 year"]),
    ("en", "dozens of people", ["~12"]),
    ("en", "he scores, scores of people", []),
    ("en", "tens of thousands", ["~10000"]),
    ("en", "several hundred men", ["~100"]),
    ("en", "the fourth time, the 21st century", ["4", "21 century"]),
    ("en", "hundreds of millions of euros", ["~1e8 EUR"]),
    ("en", "two trillion dollars", ["2e12 USD"]),
    ("en", "3,000 billion, 1.234 billion", ["3e12", "1.234e9"]),
    ("en", "half a million people, a quarter of a million", ["500000", "250000"]),
    ("en", "two and a half million, one and a half billion dollars", ["2.5e6", "1.5e9 USD"]),
    ("en", "half of them, two and a half years", ["2.5 year"]),
    ("en", "VND3,000 billion, USD5 million, US$7, HK$10", ["3e12 VND", "5e6 USD", "7 USD", "10 HKD"]),
    ("en", "a 30-million-euro mountain", ["3e7 EUR"]),
    ("en", "minus 5 degrees, -2.5%", ["-5", "-2.5 %"]),
    # Vietnamese
    ("vi", "hai ngày", ["2 day"]),
    ("vi", "rộng 3m, nặng 500kgs, 20 m2", ["3 m", "500 kg", "20 m2"]),
    ("vi", "ba người lính", ["3"]),
    ("vi", "ba tôi và ba mẹ", []),
    ("vi", "năm nay, mỗi năm, nhiều năm", []),
    ("vi", "năm cuốn sách", ["5"]),
    ("vi", "hai năm", ["2 year"]),
    ("vi", "mười năm", ["10 year"]),
    ("vi", "mười lăm", ["15"]),
    ("vi", "hai mươi lăm tuổi", ["25 year"]),
    ("vi", "chín mươi tư", ["94"]),
    ("vi", "một người", []),
    ("vi", "một trăm hai mươi ba nghìn", ["123000"]),
    ("vi", "hai trăm linh năm", ["205"]),
    ("vi", "một trăm lẻ ba", ["103"]),
    ("vi", "1,5 triệu đồng", ["1.5e6 VND"]),
    ("vi", "một triệu rưỡi", ["1.5e6"]),
    ("vi", "3 nghìn tỷ đồng", ["3e12 VND"]),
    ("vi", "12.000 binh sĩ", ["12000"]),
    ("vi", "2,000 dặm", ["2000 mile"]),
    ("vi", "hàng trăm, vài chục, hàng chục nghìn", ["~100", "~10", "~10000"]),
    ("vi", "12%, 12 phần trăm", ["12 %", "12 %"]),
    ("vi", "50.000 đô la Mỹ", ["50000 USD"]),
    ("vi", "15.000 tỷ đồng, 3.400 triệu USD", ["1.5e13 VND", "3.4e9 USD"]),
    ("vi", "2,5 tỷ USD, 1,234 tỷ, 1,000 tỷ", ["2.5e9 USD", "1.234e9", "1e9"]),
    ("vi", "1 triệu 200 nghìn đồng, 3 tỷ 500 triệu đồng", ["1.2e6 VND", "3.5e9 VND"]),
    ("vi", "nửa triệu người", ["500000"]),
    ("vi", "SEA Games 33 năm 2025, bão số 3 ngày 22/7", ["33", "3"]),
    ("vi", "khóa III, Đại hội XIV, âm 5 độ C", ["3", "14", "-5 °C"]),
    ("vi", "từ 3-5 triệu đồng, từ 5-7 ngày", ["3e6 VND", "5e6 VND", "5 day", "7 day"]),
    ("vi", "đến 3/4 diện tích", ["0.75"]),
    ("vi", "thế kỷ 21", ["21"]),
    ("vi", "thế kỷ XXI", ["21"]),
    ("vi", "không có gì", []),
    ("vi", "hai đồng minh, 3 đồng chí, 5 đô thị, 4 bảng đấu", ["2", "3", "5", "4"]),
    ("vi", "hai đồng, 5 đô la, 4 bảng Anh", ["2 VND", "5 USD", "4 GBP"]),
    ("vi", "tăng 5 điểm phần trăm", ["5 pp"]),
    ("vi", "giữa 3 và 5 triệu dân, từ 3 đến 5 triệu", ["3e6", "5e6", "3e6", "5e6"]),
    ("fr", "entre 3 et 5 millions d’euros", ["3e6 EUR", "5e6 EUR"]),
    ("fr", "de trois à cinq millions d’habitants", ["3e6", "5e6"]),
    ("fr", "de 2,5 à 3 milliards, de cent à deux cents millions", ["2.5e9", "3e9", "1e8", "2e8"]),
    ("fr", "trois chiens et cinq millions de chats", ["3", "5e6"]),
    ("fr", "de deux millions à cinq milliards", ["2e6", "5e9"]),
    ("fr", "une demi-douzaine de pêcheurs", ["~6"]),
    ("fr", "5 points de pourcentage", ["5 pp"]),
    ("en", "between three and five million people", ["3e6", "5e6"]),
    ("en", "a dozen people, half a dozen boats", ["~12", "~6"]),
    # In languages without a record, only digits are read
    ("nl", "12.500 soldaten, 3,5 dagen", ["12500", "3.5 day"]),
    ("es", "25 soldados y 40 %", ["25", "40 %"]),
]


@pytest.mark.parametrize(("language", "text", "values"), NUMBERS)
def test_numbers_are_found(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("number",))] == values


DATES = [
    ("fr", "Le vendredi 25 octobre 2024", ["2024-10-25"]),
    ("fr", "le 25 octobre", ["--10-25"]),
    ("fr", "le 1er mai", ["--05-01"]),
    ("fr", "le 25/10, le 25/10/2024", ["--10-25", "2024-10-25"]),
    ("fr", "Le 25/10, les ministres", ["--10-25"]),
    ("fr", "en juin, en mars 2011", ["--06", "2011-03"]),
    ("fr", "en 1998, depuis 2014", ["1998", "2014"]),
    ("fr", "lundi, Mardi dernier", ["-W-1", "-W-2"]),
    ("fr", "les années 90, les années soixante", ["--9X", "--6X"]),
    ("fr", "à 14h30, à 18 h", ["T14:30", "T18:00"]),
    ("fr", "2 000 hommes, sept ans", []),
    ("fr", "la planète Mars", []),
    ("fr", "les 27 sept parlements, le 5 sept. et le 6 sept 2020", ["--09-05", "2020-09-06"]),
    ("en", "Sept parlements voted.", []),
    ("en", "on Friday, October 25, 2024", ["2024-10-25"]),
    ("en", "the 25th of October", ["--10-25"]),
    ("en", "May 1st and May the 13th", ["--05-01", "--05-13"]),
    ("en", "10/25/2024 and 25/10/2024", ["2024-10-25", "2024-10-25"]),
    ("en", "in March 2011, in June", ["2011-03", "--06"]),
    ("en", "you may march", []),
    ("en", "last May", ["--05"]),
    ("en", "the 1990s, the nineties", ["199X", "--9X"]),
    ("en", "at 2:30 p.m., at 6 pm, at 6.30 a.m.", ["T14:30", "T18:00", "T06:30"]),
    ("en", "Sept. 11, 2001", ["2001-09-11"]),
    ("vi", "ngày 25 tháng 10 năm 2024", ["2024-10-25"]),
    ("vi", "Ngày 25/10", ["--10-25"]),
    ("vi", "25/10/2024", ["2024-10-25"]),
    ("vi", "tháng 6, tháng sáu năm 2024, Tháng Bảy", ["--06", "2024-06", "--07"]),
    ("vi", "năm 1998", ["1998"]),
    ("vi", "6 tháng, hai tháng ba ngày, mỗi tháng một lần", []),
    ("vi", "Thứ Hai, vào thứ tư, chủ nhật", ["-W-1", "-W-3", "-W-7"]),
    ("vi", "lần thứ hai", []),
    ("vi", "từ 5-10 người", []),
    ("vi", "phạt từ 3-5 triệu đồng, từ 3-7 năm, (2-3 tuổi)", []),
    ("vi", "đến 3/4 diện tích, chiếm 1/3 và 2/3", []),
    ("vi", "ngày 5-6 tháng 9", ["--09-05", "--09-06"]),
    ("vi", "từ ngày 10-15/9, ngày 10, 11/10", ["--09-10", "--09-15", "--10-10", "--10-11"]),
    ("vi", "từ ngày 5 đến ngày 8 tháng 9 năm 2025", ["--09-05", "2025-09-08"]),
    ("vi", "Quốc khánh 2/9, nghỉ lễ 30/4 - 1/5", ["--09-02", "--04-30", "--05-01"]),
    ("vi", "trước 15/9, hôm nay, 15/8, vào 15/8, từ 1/7", ["--09-15", "--08-15", "--08-15", "--07-01"]),
    ("vi", "ngày 25-12", ["--12-25"]),
    ("fr", "le 1/3 des voix, (2/3), (15/8)", ["--08-15"]),
    ("vi", "14h30", ["T14:30"]),
    ("vi", "những năm 90", ["--9X"]),
    ("nl", "2024-10-25 om 14:30", ["2024-10-25", "T14:30"]),
]


@pytest.mark.parametrize(("language", "text", "values"), DATES)
def test_dates_are_found(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("date",))] == values


NAMES = [
    ("fr", "Le porte-parole John Kirby a parlé à Washington.", ["john kirby", "washington"]),
    ("fr", "M. Ryabkov et Mme Deschauer", ["ryabkov", "deschauer"]),
    ("fr", "La Maison Blanche et la Corée du Nord", ["white house", "north korea"]),
    ("fr", "L'ONU, l'OTAN et l'UE", ["united nations", "nato", "european union"]),
    ("fr", "Tolérés depuis longtemps, ils partent.", []),
    ("fr", "Rattrapons-nous ! Respire.", []),
    ("fr", "Le président du Conseil, chef de l'État", []),
    ("fr", "Kim Jong Un à Pyongyang", ["kim jong un", "pyongyang"]),
    ("fr", "Moscou et Pékin", ["moscow", "beijing"]),
    ("fr", "les États-Unis et le Royaume-Uni", ["united states", "united kingdom"]),
    ("fr", "un F-16, le G20, Covid-19", ["f-16", "g20", "covid-19"]),
    ("fr", "en octobre, lundi, Mardi", []),
    ("fr", "Louis XIV", ["louis xiv"]),
    ("fr", "voir https://example.org/Paris-12 et www.example.org/Rome", []),
    ("fr", "au XIXe siècle", []),
    ("en", "The officials said so. However, they left.", []),
    ("en", "President Joe Biden met Sergei Lavrov.", ["joe biden", "sergei lavrov"]),
    ("en", "The U.S. and Britain", ["united states", "united kingdom"]),
    ("en", "the White House", ["white house"]),
    ("en", "on Monday in October", []),
    ("en", "Putin's visit", ["putin"]),
    ("vi", "Tổng thống Nga Vladimir Putin", ["russia", "vladimir putin"]),
    ("vi", "ông Nguyễn Phú Trọng ở Mỹ", ["nguyen phu trong", "united states"]),
    ("vi", "Anh ấy yêu em.", []),
    ("vi", "tại Hàn Quốc và Triều Tiên", ["south korea", "north korea"]),
    ("vi", "Bộ Quốc phòng, Thủ tướng Chính phủ", []),
    ("vi", "Tom thích Boston.", ["boston"]),
    ("vi", "ở Hà Giang, Tiền Giang và Hạ Long", ["ha giang", "tien giang", "ha long"]),
    ("vi", "xe VinFast, báo VnExpress, TikTok, ViệtNam", ["vinfast", "vnexpress", "tiktok"]),
    ("vi", "tại TP.HCM", ["ho chi minh city"]),
    ("fr", "à Hô Chi Minh-Ville, à Ho Chi Minh-Ville", ["ho chi minh city", "ho chi minh city"]),
    ("fr", "Hier, le directeur M. Le Xuan Ai est allé voir le port de Cat Hai.", ["le xuan ai", "cat hai"]),
    (
        "en",
        "On that day Mr. Le Xuan Ai went to see the port of Cat Hai.",
        ["le xuan ai", "cat hai"],
    ),
    ("fr", "Le Xuan Ai, directeur, dort.", ["le xuan ai"]),
    ("fr", "Hier, M. Duc et Mme Prince ont vu le duc.", ["duc", "prince"]),
    ("fr", "Le ministre Le Minh Duc et le duc dorment.", ["le minh duc"]),
    ("en", "Yesterday Mr Duke met Mr President.", ["duke"]),
    ("fr", "Le Mai chantait ; mon Tom dort.", ["tom"]),
    ("fr", "payé en USD", []),
    ("en", "USD", []),
    ("fr", "La réunion a duré.", []),
    ("fr", "La Réunion a voté, La Haye aussi.", ["reunion", "hague"]),
    ("nl", "Op maandag sprak Schröder in Kiel.", ["schroder", "kiel"]),
]


@pytest.mark.parametrize(("language", "text", "values"), NAMES)
def test_names_are_found(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("name",))] == values


SAME = [
    # The same fact in two languages
    ("number", "fr", "deux jours", "en", "two days", True),
    ("number", "vi", "hai ngày", "fr", "deux jours", True),
    ("number", "fr", "1,5 million", "vi", "1.5 triệu", True),
    ("number", "fr", "huit jours", "en", "8 days", True),
    ("number", "fr", "quinze jours", "en", "two weeks", True),
    ("number", "fr", "24 mois", "en", "two years", True),
    ("number", "fr", "cinq pour cent", "en", "5%", True),
    ("number", "fr", "une dizaine", "en", "ten", True),
    ("number", "fr", "des dizaines", "en", "dozens", True),
    ("number", "fr", "20 %", "en", "20", True),
    ("number", "fr", "deux jours", "en", "two weeks", False),
    ("number", "fr", "122", "en", "1222", False),
    ("number", "fr", "10 €", "en", "£10", False),
    ("number", "fr", "12 500 milliards de dongs", "vi", "12.500 tỷ đồng", True),
    ("number", "fr", "-0,3 %", "en", "0.3%", False),
    ("date", "fr", "le 25 octobre", "vi", "ngày 25/10", True),
    ("date", "fr", "25 octobre 2024", "en", "October 25", True),
    ("date", "vi", "ngày 25 tháng 10 năm 2024", "en", "25/10/2024", True),
    ("date", "fr", "le 25 octobre", "en", "October 26", False),
    ("date", "fr", "mars 2011", "en", "November 2011", False),
    ("date", "fr", "à 14h30", "en", "2:30 p.m.", True),
    ("date", "fr", "à 14h30", "en", "3:30 p.m.", False),
    ("date", "fr", "les années 1990", "en", "the nineties", True),
    ("date", "fr", "vendredi", "en", "Friday", True),
    ("date", "fr", "vendredi", "en", "Thursday", False),
    ("name", "fr", "à Moscou", "en", "in Moscow", True),
    ("name", "fr", "avec Poutine", "en", "with Vladimir Putin", True),
    ("name", "fr", "avec Khrouchtchev", "en", "with Khrushchev", True),
    ("name", "fr", "avec Sergueï Ryabkov", "en", "with Sergei Riabkov", True),
    ("name", "fr", "la Corée du Nord", "en", "in North Korea", True),
    ("name", "fr", "la Corée du Nord", "en", "in South Korea", False),
    ("name", "vi", "ở Nga", "en", "to Russia", True),
    ("name", "vi", "ở Nga", "en", "to Prussia", False),
    ("name", "vi", "ông Nguyễn Phú Trọng", "en", "Mr Nguyen Phu Trong", True),
    ("name", "vi", "ông Hoàng Văn Hùng", "en", "Mr Hoang Van Tuan", False),
    ("name", "vi", "ông Nguyễn Phú Trọng", "en", "Mr Trong", True),
    ("name", "vi", "ông Nguyễn Phú Trọng", "en", "Mr Nguyen", False),
    ("name", "fr", "à Bac Giang", "vi", "ở Hà Giang", False),
    ("name", "fr", "de Vinh Long", "vi", "ở Hạ Long", False),
    ("name", "fr", "avec Bourdieu", "en", "with Bourdies", False),
    ("name", "fr", "avec Colomb", "en", "with Columbus", True),
    ("name", "fr", "à Varsovie", "en", "in Varso", False),
    ("name", "fr", "au Niger", "en", "in Nigeria", False),
    ("name", "fr", "en Autriche", "en", "in Australia", False),
    ("name", "fr", "avec Kirby", "en", "with Lavrov", False),
    ("name", "en", "in Russia", "en", "the Russian", True),
    ("quotation", "en", "“profound concern about troops”", "en", '"profound concern about the troops"', True),
]


@pytest.mark.parametrize(("kind", "one", "text", "other", "also", "expected"), SAME)
def test_equal_facts_are_recognized(
    kind: str, one: str, text: str, other: str, also: str, expected: bool
) -> None:
    a = [fact for fact in find(text, one) if fact.kind == kind]
    b = [fact for fact in find(also, other) if fact.kind == kind]
    assert a
    assert b
    assert same(a[0], b[0]) is expected
    assert same(b[0], a[0]) is expected


def test_a_year_equals_the_same_number() -> None:
    (date,) = find("en 2024", "fr")
    (number,) = find("2024", "en")
    assert date.kind == "date"
    assert number.kind == "number"
    assert same(date, number)


MENTIONED = [
    ("fr", "les deux pays", "both countries", True),
    ("fr", "les deux pays", "the countries", False),
    ("fr", "les sept sœurs", "the Seven Sisters", True),
    ("vi", "300 tỷ đồng", "300 million dong", False),
    ("fr", "12 morts", "12 million deaths", False),
    ("fr", "3 milliards d'euros", "3 million euros", False),
    ("fr", "500 000 personnes", "half a million people", True),
    ("fr", "le XIVe congrès", "the XIV Congress", True),
    ("fr", "la croissance est de -0,3 %", "growth is 0.3%", False),
    ("fr", "la croissance est de -0,3 %", "a fall of 0.3%", True),
    ("fr", "le 25 octobre", "the 25th, and all of October", True),
    ("fr", "le 25 octobre 2024", "in October 2024", False),
    ("fr", "à Moscou", "the moscow talks", True),
    ("fr", "la Suisse", "Swiss banks", True),
    ("fr", "l'Espagne", "Spanish banks", True),
    ("fr", "avec Vladimir Poutine", "with Putin", True),
    ("fr", "avec Vladimir Poutine", "with Vladimir", False),
    ("vi", "nước Nga", "the Russian army", True),
    ("vi", "ông Hoàng Văn Hùng", "Mr Hoang Van Tuan", False),
    ("vi", "ông Hoàng Văn Hùng", "Mr Hung", True),
    ("fr", "avec Pierre Bourdieu", "with Pierre Bourdies", False),
    ("fr", "à Varsovie", "in Varso", False),
]


@pytest.mark.parametrize(("language", "text", "english", "expected"), MENTIONED)
def test_mentions_of_a_fact_are_recognized(language: str, text: str, english: str, expected: bool) -> None:
    fact = find(text, language)[0]
    assert mentioned(fact, english, "en") is expected


def test_compare_returns_matched_missing_and_added_facts() -> None:
    first = find("Le 25 octobre, John Kirby a cité 122 soldats à Moscou.", "fr")
    second = find("On October 25, John Kirby cited 1222 soldiers in Moscow, Idaho, and Moscow.", "en")
    found = compare(first, second)
    assert [(a.value, b.value) for a, b in found.matched] == [
        ("--10-25", "--10-25"),
        ("john kirby", "john kirby"),
        ("moscow", "moscow"),
    ]
    assert [fact.value for fact in found.missing] == ["122"]
    assert [fact.value for fact in found.added] == ["1222", "idaho"]


def test_a_repeated_fact_is_not_a_difference() -> None:
    twice, once = find("two here, two there", "en"), find("two", "en")
    assert compare(twice, once).missing == ()
    assert compare(once, twice).added == ()


NEGATIONS = [
    ("fr", "Il ne vient pas.", 1),
    ("fr", "Il n'a jamais rien dit.", 2),
    ("fr", "Il ne fait que passer.", 0),
    ("fr", "C'est pas mal, sans doute.", 0),
    ("fr", "Toute personne peut venir.", 0),
    ("fr", "Il fait un pas.", 0),
    ("fr", "Personne n'a été blessé.", 1),
    ("fr", "Nul ne le sait.", 1),
    ("en", "He doesn't come, and never will.", 2),
    ("en", "Not only he, no doubt.", 0),
    ("en", "He cannot come.", 1),
    ("en", "Don't you remember my name?", 1),
    ("en", "It is late, isn't it? You will come, won’t you?", 0),
    ("vi", "Tôi không biết.", 1),
    ("vi", "Các bạn đang thắc mắc liệu nó có hiệu quả hay không.", 0),
    ("vi", "Bạn có biết không?", 0),
    ("vi", "không quân và hàng không", 0),
    ("vi", "Đừng đi, tôi chưa xong.", 2),
    ("nl", "Hij komt niet.", 0),
]


@pytest.mark.parametrize(("language", "text", "count"), NEGATIONS)
def test_negations_are_found(language: str, text: str, count: int) -> None:
    found = negations(text, language)
    assert len(found) == count
    assert all(text[start:end].strip() for start, end in found)


@pytest.mark.parametrize("marks", ["«\u00a0{}\u00a0»", "“{}”", '"{}"', "„{}“"])
def test_quotations_in_any_marks_are_found(marks: str) -> None:
    text = f"Il dit {marks.format('la paix')}, « et puis"
    (fact,) = find(text, "fr", ("quotation",))
    assert fact.value == "la paix"
    assert text[fact.start : fact.end] == marks.format("la paix")


def test_a_quotation_keeps_an_address_inside_it() -> None:
    text = "Il dit « voir https://example.org/12 et partir »."
    (fact,) = find(text, "fr")
    assert fact.text == text[fact.start : fact.end] == "« voir https://example.org/12 et partir »"


def test_only_the_requested_kinds_are_found() -> None:
    text = "Le 25 octobre, John Kirby a cité « deux cents soldats »."
    assert [fact.kind for fact in find(text, "fr")] == ["date", "name", "quotation", "number"]
    assert {fact.kind for fact in find(text, "fr", ("name",))} == {"name"}
    assert find(text, "fr", ()) == ()


def check_facts(text: str, facts: tuple[Fact, ...]) -> None:
    """Check that facts are inside the text and in order, and quote it exactly."""
    assert list(facts) == sorted(facts, key=lambda fact: (fact.start, -fact.end))
    for fact in facts:
        assert 0 <= fact.start < fact.end <= len(text)
        assert text[fact.start : fact.end] == fact.text
        assert fact.value


def test_decomposed_text_has_the_same_facts() -> None:
    wrong = {}
    for language, text, _ in (*NUMBERS, *DATES, *NAMES):
        apart = unicodedata.normalize("NFD", text)
        facts = find(apart, language)
        check_facts(apart, facts)
        composed = find(unicodedata.normalize("NFC", text), language)
        if [(f.kind, f.value) for f in facts] != [(f.kind, f.value) for f in composed]:
            wrong[language, text] = facts
    assert wrong == {}


PIECES = st.sampled_from(
    (
        "deux cent mille million 12 3,5 1.234 % € $ - ' ’ . , : « » “ ” \" ( ) \n \u00a0 ne pas que không có "
        "tháng năm thứ hai ba mươi ngày 25 / 10 2024 Jean Kim U.S. M. L' États Unis hundred and a of one Ö "
        "号 😀 \u0301 ٣ Ⅷ ½ ² h 14 30 pm"
    ).split(" ")
)


@given(
    st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join),
    st.sampled_from(["fr", "vi", "en", "de", "xx"]),
)
def test_facts_of_any_text_lie_inside_it(text: str, language: str) -> None:
    facts = find(text, language)
    check_facts(text, facts)
    negations(text, language)
    for fact in facts:
        assert same(fact, fact)
        mentioned(fact, text, language)


HOSTILE = [
    "1", "1.", "1,1", "1 ", "ne ", "A", "A ", "A.", "A-", "M. ", "«",
    '"a', "(", "cent ", "deux ", "một trăm ", "tháng ", "25/",
    "ngày ", " ", "\u0301", "a\u0301", "có ", "-", "million ", "h", "1h", "États ", "U.", "le 1 mai ",
    "n't ", "không ",
]  # fmt: skip


# Number words of another language, as a model may write them, and Turkish letters.
ODD = [
    ("en", "ten sept", ["10"]),
    ("en", "ten-sept soldiers, ten huit", ["10", "10"]),
    ("en", "sixty dix sept", ["60"]),
    ("fr", "dix-sept soldats, soixante-dix-sept, quatre-vingt-dix-neuf", ["17", "77", "99"]),
    ("en", "5 aprıl", ["--04-05"]),
    ("fr", "le 3 avrİl 2020, dımanche", ["2020-04-03", "-W-7"]),
]


@pytest.mark.parametrize(("language", "text", "values"), ODD)
def test_foreign_numbers_and_turkish_letters_are_read(language: str, text: str, values: list[str]) -> None:
    assert [f.value for f in find(text, language, ("number", "date"))] == values


_NUMBER_WORDS = sorted(
    {
        word
        for table in (record.numerals for record in LANGUAGES.values())
        for kind in (
            table.words, table.scales, table.hundred, table.ones, table.vague, table.ordinals, table.joins,
            table.of, table.weak,
        )
        for word in kind
    }
    | set("mươi mốt tư lăm nhăm rưỡi half quarter demi nửa - $ % € 7 3,4 1.000 M Md moins XXIe may".split())
)  # fmt: skip


@given(
    st.lists(st.sampled_from(_NUMBER_WORDS), min_size=1, max_size=8),
    st.sampled_from(["fr", "vi", "en", "de", "nl"]),
    st.sampled_from([" ", "-", "\u00a0"]),
)
def test_facts_of_any_sequence_of_number_words_lie_inside_it(
    words: list[str], language: str, gap: str
) -> None:
    text = gap.join(words)
    check_facts(text, find(text, language))


@pytest.mark.parametrize("language", ["fr", "vi", "en", "de", "nl"])
@pytest.mark.slow
@pytest.mark.soak
def test_hostile_repetition_takes_linear_time(language: str) -> None:
    """Read twenty thousand characters of each piece, which would take minutes in quadratic time."""
    for piece in HOSTILE:
        text = piece * (20_000 // len(piece))
        begun = time.process_time()
        check_facts(text, find(text, language))
        negations(text, language)
        assert time.process_time() - begun < 20, piece


@pytest.mark.slow
def test_a_text_is_parsed_once_for_any_number_of_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    plain = find_numbers

    def counted(text: str, words: list[Token], language: str) -> list[Fact]:
        read.append(text)
        return plain(text, words, language)

    monkeypatch.setattr(mentions, "find_numbers", counted)
    facts = find(" ".join(f"{n} chats." for n in range(100, 300)), "fr", ("number",))
    assert len(facts) == 200
    text = " ".join(f"There were {n} dogs." for n in range(300, 2000))
    assert not any(mentioned(fact, text, "en") for fact in facts)
    assert len(read) == 1


def test_many_equal_facts_are_paired_one_to_one() -> None:
    first, second = find("5 chats. " * 600, "fr", ("number",)), find("5 cats. " * 400, "en", ("number",))
    compared = compare(first, second)
    assert (len(compared.matched), compared.missing, compared.added) == (400, (), ())
    assert len({b.start for _, b in compared.matched}) == 400


@pytest.mark.parametrize("number", ["1/{}", "{}/7", "2 1/{}", "1⁄{}", "10^{}", "{} %", "le 1/{}/2020"])
def test_numbers_of_thousands_of_digits_raise_no_error(number: str) -> None:
    for code in ("fr", "vi", "en"):
        find(f"Il y a {number.format('9' * 5000)} personnes.", code)
