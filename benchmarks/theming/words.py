"""The words of a Thai text as usual methods cut them."""


def newmm(text: str) -> list[str]:
    """Cut a text into words as pythainlp does unless told otherwise."""
    from pythainlp.tokenize import word_tokenize

    found: list[str] = word_tokenize(text, engine="newmm", keep_whitespace=False)
    return found
