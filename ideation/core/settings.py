"""The settings of the running application, for services, which know nothing of Flask."""

from flask import current_app

from ideation.config import Settings


def settings() -> Settings:
    """Return the settings that this application was built with."""
    found: Settings = current_app.config["IDEATION"]
    return found
