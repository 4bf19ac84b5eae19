"""The record of Vietnamese: numbers, dates, names, sentences and page words."""

import re
from decimal import Decimal

from passerelle.languages.base import (
    SHARED_COMPANIES,
    DateForms,
    Language,
    NameRules,
    Negation,
    SentenceRules,
    words,
)
from passerelle.languages.dateforms import DAY, DAY_FIRST, MONTH, SOME_DAY, YEAR, decades, groups
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered
from passerelle.languages.pagewords import MarkupNames, PageWords
from passerelle.languages.rewrites import Rewrite, clock, fixed

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
    "kgs": "kg",
    "ký": "kg",
    "m": "m",
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
    "phan tram": "%",
    "điểm phần trăm": "pp",
    "đô": "USD",
    "đô la": "USD",
    "đô la mỹ": "USD",
    "đô mỹ": "USD",
    "đô-la": "USD",
    "đô-la mỹ": "USD",
    "đồng": "VND",
    "đ": "VND",
    "dong": "VND",
    "h": "hour",
    "dặm/h": "mile/h",
    "dặm/giờ": "mile/h",
    "km/giờ": "km/h",
    "euros": "EUR",
    "eu-rô": "EUR",
    "ơ-rô": "EUR",
}

_NUMERALS = Numerals(
    language="vi",
    group=".",
    point=",",
    strict_marks=True,
    touching={"K": 1000, "k": 1000, "tr": 10**6, "Tr": 10**6},
    money_scales={"tr": 10**6, "TR": 10**6, "K": 1000, "k": 1000, "M": 10**6},
    currencies=words("đồng đô euro usd vnd đ"),
    vague_scales={"chục": 10},
    parts={"nửa": Decimal("0.5")},
    additions={("rưỡi",): Decimal("0.5"), ("rưởi",): Decimal("0.5")},
    denominators={"tư": 4},
    over=words("phần"),
    part_joins=words("của một"),
    zeros=words("không"),
    point_words=words("phẩy chấm"),
    minus="âm",
    dated=words("ngày năm tháng"),
    ranges=words("hoặc tới đến"),
    between=words("giữa"),
    ands=words("và"),
    degrees=words("độ"),
    before_roman=words("hội khoá khóa kỉ kỷ quý thứ"),
    below=(r"âm", r"dưới"),
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
        # Without diacritics, as often typed.
        "nghin": 10**3,
        "trieu": 10**6,
        "ty": 10**9,
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


# Words after `ba`, `năm`, `chín`, `tư` as numbers; these also mean father, year, ripe and private.
_COUNTED = words(
    """
    anh bà bài bàn bước bạn bộ bức chiếc chị chục con cuốn cuộc cách cái câu cây cô công căn cấp cậu
    dặm euro giai giây giờ hãng kg khía km loại lá lần mét mươi mục nghìn ngàn ngày ngôi ngôn người
    nhà nhóm nước phút phần phụ quyển quả quốc rưỡi thành tháng thập thế thứ tiếng triệu trái trăm
    trường trận tuần tuổi tên tòa tấm tấn tỉ tờ tỷ usd ví vạn vấn vị vụ yếu ông ý điều đàn đô đồ
    đồng đội đứa
    """
)
# Words around `năm` that show that it is a year rather than five.
_AFTER_YEAR = words("anh chị con người tháng thứ")
_BEFORE_YEAR = words("các cả hàng mấy mỗi một nhiều những suốt trong vài")
# Units after tens.
_AFTER_TENS = {"lăm": 5, "mốt": 1, "nhăm": 5, "tư": 4}


class VietnameseNumbers(NumberGrammar):
    """Vietnamese: digits that are also other words, units that change after tens."""

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return a number below a hundred; after a hundred or a scale, a lone digit does not count."""
        value, end = self.digit(j), j
        if value is None:
            # The empty hundreds of `hai nghìn không trăm linh năm`.
            empty = after and self.word(j) in self.table.zeros
            return (0, j) if empty and self.word(self.next(j)) in self.table.hundred else None
        rest = self.next(j)
        if value != 10 and self.word(rest) in ("mươi", "chục") and rest is not None:
            value, end = value * 10, rest
        elif value != 10:
            follows = self.word(rest)
            scaled = follows in self.table.hundred or follows in self.table.scales
            joined = self.before(j) in self.table.joins
            return None if after and not (scaled or joined) else (value, end)
        rest = self.next(end)
        word = self.word(rest)
        unit = _AFTER_TENS.get(word, self.digit(rest))
        # `mười năm` is ten years.
        if rest is None or unit is None or unit > 9 or word == "năm" or (word == "một" and value != 10):
            return value, end
        return value + unit, rest

    def counts(self, i: int, j: int) -> bool:
        """Return whether a digit word is not another word: `năm` five or year, `ba` three or father."""
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
        """Return whether digits are a weekday or the second: `thứ 2`."""
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
# `1/3` may be a fraction or a day: the next word decides, or the one before if that is weak.
_NO_PART = (
    r"(?!\s+(?:số|diện|dân|tổng|lượng|quân|chiều|đường|thời|giá|sản|công|nhu|chặng|tài|thu|phiếu|thành viên"
    r"|nước|trong|của|các|những|người)\b)"
)
_NO_FRACTION = "(?!" + "|".join(f"{n}/0?[{n + 1}-9](?!\\d)|{n}/1[0-2]" for n in range(1, 9)) + "|9/1[0-2])"
# Words before `tháng` when it counts months.
_COUNTS_MONTHS = ("mỗi hàng mấy vài các những một nhiều cả hai ba bốn năm sáu").split()


_QUARTERS = (r"một|đầu(?:\s+tiên)?|1", "hai|2", "ba|3", r"tư|bốn|cuối(?:\s+cùng)?|4")
_HOURS = (
    "một",
    "hai",
    "ba",
    "bốn",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "mười một",
    "mười hai",
)
_TENS = tuple(f"{tens} mươi" for tens in "hai ba bốn năm sáu bảy tám chín".split())


_DAY_UNITS = "mốt|một", "hai", "ba", "tư|bốn", "lăm|nhăm", "sáu", "bảy|bẩy", "tám", "chín"
# Days of the month in words.
_DAYS = (
    *"một hai ba bốn năm sáu bảy tám chín mười".split(),
    *(rf"mười\s+(?:{unit})" for unit in _DAY_UNITS),
    r"hai\s+mươi",
    *(rf"hai\s+mươi\s+(?:{unit})" for unit in _DAY_UNITS),
    r"ba\s+mươi",
    r"ba\s+mươi\s+mốt",
)


def _date_patterns() -> tuple[str, ...]:
    named = groups("m", (f"(?i:{names})" for names in _MONTHS))
    weekdays = groups("w", (f"{name}|{n}" for n, name in enumerate(_WEEKDAYS, 2)))
    named_weekdays = groups("w", _WEEKDAYS)
    several = r"\s*(?:[-–,]|và|đến)\s*(?:ngày\s+)?"
    year = rf"(?:(?:,?\s*năm\s+|\s*[/.,-]\s*){YEAR})?"
    counted = "".join(f"(?<!{word} )" for word in _COUNTS_MONTHS)
    weekday = rf"(?:\b(?i:thứ)\s+(?i:{weekdays}),?\s+|\b(?i:chủ nhật)(?P<w7>),?\s+)?"
    of_year = rf"(?:\s*(?:/|-|,?\s*năm)\s*{YEAR})?"
    return (
        rf"{weekday}(?<![\w/.-])(?:(?i:ngày|mùng|mồng)\s+)?{DAY}\s*(?:tháng|thg)\s*{MONTH}{year}(?![\d/])",
        rf"\b(?i:ngày|mùng|mồng)\s+(?i:{groups('d', _DAYS)})\s+tháng\s+(?:{MONTH}|{named})(?!\w)"
        rf"(?:,?\s*năm\s+{YEAR})?",
        *DAY_FIRST,
        rf"\b(?i:quý)\s+(?:(?P<quarter>IV|I{{1,3}})|(?i:{groups('q', _QUARTERS)})){of_year}(?!\w)",
        rf"\b(?i:sáu|0?6)\s+tháng\s+(?:(?P<s1>đầu)|(?P<s2>cuối))\s+năm\b(?:\s+{YEAR})?",
        rf"\b(?i:nửa)\s+(?:(?P<s1>đầu)|(?P<s2>cuối))\s+năm\b(?:\s+{YEAR})?",
        rf"\b(?i:ngày\s+)?(?P<full>(?i:rằm))(?:\s+tháng\s+(?:{named}|{MONTH}))?\b",
        # The first and the last day of several: `ngày 5-6 tháng 9`, `từ ngày 10 đến 15/9`.
        rf"{_DAY_WORD}(?P<span>{DAY})(?={several}{SOME_DAY}\s*(?:tháng\s*|[/-]){MONTH})",
        rf"{_DAY_WORD}{SOME_DAY}{several}(?P<span>{DAY}\s*(?:tháng\s*|[/-]){MONTH}{year})(?![\d/])",
        rf"{_DAY_WORD}(?P<span>{DAY}[/-]{MONTH})(?![\d/]|\s*(?:người|%|tháng))",
        rf"(?:\b(?i:đến|từ|tới|khánh|lễ|dịp|trước|tức)\s+|\()(?P<span>{DAY}/{MONTH})(?![\d/]|\s*%){_NO_PART}",
        rf"\b(?i:vào|sau|nay|qua|và|thứ\s+(?:{'|'.join(_WEEKDAYS)}|[2-7]|chủ nhật)),?\s+"
        rf"(?P<span>{_NO_FRACTION}{DAY}/{MONTH})(?![\d/]|\s*%){_NO_PART}",
        rf"\b(?:3[01]|[12]\d)/(?:1[0-2]|0?[1-9])\s?[-–]\s?(?P<span>{DAY}/{MONTH})(?![\d/])",
        rf"(?i:ngày|mùng|mồng)\s+{DAY}\s+tháng\s+(?:{named})\b(?:,?\s*năm\s+{YEAR})?",
        rf"\b(?i:tháng)\s+{MONTH}(?:(?:,?\s*năm\s+|\s*[/-]\s*){YEAR})?(?!\d)",
        rf"{counted}(?<!\d )\b(?i:tháng)\s+(?:{named})\b"
        r"(?!\s+(?:lần|người|ngày|tháng|năm\b(?!\s+\d)|rưỡi))"
        rf"(?:,?\s*năm\s+{YEAR})?",
        rf"(?<!tuổi )\b[Nn]ăm\s+{YEAR}",
        rf"\b(?i:ngày|mùng|mồng)\s+{DAY}(?!\s*(?:[%.,/]\d|người|ngày))",
        r"\b(?i:thập niên|thập kỷ|thập kỉ|những năm)\s+(?P<decade>(?:19|20)?\d0)\b",
        rf"\b(?i:thập niên|thập kỷ|thập kỉ|những năm)\s+(?:{decades(_TENS)})\b",
        rf"\bThứ\s+(?i:{named_weekdays})\b|\bthứ\s+(?=[HBTNS])(?i:{named_weekdays})\b|"
        rf"\b(?:vào|sáng|trưa|chiều|tối|đêm|hôm|mỗi|từ|đến)\s+thứ\s+(?:{weekdays})\b|"
        rf"\b(?i:thứ)\s+(?:{weekdays})(?=\s+(?:tuần|này|tới|vừa|hàng tuần|hằng tuần)|,?\s+ngày\s+\d|\s*\(\d)",
        r"\b(?i:chủ nhật)(?P<w7>)\b",
        *_time_patterns(),
    )


def _time_patterns() -> tuple[str, ...]:
    hour = r"(?<![\w,.])(?P<hour>[01]?\d|2[0-4])"
    part = r"(?:\s+(?P<part>sáng|trưa|chiều|tối|đêm|khuya)\b)"
    hours = groups("h", _HOURS)
    half = r"\s+rưỡi(?P<n30>)"
    return (
        rf"{hour}(?:h|g|:)(?P<minute>[0-5]\d)(?:\s+giờ)?\b{part}?",
        rf"{hour}\s?(?P<loose>giờ)\s+(?P<less>kém)\s+(?P<minute>[0-5]?\d)(?:\s+phút)?\b{part}?",
        rf"{hour}\s?(?P<loose>giờ)\s+(?P<minute>[0-5]\d)(?:\s+phút)?\b(?!\s+giây){part}?",
        rf"{hour}(?:h|\s?giờ)(?:{half})?{part}",
        rf"\b(?i:lúc|hồi|từ|vào)\s+(?P<span>{hour}(?:h\b|\s?(?P<loose>giờ)\b(?:{half})?))",
        r"(?<![\w,.])(?P<hour>[01]?\d|2[0-4])h(?=\s+(?:ngày|hôm|thứ|cùng)\b)",
        rf"\b(?:{hours})\s+giờ(?:{half})?{part}",
        rf"\b(?i:lúc|hồi)\s+(?P<span>(?:{hours})\s+(?P<loose>giờ)\b(?:{half})?)",
        r"\b(?P<h0>(?i:nửa đêm))(?P<noon>)\b",
        r"\b(?P<h12>(?i:giữa trưa))(?P<noon>)\b",
    )


_DATES = DateForms(
    patterns=_date_patterns,
    before_year=words("năm"),
    parts_of_day={
        "sáng": 0,
        "trưa": 10,
        "chiều": 12,
        "tối": 16,
        "đêm": 18,
        "khuya": 18,
    },
    # Unless something shows that a day is meant, `thứ hai` may mean the second.
    weekday_mentions={
        "1": r"\bthứ\s+(?:hai|2)\b",
        "2": r"\bthứ\s+(?:ba|3)\b",
        "3": r"\bthứ\s+(?:tư|4)\b",
        "4": r"\bthứ\s+(?:năm|5)\b",
        "5": r"\bthứ\s+(?:sáu|6)\b",
        "6": r"\bthứ\s+(?:bảy|7)\b",
        "7": r"\bthứ\s+(?:nhật|8)\b",
    },
    time_mentions={
        "T00:00": r"\b(?:nửa đêm|0 ?giờ|0h|24 ?h)",
        "T12:00": r"\btrưa\b",
    },
)

_OFFICES = words(
    """
        chúa chủ giám giáo hiệu hậu khách kiếm mục nghị nhân nông nạn phi phó sinh sĩ sư thư
        thầy thợ thủ trưởng tá tì tù tướng tịch tử viên vua vệ úy đốc
        """
)
# Towns, islands and regions that are not provinces; in English they have no diacritics.
_TOWNS = (
    "bà rịa",
    "biên hòa",
    "buôn ma thuột",
    "buôn mê thuột",
    "bạch long vĩ",
    "cam ranh",
    "chu lai",
    "cát bà",
    "côn đảo",
    "dung quất",
    "gia định",
    "hà đông",
    "hạ long",
    "hội an",
    "huế",
    "long xuyên",
    "móng cái",
    "mỹ tho",
    "nha trang",
    "phan rang",
    "phan thiết",
    "phú quốc",
    "pleiku",
    "quy nhơn",
    "rạch giá",
    "sa pa",
    "sapa",
    "thủ dầu một",
    "thủ đức",
    "thừa thiên huế",
    "tuy hòa",
    "vinh",
    "việt trì",
    "vũng tàu",
    "điện biên phủ",
    "đà lạt",
    "đồng hới",
)
_TRANSLATED_PLACES = {
    "biển đông": ("East Sea", "South China Sea"),
    "hoàng sa": ("Paracel", "Hoang Sa", "Paracels"),
    "trường sa": ("Spratly", "Truong Sa", "Spratlys"),
    "mê kông": ("Mekong",),
    "mê công": ("Mekong",),
    "sông hồng": ("Red River",),
    "tây nguyên": ("Central Highlands", "Tay Nguyen"),
    "nam bộ": ("South", "Southern", "Nam Bo"),
    "vn": ("Vietnam", "Viet Nam", "VN"),
}
_NAMES = NameRules(
    titles=words(
        "anh bà bác bộ chú chị chủ cô cậu cụ dì em ngài thím thống thầy thủ trưởng tướng tịch tổng ông"
    ),
    syllabic=True,
    syllable=(
        r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
        r"[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3}"
        r"(?:ng|nh|ch|[cmnpt])?"
    ),
    cues=words("của gốc người nước sang tiếng tại từ và với ở"),
    surnames=words(
        """
        bùi doãn huỳnh lê nguyễn ngô phan phùng phạm quách trương trần trịnh võ đinh đoàn đặng
        đỗ
        """
    ),
    more_surnames=words(
        """
        cao dương hoàng hà hồ lâm lã lý lưu lương mai thái tô tạ tống vũ vương đào
        """
    ),
    given_names=words(
        """
        bách bích châu cúc cương diễm diệp diệu dung duy dũng giang hiếu hiệp hoa hoàng huy
        huyền huệ hà hào hân hòe hùng hưng hương hường hạnh hải hảo hậu hằng khang khoa khoán
        khánh khôi khải kiên kiệt lan linh liên liễu luyến luân lâm lộc mai minh my mẫn nam
        nguyệt ngà ngân ngọ ngọc nhi nhu nhung nhàn nhân nhã oanh phú phúc phước phượng quang
        quyên quỳnh sơn thi thiện thoa thoại thùy thúy thơm thư thảo thắm thủy tiên toàn trinh
        triều trâm trân trí trúc trực tuyết tuyền tuân tuấn tân tín tùng tú vinh việt vy vân vũ
        vượng yến đu đạt đức
        """
    ),
    more_given_names=words(
        """
        an bình bảy bằng chinh chiến chính công cường danh dân dương hiếu hiền hiển hoài hà hòa
        hóa hạ hậu hồng hữu khoa loan long lý lợi mười mạnh nam nghĩa nguyên nhật phong phát
        phương quân quý quốc sang sinh sáu thanh thu thuận thành thái thương thắng thịnh thọ
        tiến toại trang trung trường tài tâm tấn viện vui văn vĩnh xuân ánh đoàn đào đông đại
        định đức
        """
    ),
    after_name=words(
        """
        biết buồn bán bảo bật bắt bị bỏ bực cho chưa chạy chết chỉ chọn chối càng còn có cùng
        cũng cười cảm cầm của dùng dạy dẫn dự ghét giúp giận giết gật gặp gọi gửi hét học hỏi im
        khai khoe khuyên khóc không khẳng kết kể leo liền lo làm lên lúng lại lấy lắc lặng lớn
        mang mua muốn mô mới mở mừng nghe nghĩ ngã ngồi ngủ nhìn nhảy nhận nhắn nhớ nhờ nói nấu
        nằm phát phải quay quen quyết ra rút rất rời sinh suy sắp sẽ sống sợ than thì thích thú
        thương thường thấy thừa thử tiếp tiết tranh tròn trả trốn trở tâm tìm tỉnh tức từng tự
        uống viết và vẫn về vội vừa xem xin yêu yếu ôm ăn đang đi đánh đáp đâm đã đóng đưa được
        đến định đồng đợi đứng ưng ở
        """
    ),
    before_person=words("anh bà bác chú chị cô cậu cụ dì em ngài thím thằng thầy tên ông vợ chồng bé"),
    offices=_OFFICES,
    bodies=words("ban bộ cục hội phòng sở tòa toà tổng ủy uỷ viện vụ đoàn đảng"),
    before_name=words(
        """
        bản chợ cầu huyện họ hồ kênh làng miền núi phường phố quận rạch sông thành thôn thị tên
        tỉnh vùng vịnh xã đèo đường đảo ấp
        """
    ),
    no_names=words(
        """
        ban bác bộ chính chúa cách công cục cựu giáo hội nhà nhân nước phi phó phật quốc sở thế
        trung trời tân tòa tết viện vụ á âu úc đoàn đảng ủy
        """
    ),
    before_quarters=words("bắc biển hướng miền nam phía trung tây vùng đông"),
    quarters=words("bắc nam trung tây đông"),
    places=dict.fromkeys(_TOWNS, ()) | _TRANSLATED_PLACES,
    country="VN",
)

# English names of places, peoples and organizations, in addition to those in CLDR.
_SAIGON = ("Ho Chi Minh City", "Saigon", "HCMC", "Ho Chi Minh")
_AMERICA = ("United States", "U.S.", "US", "USA", "America", "American")
_EXONYMS = {
    "ai cập": ("Egypt",),
    "ba lê": ("Paris", "ballet"),
    "bắc cực": ("Arctic", "North Pole"),
    "bắc hàn": ("North Korea",),
    "bắc kinh": ("Beijing",),
    "bắc mỹ": ("North America", "North American"),
    "bắc phi": ("North Africa", "North African"),
    "bắc triều tiên": ("North Korea",),
    "châu mỹ": ("America",),
    "châu phi": ("Africa",),
    "châu á": ("Asia",),
    "châu âu": ("Europe", "European"),
    "do thái": ("Jew", "Jewish", "Israel"),
    "giáng sinh": ("Christmas",),
    "hoa kì": _AMERICA,
    "hoa kỳ": _AMERICA,
    "hong kong": ("Hong Kong",),
    "hà nội": ("Hanoi",),
    "hàn quốc": ("South Korea", "Korea", "Korean"),
    "hàn": ("Korea", "Korean"),
    "hồng kông": ("Hong Kong",),
    "la tinh": ("Latin", "Latino", "Latinos"),
    "lhq": ("UN", "U.N.", "United Nations"),
    "liên hiệp quốc": ("United Nations", "UN", "U.N."),
    "liên hợp quốc": ("United Nations", "UN", "U.N."),
    "liên minh châu âu": ("European Union", "EU"),
    "liên xô": ("Soviet Union", "Soviet", "USSR"),
    "luân đôn": ("London",),
    "lưỡng hà": ("Mesopotamia",),
    "minh trị": ("Meiji",),
    "miến điện": ("Burma", "Myanmar"),
    "mát-xcơ-va": ("Moscow",),
    "mĩ": _AMERICA,
    "mỹ la tinh": ("Latin America", "Latin American"),
    "mỹ": _AMERICA,
    "nam cực": ("Antarctica", "Antarctic", "South Pole"),
    "nam hàn": ("South Korea",),
    "nam mỹ": ("South America", "South American"),
    "nam triều tiên": ("South Korea",),
    "nam á": ("South Asia", "South Asian"),
    "nga": ("Russia",),
    "người anh": ("British", "English", "Englishmen", "Englishman", "Briton", "Britons"),
    "nhà trắng": ("White House",),
    "nhật": ("Japan", "Japanese"),
    "nước anh": ("England", "Britain", "UK", "U.K.", "United Kingdom", "British", "English"),
    "pháp": ("France", "French"),
    "sài gòn": ("Saigon", "Ho Chi Minh"),
    "thuỵ sỹ": ("Switzerland", "Swiss"),
    "thái bình dương": ("Pacific",),
    "thái": ("Thai", "Thailand"),
    "thụy sỹ": ("Switzerland", "Swiss"),
    "tiếng anh": ("English",),
    "tiếng trung": ("Chinese",),
    "tp hcm": _SAIGON,
    "tphcm": _SAIGON,
    "triều tiên": ("North Korea", "Korea", "DPRK"),
    "trung tây": ("Midwest", "Mid-West"),
    "trung đông": ("Middle East",),
    "tây phi": ("West Africa", "West African"),
    "tây phương": ("West", "Western", "Westerners"),
    "tây âu": ("Western Europe", "West European"),
    "tây đức": ("West Germany", "West German"),
    "việt nam": ("Vietnam", "Viet Nam"),
    "vương quốc anh": ("United Kingdom", "UK", "U.K.", "Britain", "British"),
    "úc": ("Australia",),
    "ý": ("Italy", "Italian"),
    "đông nam á": ("Southeast Asia", "South-East Asia", "ASEAN"),
    "đông phi": ("East Africa", "East African"),
    "đông á": ("East Asia", "East Asian", "Eastern Asia"),
    "đông âu": ("Eastern Europe", "East European"),
    "đông đức": ("East Germany", "East German", "Eastern Germany", "GDR"),
    "đại tây dương": ("Atlantic",),
    "địa trung hải": ("Mediterranean",),
    "đức": ("Germany", "German"),
    "ả rập": ("Arab", "Arabia"),
    "ấn độ dương": ("Indian Ocean",),
    "ấn": ("India", "Indian"),
}

_NO_CLOCK = r"(?!\s(?:sáng|trưa|chiều|tối|đêm|khuya|kém|rưỡi|đồng hồ|liền|bay|làm|lái|mỗi)\b)"
_REWRITES: tuple[Rewrite, ...] = (
    fixed(r"(?<=\d)\s?trđ\b", " triệu đồng"),
    fixed(r"(?<=\d)\s?(?:tr)(?=\s(?:đồng|đ|VND|VNĐ|USD|người|lượt)\b)", " triệu"),
    fixed(r"(?<=\d)\s?[kK]\s?(?=(?:đồng|đ|VND|VNĐ)\b)", " nghìn "),
    fixed(r"(?<=\d)\s?tỉ(?!\w)", " tỷ"),
    (
        re.compile(
            r"(?P<cue>\b(?:[lL]úc|[vV]ào|[tT]ừ|[đĐ]ến|[tT]ới|[tT]rước|[hH]ồi)\s)"
            rf"(?P<hour>\d{{1,2}})\s?(?:h|giờ)(?:\s?(?P<minute>\d\d)(?:\s?phút\b)?)?(?!\w){_NO_CLOCK}"
        ),
        clock,
    ),
    (
        re.compile(
            r"(?P<cue>)(?<!\w)(?P<hour>\d{1,2})\s?(?:h|giờ)(?:\s?(?P<minute>\d\d)(?:\s?phút\b)?)?"
            r"(?=,?\s(?:ngày|hôm|thứ|sáng nay|chiều nay|tối nay)\b)"
        ),
        clock,
    ),
    fixed(r"(?<=\d)\s?[hH](?=\s(?:sáng|trưa|chiều|tối|đêm)\b)", " giờ"),
)

# Syllables before `này`, `đó` or `ấy` that make it a time (`tuần này`), a connective (`sau đó`) or something
# unknown (`ai đó`).
_NOT_POINTING = (
    "tuần tháng năm ngày hôm quý lần đêm sáng trưa chiều tối lúc mùa bảy nhật sau trước trong do theo từ khi "
    "cạnh với qua nhờ vì vào ở nào ai đâu"
).split()

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
    names=_NAMES,
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
            r"\b(?:đúng|phải) không(?=\s*,)",
            r"\b(?:không|chưa|chứ|hả)(?=(?:\s+[^\W\d]+){0,2}\s*\?)",
            r"\bbỏng không\b",
            r"\bchân không\b",
            r"\bchưa từng có\b",
            r"\bchẳng hạn\b",
            r"\bchẳng mấy chốc\b",
            r"\bcó thể không\b",
            r"\b(?:nghìn|ngàn|triệu|tỷ|tỉ)\s+không\s+trăm\b",
            r"\bhay không\b",
            r"\bhàng không\b",
            r"\bkhông (?:chỉ|những|gian|khí|quân|phận|trung|lực|tưởng|kích|biên giới|dây)\b",
            r"\bkhông (?:lưu|tặc|người(?: lái)?|lâu|đổi|chuyên|thể thiếu|có triệu chứng|phải chỉ)\b",
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
            r"chưa",
            r"chả",
            r"chỉ",
            r"chớ",
            r"chứ",
            r"cấm",
            r"gì",
            r"hết",
            r"khó",
            r"giấu tên",
            r"không",
            r"ko",
            r"miễn",
            r"mất",
            r"nhé",
            r"phi",
            r"quên",
            r"thôi",
            r"trừ",
            r"vô",
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
            NXB Ng Nxb PGS PGs Pgs Ph Pres Prof Sgt St T.S THS TS TSKH TT TX Th Th.S Th.s ThS
            ThS.BS Ths Ts Tx VĐV cf e.g i.e vs ĐC ĐĐ
            """
        ),
        before_number=words("QL TL fax fig h kp n no p pp q sđt tel tr trg vol ĐT đt"),
        before_opening=SHARED_COMPANIES
        | words("CP CĐ CTCP Cty KCN KP KĐT TP TW Trg UBND cty kp p q tp tt tx ubnd ĐH đ đh"),
        openings=words(
            """
            Bên Bạn Bị Bởi Chiều Chính Chúng Chị Cuối Các Còn Cùng Cũng Cơ Cả Do Dù Dưới Dự
            Giữa Gần Hiện Hôm Hơn Họ Khi Kết Lúc Mặc Mọi Mỗi Một Ngoài Ngày Người Nhiều Nhóm
            Nhưng Nhằm Nhờ Những Nếu Qua Riêng Rồi Sau Song Sáng Theo Tháng Thế Trong Trên
            Trước Trả Tuy Tuần Tôi Tại Tối Từng Việc Và Vì Vậy Với Vụ Ông Điều Đáng Đây Đó
            Đầu Đặc Đến Để Đối Ở
            """
        ),
        lettered=words(
            """
            bảng cúm gan hạng khối loại lớp nghìn ngàn nhóm serie triệu tỉ tỷ vi-ta-min vitamin điểm độ
            """
        ),
        between_parties=words("vs"),
        short_words=words("Á Ô Ý"),
        one_letter_words=words("à ơ ở ô ý"),
        continuing=words("etc v.v vv"),
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
        source_line=(r"Theo",),
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
            r"ý kiến(?: bạn đọc)?",
        ),
        share=(
            r"chia sẻ(?: bài viết)?",
            r"gửi (?:email|bài viết)",
            r"in (?:bài viết|trang)",
            r"lưu(?: bài(?: viết)?)?",
            r"sao chép (?:liên kết|link)",
            r"theo dõi(?: chúng tôi)?",
            r"thích",
        ),
        share_joins=(
            r"lên",
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
            r"(?:bài|tin|xem|đọc) (?:đọc nhiều|khác|mới(?: nhất)?|nổi bật|nhiều(?: nhất)?)",
            r"(?:bài |tin )?cùng chuyên mục",
            r"gửi bình luận",
            r"hãy là người đầu tiên bình luận",
            r"lên đầu trang",
            r"nghe bài viết",
            r"quay lại",
            r"quảng cáo",
            r"viết bình luận",
            r"về trang chủ",
            r"ý kiến (?:bạn đọc|của bạn)",
            r"đọc (?:nhiều(?: nhất)?|tiếp)",
            r"thời gian đọc ?:? ?\d+ phút",
            r"trở lại(?: chủ đề)?",
            r"đăng nhập",
        ),
        byline=(
            r"chủ nhật",
            r"thứ (?:hai|ba|tư|năm|sáu|bảy)",
        ),
        abbreviations=("GS", "TP", "TS"),
        author_before=(r"bài(?: và ảnh)?", r"phóng viên", r"tác giả"),
        agency_before=(r"cùng",),
        owner_joins=("và",),
        place_before=("tại",),
        date_before=("lúc",),
        language_before=("bản",),
        published=(r"cập nhật(?: lần cuối)?", r"ngày đăng", r"đăng(?: lúc| ngày)?", r"xuất bản"),
        date_joins=(
            "chủ nhật",
            "giờ",
            "gmt",
            "lúc",
            "năm",
            "ngày",
            "phút",
            "sáng",
            "chiều",
            "tháng",
            "thứ",
            "tối",
            "trước",
        ),
        paywall=(
            r"(?:bài viết|nội dung)(?: này)?(?: chỉ)? (?:dành (?:riêng )?cho|được đọc bởi) (?:độc giả"
            r"|bạn đọc|thành viên|thuê bao|hội viên)\b.*",
            r"(?:bạn )?(?:cần |vui lòng |hãy )?(?:đăng nhập|đăng ký|mua gói|trả phí|nâng"
            r" cấp)\b.{0,60}\bđể (?:đọc|xem) (?:tiếp|toàn bộ|đầy đủ|trọn vẹn|hết)\b.*",
            r"bạn (?:còn|đã đọc)\b.{0,40}\bbài (?:viết )?miễn phí\b.*",
            r"bạn (?:đang |đã )?(?:đọc|xem)\b.{0,20}\d+ ?% (?:nội dung|bài viết).*",
            r"đã là (?:thành viên|thuê bao|hội viên) ?\?.*",
        ),
        consent=(
            r"(?:chấp nhận|từ chối|đồng ý) tất cả",
            r"(?:chấp nhận|đồng ý)\b.{0,40}\bcookies?",
            r"(?:chúng tôi|trang web này)(?: và\b.{0,30})? (?:dùng|sử dụng) cookies?",
            r"quyền riêng tư của bạn",
        ),
        home=(r"trang chủ",),
        live=(r"trực tiếp\b", r"tường thuật(?: trực tiếp)?\b"),
        robot_check=(
            r"chờ một chút(?:\.\.\.|…)?",
            r"hệ thống phát hiện (?:lưu lượng|truy cập)\b.*",
            r".{0,50}\b(?:không phải(?: là)? (?:người máy|robot)|là con người)\b.{0,60}",
            r"(?:vui lòng )?chờ trong giây lát\b.*",
            r"(?:vui lòng )?nhập mã (?:bảo mật|captcha|xác nhận)\b.*",
            r"(?:đang )?kiểm tra (?:kết nối|trình duyệt)\b.*",
        ),
        not_found=(
            r"không tìm thấy (?:bài viết|nội dung|trang|tin|url|đường dẫn)\b.{0,80}",
            r"lỗi 4(?:04|10)\b.{0,60}",
            r"(?:bài viết|liên kết|nội dung|tin|trang|đường"
            r" dẫn)(?: này)?(?: (?:mà )?(?:bạn|quý khách|quý vị|quý độc giả)(?: muốn| vừa| đang| đã)?"
            r" (?:truy cập|tìm(?: kiếm)?|xem|yêu cầu))?(?: hiện)?(?: đã)? (?:(?:bị |được )?(?:di"
            r" chuyển|gỡ|xoá|xóa)(?! khỏi\b)|không (?:còn tồn tại|tồn tại|được tìm thấy))\b.*",
        ),
        denied=(
            r"(?:bạn|quý khách) không (?:có quyền|được phép) (?:truy cập|xem)\b.*",
            r"bạn đã bị chặn\b.*",
            r"(?:nội dung|trang|video)(?: này)? không (?:có sẵn|khả dụng|được hỗ trợ) (?:trong|tại|ở)"
            r" (?:khu vực|nước|quốc gia|vùng)\b.*",
            r"(?:quyền )?truy cập (?:bị )?từ chối\b.{0,5}",
        ),
        failure=(
            r"bảo trì hệ thống",
            r"(?:hệ thống|máy chủ|trang web|trang|website)(?: này)?(?: hiện)?(?: đang)?(?: được)?"
            r" (?:bảo trì|bị lỗi|gặp sự cố|nâng cấp|quá tải|tạm ngừng)\b.{0,100}",
            r"lỗi (?:5\d\d|hệ thống|máy chủ)\b.{0,60}",
            r"(?:đã )?(?:có lỗi|xảy ra lỗi)(?: xảy ra)?\b.{0,60}",
        ),
        login=(
            r"(?:bạn |quý khách )?(?:cần |hãy |phải |vui lòng )?đăng nhập(?: (?:bằng|tài khoản|vào"
            r"|để)\b(?!.*bình luận).{0,80})?\.?",
        ),
        script_needed=(
            r"(?:bạn cần |hãy |vui lòng |xin )?(?:bật|cho phép|kích hoạt) javascript\b.*",
            r"(?:trang|website|ứng dụng)(?: web)?(?: này)? (?:cần|yêu cầu)\b.{0,20}\bjavascript\b.*",
            r"trình duyệt(?: của bạn| này)? (?:(?:chưa bật|không hỗ trợ|đang tắt) javascript|đã cũ)\b.*",
            r"đang tải(?: dữ liệu| trang)?(?:\.\.\.|…)?",
        ),
        mail=(
            r"(?:email|thư|tin nhắn) này\b.{0,120}\b(?:bảo mật|người nhận)\b.*",
            r"gửi từ (?:iphone|ipad|điện thoại|outlook|yahoo)\b.{0,60}",
            r"(?:nhấn vào đây để |để )?h[uủ]ỷ? đăng ký\b.{0,150}",
            r"xem (?:email|thư) này (?:trên|trong) trình duyệt\b.{0,20}",
        ),
        mail_field=("chủ đề", "cc", "ngày", "từ", "đã gửi", "đến", "gửi", "tiêu đề", "tới"),
        wrote=("đã viết",),
        reply_prefix=("trả lời",),
        forward_prefix=("chuyển tiếp", "fwd"),
        subtitled=(r"(?:phụ đề|dịch phụ đề|vietsub)(?: được thực hiện)? (?:bởi|:)\s.{0,80}",),
        page_before=(r"trang",),
    ),
    markup=MarkupNames(
        author=(r"tac-?gia",),
        comments=(r"binh-?luan", r"lien-?quan"),
        furniture=(r"binh-?luan", r"chia-?se", r"quang-?cao"),
        home=(r"trang-chu",),
        lead=(r"sapo",),
        related=(r"lien-?quan",),
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
    # 0.1% of human translations with at least forty characters lie outside (IWSLT 2012-13, Tatoeba).
    length_ratio=(0.45, 1.75),
    marks_most_words=True,
    own_letters=frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    word_parts=4,
    codec="cp1258",
    letters=frozenset("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"),
    hedges=(
        r"bị nghi",
        r"có lẽ",
        r"được cho là",
        r"hình như",
        r"nghe nói",
        r"tin đồn",
    ),
    references=(
        r"(?:\w+ ){1,5}" + "".join(rf"(?<!\b{word} )" for word in _NOT_POINTING) + r"(?:này|đó|ấy)\b",
    ),
    lessens=(r"kém ", r"ít (?=\w+ hơn\b|\w+ \w+ hơn\b)"),
    needs_diacritics=True,
    # Eth and African D for đ; the letter ƣ, in broken fonts, for ư; a caron for the breve.
    lookalikes=dict(zip(map(ord, "ÐðƉɖƢƣǍǎ"), "ĐđĐđƯưĂă", strict=True)),
    rewrites=_REWRITES,
)
