"""Settings, addresses, and the two files that join the house: roles and subscriptions."""
