#define _GNU_SOURCE
#include "zoo_threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

// Workers spin this often for the next loop before they sleep: the gap between two layers.
enum { spins = 20000, most_threads = 256 };

struct loop {
  void (*body)(void *context, int part);
  void *context;
  int parts;
  int threads;
};

static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;  // held by the loop that runs
static pthread_mutex_t sleepers = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static struct loop loop;
static atomic_uint generation;  // one more for each loop
static atomic_int unfinished;
static atomic_int wanted_threads;
static int started_threads = 1;  // guarded by `users`
static _Thread_local bool inside_loop;

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  sched_yield();
#endif
}

static int processor_count(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int count = CPU_COUNT(&set);
  return count < 1 ? 1 : count > most_threads ? most_threads : count;
}

int zoo_thread_count(void) {
  int count = atomic_load_explicit(&wanted_threads, memory_order_relaxed);
  if (count == 0) {
    count = processor_count();
    atomic_store_explicit(&wanted_threads, count, memory_order_relaxed);
  }
  return count;
}

void zoo_set_thread_count(int count) {
  if (count < 1) count = 1;
  if (count > most_threads) count = most_threads;
  atomic_store_explicit(&wanted_threads, count, memory_order_relaxed);
}

static void run_share(const struct loop *work, int thread) {
  inside_loop = true;
  for (int part = thread; part < work->parts; part += work->threads)
    work->body(work->context, part);
  inside_loop = false;
}

struct worker {
  int thread;
  unsigned seen;
};

static struct worker workers[most_threads];

static void *worker_main(void *argument) {
  struct worker *self = argument;
  for (;;) {
    int left = spins;
    while (atomic_load_explicit(&generation, memory_order_acquire) == self->seen) {
      if (left-- > 0) {
        pause_briefly();
        continue;
      }
      pthread_mutex_lock(&sleepers);
      while (atomic_load_explicit(&generation, memory_order_acquire) == self->seen)
        pthread_cond_wait(&wake, &sleepers);
      pthread_mutex_unlock(&sleepers);
    }
    self->seen++;
    if (self->thread < loop.threads) run_share(&loop, self->thread);
    atomic_fetch_sub_explicit(&unfinished, 1, memory_order_release);
  }
  return NULL;
}

// Starts workers until `count` threads can share a loop; returns how many can.
static int start_threads(int count) {
  while (started_threads < count) {
    struct worker *worker = &workers[started_threads];
    worker->thread = started_threads;
    worker->seen = atomic_load(&generation);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 8 << 20);
    pthread_t thread;
    int failed = pthread_create(&thread, &attributes, worker_main, worker);
    pthread_attr_destroy(&attributes);
    if (failed) break;
    started_threads++;
  }
  return started_threads < count ? started_threads : count;
}

void zoo_run_parts(int parts, void (*body)(void *context, int part), void *context) {
  int threads = zoo_thread_count();
  if (threads > parts) threads = parts;
  if (threads <= 1 || inside_loop || pthread_mutex_trylock(&users) != 0) {
    for (int part = 0; part < parts; part++) body(context, part);
    return;
  }
  threads = start_threads(threads);
  loop = (struct loop){body, context, parts, threads};
  atomic_store_explicit(&unfinished, started_threads - 1, memory_order_relaxed);
  pthread_mutex_lock(&sleepers);
  atomic_fetch_add_explicit(&generation, 1, memory_order_release);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&sleepers);
  run_share(&loop, 0);
  int left = spins;
  while (atomic_load_explicit(&unfinished, memory_order_acquire) != 0) {
    if (left-- > 0) pause_briefly();
    else sched_yield();
  }
  pthread_mutex_unlock(&users);
}
