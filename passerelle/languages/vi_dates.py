"""Vietnamese dates and times of day."""

from passerelle.languages.base import DateForms
from passerelle.languages.dateforms import DAY, DAY_FIRST, MONTH, SOME_DAY, YEAR, decades, numbered

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


def _date_patterns() -> tuple[str, ...]:
    named = numbered("m", (f"(?i:{names})" for names in _MONTHS))
    weekdays = numbered("w", (f"{name}|{n}" for n, name in enumerate(_WEEKDAYS, 2)))
    named_weekdays = numbered("w", _WEEKDAYS)
    several = r"\s*(?:[-–,]|và|đến)\s*(?:ngày\s+)?"
    year = rf"(?:(?:,?\s*năm\s+|\s*[/.,-]\s*){YEAR})?"
    counted = "".join(f"(?<!{word} )" for word in _COUNTS_MONTHS)
    weekday = rf"(?:\b(?i:thứ)\s+(?i:{weekdays}),?\s+|\b(?i:chủ nhật)(?P<w7>),?\s+)?"
    of_year = rf"(?:\s*(?:/|-|,?\s*năm)\s*{YEAR})?"
    return (
        rf"{weekday}(?<![\w/.-])(?:(?i:ngày|mùng|mồng)\s+)?{DAY}\s*(?:tháng|thg)\s*{MONTH}{year}(?![\d/])",
        *DAY_FIRST,
        rf"\b(?i:quý)\s+(?:(?P<quarter>IV|I{{1,3}})|(?i:{numbered('q', _QUARTERS)})){of_year}(?!\w)",
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
    hours = numbered("h", _HOURS)
    half = r"\s+rưỡi(?P<n30>)"
    return (
        rf"{hour}(?:h|g|:)(?P<minute>[0-5]\d)(?:\s+giờ)?\b{part}?",
        rf"{hour}\s?(?P<loose>giờ)\s+(?P<minute>[0-5]\d)(?:\s+phút)?\b(?!\s+giây){part}?",
        rf"{hour}(?:h|\s?giờ)(?:{half})?{part}",
        rf"\b(?i:lúc|hồi|từ|vào)\s+(?P<span>{hour}(?:h\b|\s?(?P<loose>giờ)\b(?:{half})?))",
        r"(?<![\w,.])(?P<hour>[01]?\d|2[0-4])h(?=\s+(?:ngày|hôm|thứ|cùng)\b)",
        rf"\b(?:{hours})\s+giờ(?:{half})?{part}",
        rf"\b(?i:lúc|hồi)\s+(?P<span>(?:{hours})\s+(?P<loose>giờ)\b(?:{half})?)",
        r"\b(?P<h0>(?i:nửa đêm))(?P<noon>)\b",
        r"\b(?P<h12>(?i:giữa trưa))(?P<noon>)\b",
    )


DATES = DateForms(
    patterns=_date_patterns,
    parts_of_day={
        "sáng": 0,
        "trưa": 10,
        "chiều": 12,
        "tối": 16,
        "đêm": 18,
        "khuya": 18,
    },
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
    time_mentions={
        "T00:00": r"\b(?:nửa đêm|0 ?giờ|0h|24 ?h)",
        "T12:00": r"\btrưa\b",
    },
)
