"""Catalogs, bookings with their segments, requests."""

from alembic import op

from services.common import requests
from services.common.row_security import tenant_table_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Names sort by their bytes, as in the code: a catalog is compared with the one that stands.
OFFERINGS = """CREATE TABLE booking.offerings (
    tenant_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    length_seconds integer NOT NULL CHECK (length_seconds BETWEEN 300 AND 86400),
    step_seconds integer NOT NULL CHECK (step_seconds BETWEEN 300 AND 86400),
    buffer_before_seconds integer NOT NULL CHECK (buffer_before_seconds BETWEEN 0 AND 14400),
    buffer_after_seconds integer NOT NULL CHECK (buffer_after_seconds BETWEEN 0 AND 14400),
    price_cents bigint NOT NULL CHECK (price_cents >= 0),
    currency_code text NOT NULL,
    retire_time timestamptz,
    PRIMARY KEY (tenant_id, offering_id),
    CONSTRAINT offerings_one_name UNIQUE (tenant_id, name)
)"""

# The one default is kept here, so that there cannot be two.
CATALOGS = """CREATE TABLE booking.catalogs (
    tenant_id uuid PRIMARY KEY,
    time_zone text NOT NULL,
    approval text NOT NULL CHECK (approval IN ('automatic', 'by_hand')),
    default_offering_id uuid,
    update_time timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, default_offering_id) REFERENCES booking.offerings
)"""

RESOURCES = """CREATE TABLE booking.resources (
    tenant_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    display_name text NOT NULL,
    capacity integer NOT NULL CHECK (capacity >= 0),
    rank integer NOT NULL,
    retire_time timestamptz,
    PRIMARY KEY (tenant_id, resource_id),
    CONSTRAINT resources_one_name UNIQUE (tenant_id, name)
)"""

PERFORMED_OFFERINGS = """CREATE TABLE booking.performed_offerings (
    tenant_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, offering_id, resource_id),
    FOREIGN KEY (tenant_id, offering_id) REFERENCES booking.offerings,
    FOREIGN KEY (tenant_id, resource_id) REFERENCES booking.resources
)"""

OPENINGS = """CREATE TABLE booking.openings (
    tenant_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    start_minute smallint NOT NULL CHECK (start_minute >= 0),
    end_minute smallint NOT NULL CHECK (end_minute > start_minute AND end_minute <= 1440),
    PRIMARY KEY (tenant_id, resource_id, weekday, start_minute),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES booking.resources
)"""

BOOKINGS = """CREATE TABLE booking.bookings (
    tenant_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    offering_id uuid NOT NULL,
    offering_name text NOT NULL,
    start_time timestamptz NOT NULL,
    end_time timestamptz NOT NULL,
    time_zone text NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'pending', 'confirmed', 'cancelled', 'expired',
        'completed', 'no_show')),
    origin text NOT NULL CHECK (origin IN ('conversation', 'api')),
    revision bigint NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, booking_id),
    FOREIGN KEY (tenant_id, offering_id) REFERENCES booking.offerings,
    -- Lists of what ends later than an instant read the index from a day before it.
    CONSTRAINT bookings_at_most_a_day
        CHECK (end_time > start_time AND end_time - start_time <= interval '24 hours')
)"""

# The constraint, not the code, is what keeps two customers apart. The tenant stands in it, or
# "taken" would tell one tenant of another's calendar; ranges of one uuid, because equality in a
# gist index needs an extension. Free time is read by segments_by_start: && uses no index under
# row security.
SEGMENTS = """CREATE TABLE booking.booking_segments (
    tenant_id uuid NOT NULL,
    booking_id uuid NOT NULL,
    position smallint NOT NULL,
    resource_id uuid NOT NULL,
    start_time timestamptz NOT NULL,
    end_time timestamptz NOT NULL,
    during tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(start_time, end_time, '[)')) STORED,
    state text NOT NULL CHECK (state IN ('held', 'pending', 'confirmed', 'cancelled', 'expired',
        'completed', 'no_show')),
    PRIMARY KEY (tenant_id, booking_id, position),
    FOREIGN KEY (tenant_id, booking_id) REFERENCES booking.bookings,
    FOREIGN KEY (tenant_id, resource_id) REFERENCES booking.resources,
    -- 24 hours and two buffers of 4: what overlaps an instant began at most so long before it.
    CONSTRAINT segments_at_most_32_hours
        CHECK (end_time > start_time AND end_time - start_time <= interval '32 hours'),
    CONSTRAINT segments_no_overlap EXCLUDE USING gist (
        booking.uuidrange(tenant_id, tenant_id, '[]') WITH &&,
        booking.uuidrange(resource_id, resource_id, '[]') WITH &&,
        during WITH &&
    ) WHERE (state IN ('held', 'pending', 'confirmed'))
)"""

INDEXES = (
    "CREATE INDEX performed_offerings_by_resource"
    " ON booking.performed_offerings (tenant_id, resource_id)",
    "CREATE INDEX bookings_by_start ON booking.bookings (tenant_id, start_time, booking_id)",
    "CREATE INDEX bookings_of_customer"
    " ON booking.bookings (tenant_id, customer_id, start_time, booking_id)",
    "CREATE INDEX segments_by_start"
    " ON booking.booking_segments (tenant_id, resource_id, start_time) INCLUDE (end_time)"
    " WHERE state IN ('held', 'pending', 'confirmed')",
)

TABLES = (
    "offerings",
    "catalogs",
    "resources",
    "performed_offerings",
    "openings",
    "bookings",
    "booking_segments",
)


def upgrade() -> None:
    op.execute("CREATE TYPE booking.uuidrange AS RANGE (subtype = uuid)")
    tables = OFFERINGS, CATALOGS, RESOURCES, PERFORMED_OFFERINGS, OPENINGS, BOOKINGS, SEGMENTS
    for statement in (*tables, *INDEXES, *requests.requests_sql("booking")):
        op.execute(statement)
    for table in TABLES:
        for statement in tenant_table_sql(f"booking.{table}"):
            op.execute(statement)


def downgrade() -> None:
    tables = [f"DROP TABLE booking.{table}" for table in reversed(TABLES)]
    types = ["DROP TYPE booking.uuidrange"]
    for statement in (*requests.drop_sql("booking"), *tables, *types):
        op.execute(statement)
