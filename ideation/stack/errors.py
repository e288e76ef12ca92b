"""What goes wrong around the servers that the product starts itself."""


class StackError(Exception):
    """A part of the stack cannot start; the message names the cause and the remedy.

    Args:
        message: One or two plain sentences, shown to the operator as they are.
    """
