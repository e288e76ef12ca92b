"""The WSGI application: `gunicorn wsgi:application`."""

from ideation import create_app
from ideation.accounts.sign_in import refuse_demo_accounts

application = create_app()
refuse_demo_accounts(application)
