"""Vietnamese: all that Passerelle knows of it."""

from decimal import Decimal

from passerelle.languages.base import (
    SHARED_COMPANIES,
    DateForms,
    Language,
    NameRules,
    Negation,
    PageWords,
    SentenceRules,
    words,
)
from passerelle.languages.dateforms import DAY, SOME_DAY, YEAR
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered

_NUMERALS = Numerals(
    group=".",
    point=",",
    strict_marks=True,
    vague_scales={"chục": 10},
    parts={"nửa": Decimal("0.5")},
    halves=words("rưỡi"),
    minus="âm",
    dated=words("ngày năm tháng"),
    ranges=words("hoặc tới đến"),
    between=words("giữa"),
    ands=words("và"),
    degrees=words("độ"),
    before_roman=words("hội khoá khóa kỉ kỷ quý thứ"),
    lowers=(
        r"dưới",
        r"giảm",
        r"lùi",
        r"mất",
        r"sụt",
        r"thua lỗ",
        r"xuống",
        r"âm",
    ),
    words=numbered("hai ba bốn năm sáu bảy tám chín mười", 2) | {"bẩy": 7},
    scales={
        "nghìn": 10**3,
        "ngàn": 10**3,
        "triệu": 10**6,
        "tỉ": 10**9,
        "tỷ": 10**9,
        "vạn": 10**4,
    },
    hundred=words("trăm"),
    ones=words("một"),
    vague_before=words("chục hàng mấy nhiều vài"),
    joins=words("linh lẻ"),
    weak={
        "ba": ("3",),
        "chín": ("9",),
        "chục": ("10",),
        "cặp": ("2",),
        "một": ("1",),
        "nghìn": ("1000",),
        "ngàn": ("1000",),
        "nhì": ("2",),
        "nhất": ("1",),
        "năm": ("5",),
        "nửa": ("0.5", "50", "2"),
        "rưỡi": ("0.5",),
        "trăm": ("100",),
        "tá": ("12",),
        "tư": ("4",),
        "đôi": ("2",),
    },
)


# Words after `ba`, `năm`, `chín`, `tư` where they are numbers: they also mean father, year, ripe and
# private.
_COUNTED = words(
    """
    anh bà bài bàn bước bạn bộ bức chiếc chị chục con cuốn cuộc cách cái câu cây cô công căn cấp cậu
    dặm euro giai giây giờ hãng kg khía km loại lá lần mét mươi mục nghìn ngàn ngày ngôi ngôn người
    nhà nhóm nước phút phần phụ quyển quả quốc rưỡi thành tháng thập thế thứ tiếng triệu trái trăm
    trường trận tuần tuổi tên tòa tấm tấn tỉ tờ tỷ usd ví vạn vấn vị vụ yếu ông ý điều đàn đô đồ
    đồng đội đứa
    """
)
# Around `năm` where it is a year rather than five.
_AFTER_YEAR = words("anh chị con người tháng thứ")
_BEFORE_YEAR = words("các cả hàng mấy mỗi một nhiều những suốt trong vài")
# Units after tens.
_AFTER_TENS = {"lăm": 5, "mốt": 1, "nhăm": 5, "tư": 4}


