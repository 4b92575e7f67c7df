/**
 * Arguments: lines, terms, rounds. Prints: lines with a term, build ms, MB/s of the fastest round, growth of the largest
 * resident memory over the build in bytes. One literal scan for each line, which stops at the first hit.
 */
export const HYPERSCAN_SOURCE = String.raw`
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static char *read_all(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  char *data = malloc(*size + 1);
  if (fread(data, 1, *size, file) != *size) exit(2);
  fclose(file);
  return data;
}
static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}
static long resident(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * 1024L;
}
static int stop(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *hit) {
  *(int *)hit = 1;
  return 1;
}
int main(int argc, char **argv) {
  size_t size, term_size, count = 0, capacity = 1 << 20;
  char *text = read_all(argv[1], &size);
  char *terms = read_all(argv[2], &term_size);
  const char **starts = malloc(capacity * sizeof *starts);
  size_t *lengths = malloc(capacity * sizeof *lengths);
  unsigned *ids = malloc(capacity * sizeof *ids), *flags = malloc(capacity * sizeof *flags);
  for (char *at = terms; at < terms + term_size;) {
    char *end = memchr(at, '\n', terms + term_size - at);
    starts[count] = at;
    lengths[count] = end - at;
    ids[count] = count;
    flags[count++] = HS_FLAG_SINGLEMATCH;
    at = end + 1;
  }
  long before = resident();
  double started = now();
  hs_database_t *database;
  hs_compile_error_t *error;
  if (hs_compile_lit_multi(starts, flags, ids, lengths, count, HS_MODE_BLOCK, 0, &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "%s", error->message);
    return 3;
  }
  double build = now() - started;
  long memory = resident() - before;
  hs_scratch_t *scratch = 0;
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 4;
  double best = 1e300;
  size_t found = 0;
  for (int round = 0; round < atoi(argv[3]); round++) {
    found = 0;
    started = now();
    for (char *at = text; at < text + size;) {
      char *end = memchr(at, '\n', text + size - at);
      int hit = 0;
      hs_scan(database, at, end - at, 0, scratch, stop, &hit);
      found += hit;
      at = end + 1;
    }
    double elapsed = now() - started;
    if (elapsed < best) best = elapsed;
  }
  printf("%zu %f %f %ld\n", found, build, size / best / 1e3, memory);
  return 0;
}
`;
