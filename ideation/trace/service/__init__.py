"""The use cases of Trace."""

from ideation.trace.service.mine import Gift, Gifts, given_by
from ideation.trace.service.showing import KINDS, Trace, show

__all__ = ["KINDS", "Gift", "Gifts", "Trace", "given_by", "show"]
