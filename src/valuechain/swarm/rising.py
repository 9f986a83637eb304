"""What brings customers up the ladder apart from ordering, and down again: study, and a look at everybody."""

from .compilation import inner
from .layout import SURPLUS
from .loop import OFFER, OWN_TIME, STUDENT, STUDIED, STUDY_MONEY, STUDY_TIME
from .orders import learn, move


@inner
def study(crowd, market, loop, w, t, share, money, days):
    """Let every enthusiast take one instalment: ``money`` and ``days`` of own time for ``share`` of what is left."""
    bench, member = loop.bench, loop.member
    for i in range(member.shape[0]):
        if member[i, w, STUDENT] == 0.0:
            continue
        learn(loop, i, w, share, t)
        member[i, w, STUDY_MONEY] += money
        member[i, w, OWN_TIME] += days
        bench[w, STUDIED] += money
        bench[w, STUDY_TIME] += days
        cost = money + loop.hour[i] * days
        crowd.surplus[i] -= cost
        market.shelf[loop.plan[w, OFFER], SURPLUS] -= cost
        if loop.rank.shape[1] > 1:
            move(crowd, market, loop, i, w)


@inner
def review(crowd, market, loop, w, t):
    """Bring everybody's expertise up to day ``t`` and put everybody into the tier that is open."""
    for i in range(loop.member.shape[0]):
        learn(loop, i, w, 0.0, t)
        if loop.rank.shape[1] > 1:
            move(crowd, market, loop, i, w)
