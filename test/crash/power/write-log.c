/*
 * Preloaded into the daemon (LD_PRELOAD): appends to WRITE_LOG what it does to the database files in WRITE_LOG_FOLDER, and
 * what it writes to sockets and terminals, in the order in which it happens. write-log.ts reads it.
 *
 * A write is logged before it is done, a sync after it has succeeded: the log never makes the disk look safer than it was.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 4096
#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

struct record { uint32_t op; uint32_t fd; uint64_t offset; uint32_t length; } __attribute__((packed));

enum kind { OTHER, FILE_OF_DATABASE, FOLDER };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char kinds[MAX_FD];
static int log_fd = -1;
static const char *folder;

static ssize_t real_write(int fd, const void *data, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return real(fd, data, length);
}

static int real_open(const char *path, int flags, mode_t mode) {
  REAL(int, "open64", const char *, int, ...);
  return real(path, flags, mode);
}

static void note(char op, int fd, uint64_t offset, const void *data, size_t length) {
  static char buffer[1 << 20];
  struct record head = { (uint32_t)op, (uint32_t)fd, offset, (uint32_t)length };
  pthread_mutex_lock(&lock);
  if (length > sizeof buffer - sizeof head) abort();
  memcpy(buffer, &head, sizeof head);
  if (length) memcpy(buffer + sizeof head, data, length);
  size_t whole = sizeof head + length;
  if (real_write(log_fd, buffer, whole) != (ssize_t)whole) abort();
  pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void begin(void) {
  folder = getenv("WRITE_LOG_FOLDER");
  log_fd = real_open(getenv("WRITE_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (!folder || log_fd < 0) abort();
}

static enum kind kind_of(const char *path) {
  char whole[PATH_MAX];
  if (!realpath(path, whole)) return OTHER;
  size_t length = strlen(folder);
  if (strcmp(whole, folder) == 0) return FOLDER;
  if (strncmp(whole, folder, length) != 0 || whole[length] != '/') return OTHER;
  const char *name = whole + length + 1;
  int ours = !strcmp(name, "outbox.db") || !strcmp(name, "outbox.db-wal") || !strcmp(name, "outbox.db-journal");
  return ours ? FILE_OF_DATABASE : OTHER;
}

static const char *name_in(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static int kind(int fd) { return fd >= 0 && fd < MAX_FD ? kinds[fd] : OTHER; }

static int opened(const char *path, int flags, mode_t mode) {
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  int fd = real_open(path, flags, mode);
  if (fd < 0 || fd >= MAX_FD) return fd;
  kinds[fd] = kind_of(path);
  if (kinds[fd] == FILE_OF_DATABASE) note('O', fd, is_new, name_in(path), strlen(name_in(path)));
  return fd;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; va_start(rest, flags); \
    mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return opened(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, "close", int);
  if (fd >= 0 && fd < MAX_FD) kinds[fd] = OTHER;
  return real(fd);
}

static int leaves_the_process(int fd) {
  struct stat status;
  return fd > 2 && fstat(fd, &status) == 0 && (S_ISSOCK(status.st_mode) || S_ISCHR(status.st_mode));
}

ssize_t write(int fd, const void *data, size_t length) {
  if (kind(fd) == FILE_OF_DATABASE) note('W', fd, (uint64_t)lseek(fd, 0, SEEK_CUR), data, length);
  else if (leaves_the_process(fd)) note('A', fd, 0, data, length);
  return real_write(fd, data, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  if (kind(fd) == FILE_OF_DATABASE) abort();
  if (leaves_the_process(fd))
    for (int i = 0; i < count; i++) note('A', fd, 0, parts[i].iov_base, parts[i].iov_len);
  return real(fd, parts, count);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  REAL(ssize_t, "sendmsg", int, const struct msghdr *, int);
  for (size_t i = 0; i < message->msg_iovlen; i++)
    note('A', fd, 0, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
  return real(fd, message, flags);
}

#define PWRITE(name, type) \
  ssize_t name(int fd, const void *data, size_t length, type offset) { \
    REAL(ssize_t, #name, int, const void *, size_t, type); \
    if (kind(fd) == FILE_OF_DATABASE) note('W', fd, (uint64_t)offset, data, length); \
    return real(fd, data, length, offset); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, type) \
  int name(int fd, type length) { \
    REAL(int, #name, int, type); \
    if (kind(fd) == FILE_OF_DATABASE) note('T', fd, (uint64_t)length, 0, 0); \
    return real(fd, length); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
  int name(int fd) { \
    REAL(int, #name, int); \
    int result = real(fd); \
    if (result == 0 && kind(fd) == FILE_OF_DATABASE) note('S', fd, 0, 0, 0); \
    if (result == 0 && kind(fd) == FOLDER) note('D', fd, 0, 0, 0); \
    return result; \
  }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  if (kind_of(path) == FILE_OF_DATABASE) note('U', 0, 0, name_in(path), strlen(name_in(path)));
  return real(path);
}
