"""Indexes by which the voices of a week are counted, each wording once."""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_submission_dated', 'submission', ['round_id', 'said_at', 'id'], unique=False, postgresql_where=sa.text('withdrawn_at is null and (import_id is null or said_at < created_at)'))
    op.create_index('ix_text_copy_repeat', 'text_copy', ['round_id', 'submission_id'], unique=False, postgresql_where=sa.text('group_id < submission_id'))


def downgrade():
    op.drop_index('ix_text_copy_repeat', table_name='text_copy', postgresql_where=sa.text('group_id < submission_id'))
    op.drop_index('ix_submission_dated', table_name='submission', postgresql_where=sa.text('withdrawn_at is null and (import_id is null or said_at < created_at)'))
