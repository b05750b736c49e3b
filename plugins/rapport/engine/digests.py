"""Digests of texts and bytes."""

from hashlib import blake2b


def digest(*parts: object) -> str:
    """Return 32 hex digits that differ if one of the parts differs."""
    text = "\0".join(map(str, parts))
    return blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()


def digest_of_texts(texts: list[str]) -> str:
    """Return a digest of these texts, in their order, as 32 hex digits."""
    whole = "\0".join(texts)
    return blake2b(whole.encode(errors="replace"), digest_size=16).hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """Return a digest of these bytes, as 32 hex digits."""
    return blake2b(data, digest_size=16).hexdigest()
