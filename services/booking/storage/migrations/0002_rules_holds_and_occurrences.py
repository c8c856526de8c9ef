"""Rules and hours of catalogs, group offerings, what a booking says of itself, the outbox."""

from alembic import op

from services.common import lanes_sql
from services.common.row_security import tenant_table_sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Only additions, each with a default: a process of the version before goes on meanwhile.
CATALOGS = """ALTER TABLE booking.catalogs
    ADD COLUMN rules jsonb NOT NULL DEFAULT '{}'"""

OFFERINGS = """ALTER TABLE booking.offerings
    ADD COLUMN min_notice_seconds integer NOT NULL DEFAULT 0,
    ADD COLUMN book_ahead_seconds integer,
    ADD COLUMN cancel_notice_seconds integer NOT NULL DEFAULT 0,
    ADD COLUMN move_notice_seconds integer NOT NULL DEFAULT 0,
    ADD COLUMN approval text CHECK (approval IN ('automatic', 'by_hand')),
    ADD COLUMN min_party integer NOT NULL DEFAULT 1 CHECK (min_party >= 1),
    ADD COLUMN max_party integer CHECK (max_party >= min_party),
    ADD COLUMN venue_name text NOT NULL DEFAULT '',
    ADD COLUMN venue_address text NOT NULL DEFAULT '',
    ADD COLUMN seats integer CHECK (seats > 0),
    ADD COLUMN occurrences jsonb NOT NULL DEFAULT '{}'"""

RESOURCES = """ALTER TABLE booking.resources
    ADD COLUMN hours jsonb NOT NULL DEFAULT '{}'"""

# Made when the first of its seats is booked. Seats are counted while its row is locked.
OCCURRENCES = """CREATE TABLE booking.occurrences (
    tenant_id uuid NOT NULL,
    occurrence_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    start_time timestamptz NOT NULL,
    end_time timestamptz NOT NULL CHECK (end_time > start_time),
    create_time timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, occurrence_id),
    CONSTRAINT occurrences_one_start UNIQUE (tenant_id, offering_id, start_time),
    FOREIGN KEY (tenant_id, offering_id) REFERENCES booking.offerings
)"""

BOOKINGS = """ALTER TABLE booking.bookings
    ADD COLUMN party_size integer NOT NULL DEFAULT 1 CHECK (party_size >= 1),
    ADD COLUMN external_ref text NOT NULL DEFAULT '',
    ADD COLUMN note text NOT NULL DEFAULT '',
    ADD COLUMN expire_time timestamptz,
    ADD COLUMN cancel_reason text NOT NULL DEFAULT '',
    ADD COLUMN attendance_time timestamptz,
    ADD COLUMN venue_name text NOT NULL DEFAULT '',
    ADD COLUMN venue_address text NOT NULL DEFAULT '',
    ADD COLUMN occurrence_id uuid,
    ADD COLUMN channel_id uuid,
    ADD COLUMN price_cents bigint NOT NULL DEFAULT 0,
    ADD COLUMN currency_code text NOT NULL DEFAULT '',
    ADD COLUMN language text NOT NULL DEFAULT '',
    ADD FOREIGN KEY (tenant_id, occurrence_id) REFERENCES booking.occurrences,
    DROP CONSTRAINT bookings_origin_check,
    ADD CONSTRAINT bookings_origin_check
        CHECK (origin IN ('conversation', 'api', 'staff', 'import'))"""

# A segment is a booking's, or that of an occurrence, which its bookings share.
SEGMENTS = """ALTER TABLE booking.booking_segments
    DROP CONSTRAINT booking_segments_pkey,
    ALTER COLUMN booking_id DROP NOT NULL,
    ADD COLUMN occurrence_id uuid,
    ADD COLUMN offering_id uuid,
    ADD CONSTRAINT segments_of_booking UNIQUE (tenant_id, booking_id, position),
    ADD CONSTRAINT segments_of_occurrence UNIQUE (tenant_id, occurrence_id),
    ADD CONSTRAINT segments_one_owner CHECK (num_nonnulls(booking_id, occurrence_id) = 1),
    ADD FOREIGN KEY (tenant_id, occurrence_id) REFERENCES booking.occurrences"""

INDEXES = (
    "CREATE UNIQUE INDEX bookings_one_external_ref"
    " ON booking.bookings (tenant_id, external_ref) WHERE external_ref <> ''",
    "CREATE INDEX bookings_of_occurrence"
    " ON booking.bookings (tenant_id, occurrence_id) WHERE occurrence_id IS NOT NULL",
    "CREATE INDEX bookings_by_expiry"
    " ON booking.bookings (tenant_id, expire_time) WHERE state IN ('held', 'pending')",
)


# A new foreign key is checked by the owner, from whom forced row security hides every row.
ALTERED = "bookings", "booking_segments"


def upgrade() -> None:
    unforced = [f"ALTER TABLE booking.{each} NO FORCE ROW LEVEL SECURITY" for each in ALTERED]
    forced = [f"ALTER TABLE booking.{each} FORCE ROW LEVEL SECURITY" for each in ALTERED]
    tables = CATALOGS, OFFERINGS, RESOURCES, OCCURRENCES, *unforced, BOOKINGS, SEGMENTS, *forced
    security = tenant_table_sql("booking.occurrences")
    for statement in (*tables, *INDEXES, *security, *lanes_sql.create("booking", per_tenant=True)):
        op.execute(statement)


def downgrade() -> None:
    for statement in (
        *lanes_sql.drop("booking"),
        "ALTER TABLE booking.booking_segments NO FORCE ROW LEVEL SECURITY",
        "DELETE FROM booking.booking_segments WHERE booking_id IS NULL",
        "ALTER TABLE booking.booking_segments FORCE ROW LEVEL SECURITY",
        """ALTER TABLE booking.booking_segments
            DROP COLUMN occurrence_id, DROP COLUMN offering_id,
            DROP CONSTRAINT segments_of_booking,
            ALTER COLUMN booking_id SET NOT NULL,
            ADD PRIMARY KEY (tenant_id, booking_id, position)""",
        """ALTER TABLE booking.bookings
            DROP COLUMN party_size, DROP COLUMN external_ref, DROP COLUMN note,
            DROP COLUMN expire_time, DROP COLUMN cancel_reason, DROP COLUMN attendance_time,
            DROP COLUMN venue_name, DROP COLUMN venue_address, DROP COLUMN occurrence_id,
            DROP COLUMN channel_id, DROP COLUMN price_cents, DROP COLUMN currency_code,
            DROP COLUMN language,
            DROP CONSTRAINT bookings_origin_check,
            ADD CONSTRAINT bookings_origin_check
                CHECK (origin IN ('conversation', 'api')) NOT VALID""",
        "DROP TABLE booking.occurrences",
        "ALTER TABLE booking.resources DROP COLUMN hours",
        """ALTER TABLE booking.offerings
            DROP COLUMN min_notice_seconds, DROP COLUMN book_ahead_seconds,
            DROP COLUMN cancel_notice_seconds, DROP COLUMN move_notice_seconds,
            DROP COLUMN approval, DROP COLUMN min_party, DROP COLUMN max_party,
            DROP COLUMN venue_name, DROP COLUMN venue_address, DROP COLUMN seats,
            DROP COLUMN occurrences""",
        "ALTER TABLE booking.catalogs DROP COLUMN rules",
    ):
        op.execute(statement)
