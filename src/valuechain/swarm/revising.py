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
    CENTRE,
    CHANGE,
    DAMAGED,
    DAMAGES,
    DECIDED,
    DRIFT,
    EDITS,
    ENDED,
    FATE,
    FATE_LIVE,
    FATE_REVERTED,
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
    PATCH,
    PENALTY,
    PENDING,
    PLACE,
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
    SPACE,
    SUCCESS,
    SUPERSEDED,
    TASTES,
    VENDOR,
    WHEN,
    WHICH,
    WHO,
)
from .compilation import fused, inner
from .layout import ALTER
from .status import MEMORY, deduct, recognise, topic_of


@fused
def set_quality(commons, p, m, t, quality):
    """Give module ``m`` a new quality; the sum over modules and its time integral follow."""
    book = commons.book
    book[p, QUALITY_AREA] += book[p, QUALITY_SUM] * (t - book[p, QUALITY_SINCE])
    book[p, MODULE_AREA] += commons.book[p, MODULES] * (t - book[p, QUALITY_SINCE])
    book[p, QUALITY_SINCE] = t
    book[p, QUALITY_SUM] += quality - commons.modules[p, m, QUALITY]
    commons.modules[p, m, QUALITY] = quality


@fused
def write_row(commons, p, t, proposed, m, i, parent, after, kind, fate):
    """Write a revision of module ``m`` into the log, if it is kept; return its number."""
    number = commons.book[p, REVISION]
    commons.book[p, REVISION] += 1.0
    if commons.book[p, LOGGED] == 1.0:
        k = int(commons.book[p, ROWS])
        commons.book[p, ROWS] += 1.0
        log = commons.log
        log[p, k, WHEN] = t
        log[p, k, PROPOSED] = proposed
        log[p, k, WHICH] = m
        log[p, k, WHO] = i
        log[p, k, FROM] = parent
        log[p, k, BEFORE] = commons.modules[p, m, QUALITY]
        log[p, k, AFTER] = after
        log[p, k, KIND] = kind
        log[p, k, FATE] = fate
    return number


@fused
def write_fate(commons, p, t, revision, fate):
    """Note in the log what became of an earlier revision."""
    if commons.book[p, LOGGED] == 1.0:
        k = int(commons.book[p, ROWS])
        commons.book[p, ROWS] += 1.0
        commons.log[p, k, WHEN] = t
        commons.log[p, k, WHICH] = revision
        commons.log[p, k, KIND] = ENDED
        commons.log[p, k, FATE] = fate


@inner
def mend(commons, p, m, t, found, mended):
    """Count flaws of module ``m`` that were found or mended; the time integral of those known follows."""
    book = commons.book
    book[p, KNOWN_AREA] += book[p, KNOWN_NOW] * (t - book[p, KNOWN_SINCE])
    book[p, KNOWN_SINCE] = t
    book[p, KNOWN_NOW] += found - mended
    book[p, LATENT_NOW] -= found
    commons.modules[p, m, KNOWN] += found - mended
    commons.modules[p, m, LATENT] -= found
    book[p, MENDED] += mended


