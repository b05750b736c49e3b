"""Set up a whole server with one command: a list of steps, and a machine that runs them.

`plan` says what a server of a blog is made of, as plain values; `machine` brings a machine, or a
folder that stands for one, to that state, as often as it is asked.
"""
