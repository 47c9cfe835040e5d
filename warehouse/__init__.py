"""Everything that is known, and every question that a review may ask.

The waist of the house: the other rooms import the warehouse, and it imports none of them.
"""
