#include "mlfix/embed/recipe.h"

const char *const mlf_recipe_preset_names[] = {"fast", "default", "best", "bovw", NULL};

static const struct mlf_recipe presets[MLF_PRESETS] = {
    [MLF_PRESET_FAST] = {.patches = 50000,
                         .iterations = 6,
                         .filters = 72,
                         .stride = 2,
                         .grid = 3,
                         .dim = 576,
                         .seed = 1,
                         .sample = 50000,
                         .sides = {8, 6, 10}},
    [MLF_PRESET_DEFAULT] = {.patches = 100000,
                            .iterations = 10,
                            .filters = 200,
                            .stride = 1,
                            .grid = 3,
                            .dim = 512,
                            .seed = 1,
                            .sample = 50000,
                            .sides = {8}},
    [MLF_PRESET_BEST] = {.patches = 100000,
                         .iterations = 10,
                         .filters = 400,
                         .stride = 1,
                         .grid = 3,
                         .dim = 1536,
                         .seed = 1,
                         .sample = 25000,
                         .sides = {8, 6, 10}},
    [MLF_PRESET_BOVW] = {.patches = 50000,
                         .iterations = 10,
                         .filters = 1024,
                         .stride = 2,
                         .grid = 0,
                         .dim = 1024,
                         .seed = 1,
                         .sample = 50000,
                         .sides = {8}},
};

struct mlf_recipe mlf_recipe_of(enum mlf_recipe_preset preset)
{
    return presets[preset];
}

size_t mlf_recipe_parts(const struct mlf_recipe *recipe)
{
    size_t parts = 1;
    while (parts < MLF_PARTS && recipe->sides[parts] && parts < recipe->dim)
        parts++;
    return parts;
}
