"""Every way out: today e-mail; each message is a row before it is sent."""
