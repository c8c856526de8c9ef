"""What every service runs on: calls, database, lanes, logs. A closed list of files; no business."""
