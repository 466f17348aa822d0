"""How often may a post follow its statement's changes? A feed that flaps must not make the channel flap.

Asked by the store when it puts edits and replies into the outbox. Guarantees: in any 24 hours a post is
edited, and answered, no more often than this; what is put off shows the newest words once its time has come.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

#: A union that corrects itself all day stays below it; a site that renders a counter into its text doesn't.
MOST_EDITS: Final = 6
#: A reply calls for attention; a third one a day would teach members to overlook them.
MOST_REPLIES: Final = 2
WITHIN: Final = timedelta(days=1)


def allowed_at(earlier: Sequence[datetime], at: datetime, *, most: int) -> datetime:
    """Return when one more than the `earlier` ones may be made, so that no day has more than `most`."""
    if len(earlier) < most:
        return at
    return max(at, sorted(earlier)[-most] + WITHIN)
