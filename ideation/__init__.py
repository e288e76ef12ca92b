"""Ideation (ร่วมคิด): public agencies make policy with the public, by the 4D process."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(environ: Mapping[str, str] | None = None) -> "Flask":
    """Build the web application.

    Everything is imported inside, so that `import ideation.text` in a plain script loads
    neither Flask nor SQLAlchemy.

    Args:
        environ: environment variables to use instead of the process's own.

    Raises:
        ideation.config.BadSettings: a setting is missing or unsafe; the sentence says which.
    """
    from flask import Flask

    from ideation import config, paths
    from ideation.accounts import sign_in
    from ideation.accounts import views as accounts
    from ideation.agencies import views as agencies
    from ideation.core import assets, languages, logs, metrics, page_cache, queue, web, work
    from ideation.core.registry import registry
    from ideation.deliver import registration as deliver_registration
    from ideation.deliver import views as deliver
    from ideation.develop import registration as develop_registration
    from ideation.develop import views as develop
    from ideation.diagnose import registration as diagnose_registration
    from ideation.diagnose import views as diagnose
    from ideation.discover import registration as discover_registration
    from ideation.discover import views as discover
    from ideation.extensions import csrf, db, limiter, migrate
    from ideation.notify import registration as notify_registration
    from ideation.notify import views as notify
    from ideation.rounds import registration as rounds_registration
    from ideation.rounds import views as rounds
    from ideation.site import views as site
    from ideation.text.tokens import extend_dictionary
    from ideation.trace import registration as trace_registration
    from ideation.trace import views as trace

    settings = config.read(environ)
    app = Flask(__name__, template_folder=paths.TEMPLATES, static_folder=paths.STATIC)
    app.config.from_mapping(config.flask_settings(settings))
    extend_dictionary(settings.text_words)

    logs.configure(settings)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(paths.MIGRATIONS))
    csrf.init_app(app)
    limiter.init_app(app)
    languages.init_app(app)
    web.init_app(app)
    assets.init_app(app)
    metrics.init_app(app)
    page_cache.init_app(app)
    sign_in.init_app(app)

    connection = queue.connect(settings.redis_url)
    app.extensions["queue"] = queue.open_queue(connection)
    app.extensions["hinter"] = queue.QueueHinter(app.extensions["queue"])
    work.bind(app.extensions["hinter"])

    for registration in (
        notify_registration,
        rounds_registration,
        diagnose_registration,
        discover_registration,
        develop_registration,
        deliver_registration,
        trace_registration,
    ):
        registration.register(registry)
    rooms = (site, accounts, agencies, notify, rounds)
    for room in (*rooms, diagnose, discover, develop, deliver, trace):
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
    return app
