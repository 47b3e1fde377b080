"""PostgreSQL: what one outgrows one machine with."""
