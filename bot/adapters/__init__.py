"""One outside thing each: HTTP, the database, the scheduler, the terminal, the parser process."""
