"""Revisions: what goes live, what is restored, what wears off; the log from which the artefact can be replayed."""

import math

from .agenda import push
from .chance import chance, poisson
from .choice import TORUS
from .commons import (
    AFTER,
    AFTER_REVERT,
    AGE,
    AGEING,
    ALL_ACCEPTED,
    ALL_REJECTED,
    ALL_REVERTED,
    APPROVALS,
    APPROVERS,
    AUTHOR,
    BEFORE,
    CHANGE,
    DAMAGED,
    DAMAGES,
    DECIDED,
    DRIFT,
    EDITS,
    FATE,
    FATE_LIVE,
    FATE_REVERTED,
    FATES,
    FOUNDER,
    FROM,
    GONE,
    GROWING_OLD,
    JUDGED,
    KIND,
    KNOWN,
    KNOWN_AREA,
    KNOWN_NOW,
    KNOWN_SINCE,
    LATENT,
    LATENT_NOW,
    LEFT_FOR_GOOD,
    LIVE,
    LOGGED,
    LOSS,
    MADE,
    MENDED,
    MODULE_AREA,
    MODULES,
    NEW_FLAWS,
    NEWCOMER_EDITS,
    OPENED,
    PAID,
    PARENT,
    PENALTY,
    PENDING,
    PROPOSED,
    QUALITY,
    QUALITY_AREA,
    QUALITY_SINCE,
    QUALITY_SUM,
    REJECTED,
    REPAIR_DAYS,
    REPAIRS,
    RESTORE,
    RESTORED,
    REVERTED,
    REVISION,
    RIGHTLY,
    ROWS,
    SETTLED,
    SINCE_LIVE,
    SUCCESS,
    SUPERSEDED,
    WHEN,
    WHICH,
    WHO,
)
from .compilation import inner
from .layout import ALTER
from .status import MEMORY, deduct, recognise, topic_of


@inner
def set_quality(commons, p, m, t, quality):
    """Give module ``m`` a new quality; the sum over modules and its time integral follow."""
    state = commons.state
    state[p, QUALITY_AREA] += state[p, QUALITY_SUM] * (t - state[p, QUALITY_SINCE])
    state[p, MODULE_AREA] += commons.counts[p, MODULES] * (t - state[p, QUALITY_SINCE])
    state[p, QUALITY_SINCE] = t
    state[p, QUALITY_SUM] += quality - commons.modules[p, m, QUALITY]
    commons.modules[p, m, QUALITY] = quality


@inner
def write_row(commons, p, t, proposed, m, i, parent, before, after, kind, fate):
    """Write a revision into the log, if it is kept; return its number."""
    number = commons.counts[p, REVISION]
    commons.counts[p, REVISION] += 1
    if commons.rules[p, LOGGED] == 1.0:
        row = commons.log[p, commons.counts[p, ROWS]]
        commons.counts[p, ROWS] += 1
        row[WHEN], row[PROPOSED], row[WHICH], row[WHO], row[FROM] = t, proposed, m, i, parent
        row[BEFORE], row[AFTER], row[KIND], row[FATE] = before, after, kind, fate
    return number


@inner
def write_fate(commons, p, t, revision, fate):
    """Note what became of an earlier revision."""
    if commons.rules[p, LOGGED] == 1.0 and revision >= 0.0:
        row = commons.fates[p, commons.counts[p, FATES]]
        commons.counts[p, FATES] += 1
        row[0], row[1], row[2] = revision, fate, t


@inner
def mend(commons, p, m, t, found, mended):
    """Count flaws of module ``m`` that were found or mended; the time integral of those known follows."""
    state = commons.state
    state[p, KNOWN_AREA] += state[p, KNOWN_NOW] * (t - state[p, KNOWN_SINCE])
    state[p, KNOWN_SINCE] = t
    state[p, KNOWN_NOW] += found - mended
    state[p, LATENT_NOW] -= found
    commons.modules[p, m, KNOWN] += found - mended
    commons.modules[p, m, LATENT] -= found
    state[p, MENDED] += mended


