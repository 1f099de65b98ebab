"""Chinese numerals in names, written as figures where they number something."""

import re

DIGITS = {
    **dict.fromkeys("零〇○", 0),
    **dict.fromkeys("一壹", 1),
    **dict.fromkeys("二贰", 2),
    **dict.fromkeys("三叁", 3),
    **dict.fromkeys("四肆", 4),
    **dict.fromkeys("五伍", 5),
    **dict.fromkeys("六陆", 6),
    **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8),
    **dict.fromkeys("九玖", 9),
}
TENS = {**dict.fromkeys("十拾", 10), "廿": 20, "卅": 30, **dict.fromkeys("百佰", 100)}
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}

# What is counted in names and addresses. A numeral elsewhere is part of a word: 四季, 万里, 一品.
COUNTED = (
    "新村|村|小区|期|区|号楼|号院|号|支弄|弄|街坊|坊|组团|地块|块|标段|幢|栋|座|室|组|苑|园"
    "|公寓|大楼|分公司|管理处"
)
_NUMERAL = f"[{''.join(DIGITS)}{''.join(TENS)}]+"
# After 第 a numeral always numbers; so it does alone in brackets: 听松新村(二).
_COUNTING = re.compile(
    rf"第+(?P<ordinal>{_NUMERAL}|\d+)"
    rf"|\((?P<alone>{_NUMERAL})\)"
    rf"|(?P<counted>{_NUMERAL})(?={COUNTED})"
)
_ROMAN = re.compile(
    rf"(?<![A-Z])(?:{'|'.join(sorted(ROMAN, key=len, reverse=True))})(?=期|区|\)|$)"
)


def with_figures(text: str) -> str:
    """Return `text` with the numerals that number something as figures: 第一小区 is 1小区."""
    text = _ROMAN.sub(lambda match: str(ROMAN[match[0]]), text)
    return _COUNTING.sub(_figures, text)


def number_of(numeral: str) -> int:
    """Return the value of a numeral up to 999: 二十一, 廿一 and 二一 are 21.

    Raises KeyError if a character is none of a numeral.
    """
    if not set(numeral) & set(TENS):
        return int("".join(str(DIGITS[character]) for character in numeral))
    total, digit = 0, None
    for character in numeral:
        if character in TENS:
            total += TENS[character] * (1 if digit is None else digit)
            digit = None
        else:
            digit = DIGITS[character]
    return total + (digit or 0)


def _figures(match: re.Match[str]) -> str:
    if match["ordinal"]:
        ordinal = match["ordinal"]
        return ordinal if ordinal.isdigit() else str(number_of(ordinal))
    if match["alone"]:
        return f"({number_of(match['alone'])})"
    return str(number_of(match["counted"]))
