"""What is done to bytes that were right: cut, doubled, overwritten, swapped, flipped, filled."""

import random


def mutated_bytes(content: bytes, chance: random.Random) -> bytes:
    """One to four changes, each somewhere."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(content) + 1)
        length = chance.choice((1, 1, 2, 4, 20, 200))
        piece = content[start : start + length]
        match chance.randrange(7):
            case 0:
                return content[:start]
            case 1:
                piece = b""
            case 2:
                piece += piece
            case 3:
                piece = chance.randbytes(len(piece))
            case 4:
                piece = bytes(len(piece))
            case 5:
                piece = bytes(each ^ (1 << chance.randrange(8)) for each in piece)
            case _:
                other = chance.randrange(len(content) + 1)
                piece = content[other : other + length]
        content = content[:start] + piece + content[start + length :]
    return content
