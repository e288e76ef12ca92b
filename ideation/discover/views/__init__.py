"""The pages of Discover."""

from flask import Blueprint

from ideation.discover.views import field_notes, needs, statements

blueprints: tuple[Blueprint, ...] = (
    statements.blueprint,
    needs.blueprint,
    field_notes.blueprint,
)
