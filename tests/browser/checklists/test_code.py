"""The QR code is read back here by a decoder that shares nothing with what draws it."""

from collections.abc import Callable
from itertools import product

from playwright.sync_api import Page, expect

# ISO/IEC 18004, table 9, level M: for each version the blocks as (count, codewords, of them data).
BLOCKS = {
    1: [(1, 26, 16)],
    2: [(1, 44, 28)],
    3: [(1, 70, 44)],
    4: [(2, 50, 32)],
    5: [(2, 67, 43)],
    6: [(4, 43, 27)],
    7: [(4, 49, 31)],
    8: [(2, 60, 38), (2, 61, 39)],
    9: [(3, 58, 36), (2, 59, 37)],
    10: [(4, 69, 43), (1, 70, 44)],
    14: [(4, 64, 40), (5, 65, 41)],
    20: [(3, 67, 41), (13, 68, 42)],
}
ALIGNMENT = {
    **{version: [6, 4 * version + 10] for version in range(2, 7)},
    7: [6, 22, 38],
    8: [6, 24, 42],
    9: [6, 26, 46],
    10: [6, 28, 50],
    14: [6, 26, 46, 66],
    20: [6, 34, 62, 90],
}
MASKS: list[Callable[[int, int], bool]] = [
    lambda i, j: (i + j) % 2 == 0,
    lambda i, _: i % 2 == 0,
    lambda _, j: j % 3 == 0,
    lambda i, j: (i + j) % 3 == 0,
    lambda i, j: (i // 2 + j // 3) % 2 == 0,
    lambda i, j: i * j % 2 + i * j % 3 == 0,
    lambda i, j: (i * j % 2 + i * j % 3) % 2 == 0,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2 == 0,
]
Rows = list[list[bool]]


def function_modules(version: int, size: int) -> set[tuple[int, int]]:
    corners = [(range(9), range(9)), (range(9), range(size - 8, size))]
    corners.append((range(size - 8, size), range(9)))
    cells = {cell for rows, columns in corners for cell in product(rows, columns)}
    cells |= {(6, at) for at in range(size)} | {(at, 6) for at in range(size)}
    middles = ALIGNMENT.get(version, [])
    for i, j in product(middles, middles):
        if (i, j) not in {(6, 6), (6, middles[-1]), (middles[-1], 6)}:
            cells |= set(product(range(i - 2, i + 3), range(j - 2, j + 3)))
    if version >= 7:
        cells |= set(product(range(6), range(size - 11, size - 8)))
        cells |= set(product(range(size - 11, size - 8), range(6)))
    return cells


def read_format(rows: Rows) -> int:
    size = len(rows)
    near = [rows[8][j] for j in (0, 1, 2, 3, 4, 5, 7, 8)] + [
        rows[i][8] for i in (7, 5, 4, 3, 2, 1, 0)
    ]
    far = [rows[size - 1 - at][8] for at in range(7)] + [rows[8][size - 8 + at] for at in range(8)]
    assert near == far
    bits = int("".join("1" if bit else "0" for bit in near), 2) ^ 0b101010000010010
    assert bits >> 13 == 0b00, "the level is M"
    remainder = bits
    for shift in range(4, -1, -1):
        if remainder >> (shift + 10) & 1:
            remainder ^= 0b10100110111 << shift
    assert remainder == 0
    return bits >> 10 & 0b111


def codewords(rows: Rows, version: int, mask: int) -> list[int]:
    size = len(rows)
    taken = function_modules(version, size)
    masked = MASKS[mask]
    columns = [*range(size - 1, 6, -2), *range(5, 0, -2)]
    path = [
        (i, j)
        for turn, column in enumerate(columns)
        for i in (range(size) if turn % 2 else range(size - 1, -1, -1))
        for j in (column, column - 1)
        if (i, j) not in taken
    ]
    bits = [rows[i][j] != masked(i, j) for i, j in path]
    octets = [bits[at : at + 8] for at in range(0, len(bits) - 7, 8)]
    return [int("".join("1" if bit else "0" for bit in octet), 2) for octet in octets]


POWERS = [1]
for _ in range(254):
    POWERS.append(POWERS[-1] << 1 if POWERS[-1] < 128 else POWERS[-1] << 1 ^ 0x11D)


def evaluate(block: list[int], power: int) -> int:
    total = 0
    for codeword in block:
        product_ = POWERS[(POWERS.index(total) + power) % 255] if total else 0
        total = product_ ^ codeword
    return total


def decode(rows: Rows) -> str:
    size = len(rows)
    version = (size - 17) // 4
    sizes = [(total, data) for count, total, data in BLOCKS[version] for _ in range(count)]
    stream = iter(codewords(rows, version, read_format(rows)))
    blocks: list[list[int]] = [[] for _ in sizes]
    for at in range(max(data for _, data in sizes)):
        for block, (_, data) in zip(blocks, sizes, strict=True):
            if at < data:
                block.append(next(stream))
    contents = [list(block) for block in blocks]
    for _ in range(sizes[0][0] - sizes[0][1]):
        for block in blocks:
            block.append(next(stream))
    for block, (total, data) in zip(blocks, sizes, strict=True):
        assert all(evaluate(block, power) == 0 for power in range(total - data))
    bits = "".join(f"{codeword:08b}" for data in contents for codeword in data)
    assert bits[:4] == "0100", "bytes"
    width = 8 if version < 10 else 16
    length = int(bits[4 : 4 + width], 2)
    start = 4 + width
    octets = [int(bits[at : at + 8], 2) for at in range(start, start + length * 8, 8)]
    rest = bits[start + length * 8 :]
    padding = [rest[4 + -(start + 4) % 8 :][at : at + 8] for at in range(0, len(rest), 8)]
    assert all(pad in {"", "11101100", "00010001"} for pad in padding)
    return bytes(octets).decode()


def encode(page: Page, text: str) -> Rows | None:
    rows: Rows | None = page.evaluate(
        """async (text) =>
            (await import("/assets/javascripts/check-list-qr.js")).encode(text)""",
        text,
    )
    return rows


SIZES = {
    1: 1,
    14: 1,
    15: 2,
    42: 3,
    62: 4,
    84: 5,
    106: 6,
    122: 7,
    152: 8,
    180: 9,
    213: 10,
    362: 14,
    666: 20,
}


def test_codes_of_many_sizes_are_read_back(letter: Page) -> None:
    for length, version in SIZES.items():
        text = "".join(chr(33 + at * 7 % 94) for at in range(length))
        rows = encode(letter, text)
        assert rows is not None
        assert len(rows) == version * 4 + 17
        assert decode(rows) == text


def test_letters_beyond_ascii_are_read_back(letter: Page) -> None:
    rows = encode(letter, "https://e.org/é/字/🎉")
    assert rows is not None
    assert decode(rows) == "https://e.org/é/字/🎉"


def test_a_text_too_long_for_any_code_has_none(letter: Page) -> None:
    assert encode(letter, "x" * 2331) is not None
    assert encode(letter, "x" * 2332) is None


def test_the_code_on_the_page_holds_the_link(letter: Page) -> None:
    letter.locator("#why").check()
    panel = letter.locator("check-list").first
    panel.get_by_role("button", name="To my phone").click()
    address = panel.get_by_label("The link that carries your ticks").input_value()
    code = panel.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    size = int((code.get_attribute("viewBox") or "").split()[-1]) - 8
    dark = code.locator("path").nth(1).get_attribute("d") or ""
    cells = {tuple(map(int, cell.split("h")[0].split())) for cell in dark.split("M")[1:]}
    assert decode([[(x, y) in cells for x in range(size)] for y in range(size)]) == address
