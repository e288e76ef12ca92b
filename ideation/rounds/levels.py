"""The five levels of participation: what each promises people, and what it asks of the agency.

The wording follows the source documents (M1–M5, B1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ideation.core.i18n import _l
from ideation.rounds.models import Level


@dataclass(frozen=True)
class LevelWords:
    """What a level means in words.

    Args:
        number: its place, from 1 (inform) to 5 (empower).
        name: its name.
        promise: what the agency promises people at this level.
        duties: what the agency has to do to keep the promise.
    """

    number: int
    name: Any
    promise: Any
    duties: tuple[Any, ...]


LEVELS: Mapping[Level, LevelWords] = MappingProxyType(
    {
        Level.INFORM: LevelWords(
            1,
            _l("Inform"),
            _l("We keep you informed. What we publish is true, correct, current and easy to find."),
            (
                _l("Publish the results and the yearly report of the work."),
                _l("Keep what is published correct and current, over several channels."),
            ),
        ),
        Level.CONSULT: LevelWords(
            2,
            _l("Consult"),
            _l("We listen to what you say freely, make use of it, and tell you how we used it."),
            (
                _l("Open many channels: web site, telephone, letter, e-mail and in person."),
                _l("Use the opinions to improve the work or to decide, and publish how."),
            ),
        ),
        Level.INVOLVE: LevelWords(
            3,
            _l("Involve"),
            _l(
                "We exchange opinions and information with you, in both directions, "
                "towards a result that is stated from the start."
            ),
            (
                _l("State the result that is aimed at before the exchange begins."),
                _l("Answer what people say, and plan and decide with them."),
            ),
        ),
        Level.COLLABORATE: LevelWords(
            4,
            _l("Collaborate"),
            _l(
                "You decide along with us at every step, from naming the problem "
                "through the alternatives to the solution."
            ),
            (
                _l("Work with people as partners from naming the problem to the solution."),
                _l("Take people's new ideas and suggestions into each decision."),
            ),
        ),
        Level.EMPOWER: LevelWords(
            5,
            _l("Empower"),
            _l("You decide. Your decision binds us, and we must act on it."),
            (
                _l("Act on what the people decide; the decision is binding."),
                _l("Support and assist, while people run the matter themselves."),
            ),
        ),
    }
)