class VietnameseNumbers(NumberGrammar):
    """Vietnamese: digits that are other words too, units that change after tens."""

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return a number below a hundred; after a hundred or a scale a lone digit is none."""
        value, end = self.digit(j), j
        if value is None:
            return None
        rest = self.next(j)
        if value != 10 and self.word(rest) in ("mươi", "chục") and rest is not None:
            value, end = value * 10, rest
        elif value != 10:
            follows = self.word(rest)
            scaled = follows in self.table.hundred or follows in self.table.scales
            return None if after and not scaled else (value, end)
        rest = self.next(end)
        word = self.word(rest)
        unit = _AFTER_TENS.get(word, self.digit(rest))
        # `mười năm` is ten years.
        if rest is None or unit is None or unit > 9 or word == "năm" or (word == "một" and value != 10):
            return value, end
        return value + unit, rest

    def counts(self, i: int, j: int) -> bool:
        """Whether a digit is no other word: `năm` five or year, `ba` three or father."""
        word, before, after = self.word(i), self.before(i), self.after(j)
        if before == "thứ":
            return word in ("tám", "chín", "mười")
        if word == "tám":
            return after != "chuyện"
        if word == "năm":
            return after in _COUNTED - _AFTER_YEAR and before not in _BEFORE_YEAR | self.table.hundred
        if word in ("ba", "chín"):
            return after in _COUNTED and before not in ("của", "bố", "ông", "vài", "dăm")
        return True

    def is_other(self, i: int) -> bool:
        """Whether digits are a weekday or the second: `thứ 2`."""
        return self.before(i) == "thứ" and self.tokens[i].text in "234567"


_MONTHS = (
    "một|giêng",
    "hai",
    "ba",
    "tư|bốn",
    "năm",
    "sáu",
    "bảy|bẩy",
    "tám",
    "chín",
    "mười",
    "mười một",
    "mười hai|chạp",
)
_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy|bẩy")
_DAY_WORD = r"\b(?i:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm)\s+"
# `1/3` is a part of something as well as a day: by what follows, or where the word before is weak.
_NO_PART = (
    r"(?!\s+(?:số|diện|dân|tổng|lượng|quân|chiều|đường|thời|giá|sản|công|nhu|chặng|tài|thu|phiếu|thành viên"
    r"|nước|trong|của|các|những|người)\b)"
)
_NO_FRACTION = "(?!" + "|".join(f"{n}/0?[{n + 1}-9](?!\\d)|{n}/1[0-2]" for n in range(1, 9)) + "|9/1[0-2])"
# Before `tháng` where it counts months, in the order of the look-behinds.
_COUNTS_MONTHS = ("mỗi hàng mấy vài các những một nhiều cả hai ba bốn năm sáu").split()


def _date_patterns() -> tuple[str, ...]:
    month = r"(?P<month>1[0-2]|0?[1-9])(?!\d)"
    named = "|".join(f"(?P<m{n}>(?i:{names}))" for n, names in sorted(enumerate(_MONTHS, 1), reverse=True))
    weekdays = "|".join(f"(?P<w{n}>{name})" for n, name in enumerate(_WEEKDAYS, 1))
    several = r"\s*(?:[-–,]|và|đến)\s*(?:ngày\s+)?"
    year = rf"(?:(?:,?\s*năm\s+|\s*[/.-]\s*){YEAR})?"
    counted = "".join(f"(?<!{word} )" for word in _COUNTS_MONTHS)
    return (
        rf"(?<![\d/.-])(?:(?i:ngày|mùng|mồng)\s+)?{DAY}\s*tháng\s*{month}{year}(?![\d/])",
        rf"(?<![\d/.-]){DAY}[/.-]{month}[/.-]{YEAR}",
        # The first and the last day of several: `ngày 5-6 tháng 9`, `từ ngày 10 đến 15/9`.
        rf"{_DAY_WORD}(?P<span>{DAY})(?={several}{SOME_DAY}\s*(?:tháng\s*|[/-]){month})",
        rf"{_DAY_WORD}{SOME_DAY}{several}(?P<span>{DAY}\s*(?:tháng\s*|[/-]){month}{year})(?![\d/])",
        rf"{_DAY_WORD}(?P<span>{DAY}[/-]{month})(?![\d/]|\s*(?:người|%|tháng))",
        rf"(?:\b(?i:đến|từ|tới|khánh|lễ|dịp|trước)\s+|\()(?P<span>{DAY}/{month})(?![\d/]|\s*%){_NO_PART}",
        rf"\b(?i:vào|sau|nay|qua|và),?\s+(?P<span>{_NO_FRACTION}{DAY}/{month})(?![\d/]|\s*%){_NO_PART}",
        rf"\b(?:3[01]|[12]\d)/(?:1[0-2]|0?[1-9])\s?[-–]\s?(?P<span>{DAY}/{month})(?![\d/])",
        rf"(?i:ngày|mùng|mồng)\s+{DAY}\s+tháng\s+(?:{named})\b(?:,?\s*năm\s+{YEAR})?",
        rf"\b(?i:tháng)\s+{month}(?:(?:,?\s*năm\s+|\s*[/-]\s*){YEAR})?(?!\d)",
        rf"{counted}(?<!\d )\b(?i:tháng)\s+(?:{named})\b"
        r"(?!\s+(?:lần|người|ngày|tháng|năm\b(?!\s+\d)|rưỡi))"
        rf"(?:,?\s*năm\s+{YEAR})?",
        rf"(?<!tuổi )\b[Nn]ăm\s+{YEAR}",
        rf"\b(?i:ngày|mùng|mồng)\s+{DAY}(?!\s*(?:[%.,/]\d|người|ngày))",
        r"\b(?:(?:thập niên|thập kỷ|thập kỉ|những năm)\s+)(?P<decade>(?:19|20)?\d0)\b",
        rf"\bThứ\s+(?i:{weekdays})\b|\bthứ\s+(?=[HBTNS])(?i:{weekdays})\b|"
        rf"\b(?:vào|sáng|trưa|chiều|tối|đêm|hôm|mỗi|từ|đến)\s+thứ\s+(?:{weekdays})\b|"
        rf"\bthứ\s+(?:{weekdays})(?=\s+(?:tuần|này|tới|vừa|hàng tuần|hằng tuần)|,?\s+ngày\s+\d|\s*\(\d)",
        r"\b(?i:chủ nhật)(?P<w7>)\b",
        r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:h|g|\s?giờ\s)(?P<minute>[0-5]\d)\b",
        r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:h|\s?giờ)\s+(?P<part>sáng|trưa|chiều|tối|đêm)\b",
    )


_DATES = DateForms(
    patterns=_date_patterns,
    late=words("chiều tối đêm"),
    # Where nothing shows that a day is meant, `thứ hai` may be the second.
    weekday_mentions={
        "1": r"\bthứ\s+(?:hai|2)\b",
        "2": r"\bthứ\s+(?:ba|3)\b",
        "3": r"\bthứ\s+(?:tư|4)\b",
        "4": r"\bthứ\s+(?:năm|5)\b",
        "5": r"\bthứ\s+(?:sáu|6)\b",
        "6": r"\bthứ\s+(?:bảy|7)\b",
        "7": r"\bthứ\s+(?:nhật|8)\b",
    },
)

_UNITS = {
    "bước chân": "foot",
    "bảng": "GBP",
    "bảng anh": "GBP",
    "cân": "kg",
    "cây số": "km",
    "euro": "EUR",
    "giây": "second",
    "giờ": "hour",
    "giờ đồng hồ": "hour",
    "héc ta": "ha",
    "héc-ta": "ha",
    "ki lô mét": "km",
    "kí": "kg",
    "ký": "kg",
    "mét": "m",
    "mỹ kim": "USD",
    "ngày": "day",
    "nhân dân tệ": "CNY",
    "năm": "year",
    "năm tuổi": "year",
    "phút": "minute",
    "phần trăm": "%",
    "rupee": "INR",
    "rúp": "RUB",
    "tháng": "month",
    "thập kỉ": "decade",
    "thập kỷ": "decade",
    "thế kỉ": "century",
    "thế kỷ": "century",
    "tiếng": "hour",
    "tiếng đồng hồ": "hour",
    "tuần": "week",
    "tuần lễ": "week",
    "tuổi": "year",
    "tấn": "t",
    "won": "KRW",
    "yen": "JPY",
    "yên": "JPY",
    "điểm phần trăm": "pp",
    "đô": "USD",
    "đô la": "USD",
    "đô la mỹ": "USD",
    "đô mỹ": "USD",
    "đô-la": "USD",
    "đô-la mỹ": "USD",
    "đồng": "VND",
}

_SAIGON = ("Ho Chi Minh City", "Saigon", "HCMC", "Ho Chi Minh")
_EXONYMS = {
    "ai cập": ("Egypt",),
    "bắc hàn": ("North Korea",),
    "bắc kinh": ("Beijing",),
    "bắc triều tiên": ("North Korea",),
    "châu mỹ": ("America",),
    "châu phi": ("Africa",),
    "châu á": ("Asia",),
    "châu âu": ("Europe", "European"),
    "do thái": ("Jew", "Jewish", "Israel"),
    "giáng sinh": ("Christmas",),
    "hoa kỳ": ("United States", "U.S.", "US", "USA", "America", "American"),
    "hong kong": ("Hong Kong",),
    "hà nội": ("Hanoi",),
    "hàn": ("Korea", "Korean"),
    "hàn quốc": ("South Korea", "Korea", "Korean"),
    "hồng kông": ("Hong Kong",),
    "lhq": ("UN", "U.N.", "United Nations"),
    "liên hiệp quốc": ("United Nations", "UN", "U.N."),
    "liên hợp quốc": ("United Nations", "UN", "U.N."),
    "liên minh châu âu": ("European Union", "EU"),
    "liên xô": ("Soviet Union", "Soviet", "USSR"),
    "luân đôn": ("London",),
    "lưỡng hà": ("Mesopotamia",),
    "miến điện": ("Burma", "Myanmar"),
    "mát-xcơ-va": ("Moscow",),
    "mỹ": ("United States", "U.S.", "US", "USA", "America", "American"),
    "nam hàn": ("South Korea",),
    "nam triều tiên": ("South Korea",),
    "nga": ("Russia",),
    "người anh": ("British", "English", "Englishmen", "Englishman", "Briton", "Britons"),
    "nhà trắng": ("White House",),
    "nhật": ("Japan", "Japanese"),
    "nước anh": ("England", "Britain", "UK", "U.K.", "United Kingdom", "British", "English"),
    "pháp": ("France", "French"),
    "sài gòn": ("Saigon", "Ho Chi Minh"),
    "thái": ("Thai", "Thailand"),
    "tiếng anh": ("English",),
    "tiếng trung": ("Chinese",),
    "tp hcm": _SAIGON,
    "tphcm": _SAIGON,
    "triều tiên": ("North Korea", "Korea", "DPRK"),
    "trung đông": ("Middle East",),
    "việt nam": ("Vietnam", "Viet Nam"),
    "vương quốc anh": ("United Kingdom", "UK", "U.K.", "Britain", "British"),
    "úc": ("Australia",),
    "ý": ("Italy", "Italian"),
    "đông nam á": ("Southeast Asia", "South-East Asia", "ASEAN"),
    "đức": ("Germany", "German"),
    "ả rập": ("Arab", "Arabia"),
}

VIETNAMESE = Language(
    code="vi",
    numerals=_NUMERALS,
    numbers=VietnameseNumbers,
    units=_UNITS,
    unit_compounds={
        "bảng": words("a b biểu c chữ d e f g giá h hiệu thống xếp điểm đấu"),
        "yên": words("bình ngựa tâm xe"),
        "đô": words("hộ thị vật đốc"),
        "đồng": words(
            """
            bào bằng bọn chí cỏ hành hương hồ loại lõa minh môn nghiệp nát phạm ruộng sự
            tháp tác xu đội
            """
        ),
    },
    dates=_DATES,
    names=NameRules(
        titles=words("anh bà bộ chú chị chủ cô em ngài thống thủ trưởng tướng tịch tổng ông"),
        syllabic=True,
        cues=words("của gốc người nước sang tiếng tại từ và với ở"),
    ),
    exonyms=_EXONYMS,
    negation=Negation(
        sure=(
            r"\bchưa\b",
            r"\bchả\b",
            r"\bchẳng\b",
            r"\bchớ\b",
            r"\bkhông\b",
            r"\bko\b",
            r"\bđéo\b",
            r"\bđếch\b",
            r"\bđừng\b",
        ),
        excepted=(
            r"\b(?:hay|đúng|phải|được|có) không\b(?=[^.!;]{0,40}\?)",
            r"\b(?:không|chưa|chứ|hả)(?=(?:\s+[^\W\d]+){0,2}\s*\?)",
            r"\bbỏng không\b",
            r"\bchân không\b",
            r"\bchưa từng có\b",
            r"\bchẳng hạn\b",
            r"\bchẳng mấy chốc\b",
            r"\bcó thể không\b",
            r"\bhàng không\b",
            r"\bkhông (?:chỉ|những|gian|khí|quân|phận|trung|lực|tưởng|kích)\b",
            r"\bkhông biết (?:có|liệu)\b",
            r"\bkhông ngừng\b",
            r"\bkhông sao\b",
            r"\blúc nào chẳng\b",
            r"\bsố không\b",
            r"\btrên không\b",
        ),
        implied=(
            r"ai",
            r"bất",
            r"bỏ",
            r"chưa",
            r"chả",
            r"chẳng",
            r"chỉ",
            r"chớ",
            r"chứ",
            r"cấm",
            r"dừng",
            r"ghét",
            r"gì",
            r"hiếm",
            r"hơn",
            r"hết",
            r"hỏng",
            r"khó",
            r"không",
            r"khỏi",
            r"ko",
            r"kém",
            r"miễn",
            r"mất",
            r"ngừng",
            r"nhé",
            r"nhỉ",
            r"nào",
            r"nổi",
            r"phi",
            r"phản đối",
            r"phủ nhận",
            r"quên",
            r"sai",
            r"sao",
            r"thay vì",
            r"thiếu",
            r"thôi",
            r"tránh",
            r"trước khi",
            r"trừ",
            r"từ chối",
            r"vô",
            r"xấu",
            r"ít",
            r"đâu",
            r"đéo",
            r"đừng",
        ),
    ),
    sentences=SentenceRules(
        before_name=words(
            """
            Adm BS BSCK BSCKI BSCKII Bs CK CKI CKII CN Capt Chr Cmdr Col DS Dr Ds GS Gov Gs
            HLV HT KS KTS Ks Kts LM LS Lm Ls Lt Maj Mr Mrs Ms NCS NGND NGƯT NSND NSUT NSƯT
            NXB Nxb PGS PGs Pgs Ph Pres Prof Sgt St T.S THS TS TSKH TT TX Th Th.S Th.s ThS
            ThS.BS Ths Ts Tx VĐV cf e.g i.e vs ĐC ĐĐ
            """
        ),
        before_number=words("fax fig h kp n no p pp q sđt tel tr trg vol đt"),
        before_opening=SHARED_COMPANIES | words("CĐ KP TP TW UBND kp p q tp tt tx ubnd ĐH đ đh"),
        openings=words(
            """
            Bên Bạn Bị Bởi Chiều Chính Chúng Chị Cuối Các Còn Cùng Cũng Cơ Cả Do Dù Dưới Dự
            Giữa Gần Hiện Hôm Hơn Họ Khi Kết Lúc Mặc Mọi Mỗi Một Ngoài Ngày Người Nhiều Nhóm
            Nhưng Nhằm Nhờ Những Nếu Qua Riêng Rồi Sau Song Sáng Theo Tháng Thế Trong Trên
            Trước Trả Tuy Tuần Tôi Tại Tối Từng Việc Và Vì Vậy Với Vụ Ông Điều Đáng Đây Đó
            Đầu Đặc Đến Để Đối Ở
            """
        ),
        lettered=words("bảng cúm gan hạng khối loại lớp nhóm serie vi-ta-min vitamin điểm độ"),
        short_words=words("Á Ô Ý"),
        one_letter_words=words("à ơ ở ô ý"),
    ),
    function_words=words(
        """
        bà cho các có của khi không là một người những này theo trong tại từ và về với ông đã
        được đến
        """
    ),
    page=PageWords(
        source=(r"nguồn(?: tin)?",),
        source_article=(r"(?:link )?bài (?:viết )?gốc",),
        source_after=(r"theo",),
        source_link=(r"link(?: gốc)?",),
        credit=(
            r"Hình ảnh",
            r"Hình",
            r"Ảnh(?: minh h[oọ][aạ])?",
        ),
        illustration=(r"ảnh minh h[oọ][aạ]",),
        bracketed_credit=(
            # `(ảnh hưởng …)`, `(hình sự)` are other words.
            r"(?:ảnh|hình)(?=\s*(?:[:：)\]]"
            r"|(?:minh|tư|chụp|cắt|do|của|trên|dưới|internet)\b|(?-i:[A-ZĐ])))",
        ),
        counter=(
            r"bình luận",
            r"lượt thích",
            r"lượt xem",
            r"ý kiến",
        ),
        share=(
            r"chia sẻ",
            r"gửi (?:email|bài viết)",
            r"in (?:bài viết|trang)",
            r"lưu(?: bài)?",
            r"sao chép (?:liên kết|link)",
            r"theo dõi(?: chúng tôi)?",
            r"thích",
        ),
        share_joins=(
            r"trên",
            r"và",
        ),
        related=(
            r"bài liên quan",
            r"chủ đề",
            r"tin liên quan",
            r"từ khóa",
            r"xem thêm",
            r"đọc thêm",
        ),
        follow=(
            r"theo dõi",
            r"đăng ký",
        ),
        follow_what=(
            r"bản tin",
            r"đặt báo",
        ),
        reported=(
            r", (?:cho biết|theo)\b",
            r"^(?:theo dõi|đăng ký)\b.*(?:,|\b(?:sẽ|đã|đang|là|được|bị|phát hiện|cho thấy)\b)",
        ),
        rights=(r"bản quyền thuộc về",),
        elements=(
            r"gửi bình luận",
            r"hãy là người đầu tiên bình luận",
            r"lên đầu trang",
            r"nghe bài viết",
            r"quay lại",
            r"quảng cáo",
            r"viết bình luận",
            r"về trang chủ",
            r"ý kiến của bạn",
            r"đăng nhập",
        ),
        byline=(
            r"chủ nhật",
            r"thứ (?:hai|ba|tư|năm|sáu|bảy)",
        ),
        abbreviations=("GS", "TP", "TS"),
    ),
    conjunctions=(
        r"bởi\b",
        r"cũng\snhư\b",
        r"do\sđó\b",
        r"hoặc\b",
        r"khi\b",
        r"mà\b",
        r"mặc\sdù\b",
        r"nhưng\b",
        r"nên\b",
        r"nếu\b",
        r"sau\skhi\b",
        r"trong\skhi\b",
        r"trong\sđó\b",
        r"trước\skhi\b",
        r"tuy\b",
        r"và\b",
        r"vì\b",
        r"để\b",
        r"đồng\sthời\b",
    ),
    # Of human translations of forty characters and more 0.1 % lie outside (IWSLT 2012-13, Tatoeba).
    length_ratio=(0.45, 1.75),
    own_letters=frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    codec="cp1258",
    letters=frozenset("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"),
)
