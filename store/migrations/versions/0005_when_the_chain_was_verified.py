"""When the chain of looks was last verified, and whether it held."""

import sqlalchemy as sa
from alembic import op

import store.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table('auditcheck',
    sa.Column('id', sa.String(length=40), nullable=False),
    sa.Column('at', store.base.UtcDateTime(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('good', sa.Integer(), nullable=False),
    sa.Column('whole', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_auditcheck'))
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table('auditcheck')
