"""Text as the lexicon sees it: NFKC, lower case, hiragana, simplified characters, with the way back to the source.

Both the prompt and the lexicon pass through `fold`, so a word matches however it was typed.
"""

import unicodedata
from dataclasses import dataclass

_KATAKANA = {c: c - 0x60 for c in range(0x30A1, 0x30F7)}
_VARIANTS = str.maketrans(
    "髮發髪雙馬藍綠紅銀黃兩單貓鏡飾長頭膚顏體視無沒紮編辮淺濃靑裏産歳獸與絲個豐麗烏亂亞傘側傾僕傷兒軍涼鳳創別劍務動醫衛葉後啞圍國圖圓墜壟壯復夾妝嬌學"
    "實寶寬師帶開異彎強徑惡愛撲揚護報擁舊時暈術機條棗槍檸樣夢欖櫻漢淚澤潔潤塗漸滿靈點狀獨環電畫盤瞇著睜禮種禿窩豎筆籃緊纖純紗紙紋紐鈕線細織經絨結繪絡"
    "綴網羅翹鬍鬚須髒腦臉藝蒼螢熒蘿蝕蠶蠻蠟襖襪裝褲觸計認調貝貼賽輪較輔邊過運連裡釘鑽鉛銅鎧鏟鏈鍊閃陽項領頸頰頜風飄騎魚鮑鮮鯔雞鴨鵝麥齊齒龍捲隻鬆蝟脣"
    "曬鴛鴦變",
    "发发发双马蓝绿红银黄两单猫镜饰长头肤颜体视无没扎编辫浅浓青里产岁兽与丝个丰丽乌乱亚伞侧倾仆伤儿军凉凤创别剑务动医卫叶后哑围国图圆坠垄壮复夹妆娇学"
    "实宝宽师带开异弯强径恶爱扑扬护报拥旧时晕术机条枣枪柠样梦榄樱汉泪泽洁润涂渐满灵点状独环电画盘眯着睁礼种秃窝竖笔篮紧纤纯纱纸纹纽纽线细织经绒结绘络"
    "缀网罗翘胡须须脏脑脸艺苍荧荧萝蚀蚕蛮蜡袄袜装裤触计认调贝贴赛轮较辅边过运连里钉钻铅铜铠铲链链闪阳项领颈颊颌风飘骑鱼鲍鲜鲻鸡鸭鹅麦齐齿龙卷只松猬唇"
    "晒鸳鸯变",
)
"""Traditional and Japanese forms to simplified ones, for the characters that avatar words use."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` came from the original characters `start[i]` .. `end[i]`."""

    text: str
    start: tuple[int, ...]
    end: tuple[int, ...]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans of a character with the combining marks that follow it (so that decomposed kana compose)."""
    spans: list[tuple[int, int]] = []
    for i, char in enumerate(text):
        if spans and unicodedata.combining(char):
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return spans


def _fold_cluster(cluster: str) -> str:
    if cluster == "\n":
        return cluster
    category = unicodedata.category(cluster[0])
    if category == "Cf":  # zero-width characters hide inside words
        return ""
    if category[0] in "CZ":
        return " "
    plain = unicodedata.normalize("NFKC", cluster).lower()
    return plain.translate(_KATAKANA).translate(_VARIANTS)


def fold(text: str) -> Folded:
    """Fold a text, keeping for each folded character the span it came from."""
    chars: list[str] = []
    start: list[int] = []
    end: list[int] = []
    for a, b in _clusters(text):
        for char in _fold_cluster(text[a:b]):
            chars.append(char)
            start.append(a)
            end.append(b)
    return Folded("".join(chars), tuple(start), tuple(end))
