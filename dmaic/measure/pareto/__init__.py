"""Which few kinds carry most of the trouble, by which measure, and can that ranking be trusted?

A source is turned into columns (`sources`), a question asked in the address (`question`) is answered from them
(`ranking`), drawn (`pictures`), and kept with everything needed to make it again (`keeping`).
"""
