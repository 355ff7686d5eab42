#ifndef CIMAGES_H
#define CIMAGES_H
#include <stddef.h>
#endif