@inner
def put_live(commons, p, m, i, t, proposed, after, kind, fate, pending, crowd, space, seed):
    """Put a contribution of participant ``i`` live as the new revision of module ``m``.

    A revision that was still under judgement is superseded. What a revert would restore is kept.
    """
    module = commons.modules[p, m]
    before = module[QUALITY]
    if module[AUTHOR] >= 0.0:
        write_fate(commons, p, t, module[JUDGED], SUPERSEDED)
    number = write_row(commons, p, t, proposed, m, i, module[LIVE], before, after, kind, fate)
    module[PARENT], module[RESTORE] = module[LIVE], before
    module[LIVE], module[JUDGED], module[PENDING] = number, number, pending
    module[AUTHOR] = i if fate == FATE_LIVE else -1.0
    module[CHANGE], module[SINCE_LIVE] = after - before, t
    module[APPROVALS] = module[APPROVERS] = 0.0
    module[EDITS] += 1.0
    if module[FOUNDER] < 0.0:
        module[FOUNDER] = i
    set_quality(commons, p, m, t, after)
    if module[KNOWN] > 0.0:
        mend(commons, p, m, t, 0.0, module[KNOWN])
    if commons.rules[p, NEW_FLAWS] > 0.0:
        flaws = float(poisson(commons.rules[p, NEW_FLAWS], chance(seed, 4)))
        module[LATENT] += flaws
        commons.state[p, LATENT_NOW] += flaws
    if commons.rules[p, DRIFT] > 0.0 and i >= 0:
        move(commons, p, m, crowd, i, space)


@inner
def move(commons, p, m, crowd, i, space):
    """Move module ``m`` a step towards the ideal point of participant ``i``, the shorter way round on a torus."""
    for d in range(crowd.taste.shape[1]):
        gap = crowd.taste[i, d] - commons.centre[p, m, d]
        if space == TORUS:
            gap -= math.floor(gap + 0.5)
        place = commons.centre[p, m, d] + commons.rules[p, DRIFT] * gap
        commons.centre[p, m, d] = place - math.floor(place) if space == TORUS else place


@inner
def accept(commons, p, m, i, t):
    """Recognise a contribution of participant ``i`` to module ``m`` that was judged good, or was not judged."""
    recognise(commons, p, i, t, topic_of(commons, p, m))
    commons.state[p, ALL_ACCEPTED] += 1.0
    commons.state[p, PAID] += 1.0


@inner
def disappoint(commons, p, i, t, u):
    """Take the penalty from participant ``i``, whose contribution was judged bad; newcomers may leave."""
    deduct(commons, p, i, t, commons.rules[p, PENALTY])
    member = commons.members[p, i]
    member[REVERTED] += 1.0
    member[SUCCESS] -= MEMORY * member[SUCCESS]
    if member[MADE] <= commons.rules[p, NEWCOMER_EDITS] and member[GONE] == 0.0 and u < commons.rules[p, AFTER_REVERT]:
        member[GONE] = 1.0
        commons.state[p, LEFT_FOR_GOOD] += 1.0


@inner
def settle(commons, p, m, t):
    """Settle the revision of module ``m`` that is under judgement."""
    module = commons.modules[p, m]
    write_fate(commons, p, t, module[JUDGED], SETTLED)
    accept(commons, p, m, int(module[AUTHOR]), t)
    commons.state[p, DECIDED] += 1.0
    commons.state[p, RIGHTLY] += 1.0 if module[CHANGE] > 0.0 else 0.0
    module[PENDING], module[AUTHOR] = 0.0, -1.0


