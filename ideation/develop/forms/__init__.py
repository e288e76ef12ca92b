"""The forms of Develop; the services check what was typed and say what is wrong."""
