"""Has the union said this? Pure: text taken apart into pieces, fingerprints, and the comparison word by word.

`bot.services.verifier` looks up candidates by fingerprint in the store and asks `match_piece` about each.
"""
