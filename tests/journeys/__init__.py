"""From a phone to the answer, through the real processes. What a customer or an operator sees."""
