"""Vietnamese numbers: words, marks and grammar."""

from decimal import Decimal

from passerelle.languages.base import words
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered

NUMERALS = Numerals(
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
        # Without marks, as keyboards write.
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
