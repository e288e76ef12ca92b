"""The WSGI application: `gunicorn wsgi:application`."""

from ideation import create_app

application = create_app()
