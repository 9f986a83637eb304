"""Word of mouth: who hears of a chain, and when, exactly and one by one.

Each participant hears of a chain at the rate p + q · share of informants among the contacts (Bass 1969; on a network:
the share among one's own contacts). The moment is that at which the integral of this rate reaches the participant's
own threshold, an exponential number drawn once (Sellke 1983). That is exact, takes one draw for each participant, and
keeps scenarios in step. Where everybody meets everybody all share one integral, and hear in the order of their
thresholds; on a network each has an integral of its own, and a heap keeps who is next. The next to hear of a chain is
an appointment in the agenda; one that something has brought forward is passed over when its old time comes.
"""

import math

import numpy as np

from .agenda import push
from .compilation import inner, kernel
from .layout import (
    BUYER,
    BUYERS,
    CHAIN,
    GROW,
    HEARD,
    IMITATION,
    INNOVATION,
    INTEGRAL,
    KNOWER,
    LEARN,
    NEXT,
    PENDING,
    REACHED,
    SINCE_CHANGE,
    STRANGER,
    WAITING,
)


@inner
def _earlier(word, c, a, b):
    return word.due[c, word.queue[c, a]] < word.due[c, word.queue[c, b]]


@inner
def _swap(word, c, a, b):
    word.queue[c, a], word.queue[c, b] = word.queue[c, b], word.queue[c, a]
    word.place[c, word.queue[c, a]] = a
    word.place[c, word.queue[c, b]] = b