@fused
def put_live(commons, p, m, i, t, proposed, after, kind, fate, pending, seed):
    """Put a contribution of participant ``i`` live as the new revision of module ``m``.

    A revision that was still under judgement is superseded. What a revert would restore is kept.
    """
    modules = commons.modules
    before = modules[p, m, QUALITY]
    if modules[p, m, AUTHOR] >= 0.0:
        write_fate(commons, p, t, modules[p, m, JUDGED], SUPERSEDED)
    number = write_row(commons, p, t, proposed, m, float(i), modules[p, m, LIVE], after, kind, fate)
    modules[p, m, PARENT] = modules[p, m, LIVE]
    modules[p, m, RESTORE] = before
    modules[p, m, LIVE] = modules[p, m, JUDGED] = number
    modules[p, m, PENDING] = pending
    modules[p, m, AUTHOR] = i if fate == FATE_LIVE else -1.0
    modules[p, m, CHANGE] = after - before
    modules[p, m, SINCE_LIVE] = t
    modules[p, m, APPROVALS] = modules[p, m, APPROVERS] = 0.0
    modules[p, m, EDITS] += 1.0
    if modules[p, m, FOUNDER] < 0.0 and i >= 0:
        modules[p, m, FOUNDER] = i
    set_quality(commons, p, m, t, after)
    if modules[p, m, KNOWN] > 0.0:
        mend(commons, p, m, t, 0.0, modules[p, m, KNOWN])
    if commons.book[p, NEW_FLAWS] > 0.0:
        flaws = float(poisson(commons.book[p, NEW_FLAWS], chance(seed, 4)))
        modules[p, m, LATENT] += flaws
        commons.book[p, LATENT_NOW] += flaws
    if commons.book[p, DRIFT] > 0.0 and i >= 0:
        move(commons, p, m, i)


@inner
def move(commons, p, m, i):
    """Move module ``m`` a step towards the ideal point of participant ``i``, the shorter way round on a torus."""
    for d in range(int(commons.book[p, TASTES])):
        gap = commons.members[p, i, PLACE + d] - commons.modules[p, m, CENTRE + d]
        if commons.book[p, SPACE] == TORUS:
            gap -= math.floor(gap + 0.5)
        place = commons.modules[p, m, CENTRE + d] + commons.book[p, DRIFT] * gap
        commons.modules[p, m, CENTRE + d] = place - math.floor(place) if commons.book[p, SPACE] == TORUS else place


@fused
def accept(commons, p, m, i, t):
    """Recognise a contribution of participant ``i`` to module ``m`` that was judged good, or was not judged."""
    recognise(commons, p, i, t, topic_of(commons, p, m))
    commons.book[p, ALL_ACCEPTED] += 1.0
    commons.book[p, PAID] += 1.0


@fused
def disappoint(commons, p, i, t, u):
    """Take the penalty from participant ``i``, whose contribution was judged bad; newcomers may leave."""
    members = commons.members
    deduct(commons, p, i, t, commons.book[p, PENALTY])
    members[p, i, REVERTED] += 1.0
    members[p, i, SUCCESS] -= MEMORY * members[p, i, SUCCESS]
    if (
        members[p, i, MADE] <= commons.book[p, NEWCOMER_EDITS]
        and members[p, i, GONE] == 0.0
        and u < commons.book[p, AFTER_REVERT]
    ):
        members[p, i, GONE] = 1.0
        commons.book[p, LEFT_FOR_GOOD] += 1.0


@inner
def settle(commons, p, m, t):
    """Settle the revision of module ``m`` that is under judgement."""
    modules = commons.modules
    write_fate(commons, p, t, modules[p, m, JUDGED], SETTLED)
    accept(commons, p, m, int(modules[p, m, AUTHOR]), t)
    commons.book[p, DECIDED] += 1.0
    commons.book[p, RIGHTLY] += 1.0 if modules[p, m, CHANGE] > 0.0 else 0.0
    modules[p, m, PENDING] = 0.0
    modules[p, m, AUTHOR] = -1.0


@inner
def revert(commons, p, m, i, t, u):
    """Let participant ``i`` revert the revision of module ``m`` that is under judgement: its parent is live again."""
    book, modules = commons.book, commons.modules
    write_fate(commons, p, t, modules[p, m, JUDGED], FATE_REVERTED)
    book[p, ALL_REVERTED] += 1.0
    book[p, DECIDED] += 1.0
    if modules[p, m, CHANGE] <= 0.0:
        book[p, RIGHTLY] += 1.0
        book[p, REPAIRS] += 1.0
        book[p, REPAIR_DAYS] += t - modules[p, m, SINCE_LIVE]
    disappoint(commons, p, int(modules[p, m, AUTHOR]), t, u)
    number = write_row(commons, p, t, t, m, float(i), modules[p, m, PARENT], modules[p, m, RESTORE], RESTORED, SETTLED)
    set_quality(commons, p, m, t, modules[p, m, RESTORE])
    modules[p, m, LIVE] = number
    modules[p, m, PENDING] = 0.0
    modules[p, m, AUTHOR] = -1.0


