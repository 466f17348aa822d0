"""Which sentences are central."""

import time

from bot.core.centrality import centrality


def test_what_shares_most_with_the_others_is_most_central() -> None:
    ranks = centrality(
        [
            "The strike vote is on Monday.",
            "Soup will be hot.",
            "Members vote on the strike in the hall.",
            "The hall opens for members at nine on Monday.",
        ]
    )
    assert max(ranks) == 1
    assert ranks.index(1) in (2, 3)
    assert min(ranks) == ranks[1]
    assert all(0 < rank <= 1 for rank in ranks)


def test_sentences_that_share_nothing_are_alike() -> None:
    assert centrality(["Alpha beta.", "Gamma delta.", "Epsilon zeta."]) == [1, 1, 1]


def test_there_may_be_nothing_to_rank() -> None:
    assert centrality([]) == []
    assert centrality(["", "!"]) == [1, 1]


def test_time_is_bounded() -> None:
    start = time.process_time()
    centrality([" ".join(f"word{number % 97}" for number in range(3_000))] * 150)
    assert time.process_time() - start < 4
