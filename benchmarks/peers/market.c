/* The Market workload in C: what one core can do with valuechain's own algorithm.
 *
 *     cc -O3 -march=native -ffast-math -o market market.c -lm
 *     ./market --n 1000 --seed 1 --days 365
 *
 * One superposed Poisson clock ticks for the whole population; a Walker/Vose alias table says whose need it is. When,
 * who and what is chosen do not depend on the shelves, so they are drawn in blocks: random numbers in vectorised lanes,
 * memory fetched ahead of its use. The event loop then meets the shelves and the few pending events of the institutions
 * in exact order of time. -ffast-math is there for the vectorised logarithm.
 */
#define _GNU_SOURCE
#include <getopt.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>

enum { PRODUCTS = 4, OUTSIDE = PRODUCTS, CHOICES = PRODUCTS + 1, BLOCK = 256, LANES = 8, PENDING = 32, QUEUE = 32 };
/* Later than any event; finite, because -ffast-math knows no infinity. */
static const double NEVER = 1e300;

_Static_assert(BLOCK % (2 * LANES) == 0, "the choices of a block fill whole lanes");

static const double RATE_MEAN = 1.0 / 7, RATE_SHAPE = 2, VALUE_MEAN = 10, VALUE_CV = 0.3, MISMATCH = 5, NOISE = 1;
static const double PRICE = 6, UNIT_COST = 3, HOLDING_COST = 0.01, SHIPMENT = 3;
static const double PLACES[PRODUCTS][2] = {{0.25, 0.25}, {0.25, 0.75}, {0.75, 0.25}, {0.75, 0.75}};

/* ---- random numbers: xoshiro256++ (Blackman and Vigna 2021), several generators side by side ---- */

typedef struct {
    uint64_t s[4][LANES];
} Random;

