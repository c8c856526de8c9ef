"""What a language model is told, what it may propose, and what of its words is said. Pure.

A model names what a customer wants, by the tools here; they become the same commands that the rules
read out of words, and the same reducer decides. No tool books, moves or cancels anything: what a
model can bring about is a summary, which the customer answers themselves.
"""
