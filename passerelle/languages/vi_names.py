"""Vietnamese names: what they are made of, and what has a capital without being one."""

from passerelle.languages.base import NameRules, words

_OFFICES = words(
    """
        chúa chủ giám giáo hiệu hậu khách kiếm mục nghị nhân nông nạn phi phó sinh sĩ sư thư
        thầy thợ thủ trưởng tá tì tù tướng tịch tử viên vua vệ úy đốc
        """
)
# Towns, islands and regions that are no provinces; in English they have no marks.
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
_ABROAD = {
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
NAMES = NameRules(
    titles=words(
        "anh bà bác bộ chú chị chủ cô cậu cụ dì em ngài thím thống thầy thủ trưởng tướng tịch tổng ông"
    ),
    syllabic=True,
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
    places=dict.fromkeys(_TOWNS, ()) | _ABROAD,
    country="VN",
)
