"""People, organisations, roles, sign-in, consent and personal-data rights."""
