"""By which rules the words and the vector of a submission were made."""
import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('submission_vector', sa.Column('prepared_with', sa.String(), server_default='', nullable=False))


def downgrade():
    op.drop_column('submission_vector', 'prepared_with')