static uint64_t splitmix64(uint64_t *x)
{
    uint64_t z = (*x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void seed_random(Random *r, uint64_t seed)
{
    for (int word = 0; word < 4; word++)
        for (int lane = 0; lane < LANES; lane++)
            r->s[word][lane] = splitmix64(&seed);
}

static inline uint64_t rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* Fill `out` with `count` words; `count` is a multiple of LANES. */
static void fill(Random *r, uint64_t *restrict out, int count)
{
    Random state = *r;
    uint64_t(*s)[LANES] = state.s;
    for (int k = 0; k < count; k += LANES)
        for (int i = 0; i < LANES; i++) {
            uint64_t a = s[0][i], b = s[1][i], c = s[2][i], d = s[3][i];
            out[k + i] = rotl(a + d, 23) + a;
            uint64_t t = b << 17;
            c ^= a;
            d ^= b;
            s[1][i] = b ^ c;
            s[0][i] = a ^ d;
            s[2][i] = c ^ t;
            s[3][i] = rotl(d, 45);
        }
    *r = state;
}

/* A double uniform on (0, 1], safe for a logarithm: 52 random bits between 1 and 2, taken from 2. */
static inline double unit(uint64_t x)
{
    uint64_t bits = (x >> 12) | 0x3ff0000000000000u;
    double d;
    memcpy(&d, &bits, sizeof d);
    return 2.0 - d;
}

/* One number at a time, for the drawing of the population. */
typedef struct {
    Random random;
    uint64_t words[BLOCK];
    int used;
    double spare_normal;
    int has_spare;
} Stream;

static double uniform(Stream *s)
{
    if (s->used == BLOCK) {
        fill(&s->random, s->words, BLOCK);
        s->used = 0;
    }
    return unit(s->words[s->used++]);
}

/* Standard normal (Box and Muller 1958). */
static double normal(Stream *s)
{
    if (s->has_spare) {
        s->has_spare = 0;
        return s->spare_normal;
    }
    double radius = sqrt(-2 * log(uniform(s))), angle = 2 * M_PI * uniform(s);
    s->spare_normal = radius * sin(angle);
    s->has_spare = 1;
    return radius * cos(angle);
}

/* Gamma of shape >= 1 and scale 1 (Marsaglia and Tsang 2000). */
static double gamma_law(Stream *s, double shape)
{
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = normal(s), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        if (log(uniform(s)) < x * x / 2 + d - d * v + d * log(v))
            return d * v;
    }
}

/* ---- the population ---- */

/* All that one need touches, in one cache line. */
typedef struct {
    uint32_t threshold[PRODUCTS]; /* cumulative choice probabilities, in units of 2^-32 */
    double surplus;               /* expected, of a need that is served or preferred outside */
    double regret;                /* the same, of a need lost to an empty shelf */
    double spent;
    uint32_t needs, purchases;
} __attribute__((aligned(64))) Participant;

/* Walker's alias table: the slot's own participant with probability keep / 2^32, else the other one. */
typedef struct {
    uint32_t keep, other;
} Slot;

typedef struct {
    uint64_t n;
    Participant *people;
    Slot *slots;
    double rate; /* of needs per day, over all */
} Population;

/* Zeroed memory; on huge pages where there are any, since the access is random. */
static void *reserve(size_t bytes)
{
    size_t page = bytes >= (1u << 21) ? 1u << 21 : 64;
    size_t size = (bytes + page - 1) / page * page;
    void *memory = aligned_alloc(page, size);
    if (!memory) {
        fprintf(stderr, "market: not enough memory for %zu bytes\n", bytes);
        exit(1);
    }
#ifdef MADV_HUGEPAGE
    if (page > 64)
        madvise(memory, size, MADV_HUGEPAGE);
#endif
    return memset(memory, 0, size);
}

static void draw_participant(Participant *p, Stream *s)
{
    double variance = log1p(VALUE_CV * VALUE_CV);
    double value = exp(log(VALUE_MEAN) - variance / 2 + sqrt(variance) * normal(s));
    double x = uniform(s), y = uniform(s), cumulative[PRODUCTS], total = 0;
    for (int j = 0; j < PRODUCTS; j++) {
        double dx = x - PLACES[j][0], dy = y - PLACES[j][1];
        total += exp((value - MISMATCH * (dx * dx + dy * dy) - PRICE) / NOISE);
        cumulative[j] = total;
    }
    for (int j = 0; j < PRODUCTS; j++)
        p->threshold[j] = (uint32_t)fmin(cumulative[j] / (1 + total) * 0x1p32, 0x1p32 - 1);
    p->surplus = NOISE * log1p(total);
    p->regret = -p->surplus / total; /* mu P0 ln P0 / (1 - P0) with P0 = 1 / (1 + total) */
}

/* Vose's (1991) construction. `weight` is used up. */
static void build_alias(Slot *slots, double *weight, uint64_t n, double sum)
{
    uint32_t *stack = malloc(n * sizeof *stack); /* the small grow from the bottom, the large from the top */
    uint64_t small = 0, large = n;
    for (uint64_t i = 0; i < n; i++) {
        weight[i] *= n / sum;
        stack[weight[i] < 1 ? small++ : --large] = i;
    }
    while (small > 0 && large < n) {
        uint32_t less = stack[--small], more = stack[large];
        slots[less] = (Slot){(uint32_t)(weight[less] * 0x1p32), more};
        weight[more] -= 1 - weight[less];
        if (weight[more] < 1) {
            large++;
            stack[small++] = more;
        }
    }
    while (small > 0)
        slots[stack[small - 1]] = (Slot){UINT32_MAX, stack[small - 1]}, small--;
    for (; large < n; large++)
        slots[stack[large]] = (Slot){UINT32_MAX, stack[large]};
    free(stack);
}

static Population draw_population(uint64_t n, Random *random)
{
    Stream stream = {.random = *random, .used = BLOCK};
    Population population = {n, reserve(n * sizeof(Participant)), reserve(n * sizeof(Slot)), 0};
    double *weight = malloc(n * sizeof *weight);
    for (uint64_t i = 0; i < n; i++) {
        weight[i] = gamma_law(&stream, RATE_SHAPE) * RATE_MEAN / RATE_SHAPE;
        population.rate += weight[i];
        draw_participant(&population.people[i], &stream);
    }
    build_alias(population.slots, weight, n, population.rate);
    free(weight);
    *random = stream.random;
    return population;
}

/* ---- the institutions: a (Q, R) distributor per product, one line, shipments ---- */

typedef enum { BATCH_FINISHED, SHIPMENT_ARRIVED } Kind;

typedef struct {
    double time;
    Kind kind;
    int product;
} Event;

/* The outside option is a fifth shelf that never empties and never reorders, so that the loop need not ask. */
typedef struct {
    int64_t quantity, reorder_point, initial;
    int64_t stock[CHOICES], on_order[PRODUCTS];
    int64_t trigger[CHOICES]; /* reorder when stock falls to this: R less what is on order */
    int64_t sold[CHOICES];
    int64_t made, lost;
    double batch_time, stock_time; /* sum of the times at which units left the shelf, less those at which they came */
    int queue[QUEUE], queued;
    Event pending[PENDING];
    int events;
    double next; /* time of the earliest pending event */
} Chain;

static void find_next(Chain *c)
{
    c->next = NEVER;
    for (int k = 0; k < c->events; k++)
        if (c->pending[k].time < c->next)
            c->next = c->pending[k].time;
}

static void schedule(Chain *c, Event event)
{
    if (c->events == PENDING)
        abort();
    c->pending[c->events++] = event;
    find_next(c);
}

static Event pop_next(Chain *c)
{
    int first = 0;
    for (int k = 1; k < c->events; k++)
        if (c->pending[k].time < c->pending[first].time)
            first = k;
    Event event = c->pending[first];
    c->pending[first] = c->pending[--c->events];
    find_next(c);
    return event;
}

static void start_batch(Chain *c, double now)
{
    schedule(c, (Event){now + c->batch_time, BATCH_FINISHED, c->queue[0]});
}

/* Order Q while the inventory position is at or below R. */
static void check_position(Chain *c, int product, double now)
{
    while (c->stock[product] + c->on_order[product] <= c->reorder_point) {
        if (c->queued == QUEUE)
            abort();
        c->on_order[product] += c->quantity;
        c->queue[c->queued++] = product;
        if (c->queued == 1)
            start_batch(c, now);
    }
    c->trigger[product] = c->reorder_point - c->on_order[product];
}

static void finish_batch(Chain *c, int product, double now)
{
    c->made += c->quantity;
    schedule(c, (Event){now + SHIPMENT, SHIPMENT_ARRIVED, product});
    memmove(c->queue, c->queue + 1, --c->queued * sizeof *c->queue);
    if (c->queued)
        start_batch(c, now);
}

static void receive(Chain *c, int product, double now)
{
    c->stock[product] += c->quantity;
    c->on_order[product] -= c->quantity;
    c->trigger[product] = c->reorder_point - c->on_order[product];
    c->stock_time -= c->quantity * now;
}

static __attribute__((noinline)) void play_pending(Chain *c, double until)
{
    while (c->next <= until) {
        Event event = pop_next(c);
        (event.kind == BATCH_FINISHED ? finish_batch : receive)(c, event.product, event.time);
    }
}

static Chain build_chain(uint64_t n, double load)
{
    Chain c = {0};
    c.quantity = c.reorder_point = (int64_t)fmax(20, rint(n / 4.0));
    c.initial = 2 * c.quantity;
    c.batch_time = load * c.quantity / (RATE_MEAN * n);
    c.stock[OUTSIDE] = INT64_MAX;
    c.trigger[OUTSIDE] = -1;
    c.next = NEVER;
    for (int j = 0; j < PRODUCTS; j++) {
        c.stock[j] = c.initial;
        check_position(&c, j, 0);
    }
    return c;
}

/* ---- the clock ---- */

/* The next BLOCK needs: how long after the one before, whose, and what she prefers. */
typedef struct {
    double gap[BLOCK];
    uint32_t who[BLOCK];
    uint32_t choice[BLOCK];
} Needs;

static void draw_who(Needs *needs, const Population *population, Random *random)
{
    uint64_t words[BLOCK];
    uint32_t fraction[BLOCK];
    fill(random, words, BLOCK);
    for (int k = 0; k < BLOCK; k++) { /* the integer part of word · n / 2^64 is a slot, the rest decides within it */
        unsigned __int128 scaled = (unsigned __int128)words[k] * population->n;
        needs->who[k] = scaled >> 64;
        fraction[k] = (uint64_t)scaled >> 32;
        __builtin_prefetch(&population->slots[needs->who[k]]);
    }
    for (int k = 0; k < BLOCK; k++) {
        Slot slot = population->slots[needs->who[k]];
        needs->who[k] = fraction[k] < slot.keep ? needs->who[k] : slot.other;
        __builtin_prefetch(&population->people[needs->who[k]], 1);
    }
}

static void draw_gaps(Needs *needs, double rate, Random *random)
{
    uint64_t words[BLOCK];
    double mean = 1 / rate;
    fill(random, words, BLOCK);
    for (int k = 0; k < BLOCK; k++)
        needs->gap[k] = -log(unit(words[k])) * mean;
}

static void draw_choices(Needs *needs, const Participant *people, Random *random)
{
    union {
        uint64_t words[BLOCK / 2];
        uint32_t halves[BLOCK];
    } random_bits;
    fill(random, random_bits.words, BLOCK / 2);
    for (int k = 0; k < BLOCK; k++) {
        const uint32_t *threshold = people[needs->who[k]].threshold;
        uint32_t draw = random_bits.halves[k], choice = 0;
        for (int j = 0; j < PRODUCTS; j++)
            choice += draw >= threshold[j];
        needs->choice[k] = choice;
    }
}

static void draw_needs(Needs *needs, const Population *population, Random *random)
{
    draw_who(needs, population, random);
    draw_gaps(needs, population->rate, random);
    draw_choices(needs, population->people, random);
}

/* Play until the horizon; return the consumers' surplus. */
static double play(Chain *c, const Population *population, Random *random, double days)
{
    static const double price[CHOICES] = {PRICE, PRICE, PRICE, PRICE, 0};
    double now = 0, surplus = 0, stock_time = 0;
    Needs needs;
    for (;;) {
        draw_needs(&needs, population, random);
        for (int k = 0; k < BLOCK; k++) {
            now += needs.gap[k];
            if (now >= c->next)
                play_pending(c, fmin(now, days));
            if (now > days) {
                c->stock_time += stock_time;
                return surplus;
            }
            Participant *p = &population->people[needs.who[k]];
            uint32_t j = needs.choice[k];
            p->needs++;
            if (c->stock[j] == 0) {
                c->lost++;
                surplus += p->regret;
                continue;
            }
            p->purchases += j != OUTSIDE;
            p->spent += price[j];
            surplus += p->surplus;
            stock_time += j != OUTSIDE ? now : 0;
            c->sold[j]++;
            if (--c->stock[j] <= c->trigger[j])
                check_position(c, j, now);
        }
    }
}

/* ---- the report ---- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* Peak resident memory in MB; from the kernel's count for this program alone where there is one. */
static double peak_mb(void)
{
    long kilobytes = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
            break;
    if (status)
        fclose(status);
    if (kilobytes)
        return kilobytes / 1024.0;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss / 1048576.0;
#else
    return usage.ru_maxrss / 1024.0;
#endif
}

/* Every need and every euro must be in a participant's own books as well. */
static void check_books(const Population *population, int64_t events, int64_t sold)
{
    int64_t needs = 0, purchases = 0;
    double spent = 0;
    for (uint64_t i = 0; i < population->n; i++) {
        needs += population->people[i].needs;
        purchases += population->people[i].purchases;
        spent += population->people[i].spent;
    }
    if (needs != events || purchases != sold || spent != PRICE * sold) {
        fprintf(stderr, "market: the participants' books do not agree with the totals\n");
        exit(1);
    }
}

static void report(const Chain *c, const Population *population, double surplus, double days, double setup, double run)
{
    int64_t sold = 0, stock = 0;
    for (int j = 0; j < PRODUCTS; j++) {
        sold += c->sold[j];
        stock += c->stock[j];
    }
    int64_t events = sold + c->lost + c->sold[OUTSIDE];
    double unit_days = c->stock_time + stock * days;
    double profit = PRICE * sold - UNIT_COST * c->made - HOLDING_COST * unit_days;
    check_books(population, events, sold);
    printf("{\"sold\": [%ld, %ld, %ld, %ld], ", (long)c->sold[0], (long)c->sold[1], (long)c->sold[2], (long)c->sold[3]);
    printf("\"lost\": %ld, \"outside\": %ld, ", (long)c->lost, (long)c->sold[OUTSIDE]);
    printf("\"opportunities\": %ld, \"profit\": %.6f, \"surplus\": %.6f, ", (long)events, profit, surplus);
    printf("\"events\": %ld, \"setup_s\": %.6f, \"run_s\": %.6f, ", (long)events, setup, run);
    printf("\"peak_mb\": %.3f}\n", peak_mb());
}

typedef struct {
    uint64_t n, seed;
    double days, load;
} Options;

static Options parse(int argc, char **argv)
{
    static const struct option names[] = {{"n", 1, 0, 'n'},       {"seed", 1, 0, 's'}, {"days", 1, 0, 'd'},
                                          {"load", 1, 0, 'l'},    {0, 0, 0, 0}};
    Options options = {1000, 1, 365, 0.7};
    for (int name; (name = getopt_long(argc, argv, "", names, 0)) != -1;)
        switch (name) {
        case 'n': options.n = strtoull(optarg, 0, 10); break;
        case 's': options.seed = strtoull(optarg, 0, 10); break;
        case 'd': options.days = strtod(optarg, 0); break;
        case 'l': options.load = strtod(optarg, 0); break;
        default: exit(2);
        }
    if (options.n == 0 || options.n > UINT32_MAX) {
        fprintf(stderr, "market: --n must be between 1 and %u\n", UINT32_MAX);
        exit(2);
    }
    return options;
}

int main(int argc, char **argv)
{
    Options options = parse(argc, argv);
    Random random;
    double start = seconds();
    seed_random(&random, options.seed);
    Population population = draw_population(options.n, &random);
    Chain chain = build_chain(options.n, options.load);
    double ready = seconds();
    double surplus = play(&chain, &population, &random, options.days);
    double done = seconds();
    report(&chain, &population, surplus, options.days, ready - start, done - ready);
    free(population.people);
    free(population.slots);
    return 0;
}
