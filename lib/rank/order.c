/* The list of all orders. An order's descriptor is declared here only, so that nothing else can ask which
 * one it has. */
#include "mlfix/rank/order.h"

#include <string.h>

/* A new order is one more line, and mlf_rank_order_NAME in its own file. */
#define ORDERS(ORDER)                                                                                                  \
    ORDER(suspicion)                                                                                                   \
    ORDER(fused)                                                                                                       \
    ORDER(model)                                                                                                       \
    ORDER(stream)                                                                                                      \
    ORDER(similarity)                                                                                                  \
    ORDER(outlier)                                                                                                     \
    ORDER(duplicate)                                                                                                   \
    ORDER(lookalike)                                                                                                   \
    ORDER(slice)                                                                                                       \
    ORDER(detection)                                                                                                   \
    ORDER(field)

#define DECLARE(name) extern const struct mlf_rank_order mlf_rank_order_##name;
#define ADDRESS(name) &mlf_rank_order_##name,

ORDERS(DECLARE)

const struct mlf_rank_order *const mlf_rank_orders[] = {ORDERS(ADDRESS) NULL};

const struct mlf_rank_order *mlf_rank_order_find(const char *name, const struct mlf_rank_options *options)
{
    const struct mlf_rank_order *found = NULL, *of_fields = NULL;
    for (const struct mlf_rank_order *const *order = mlf_rank_orders; *order; order++) {
        if (!(*order)->name)
            of_fields = *order;
        else if (strcmp((*order)->name, name) == 0 && ((*order)->chosen ? (*order)->chosen(options) : !found))
            found = *order;
    }
    return found ? found : of_fields;
}

int mlf_rank_order_reads(const struct mlf_rank_order *order, const char *option)
{
    size_t length = strlen(option);
    for (const char *at = order->reads; (at = strstr(at, option)) != NULL; at += length)
        if ((at == order->reads || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return 1;
    return 0;
}
