"""What a theme run started from and found, so that it can be done again and compared."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('theme_run_record',
    sa.Column('run_id', sa.BigInteger(), nullable=False),
    sa.Column('submission_ids', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('placed', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('before', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('labels', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.CheckConstraint('cardinality(submission_ids) = cardinality(placed) and cardinality(submission_ids) = cardinality(before) and cardinality(submission_ids) = cardinality(labels)', name=op.f('ck_theme_run_record_together')),
    sa.ForeignKeyConstraint(['run_id'], ['theme_run.id'], name=op.f('fk_theme_run_record_run_id_theme_run')),
    sa.PrimaryKeyConstraint('run_id', name=op.f('pk_theme_run_record'))
    )


def downgrade():
    op.drop_table('theme_run_record')
