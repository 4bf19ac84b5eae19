"""Vietnamese dates and times of day."""

from passerelle.languages.base import DateForms, words
from passerelle.languages.dateforms import DAY, SOME_DAY, YEAR

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


DATES = DateForms(
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
