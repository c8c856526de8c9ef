"""What every service runs on: calls, database, lanes, logs. A closed list; no word of a business."""
