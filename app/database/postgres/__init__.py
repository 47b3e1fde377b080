"""PostgreSQL: for more than one machine, or a platform without a lasting disk."""
