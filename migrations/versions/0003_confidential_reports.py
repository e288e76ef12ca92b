"""Find the reports of wrongdoing of a round, which only officers read."""
from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        'ix_submission_confidential',
        'submission',
        ['round_id'],
        postgresql_where=sa.text("kind = 'tip_off' and withdrawn_at is null"),
    )
    # What a theme quotes may have been such a report; the next run chooses its quotes anew.
    op.execute(
        """
        UPDATE theme SET central_ids = ARRAY(
            SELECT quoted FROM unnest(central_ids) WITH ORDINALITY AS q (quoted, place)
            JOIN submission ON submission.id = quoted
            WHERE submission.kind <> 'tip_off'
            ORDER BY place
        )
        """
    )


def downgrade():
    op.drop_index('ix_submission_confidential', table_name='submission')
