#ifndef ZOO_DISPATCH_H
#define ZOO_DISPATCH_H

// The instruction sets that every hot loop is compiled for.
enum zoo_instruction_set { ZOO_PLAIN = 0, ZOO_AVX2 = 1, ZOO_AVX512 = 2 };

// The widest set that this processor runs.
int zoo_widest_instruction_set(void);
// The set in use: the widest, or what `ZOO_KERNELS=plain|avx2|avx512` names if the processor runs it.
int zoo_current_instruction_set(void);
// Uses another set on this thread, and in the loops that it starts, from now on; the process's again
// for -1 or a set that the processor lacks. Returns what was chosen before.
int zoo_choose_instruction_set(int set);

#endif
