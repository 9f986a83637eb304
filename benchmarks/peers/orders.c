/* The order book workload in C: what one core can do with valuechain's own algorithm.
 *
 *     cc -O3 -march=native -ffast-math -o orders orders.c -lm
 *     ./orders --n 1000 --seed 1 --days 365
 *
 * One superposed Poisson clock with an alias table; orders wait in a ring, cells and the oldest parcel are looked through for
 * the next event; all that a need touches lies on one cache line. Random numbers come in blocks.
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

enum { BLOCK = 256, LANES = 8, CELLS = 8 };
static const double NEVER = 1e300;

static const double RATE_MEAN = 1.0 / 7, RATE_SHAPE = 2, VALUE_MEAN = 10, VALUE_CV = 0.3, MISMATCH = 5, NOISE = 1;
static const double PRICE = 6, UNIT_COST = 3, DELIVERY = 3, WAITING = 0.05, ERROR = 0.2, LEARN = 0.1;

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
    double value, x, y, expertise, surplus, spent;
    uint32_t needs, purchases;
} __attribute__((aligned(64))) Participant;

/* Walker's alias table: the slot's own participant with probability keep / 2^32, else the other one. */
typedef struct {
    uint32_t keep, other;
} Slot;

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

typedef struct {
    uint64_t n;
    Participant *people;
    Slot *slots;
    double rate; /* of needs per day, over all */
} Population;

static Population draw_population(uint64_t n, Random *random)
{
    Stream stream = {.random = *random, .used = BLOCK};
    Population population = {n, reserve(n * sizeof(Participant)), reserve(n * sizeof(Slot)), 0};
    double *weight = malloc(n * sizeof *weight), variance = log1p(VALUE_CV * VALUE_CV);
    for (uint64_t i = 0; i < n; i++) {
        Participant *p = &population.people[i];
        weight[i] = gamma_law(&stream, RATE_SHAPE) * RATE_MEAN / RATE_SHAPE;
        population.rate += weight[i];
        p->value = exp(log(VALUE_MEAN) - variance / 2 + sqrt(variance) * normal(&stream));
        p->x = uniform(&stream);
        p->y = uniform(&stream);
    }
    build_alias(population.slots, weight, n, population.rate);
    free(weight);
    *random = stream.random;
    return population;
}

/* ---- the workshop: a ring of orders, of which the first are delivered, then on their way, then in cells, then waiting ---- */

typedef struct {
    uint32_t who;
    double placed, quoted, due;
} Order;

typedef struct {
    Order *order;
    uint64_t size, begin, end;
} Ring;

static void append(Ring *r, Order order)
{
    if (r->end - r->begin == r->size) {
        Order *larger = malloc(2 * r->size * sizeof *larger);
        for (uint64_t k = r->begin; k < r->end; k++)
            larger[k & (2 * r->size - 1)] = r->order[k & (r->size - 1)];
        free(r->order);
        r->order = larger;
        r->size *= 2;
    }
    r->order[r->end++ & (r->size - 1)] = order;
}

static Order *oldest(Ring *r)
{
    return &r->order[r->begin & (r->size - 1)];
}

typedef struct {
    Ring waiting, parcels;
    Order cell[CELLS]; /* due: NEVER where it is idle */
    int working;
    double service_mean, next;
    int64_t needs, ordered, made, delivered;
    double surplus, days, mismatch;
    Stream times;
} Shop;

static void find_next(Shop *s)
{
    s->next = s->parcels.begin < s->parcels.end ? oldest(&s->parcels)->due : NEVER;
    for (int c = 0; c < CELLS; c++)
        s->next = fmin(s->next, s->cell[c].due);
}

static void begin(Shop *s, Order order, double now)
{
    int c = 0;
    while (s->cell[c].due < NEVER)
        c++;
    order.due = now - log(uniform(&s->times)) * s->service_mean;
    s->cell[c] = order;
    s->working++;
}

