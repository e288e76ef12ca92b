"""Remember the last code of an authenticator app, so that none is taken twice."""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('account', sa.Column('tf_last_counter', sa.BigInteger(), nullable=True))


def downgrade():
    op.drop_column('account', 'tf_last_counter')
