"""What can be booked and what is booked: catalogs, free slots, bookings. Owns schema `booking`."""
