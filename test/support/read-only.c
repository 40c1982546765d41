/*
 * Preloaded into the daemon (LD_PRELOAD): while the file named by READ_ONLY_WHEN exists, its file system is read-only, as
 * Linux makes one on which it has found errors. Only what SQLite writes with is refused.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

static int refused(void) {
  const char *sign = getenv("READ_ONLY_WHEN");
  if (!sign || access(sign, F_OK) != 0) return 0;
  errno = EROFS;
  return 1;
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  return refused() ? -1 : real(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  return refused() ? -1 : real(fd, data, length, offset);
}

int ftruncate64(int fd, off64_t length) {
  REAL(int, "ftruncate64", int, off64_t);
  return refused() ? -1 : real(fd, length);
}

int ftruncate(int fd, off_t length) {
  REAL(int, "ftruncate", int, off_t);
  return refused() ? -1 : real(fd, length);
}
