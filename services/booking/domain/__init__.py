"""The rules of catalogs, calendars and bookings. Pure: no clock, no database, no wire."""
