"""Nobody stays in by a password alone, and a closed account has no open link."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import store.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

MOMENT = sa.bindparam('moment', type_=store.base.UtcDateTime())


def upgrade() -> None:
    """End the sessions from before a second proof was asked for: they do not say by which way somebody came in."""
    now = {'moment': datetime.now(UTC)}
    by_password_alone = "FROM loginsession WHERE way = '' AND ended_at IS NULL"
    op.get_bind().execute(sa.text(f'UPDATE account SET standing = standing + 1 WHERE id IN (SELECT account_id {by_password_alone})'))
    op.get_bind().execute(
        sa.text("UPDATE loginsession SET ended_at = :moment WHERE way = '' AND ended_at IS NULL").bindparams(MOMENT), now
    )
    op.get_bind().execute(
        sa.text(
            'UPDATE enrolment SET ends = :moment WHERE used_at IS NULL AND ends > :moment'
            ' AND account_id IN (SELECT id FROM account WHERE disabled_at IS NOT NULL)'
        ).bindparams(MOMENT),
        now,
    )


def downgrade() -> None:
    """What ended stays ended."""
