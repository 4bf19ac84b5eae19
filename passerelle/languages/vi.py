"""Vietnamese: all that Passerelle knows of it."""

from passerelle.languages import rewrites
from passerelle.languages.base import (
    SHARED_COMPANIES,
    Language,
    Negation,
    PageWords,
    SentenceRules,
    words,
)
from passerelle.languages.vi_dates import DATES
from passerelle.languages.vi_exonyms import EXONYMS
from passerelle.languages.vi_names import NAMES
from passerelle.languages.vi_numbers import NUMERALS, VietnameseNumbers

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

VIETNAMESE = Language(
    code="vi",
    numerals=NUMERALS,
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
    dates=DATES,
    names=NAMES,
    exonyms=EXONYMS,
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
            r"\bkhông (?:chỉ|những|gian|khí|quân|phận|trung|lực|tưởng|kích|biên giới|dây)\b",
            r"\bkhông biết (?:có|liệu)\b",
            r"\bkhông ngừng\b",
            r"\bkhông sao\b",
            r"\blúc nào chẳng\b",
            r"\bsố không\b",
            r"\btrên không\b",
        ),
        implied=(
            r"ai",
            r"chưa",
            r"chả",
            r"chẳng",
            r"chỉ",
            r"chớ",
            r"chứ",
            r"cấm",
            r"gì",
            r"hết",
            r"khó",
            r"không",
            r"ko",
            r"miễn",
            r"mất",
            r"nhé",
            r"nhỉ",
            r"quên",
            r"sao",
            r"thôi",
            r"trừ",
            r"từ chối",
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
        author_before=(r"bài(?: và ảnh)?", r"phóng viên", r"tác giả"),
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
        consent=(r"(?:chấp nhận|đồng ý)\b.{0,40}\bcookies?", r"(?:chúng tôi|trang web này) sử dụng cookies?"),
        live=(r"trực tiếp\b", r"tường thuật(?: trực tiếp)?\b"),
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
    marks_most_words=True,
    own_letters=frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
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
    needs_diacritics=True,
    # Eth and African D for đ; the long-legged ƣ of broken fonts for ư.
    lookalikes=dict(zip(map(ord, "ÐðƉɖƢƣ"), "ĐđĐđƯư", strict=True)),
    rewrites=rewrites.VIETNAMESE,
)
