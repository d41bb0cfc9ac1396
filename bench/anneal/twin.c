/*
 * The kernel's hot loop (anneal/tsp/hot-loop.ts and kernel.ts) once more in C, move for move, to measure what JavaScript
 * costs: the same task must end at the same length. Laid out as serves C best: with the records of records.ts it was
 * 2 to 8 % slower than with these arrays. As there, order[-1] and order[n] repeat the tour's ends. Measured, never shipped. Input on stdin, little-endian, as
 * bench/anneal/ratio.ts writes it; prints "length seconds". gcc -O3 -march=native -ffp-contract=off twin.c -lm
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BREADTH_FIRST = 6, BREADTH_SECOND = 4, CITIES_PER_MOVE = 16, STEPS = 8, KICK_BREADTH = 5, STRETCH = 30, WALKED = 2000 };

static int32_t n, k, row, up, breadth_first, breadth_second;
static double *xy;
static int32_t *order, *position, *near, *queue, *candidates;
static uint8_t *queued;
static uint32_t mask, head, tail;
static int32_t *journal;
static size_t written, room = 2048;
static int keeping;
static uint32_t state;
static double *exponential;

static inline int32_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return (int32_t)state;
}

static void seed(uint32_t value) {
  uint32_t h = value + 0x9e3779b9u;
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  h ^= h >> 16;
  state = h == 0 ? 0x6d2b79f5u : h;
}

static inline int32_t below(int32_t bound) {
  return (int32_t)((double)(uint32_t)next_random() * 2.3283064365386963e-10 * bound);
}

static inline int32_t between(int32_t a, int32_t b) {
  double dx = xy[2 * a] - xy[2 * b], dy = xy[2 * a + 1] - xy[2 * b + 1];
  double d = sqrt(dx * dx + dy * dy);
  return up ? (int32_t)ceil(d) : (int32_t)(d + 0.5);
}

static inline void push(int32_t city) {
  if (queued[city]) return;
  queued[city] = 1;
  queue[tail] = city;
  tail = (tail + 1) & mask;
}

static void flip(int32_t first, int32_t last) {
  int32_t i = first, j = last;
  if (i <= j) {
    while (i < j) {
      int32_t a = order[i], b = order[j];
      order[i] = b;
      position[b] = i++;
      order[j] = a;
      position[a] = j--;
    }
    order[-1] = order[n - 1];
    order[n] = order[0];
    return;
  }
  int32_t swaps = (j - i + 1 + n) >> 1;
  for (; swaps > 0; swaps--) {
    int32_t a = order[i], b = order[j];
    order[i] = b;
    position[b] = i;
    order[j] = a;
    position[a] = j;
    if (++i == n) i = 0;
    if (--j < 0) j = n - 1;
  }
  order[-1] = order[n - 1];
  order[n] = order[0];
}

static void turn(int32_t first, int32_t last) {
  if (keeping) {
    if (written == room) journal = realloc(journal, sizeof *journal * (room *= 2));
    journal[written++] = first;
    journal[written++] = last;
  }
  flip(first, last);
}

static void reverse(int32_t from, int32_t to) {
  int32_t count = to - from + 1;
  if (count <= 0) count += n;
  if (2 * count > n) turn(to == n - 1 ? 0 : to + 1, from == 0 ? n - 1 : from - 1);
  else turn(from, to);
}

static void exchange(int32_t t1, int32_t t2, int32_t t3, int32_t t4) {
  int32_t p1 = position[t1];
  if (order[p1 + 1] == t2) reverse(position[t2], position[t4]);
  else reverse(position[t4], position[t2]);
  push(t1);
  push(t2);
  push(t3);
  push(t4);
}

static int32_t improve(int32_t t1) {
  int32_t p1 = position[t1];
  for (int forward = 1; forward >= 0; forward--) {
    int32_t t2 = order[forward ? p1 + 1 : p1 - 1], p2 = position[t2], d12 = between(t1, t2), *near2 = near + t2 * row;
    for (int i = 0; i < breadth_first; i++) {
      int32_t gain1 = d12 - near2[2 * i + 1];
      if (gain1 <= 0) break;
      int32_t t3 = near2[2 * i], p3 = position[t3];
      int32_t ahead3 = forward ? p3 - p2 : p2 - p3;
      if (ahead3 < 0) ahead3 += n;
      int32_t above3 = order[p3 + 1], below3 = order[p3 - 1];
      int32_t before3 = forward ? below3 : above3, after3 = forward ? above3 : below3;
      if (before3 != t2) {
        int32_t t4 = before3, gain2 = gain1 + between(t3, t4), closed = gain2 - between(t4, t1);
        if (closed > 0) {
          exchange(t1, t2, t3, t4);
          return closed;
        }
        int32_t *near4 = near + t4 * row;
        for (int j = 0; j < breadth_second; j++) {
          int32_t gain3 = gain2 - near4[2 * j + 1];
          if (gain3 <= 0) break;
          int32_t t5 = near4[2 * j];
          if (t5 == t3) continue;
          int32_t p5 = position[t5], ahead5 = forward ? p5 - p2 : p2 - p5;
          if (ahead5 < 0) ahead5 += n;
          int32_t t6 = (ahead5 > ahead3) == forward ? order[p5 - 1] : order[p5 + 1];
          int32_t gain = gain3 + between(t5, t6) - between(t6, t1);
          if (gain > 0) {
            exchange(t1, t2, t3, t4);
            exchange(t1, t4, t5, t6);
            return gain;
          }
        }
      }
      if (after3 != t1) {
        int32_t t4 = after3, gain2 = gain1 + between(t3, t4), *near4 = near + t4 * row;
        for (int j = 0; j < breadth_second; j++) {
          int32_t gain3 = gain2 - near4[2 * j + 1];
          if (gain3 <= 0) break;
          int32_t t5 = near4[2 * j], p5 = position[t5], ahead5 = forward ? p5 - p2 : p2 - p5;
          if (ahead5 < 0) ahead5 += n;
          if (ahead5 >= ahead3) continue;
          int32_t above5 = order[p5 + 1], below5 = order[p5 - 1];
          int32_t after5 = forward ? above5 : below5;
          int32_t gain_after = gain3 + between(t5, after5) - between(after5, t1);
          if (gain_after > 0) {
            exchange(t1, t2, t4, t3);
            exchange(t1, t3, t5, after5);
            exchange(t3, t5, t4, t2);
            return gain_after;
          }
          if (ahead5 == 0) continue;
          int32_t before5 = forward ? below5 : above5;
          int32_t gain_before = gain3 + between(t5, before5) - between(before5, t1);
          if (gain_before > 0) {
            exchange(t1, t2, t5, before5);
            exchange(t5, t2, t3, t4);
            return gain_before;
          }
        }
      }
    }
  }
  return 0;
}

static int64_t descend(int64_t cities) {
  int64_t total = 0;
  for (int64_t i = 0; i < cities && head != tail; i++) {
    int32_t city = queue[head];
    head = (head + 1) & mask;
    queued[city] = 0;
    for (int32_t gain = improve(city); gain > 0; gain = improve(city)) total += gain;
  }
  return total;
}

static inline int32_t wrap(int32_t p) { return p >= n ? p - n : p; }

static int32_t cuts[4];

static inline int32_t stretch(int i) { return i < 3 ? cuts[i + 1] - cuts[i] : cuts[0] + n - cuts[3]; }

static int cut_places(int32_t *before, int32_t *b, int32_t *c, int32_t *d) {
  int32_t breadth = k < KICK_BREADTH ? k : KICK_BREADTH, city = below(n);
  cuts[0] = position[city];
  for (int found = 1; found < 4; found++) {
    for (int step = 0; step < STEPS; step++) city = candidates[city * k + below(breadth)];
    int32_t at = position[city], i = found;
    for (; i > 0 && cuts[i - 1] > at; i--) cuts[i] = cuts[i - 1];
    cuts[i] = at;
  }
  int first = 0;
  int32_t longest = 0;
  for (int i = 0; i < 4; i++) {
    int32_t length = stretch(i);
    if (length == 0) return 0;
    if (length <= longest) continue;
    longest = length;
    first = (i + 1) & 3;
  }
  *before = cuts[first];
  *b = stretch(first);
  *c = stretch((first + 1) & 3);
  *d = stretch((first + 2) & 3);
  return 1;
}

static int32_t kick(void) {
  int32_t before, b, c, d;
  if (n > WALKED || !cut_places(&before, &b, &c, &d)) {
    int32_t longest = (n - 2) / 4 < STRETCH ? (n - 2) / 4 : STRETCH;
    if (longest < 1) longest = 1;
    b = 1 + below(longest), c = 1 + below(longest), d = 1 + below(longest), before = below(n);
  }
  int32_t b1 = wrap(before + 1), c1 = wrap(before + b + 1), d1 = wrap(before + b + c + 1);
  int32_t last = wrap(before + b + c + d), after = wrap(before + b + c + d + 1);
  int32_t a = order[before], e = order[after];
  int32_t b_first = order[b1], b_last = order[wrap(before + b)];
  int32_t c_first = order[c1], c_last = order[wrap(before + b + c)];
  int32_t d_first = order[d1], d_last = order[last];
  turn(b1, last);
  turn(b1, wrap(before + d));
  turn(wrap(before + d + 1), wrap(before + d + c));
  turn(wrap(before + d + c + 1), last);
  push(a);
  push(b_first);
  push(b_last);
  push(c_first);
  push(c_last);
  push(d_first);
  push(d_last);
  push(e);
  return between(a, d_first) + between(d_last, c_first) + between(c_last, b_first) + between(b_last, e) -
         between(a, b_first) - between(b_last, c_first) - between(c_last, d_first) - between(d_last, e);
}

static int64_t length(void) {
  int64_t sum = 0;
  for (int32_t i = 0; i < n; i++) sum += between(order[i], order[i + 1 == n ? 0 : i + 1]);
  return sum;
}

static void *take(size_t size, size_t count) {
  void *bytes = malloc(size * count + 1);
  if (fread(bytes, size, count, stdin) != count) {
    fprintf(stderr, "twin: the input ends early\n");
    exit(1);
  }
  return bytes;
}

int main(void) {
  int32_t *header = take(4, 5);
  n = header[0], k = header[1], up = header[2];
  seed((uint32_t)header[3]);
  int32_t moves = header[4];
  double *heat = take(8, 2);
  exponential = take(8, 4096);
  xy = take(8, 2 * (size_t)n);
  candidates = take(4, (size_t)n * k);
  int32_t *given = take(4, n);
  order = (int32_t *)malloc(4 * (n + 2)) + 1;
  for (int32_t i = 0; i < n; i++) order[i] = given[i];
  order[-1] = order[n - 1];
  order[n] = order[0];
  row = 2 * k;
  breadth_first = k < BREADTH_FIRST ? k : BREADTH_FIRST;
  breadth_second = k < BREADTH_SECOND ? k : BREADTH_SECOND;
  near = malloc(sizeof *near * 2 * n * k);
  for (int32_t i = 0; i < n * k; i++) {
    near[2 * i] = candidates[i];
    near[2 * i + 1] = between(i / k, candidates[i]);
  }
  uint32_t ring = 1;
  while (ring <= (uint32_t)n) ring *= 2;
  mask = ring - 1;
  queue = malloc(sizeof *queue * ring);
  queued = calloc(n, 1);
  position = malloc(sizeof *position * n);
  journal = malloc(sizeof *journal * room);
  for (int32_t i = 0; i < n; i++) {
    position[order[i]] = i;
    push(order[i]);
  }

  clock_t begin = clock();
  for (int32_t done = 0; done < moves; done++) {
    if (head != tail) {
      descend(CITIES_PER_MOVE);
      continue;
    }
    double temperature = heat[0] + ((heat[1] - heat[0]) * done) / moves;
    written = 0;
    keeping = 1;
    int64_t delta = kick();
    delta -= descend(INT64_MAX);
    if (delta > 0 && !((double)delta * 256 < temperature * exponential[(uint32_t)next_random() >> 20]))
      while (written > 0) {
        written -= 2;
        flip(journal[written], journal[written + 1]);
      }
  }
  printf("%lld %.3f\n", (long long)length(), (double)(clock() - begin) / CLOCKS_PER_SEC);
  return 0;
}
