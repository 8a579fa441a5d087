"""登录: passwords, second factors, sessions, and how failed attempts are slowed down."""
