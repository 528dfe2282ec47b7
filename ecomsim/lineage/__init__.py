"""What statements read and write: told from the bound statement when it is planned, kept for ACCESS_HISTORY."""
