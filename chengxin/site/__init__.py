"""Settings, processes and the private database: how Chengxin runs. Nothing imports this package but itself."""
