"""A seat that is limited on purpose stays so; an agreement keeps the name of somebody who is not around the family."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column('participant', sa.Column('narrowed', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('action', sa.Column('who_name', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column('action', 'who_name')
    op.drop_column('participant', 'narrowed')
