"""What do the numbers say? Pure functions: arrays in, frozen results out.

No web, no database, no drawing, no global state. Importing this package loads NumPy only; SciPy and statsmodels load
inside the functions that need them.
"""
