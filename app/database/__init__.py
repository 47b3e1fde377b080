"""Where everything is stored: the only place that knows SQL, and the engines that run it."""
