#define _GNU_SOURCE
#include "zoo_threads.h"

#include "zoo_dispatch.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Workers spin this often for the next loop before they sleep: the gap between two layers.
enum { spins = 20000, most_threads = 256, most_parts = 65535 };

// The parts of a loop are claimed one by one, so that a thread which the system keeps waiting holds
// nobody up: the caller takes its part. Which thread runs a part changes no result.
struct loop {
  void (*body)(void *context, int part);
  void *context;
  int instruction_set;  // the caller's
};

static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;  // held by the caller of the loop that runs
static pthread_mutex_t sleepers = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static struct loop loop;  // stays as it is until every part that was claimed is done
static _Atomic uint64_t ticket;  // the loop's number << 32, its parts << 16, the next part to claim
static atomic_int finished;      // the parts that are done
static atomic_int wanted_threads;
static int started_threads = 1;  // guarded by `users`
static _Thread_local bool inside_loop;
static _Thread_local int chosen_threads;  // what this thread uses instead of `wanted_threads`

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
  if (chosen_threads > 0) return chosen_threads;
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

int zoo_choose_thread_count(int count) {
  int before = chosen_threads;
  chosen_threads = count > most_threads ? most_threads : count;
  return before;
}

// Claims parts of the loop with this number and runs them until none is left.
static void run_parts_of(uint32_t number) {
  uint64_t seen = atomic_load_explicit(&ticket, memory_order_acquire);
  while ((uint32_t)(seen >> 32) == number && (seen & 0xFFFF) < (seen >> 16 & 0xFFFF)) {
    if (!atomic_compare_exchange_weak_explicit(
            &ticket, &seen, seen + 1, memory_order_acq_rel, memory_order_acquire))
      continue;
    inside_loop = true;
    int set = zoo_choose_instruction_set(loop.instruction_set);
    loop.body(loop.context, (int)(seen & 0xFFFF));
    zoo_choose_instruction_set(set);
    inside_loop = false;
    atomic_fetch_add_explicit(&finished, 1, memory_order_release);
    seen = atomic_load_explicit(&ticket, memory_order_acquire);
  }
}

static inline uint32_t current_number(void) {
  return (uint32_t)(atomic_load_explicit(&ticket, memory_order_acquire) >> 32);
}

static void *worker_main(void *argument) {
  (void)argument;
  uint32_t done = 0;
  for (;;) {
    for (int left = spins; left > 0 && current_number() == done; left--) pause_briefly();
    if (current_number() == done) {
      pthread_mutex_lock(&sleepers);
      while (current_number() == done) pthread_cond_wait(&wake, &sleepers);
      pthread_mutex_unlock(&sleepers);
    }
    done = current_number();
    run_parts_of(done);
  }
  return NULL;
}

// Starts workers until `count` threads can share a loop; fewer will do if the system has no more.
static void start_threads(int count) {
  while (started_threads < count) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 8 << 20);
    pthread_t thread;
    int failed = pthread_create(&thread, &attributes, worker_main, NULL);
    pthread_attr_destroy(&attributes);
    if (failed) return;
    started_threads++;
  }
}

void zoo_run_parts(int parts, void (*body)(void *context, int part), void *context) {
  int threads = zoo_thread_count();
  if (threads <= 1 || parts <= 1 || parts > most_parts || inside_loop ||
      pthread_mutex_trylock(&users) != 0) {
    for (int part = 0; part < parts; part++) body(context, part);
    return;
  }
  start_threads(threads < parts ? threads : parts);
  loop = (struct loop){body, context, zoo_current_instruction_set()};
  atomic_store_explicit(&finished, 0, memory_order_relaxed);
  uint32_t number = current_number() + 1;
  pthread_mutex_lock(&sleepers);
  atomic_store_explicit(
      &ticket, (uint64_t)number << 32 | (uint64_t)parts << 16, memory_order_release);
  pthread_cond_broadcast(&wake);
  pthread_mutex_unlock(&sleepers);
  run_parts_of(number);
  int left = spins;
  while (atomic_load_explicit(&finished, memory_order_acquire) != parts) {
    if (left-- > 0) pause_briefly();
    else sched_yield();
  }
  pthread_mutex_unlock(&users);
}
