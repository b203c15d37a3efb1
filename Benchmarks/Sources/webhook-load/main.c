// Sends signed GitHub deliveries, each with a delivery and a job of its own, and tells how fast they are answered.
//
//   webhook-load PORT SECRET BODY-FILE CONNECTIONS SECONDS [RATE [FIRST-ID [COUNT]]]
//
// RATE is deliveries per second on a fixed schedule (open loop): an answer's time counts from when its delivery was
// due, so that a server that stalls is not spared the ones that it held up. 0 sends the next delivery of a connection
// when its last one is answered (closed loop). COUNT, if given, ends it earlier. Prints one line of JSON.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { BUCKETS = 200000, MOST_CONNECTIONS = 1024 };  // Ten microseconds a bucket, two seconds in all.

typedef struct {
  int socket;
  int busy;
  double due;
  char *out;
  size_t length, sent;
  char in[4096];
  size_t received;
} Connection;

static char *body;
static size_t body_length, job_at, run_at, job_digits, run_digits;
static const char *secret;
static long next_id, answered, refused, broken, counts[BUCKETS + 1];
static double slowest;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "webhook-load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void read_body(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  body = malloc(1 << 20);
  body_length = fread(body, 1, (1 << 20) - 1, file);
  body[body_length] = 0;
  fclose(file);
  char *job = strstr(body, "\"workflow_job\"");
  char *id = job ? strstr(job, "\"id\": ") : NULL, *run = job ? strstr(job, "\"run_id\": ") : NULL;
  if (id) job_digits = strspn(id + 6, "0123456789");
  if (run) run_digits = strspn(run + 10, "0123456789");
  if (job_digits < 9 || run_digits < 9) {
    fprintf(stderr, "webhook-load: %s has no job with ids of nine digits or more\n", path);
    exit(1);
  }
  job_at = id + 6 - body;
  run_at = run + 10 - body;
}

// A number of so many digits, the first of them a 1.
static void put(char *place, long number, size_t digits) {
  *place++ = '1';
  for (digits--; digits-- > 0;) {
    place[digits] = '0' + number % 10;
    number /= 10;
  }
}

static void prepare(Connection *c) {
  long id = next_id++;
  unsigned char code[32];
  unsigned int code_length = 32;
  put(body + job_at, id, job_digits);
  put(body + run_at, id / 10, run_digits);
  HMAC(EVP_sha256(), secret, (int)strlen(secret), (unsigned char *)body, body_length, code, &code_length);
  c->length = sprintf(
      c->out,
      "POST /webhooks/github-actions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "User-Agent: GitHub-Hookshot/load\r\nX-GitHub-Event: workflow_job\r\n"
      "X-GitHub-Delivery: 00000000-0000-4000-8000-%012ld\r\nContent-Length: %zu\r\nX-Hub-Signature-256: sha256=",
      id, body_length);
  for (int i = 0; i < 32; i++) c->length += sprintf(c->out + c->length, "%02x", code[i]);
  c->length += sprintf(c->out + c->length, "\r\n\r\n");
  memcpy(c->out + c->length, body, body_length);
  c->length += body_length;
  c->sent = c->received = 0;
  c->busy = 1;
}