static void place(Shop *s, uint32_t who, double quoted, double now)
{
    Order order = {who, now, quoted, NEVER};
    if (s->working < CELLS)
        begin(s, order, now);
    else
        append(&s->waiting, order);
    s->ordered++;
    find_next(s);
}

static double quote(const Shop *s)
{
    uint64_t waiting = s->waiting.end - s->waiting.begin;
    double wait = s->working < CELLS ? 0 : (waiting + 1) * s->service_mean / CELLS;
    return wait + s->service_mean + DELIVERY;
}

static void finish(Shop *s, int c)
{
    Order order = s->cell[c];
    double now = order.due;
    s->cell[c].due = NEVER;
    s->working--;
    s->made++;
    order.due = now + DELIVERY;
    append(&s->parcels, order);
    if (s->waiting.begin < s->waiting.end) {
        Order first = *oldest(&s->waiting);
        s->waiting.begin++;
        begin(s, first, now);
    }
}

static void deliver(Shop *s, Participant *people)
{
    Order order = *oldest(&s->parcels);
    Participant *p = &people[order.who];
    double waited = order.due - order.placed, late = WAITING * (waited - order.quoted);
    s->parcels.begin++;
    s->delivered++;
    s->days += waited;
    s->surplus -= late;
    p->surplus -= late;
    p->purchases++;
    p->spent += PRICE;
    p->expertise += LEARN * (1 - p->expertise);
}

static __attribute__((noinline)) void play_pending(Shop *s, Participant *people, double until)
{
    while (s->next <= until) {
        int due = -1;
        for (int c = 0; c < CELLS; c++)
            if (s->cell[c].due == s->next)
                due = c;
        if (due >= 0)
            finish(s, due);
        else
            deliver(s, people);
        find_next(s);
    }
}

static Shop open_shop(uint64_t n, double load, const Random *random)
{
    Shop s = {.service_mean = CELLS * load / (RATE_MEAN * n), .next = NEVER, .times = {.random = *random, .used = BLOCK}};
    for (int c = 0; c < CELLS; c++)
        s.cell[c].due = NEVER;
    s.waiting = (Ring){malloc(64 * sizeof(Order)), 64, 0, 0};
    s.parcels = (Ring){malloc(64 * sizeof(Order)), 64, 0, 0};
    return s;
}

/* ---- the clock ---- */

typedef struct {
    double gap[BLOCK], luck[BLOCK], dx[BLOCK], dy[BLOCK];
    uint32_t who[BLOCK];
} Needs;

