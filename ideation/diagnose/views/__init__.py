"""The pages of Diagnose."""

from flask import Blueprint

from ideation.diagnose.views import board, imports, submissions, themes

blueprints: tuple[Blueprint, ...] = (
    imports.blueprint,
    submissions.blueprint,
    themes.blueprint,
    board.blueprint,
)