static int flush(Connection *c) {
  while (c->sent < c->length) {
    ssize_t count = send(c->socket, c->out + c->sent, c->length - c->sent, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN ? 0 : -1;
    c->sent += count;
  }
  return 0;
}

// Whether a whole answer has come: 1, 0 not yet, -1 the connection is broken.
static int receive(Connection *c) {
  ssize_t count = recv(c->socket, c->in + c->received, sizeof c->in - 1 - c->received, 0);
  if (count == 0) return -1;
  if (count < 0) return errno == EAGAIN ? 0 : -1;
  c->received += count;
  c->in[c->received] = 0;
  char *end = strstr(c->in, "\r\n\r\n"), *length = strcasestr(c->in, "content-length:");
  return end && length && length < end && c->received >= (size_t)(end + 4 - c->in) + atol(length + 15);
}

static void count_answer(Connection *c) {
  double time = now() - c->due;
  long bucket = (long)(time * 100000);
  counts[bucket < BUCKETS ? bucket : BUCKETS]++;
  if (time > slowest) slowest = time;
  if (strncmp(c->in + 9, "2", 1) == 0) answered++;
  else refused++;
  c->busy = 0;
}

static double percentile(double share) {
  long total = answered + refused, seen = 0;
  for (long bucket = 0; bucket <= BUCKETS; bucket++) {
    seen += counts[bucket];
    if (seen >= share * total) return bucket < BUCKETS ? (bucket + 1) / 100.0 : slowest * 1000;
  }
  return 0;
}

static int open_connection(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  int one = 1, handle = socket(AF_INET, SOCK_STREAM, 0);
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  if (connect(handle, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  fcntl(handle, F_SETFL, O_NONBLOCK);
  return handle;
}

int main(int count, char **words) {
  if (count < 6) {
    fprintf(stderr, "usage: webhook-load PORT SECRET BODY-FILE CONNECTIONS SECONDS [RATE [FIRST-ID [COUNT]]]\n");
    return 2;
  }
  int port = atoi(words[1]), connections = atoi(words[4]);
  double seconds = atof(words[5]), rate = count > 6 ? atof(words[6]) : 0;
  long most = count > 8 ? atol(words[8]) : 0;
  secret = words[2];
  next_id = count > 7 ? atol(words[7]) : 0;
  long first = next_id;
  if (connections < 1 || connections > MOST_CONNECTIONS) return 2;
  read_body(words[3]);

  static Connection all[MOST_CONNECTIONS];
  int poll = epoll_create1(0);
  for (int i = 0; i < connections; i++) {
    all[i].socket = open_connection(port);
    all[i].out = malloc(body_length + 1024);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = &all[i]};
    epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &event);
  }

  double began = now(), end = began + seconds;
  int busy = 0, idle = 0, over = 0;
  while (!over || busy > 0) {
    double time = now();
    over = time >= end || (most > 0 && next_id - first >= most);
    // Due ones go to whichever connection is free.
    for (int tried = 0; !over && tried < connections; tried++, idle = (idle + 1) % connections) {
      Connection *c = &all[idle];
      double due = rate > 0 ? began + (next_id - first) / rate : time;
      if (c->busy || c->socket < 0) continue;
      if (due > time || (most > 0 && next_id - first >= most)) break;
      prepare(c);
      c->due = rate > 0 ? due : now();
      busy++;
      if (flush(c) < 0) fail("send");
    }
    double next = rate > 0 ? began + (next_id - first) / rate : end;
    int wait = over || busy == connections ? 100 : (int)((next - now()) * 1000);
    struct epoll_event events[256];
    int ready = epoll_wait(poll, events, 256, wait < 0 ? 0 : wait > 100 ? 100 : wait);
    for (int i = 0; i < ready; i++) {
      Connection *c = events[i].data.ptr;
      if (!c->busy) continue;
      int state = flush(c) < 0 ? -1 : receive(c);
      if (state == 0) continue;
      busy--;
      if (state > 0) {
        count_answer(c);
      } else {
        broken++;
        c->busy = 0;
        close(c->socket);
        c->socket = -1;
        if (broken == connections) fail("all connections broke");
      }
    }
    if (over && now() > end + 30) break;
  }
  double lasted = now() - began;
  printf(
      "{\"answered\": %ld, \"refused\": %ld, \"broken\": %ld, \"seconds\": %.3f, \"per_second\": %.1f, "
      "\"p50_ms\": %.2f, \"p90_ms\": %.2f, \"p99_ms\": %.2f, \"p999_ms\": %.2f, \"max_ms\": %.2f}\n",
      answered, refused, broken, lasted, answered / lasted, percentile(0.5), percentile(0.9), percentile(0.99),
      percentile(0.999), slowest * 1000);
  return refused || broken ? 1 : 0;
}