static void draw_needs(Needs *needs, const Population *population, Random *random)
{
    uint64_t words[BLOCK], other[BLOCK];
    uint32_t fraction[BLOCK];
    fill(random, words, BLOCK);
    for (int k = 0; k < BLOCK; k++) {
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
    fill(random, words, BLOCK);
    for (int k = 0; k < BLOCK; k++)
        needs->gap[k] = -log(unit(words[k])) / population->rate;
    fill(random, words, BLOCK);
    for (int k = 0; k < BLOCK; k++)
        needs->luck[k] = unit(words[k]);
    fill(random, words, BLOCK);
    fill(random, other, BLOCK);
    for (int k = 0; k < BLOCK; k++) { /* Box and Muller 1958: two normal numbers of two uniform ones */
        double radius = ERROR * sqrt(-2 * log(unit(words[k]))), angle = 2 * M_PI * unit(other[k]);
        needs->dx[k] = radius * cos(angle);
        needs->dy[k] = radius * sin(angle);
    }
}

static inline double miss(double wanted, double error)
{
    double said = fmin(fmax(wanted + error, 0), 1);
    return (said - wanted) * (said - wanted);
}

static void play(Shop *s, const Population *population, Random *random, double days)
{
    double now = 0;
    Needs needs;
    for (;;) {
        draw_needs(&needs, population, random);
        for (int k = 0; k < BLOCK; k++) {
            now += needs.gap[k];
            if (now >= s->next)
                play_pending(s, population->people, fmin(now, days));
            if (now > days)
                return;
            Participant *p = &population->people[needs.who[k]];
            double scale = 1 - p->expertise, quoted = quote(s);
            double off = miss(p->x, scale * needs.dx[k]) + miss(p->y, scale * needs.dy[k]);
            double weight = exp((p->value - PRICE - MISMATCH * off - WAITING * quoted) / NOISE);
            double gained = NOISE * log1p(weight);
            p->needs++;
            s->needs++;
            s->surplus += gained;
            p->surplus += gained;
            if (needs.luck[k] * (1 + weight) < weight) {
                s->mismatch += off;
                place(s, needs.who[k], quoted, now);
            }
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

/* Every need, every euro and all surplus must be in a participant's own books as well; returns the mean expertise. */
static double check_books(const Population *population, const Shop *s)
{
    int64_t needs = 0, purchases = 0;
    double spent = 0, surplus = 0, expertise = 0;
    for (uint64_t i = 0; i < population->n; i++) {
        needs += population->people[i].needs;
        purchases += population->people[i].purchases;
        spent += population->people[i].spent;
        surplus += population->people[i].surplus;
        expertise += population->people[i].expertise;
    }
    if (needs != s->needs || purchases != s->delivered || spent != PRICE * s->delivered ||
        fabs(surplus - s->surplus) > 1e-9 * fabs(surplus)) {
        fprintf(stderr, "orders: the participants' books do not agree with the totals\n");
        exit(1);
    }
    return expertise / population->n;
}

typedef struct {
    uint64_t n, seed;
    double days, load;
} Options;

static Options parse(int argc, char **argv)
{
    static const struct option names[] = {{"n", 1, 0, 'n'},       {"seed", 1, 0, 's'}, {"days", 1, 0, 'd'},
                                          {"load", 1, 0, 'l'},    {0, 0, 0, 0}};
    Options options = {1000, 1, 365, 0.8};
    for (int name; (name = getopt_long(argc, argv, "", names, 0)) != -1;)
        switch (name) {
        case 'n': options.n = strtoull(optarg, 0, 10); break;
        case 's': options.seed = strtoull(optarg, 0, 10); break;
        case 'd': options.days = strtod(optarg, 0); break;
        case 'l': options.load = strtod(optarg, 0); break;
        default: exit(2);
        }
    if (options.n == 0 || options.n > UINT32_MAX) {
        fprintf(stderr, "orders: --n must be between 1 and %u\n", UINT32_MAX);
        exit(2);
    }
    return options;
}

int main(int argc, char **argv)
{
    Options options = parse(argc, argv);
    Random random, times;
    double start = seconds();
    seed_random(&random, options.seed);
    seed_random(&times, ~options.seed);
    Population population = draw_population(options.n, &random);
    Shop shop = open_shop(options.n, options.load, &times);
    double ready = seconds();
    play(&shop, &population, &random, options.days);
    double done = seconds();
    double expertise = check_books(&population, &shop);
    printf("{\"opportunities\": %ld, \"orders\": %ld, ", (long)shop.needs, (long)shop.ordered);
    printf("\"delivered\": %ld, \"profit\": %.6f, ", (long)shop.delivered, PRICE * shop.delivered - UNIT_COST * shop.made);
    printf("\"surplus\": %.6f, \"days\": %.6f, \"mismatch\": %.6f, ", shop.surplus, shop.days, shop.mismatch);
    printf("\"expertise\": %.9f, \"events\": %ld, ", expertise, (long)(shop.needs + shop.ordered + shop.delivered));
    printf("\"setup_s\": %.6f, \"run_s\": %.6f, \"peak_mb\": %.3f}\n", ready - start, done - ready, peak_mb());
    free(population.people);
    free(population.slots);
    return 0;
}
