"""Tables that people open in a spreadsheet."""

# What a spreadsheet takes for the beginning of a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running a cell that the public wrote as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
