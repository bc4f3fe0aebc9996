/* A list, in C. */
#include <stdlib.h>

typedef struct item {
    struct item *next;
} item;

enum order { RISING, FALLING };

static int length(const item *first);

#ifdef DEBUG
/* Only while looking for faults. */
static void show(const item *first)
{
    (void)first;
}
#endif

int *
new_list(size_t n)
{
    if (n == 0) { return NULL; }
    return malloc(n);
}
