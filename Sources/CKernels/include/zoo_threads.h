#ifndef ZOO_THREADS_H
#define ZOO_THREADS_H

// The number of threads that share a parallel loop, the caller included.
int zoo_thread_count(void);
// Changes that number; values below 1 mean 1.
void zoo_set_thread_count(int count);
// Changes it for the loops that this thread starts; the process's again for 0. Returns the last choice.
int zoo_choose_thread_count(int count);
// Calls body(context, part) for each part in 0..<parts, on as many threads at once as there are parts
// and threads, and returns when all are done. Inside a part, or while another loop runs, all run on the
// caller.
void zoo_run_parts(int parts, void (*body)(void *context, int part), void *context);

#endif
