"""The WSGI application: `gunicorn wsgi:application`."""

from ideation import create_app
from ideation.accounts.sign_in import refuse_demo_accounts
from ideation.text.tokens import load_words

application = create_app()
refuse_demo_accounts(application)
# Before gunicorn makes its processes: they share the list, and nobody waits for it.
load_words()
