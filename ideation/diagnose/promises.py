"""What we promise those who take part, in days."""

# A state agency answers, or says how far it is, within this time: royal decree on good
# governance, B.E. 2546, section 38.
ANSWER_DAYS = 15
