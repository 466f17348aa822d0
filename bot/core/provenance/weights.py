"""What each cue of a voice weighs, in log-odds: above zero it speaks for somebody else.

Learned from the labelled set (``python -m evaluation.write_weights``), not written by hand. A cue's amount
times its weight is what it adds; a text that comes to more than the limit is held.
"""

from typing import Final

SITE_LIMIT: Final = 1.42
ACCOUNT_LIMIT: Final = 1.36

#: On the union's own site.
SITE_WEIGHTS: Final[dict[str, float]] = {
    "own_body_author": -5.60,  # put up by one of the union's committees
    "signed": -3.11,  # the union or an officer signs
    "your_house": -1.73,  # “your” steward, ballot, committee
    "own_title": -1.54,  # the union or an officer in the title
    "memorial": -1.33,  # words of mourning
    "start": -1.15,
    "house": -1.13,  # a union's daily words
    "own_body": -0.72,  # the union or an officer named
    "quotations": -0.71,  # quotations
    "times": -0.69,  # times of day
    "own_first": -0.58,  # the union or an officer in its first words
    "strike": -0.56,  # words of the strike
    "table": -0.55,  # what is bargained over
    "training": -0.50,  # courses and training
    "you": -0.48,  # “you”
    "legal": -0.48,  # words of courts and authorities
    "logistics": -0.47,  # where, when and what to do
    "them": -0.29,  # the other side
    "family": -0.18,  # home and family
    "numbers": -0.15,  # figures
    "neg": -0.15,  # “no” and “not”
    "election": -0.12,  # elections
    "we": -0.03,  # “we”
    "media": 0.01,  # words of reporters and programmes
    "science": 0.11,  # words of studies
    "the_union": 0.19,  # “the union”, as outsiders say
    "your": 0.24,  # “your”
    "no_house": 0.25,  # no word of a union's daily life
    "charity": 0.31,  # grants and donations
    "solidarity": 0.33,  # words of support
    "govt": 0.33,  # words of politics
    "listed": 0.33,  # a list
    "art": 0.36,  # words of stage and screen
    "length": 0.50,  # its length
    "union": 0.52,  # “union” and its like
    "he": 0.56,  # “he” and “she”
    "our": 0.56,  # “our”
    "place_line": 0.57,  # a place line, as in the press
    "sales": 0.60,  # words of people who sell
    "i": 0.62,  # “I” and “my”
    "our_house": 0.77,  # “our” members, committee, local
    "faith": 0.83,  # words of faith
    "quoted": 0.84,  # how much is quotation
    "your_strike": 1.10,  # “your” strike, picket, walkout
    "our_business": 1.18,  # “our” customers, teams, offer
    "trade": 1.21,  # words of the union's name, such as its trade
    "business": 1.22,  # an employer's words
    "silent": 1.42,  # nobody is “we” or “you”
    "questions": 1.42,  # questions
    "salutation": 1.65,  # a salutation for others than members
    "press": 1.94,  # whom reporters ask
    "name_last": 3.10,  # a stranger's name at the end
}

#: In the posts of a pinned account.
ACCOUNT_WEIGHTS: Final[dict[str, float]] = {
    "own_body_author": -5.60,  # put up by one of the union's committees
    "start": -3.29,
    "signed": -2.72,  # the union or an officer signs
    "memorial": -1.52,  # words of mourning
    "strike": -1.02,  # words of the strike
    "house": -1.01,  # a union's daily words
    "place_line": -0.89,  # a place line, as in the press
    "logistics": -0.88,  # where, when and what to do
    "times": -0.83,  # times of day
    "neg": -0.77,  # “no” and “not”
    "own_first": -0.70,  # the union or an officer in its first words
    "quotations": -0.66,  # quotations
    "your_house": -0.64,  # “your” steward, ballot, committee
    "legal": -0.52,  # words of courts and authorities
    "table": -0.48,  # what is bargained over
    "the_union": -0.40,  # “the union”, as outsiders say
    "faith": -0.34,  # words of faith
    "science": -0.33,  # words of studies
    "solidarity": -0.26,  # words of support
    "he": -0.11,  # “he” and “she”
    "own_body": -0.10,  # the union or an officer named
    "our_business": -0.07,  # “our” customers, teams, offer
    "them": -0.01,  # the other side
    "length": 0.16,  # its length
    "no_house": 0.16,  # no word of a union's daily life
    "union": 0.22,  # “union” and its like
    "media": 0.22,  # words of reporters and programmes
    "your": 0.31,  # “your”
    "listed": 0.33,  # a list
    "sales": 0.38,  # words of people who sell
    "numbers": 0.44,  # figures
    "govt": 0.56,  # words of politics
    "election": 0.59,  # elections
    "family": 0.59,  # home and family
    "you": 0.62,  # “you”
    "our_house": 0.71,  # “our” members, committee, local
    "i": 0.82,  # “I” and “my”
    "we": 0.84,  # “we”
    "our": 1.05,  # “our”
    "business": 1.17,  # an employer's words
    "questions": 1.18,  # questions
    "training": 1.31,  # courses and training
    "your_strike": 1.37,  # “your” strike, picket, walkout
    "art": 1.51,  # words of stage and screen
    "charity": 1.52,  # grants and donations
    "trade": 1.63,  # words of the union's name, such as its trade
    "salutation": 1.65,  # a salutation for others than members
    "name_last": 2.02,  # a stranger's name at the end
    "silent": 2.06,  # nobody is “we” or “you”
    "own_title": 2.14,  # the union or an officer in the title
    "press": 2.22,  # whom reporters ask
    "quoted": 3.37,  # how much is quotation
}
