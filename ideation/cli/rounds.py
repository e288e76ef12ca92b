"""`ideation rounds`: open and list rounds from the machine itself."""

from datetime import timedelta

import click
from flask.cli import with_appcontext


@click.group("rounds")
def group() -> None:
    """Rounds of the 4D process."""


@group.command("open")
@click.option("--agency", "agency_slug", required=True, help="The agency's short name.")
@click.option("--area", required=True, help="Short name of the mission area.")
@click.option("--slug", required=True, help="The last part of the round's address.")
@click.option("--title", required=True)
@click.option("--purpose", help="Markdown; by default the title.")
@click.option("--level", default="consult", show_default=True, help="Level of participation.")
@click.option("--days", default=30, show_default=True, help="How long people can post.")
@with_appcontext
def open_round(
    agency_slug: str, area: str, slug: str, title: str, purpose: str | None, level: str, days: int
) -> None:
    """Open a round in which people can post at once."""
    from ideation.accounts.policy import OPERATOR
    from ideation.agencies.service import get_agency
    from ideation.core import clock
    from ideation.rounds import service
    from ideation.rounds.models import Level, Moment, Stage
    from ideation.rounds.windows import Window

    now = clock.now()
    areas = {area.slug: area.id for area in get_agency(agency_slug).mission_areas}
    if area not in areas:
        raise click.BadParameter(f"choose one of {', '.join(areas)}", param_hint="--area")
    draft = service.RoundDraft(
        title=title,
        slug=slug,
        purpose=purpose or title,
        level=Level(level),
        moment=Moment.BEFORE,
        mission_area_id=areas[area],
        windows=(Window(Stage.DIAGNOSE, now, now + timedelta(days=days)),),
        steps=(service.Step(title="บอกเรื่องของคุณ"),),
    )
    service.draft_round(agency_slug, draft, actor=OPERATOR, now=now)
    service.change_state(slug, "publish", actor=OPERATOR, now=now)
    click.echo(f"opened: {slug}")


@group.command("list")
@with_appcontext
def list_rounds() -> None:
    """List the rounds, newest first."""
    from sqlalchemy import select

    from ideation.extensions import db
    from ideation.rounds.models import Round

    for round in db.session.scalars(select(Round).order_by(Round.id.desc())):
        click.echo(f"{round.slug}\t{round.state}\t{round.title}")
