"""Short texts that stand for others."""

from hashlib import blake2b


def digest(*parts: object) -> str:
    """Return 32 hex digits that differ when one of the parts does."""
    text = "\0".join(map(str, parts))
    return blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """Return 32 hex digits that stand for these bytes."""
    return blake2b(data, digest_size=16).hexdigest()