@inner
def _rise(word, c, k):
    while k > 0 and _earlier(word, c, k, (k - 1) // 2):
        _swap(word, c, k, (k - 1) // 2)
        k = (k - 1) // 2


@inner
def _sink(word, c, k):
    n = int(word.tally[c, WAITING])
    while True:
        child = 2 * k + 1
        if child >= n:
            break
        if child + 1 < n and _earlier(word, c, child + 1, child):
            child += 1
        if not _earlier(word, c, child, k):
            break
        _swap(word, c, k, child)
        k = child


@inner
def _on_network(word):
    return word.starts.shape[0] > 0


@inner
def _rate(word, c):
    """Return the rate at which everybody who does not know hears, where everybody meets everybody (per day)."""
    informants = word.tally[c, BUYERS] if word.informants[c] == BUYER else word.tally[c, HEARD]
    return word.rates[c, INNOVATION] + word.rates[c, IMITATION] * informants / word.left.shape[1]


@inner
def _own_rate(word, c, i):
    """Return the rate at which participant ``i`` hears on a network (per day); nobody tells who has no contacts."""
    ties = word.starts[i + 1] - word.starts[i]
    told = word.rates[c, IMITATION] * word.tellers[c, i] / ties if ties > 0 else 0.0
    return word.rates[c, INNOVATION] + told


@inner
def _moment(now, left, rate):
    """Return when an integral that has ``left`` to go reaches its threshold at a constant ``rate`` from ``now`` on."""
    return now + max(left, 0.0) / rate if rate > 0.0 else math.inf


@inner
def _pass_time(word, c, t):
    """Bring the common integral of chain ``c`` up to day ``t``; to be called before its rate changes."""
    word.tally[c, INTEGRAL] += _rate(word, c) * (t - word.tally[c, SINCE_CHANGE])
    word.tally[c, SINCE_CHANGE] = t


@inner
def _pass_own_time(word, c, i, t):
    """Bring the integral of participant ``i`` up to day ``t``; to be called before its rate changes."""
    word.left[c, i] -= _own_rate(word, c, i) * (t - word.since[c, i])
    word.since[c, i] = t


@inner
def _tell(crowd, word, c, i, t):
    """Let participant ``i`` be an informant to the contacts from day ``t`` on."""
    for k in range(word.starts[i], word.starts[i + 1]):
        m = word.contacts[k]
        if crowd.aware[m, c] == STRANGER:
            _pass_own_time(word, c, m, t)
            word.tellers[c, m] += 1
            word.due[c, m] = _moment(t, word.left[c, m], _own_rate(word, c, m))
            _rise(word, c, word.place[c, m])


@inner
def _hear(crowd, word, c, t):
    """Let the next of chain ``c`` hear of it at day ``t``, and tell others if it is the aware who do."""
    if _on_network(word):
        i = word.queue[c, 0]
        word.tally[c, WAITING] -= 1.0
        _swap(word, c, 0, int(word.tally[c, WAITING]))
        _sink(word, c, 0)
    else:
        i = word.queue[c, word.queue.shape[1] - int(word.tally[c, WAITING])]
        _pass_time(word, c, t)
        word.tally[c, WAITING] -= 1.0
    crowd.aware[i, c] = KNOWER
    word.tally[c, HEARD] += 1.0
    if _on_network(word) and word.informants[c] == KNOWER:
        _tell(crowd, word, c, i, t)


@inner
def _next(word, c):
    """Return when the next of chain ``c`` hears of it, as things are (day; inf: nobody will)."""
    waiting = int(word.tally[c, WAITING])
    if waiting == 0:
        return math.inf
    if _on_network(word):
        return word.due[c, word.queue[c, 0]]
    left = word.left[c, word.queue[c, word.queue.shape[1] - waiting]] - word.tally[c, INTEGRAL]
    return _moment(word.tally[c, SINCE_CHANGE], left, _rate(word, c))


@inner
def _appoint(agenda, word, c, t):
    """Enter the next to hear of chain ``c`` into the agenda."""
    due = max(t, _next(word, c))
    word.tally[c, NEXT] = due
    if due < math.inf:
        push(agenda.when, agenda.what, agenda.marks, due, t, np.int64(LEARN), c)


@inner
def learn(crowd, agenda, word, c, t):
    """Keep the appointment of chain ``c`` at day ``t``, unless it has been brought forward; return stop bits."""
    if t == word.tally[c, NEXT]:
        _hear(crowd, word, c, t)
        _appoint(agenda, word, c, t)
    return GROW if agenda.marks[PENDING] + 2 > agenda.when.shape[0] else REACHED


@inner
def take_note(crowd, market, agenda, word, i, j, t):
    """Note that participant ``i`` has bought or ordered ``j`` (-1: nothing); return whether the agenda has changed."""
    if j < 0:
        return False
    c = market.terms[j, CHAIN]
    if crowd.aware[i, c] != KNOWER or word.informants[c] == STRANGER:
        return False
    if word.informants[c] == BUYER and not _on_network(word):
        _pass_time(word, c, t)
    crowd.aware[i, c] = BUYER
    word.tally[c, BUYERS] += 1.0
    if word.informants[c] != BUYER:
        return False
    if _on_network(word):
        _tell(crowd, word, c, i, t)
    if _next(word, c) >= word.tally[c, NEXT]:
        return False
    _appoint(agenda, word, c, t)
    return True


@inner
def start(crowd, agenda, word, c, knowers):
    """Let ``knowers`` (n,) of chain ``c``, who are not in the queue, be the first at day 0, and appoint the next."""
    for i in knowers:
        crowd.aware[i, c] = KNOWER
        word.tally[c, HEARD] += 1.0
    if _on_network(word) and word.informants[c] == KNOWER:
        for i in knowers:
            _tell(crowd, word, c, i, 0.0)
    _appoint(agenda, word, c, 0.0)


@inner
def change_rates(crowd, agenda, word, c, innovation, imitation, t):
    """Set the coefficients of chain ``c`` from day ``t`` on (per day)."""
    if _on_network(word):
        waiting = int(word.tally[c, WAITING])
        for k in range(waiting):
            _pass_own_time(word, c, word.queue[c, k], t)
    else:
        _pass_time(word, c, t)
    word.rates[c, INNOVATION], word.rates[c, IMITATION] = innovation, imitation
    if _on_network(word):
        for k in range(waiting):
            i = word.queue[c, k]
            word.due[c, i] = _moment(t, word.left[c, i], _own_rate(word, c, i))
        for k in range(waiting // 2 - 1, -1, -1):
            _sink(word, c, k)
    _appoint(agenda, word, c, t)


@kernel
def open_queue(word, c):
    """Fill the times at which everybody would hear of chain ``c`` without being told by others."""
    for k in range(word.queue.shape[1]):
        i = word.queue[c, k]
        word.place[c, i] = k
        word.due[c, i] = _moment(0.0, word.left[c, i], word.rates[c, INNOVATION])
