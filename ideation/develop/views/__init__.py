"""The pages of Develop."""

from ideation.develop.views import challenges, ideas

blueprints = (challenges.blueprint, ideas.blueprint)
