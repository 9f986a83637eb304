"""What moves: one SimPy process per flow. Flows do not know each other; they meet in the economy and its channels.

A flow takes the clock and the number of its chain or offer, and is started by a paradigm.
"""
