"""What a MySQL or MariaDB database holds, in a form that can be compared."""
