"""The words and type faces the standard itself prescribes; everything else is wording data."""

SONG_TITLE = "方正小标宋简体"
FANG = "仿宋_GB2312"
KAI = "楷体_GB2312"
HEI = "黑体"
SONG = "宋体"

# Names a machine may know the same face by, in order of likeness.
ALSO_KNOWN_AS: dict[str, tuple[str, ...]] = {
    SONG_TITLE: ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "小标宋", "华文中宋", "STZhongsong"),
    FANG: ("仿宋", "FangSong", "FangSong_GB2312", "华文仿宋", "STFangsong"),
    KAI: ("楷体", "KaiTi", "KaiTi_GB2312", "华文楷体", "STKaiti"),
    HEI: ("SimHei", "思源黑体", "华文黑体", "STHeiti"),
    SONG: ("SimSun", "中易宋体", "华文宋体", "STSong"),
}

DASH = "—"
COLON = "："
STOP = "。"
ATTACHMENT = "附件"
COPIES = "抄送："
PRINTED = "印发"
UNIT = "单位："
NOTE = "注："
ISSUE = "号"
YEAR, MONTH, DAY = "年", "月", "日"
DIGITS = "零一二三四五六七八九"
TEN = "十"

# 标点避头尾, as Word is told it. The dash is added on both sides: 1—4月 stays whole.
NEVER_FIRST = "%),.:;]}·’”…‰℃、。〉》」』】〕〗！），．：；？］｝～—"
NEVER_LAST = "([{‘“〈《「『【〔〖（［｛—"

# A title's line, besides, does not begin with a particle or end with a conjunction.
TITLE_NOT_FIRST = NEVER_FIRST + "的了等及和与号"
TITLE_NOT_LAST = NEVER_LAST + "第及和与"
