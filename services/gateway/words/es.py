"""Spanish. Not "alto" nor "basta" (they also end an answer), nor "cancelar" (a booking)."""

STOP = {"baja", "dar de baja", "darme de baja", "desuscribir", "desuscribirme", "no mas mensajes"}
STOP_PROMOTIONS = {"detener promociones", "parar promociones", "no mas promociones"}
START = {"alta", "dar de alta", "darme de alta", "suscribirme"}
