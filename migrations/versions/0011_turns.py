"""The turns at an address that all workers share."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# Returns 0 where the taker now has a place and a start at the address, else the seconds until the next start is due,
# or NULL where all places are taken. The first look locks and writes nothing: most of those who ask have to wait.
# What was taken is on the disk before it is told, whatever the server is set to.
# A place is over when its time is; one that the server could not hear of, for it was down, has the grace to be renewed.
# A clock that was set back would hold a start or a place for as long as it went back: then they are dated anew.
TAKE_TURN = """
CREATE FUNCTION take_turn(
    wanted text, taker text, pace_s float8, most integer, lease_s float8, grace_s float8
) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz;
    over timestamptz;
    wait_s float8;
    taken integer[];
BEGIN
    FOR look IN 1..2 LOOP
        IF look = 2 THEN
            PERFORM set_config('synchronous_commit', 'on', true);
            INSERT INTO address (key, last_start) VALUES (wanted, 'epoch') ON CONFLICT DO NOTHING;
            PERFORM 1 FROM address WHERE key = wanted FOR UPDATE;
            IF NOT FOUND THEN
                RETURN pace_s;
            END IF;
        END IF;
        moment := clock_timestamp();
        SELECT extract(epoch FROM last_start - moment) + pace_s INTO wait_s FROM address WHERE key = wanted;
        IF wait_s > pace_s THEN
            UPDATE address SET last_start = moment WHERE key = wanted AND last_start > clock_timestamp();
        END IF;
        IF wait_s > 0 THEN
            RETURN least(wait_s, pace_s);
        END IF;
        over := CASE WHEN pg_postmaster_start_time() > moment - make_interval(secs => grace_s)
            THEN '-infinity' ELSE moment END;
        IF look = 2 THEN
            DELETE FROM address_place WHERE address = wanted AND (until <= over OR holder = taker);
        END IF;
        SELECT coalesce(array_agg(slot), '{}') INTO taken
            FROM address_place WHERE address = wanted AND until > over AND holder <> taker;
        IF cardinality(taken) >= most THEN
            UPDATE address_place SET until = moment + make_interval(secs => lease_s)
                WHERE address = wanted AND until > clock_timestamp() + make_interval(secs => lease_s);
            RETURN NULL;
        END IF;
    END LOOP;
    INSERT INTO address_place (address, slot, holder, until)
        SELECT wanted, min(free), taker, moment + make_interval(secs => lease_s)
        FROM generate_series(0, cardinality(taken)) AS free WHERE free <> ALL (taken);
    UPDATE address SET last_start = moment WHERE key = wanted;
    RETURN 0;
END
$$
"""


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("last_start", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_address"),
    )
    op.create_table(
        "address_place",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["address"], ["address.key"], name="fk_address_place_address", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("address", "slot", name="pk_address_place"),
        sa.UniqueConstraint("holder", name="uq_address_place_holder"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(TAKE_TURN)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION take_turn")
    op.drop_table("address_place")
    op.drop_table("address")