@inner
def revert(commons, p, m, i, t, u):
    """Let participant ``i`` revert the revision of module ``m`` that is under judgement: its parent is live again."""
    module, state = commons.modules[p, m], commons.state
    write_fate(commons, p, t, module[JUDGED], FATE_REVERTED)
    state[p, ALL_REVERTED] += 1.0
    state[p, DECIDED] += 1.0
    if module[CHANGE] <= 0.0:
        state[p, RIGHTLY] += 1.0
        state[p, REPAIRS] += 1.0
        state[p, REPAIR_DAYS] += t - module[SINCE_LIVE]
    disappoint(commons, p, int(module[AUTHOR]), t, u)
    number = write_row(
        commons, p, t, t, m, i, module[PARENT], module[QUALITY], module[RESTORE], RESTORED, SETTLED
    )
    set_quality(commons, p, m, t, module[RESTORE])
    module[LIVE], module[PENDING], module[AUTHOR] = number, 0.0, -1.0


@inner
def reject(commons, p, m, i, t, proposed, change, kind, u):
    """Keep a contribution of participant ``i`` from going live."""
    quality = commons.modules[p, m, QUALITY]
    write_row(commons, p, t, proposed, m, i, commons.modules[p, m, LIVE], quality, quality + change, kind, REJECTED)
    commons.state[p, ALL_REJECTED] += 1.0
    disappoint(commons, p, i, t, u)


@inner
def open_module(commons, p, i, t, crowd):
    """Open an empty module at the ideal point of participant ``i``; return its number."""
    m = commons.counts[p, MODULES]
    state = commons.state
    state[p, QUALITY_AREA] += state[p, QUALITY_SUM] * (t - state[p, QUALITY_SINCE])
    state[p, MODULE_AREA] += m * (t - state[p, QUALITY_SINCE])
    state[p, QUALITY_SINCE] = t
    commons.counts[p, MODULES] += 1
    for d in range(crowd.taste.shape[1]):
        commons.centre[p, m, d] = crowd.taste[i, d]
    commons.modules[p, m, LIVE] = write_row(commons, p, t, t, m, i, -1.0, 0.0, 0.0, OPENED, SETTLED)
    return m


@inner
def schedule_damage(commons, p, j, m, t, agenda):
    """Enter the next damage of module ``m`` into the agenda: a Poisson process of its own."""
    seed = commons.seeds[p, GROWING_OLD, commons.counts[p, AGE]]
    commons.counts[p, AGE] += 1
    wait = -math.log(1.0 - chance(seed, 0)) / commons.rules[p, AGEING]
    push(agenda.when, agenda.what, agenda.marks, t + wait, float(m), ALTER, j)


@inner
def grow_old(commons, p, j, m, t, agenda):
    """Let module ``m`` lose part of its quality; what is under judgement stays so."""
    module = commons.modules[p, m]
    before = module[QUALITY]
    after = before * (1.0 - commons.rules[p, LOSS])
    module[LIVE] = write_row(commons, p, t, t, m, -1.0, module[LIVE], before, after, DAMAGED, SETTLED)
    set_quality(commons, p, m, t, after)
    commons.state[p, DAMAGES] += 1.0
    schedule_damage(commons, p, j, m, t, agenda)


@inner
def decide(commons, p, m, i, proposed, t, change, kind, good, crowd, space, luck):
    """Put an edit of participant ``i`` live, or reject it, as a board has decided at day ``t``.

    The module may have changed since the edit was ``proposed``; its effect stays, kept within 0 and 1. ``luck`` is a seed.
    """
    commons.state[p, DECIDED] += 1.0
    commons.state[p, RIGHTLY] += 1.0 if good == (change > 0.0) else 0.0
    if not good:
        reject(commons, p, m, i, t, proposed, change, kind, chance(luck, 7))
        return
    after = min(1.0, max(0.0, commons.modules[p, m, QUALITY] + change))
    put_live(commons, p, m, i, t, proposed, after, kind, SETTLED, 0.0, crowd, space, luck)
    accept(commons, p, m, i, t)