@fused
def reject(commons, p, m, i, t, proposed, change, kind, u):
    """Keep a contribution of participant ``i`` from going live."""
    quality = commons.modules[p, m, QUALITY]
    write_row(commons, p, t, proposed, m, float(i), commons.modules[p, m, LIVE], quality + change, kind, REJECTED)
    commons.book[p, ALL_REJECTED] += 1.0
    disappoint(commons, p, i, t, u)


@inner
def open_module(commons, p, i, t):
    """Open an empty module at the ideal point of participant ``i``; return its number."""
    book = commons.book
    m = int(commons.book[p, MODULES])
    book[p, QUALITY_AREA] += book[p, QUALITY_SUM] * (t - book[p, QUALITY_SINCE])
    book[p, MODULE_AREA] += m * (t - book[p, QUALITY_SINCE])
    book[p, QUALITY_SINCE] = t
    commons.book[p, MODULES] += 1
    for d in range(int(commons.book[p, TASTES])):
        commons.modules[p, m, CENTRE + d] = commons.members[p, i, PLACE + d]
    commons.modules[p, m, LIVE] = write_row(commons, p, t, t, m, float(i), -1.0, 0.0, OPENED, SETTLED)
    return m


@inner
def schedule_damage(commons, p, j, m, t, agenda):
    """Enter the next damage of module ``m`` into the agenda: a Poisson process of its own."""
    seed = commons.seeds[p, GROWING_OLD, int(commons.book[p, AGE])]
    commons.book[p, AGE] += 1
    wait = -math.log(1.0 - chance(seed, 0)) / commons.book[p, AGEING]
    push(agenda.when, agenda.what, agenda.marks, t + wait, float(m), ALTER, j)


@inner
def grow_old(commons, p, j, m, t, agenda):
    """Let module ``m`` lose part of its quality; what is under judgement stays so."""
    modules = commons.modules
    after = modules[p, m, QUALITY] * (1.0 - commons.book[p, LOSS])
    modules[p, m, LIVE] = write_row(commons, p, t, t, m, -1.0, modules[p, m, LIVE], after, DAMAGED, SETTLED)
    set_quality(commons, p, m, t, after)
    commons.book[p, DAMAGES] += 1.0
    schedule_damage(commons, p, j, m, t, agenda)


@inner
def decide(commons, p, m, i, proposed, t, change, kind, good, luck):
    """Put an edit of participant ``i`` live, or reject it, as a board has decided at day ``t``.

    The module may have changed since the edit was ``proposed``; its effect stays, within 0 and 1. ``luck`` is a seed.
    """
    commons.book[p, DECIDED] += 1.0
    commons.book[p, RIGHTLY] += 1.0 if good == (change > 0.0) else 0.0
    if not good:
        reject(commons, p, m, i, t, proposed, change, kind, chance(luck, 7))
        return
    after = min(1.0, max(0.0, commons.modules[p, m, QUALITY] + change))
    put_live(commons, p, m, i, t, proposed, after, kind, SETTLED, 0.0, luck)
    accept(commons, p, m, i, t)


@inner
def patch(commons, p, m, t, share, luck):
    """Let a vendor's developers add a share of what is missing to module ``m``, unjudged; ``luck`` is a seed."""
    quality = commons.modules[p, m, QUALITY]
    put_live(commons, p, m, VENDOR, t, t, quality + share * (1.0 - quality), PATCH, SETTLED, 0.0, luck)
