"""The models of Diagnose."""

from ideation.diagnose.models.copies import TextCopy
from ideation.diagnose.models.imports import BadRow, SubmissionImport
from ideation.diagnose.models.placers import ThemePlacer
from ideation.diagnose.models.submissions import (
    Addition,
    Channel,
    Kind,
    NameShown,
    Submission,
    Support,
    TextSpace,
    Vector,
)
from ideation.diagnose.models.themes import (
    Bar,
    Theme,
    ThemeEdit,
    ThemeMember,
    ThemeRun,
    ThemeRunRecord,
    ThemeState,
)

__all__ = [
    "Addition",
    "BadRow",
    "Bar",
    "Channel",
    "Kind",
    "NameShown",
    "Submission",
    "SubmissionImport",
    "Support",
    "TextCopy",
    "TextSpace",
    "Theme",
    "ThemeEdit",
    "ThemeMember",
    "ThemePlacer",
    "ThemeRun",
    "ThemeRunRecord",
    "ThemeState",
    "Vector",
]
