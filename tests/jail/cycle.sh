# A jail with everything, a thousand times over: nothing grows.
exec /tests/jail/h_cycle 1000
