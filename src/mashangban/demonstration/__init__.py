"""The demonstration district: invented, generated from a seed, written as the actions would.

Names, people, shapes, codes and every sentence in it are made up. The same seed and the same
instant give the same rows, byte for byte.
"""
