"""Where everything lasting is kept: the one place that knows SQL, and the engines that run it."""
