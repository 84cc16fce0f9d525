#include "mlfix/flags/flag-sources.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"

/* The name without its extension, unless it is nothing but that. */
static char *stem_of(const char *text, struct mlf_err *err)
{
    const char *base = mlf_path_base(text), *extension = mlf_path_extension(base);
    size_t length = extension > base ? (size_t)(extension - text) : strlen(text);
    return mlf_strndup(text, length, err);
}

/* "anna" of "round/anna/0001.jpg"; "painted" where no folder is named. */
static char *folder_of(const char *path, struct mlf_err *err)
{
    const char *end = mlf_path_base(path), *begin;
    while (end > path && end[-1] == '/')
        end--;
    for (begin = end; begin > path && begin[-1] != '/';)
        begin--;
    if (end == begin || strncmp(begin, ".", (size_t)(end - begin)) == 0)
        return mlf_strdup("painted", err);
    return mlf_strndup(begin, (size_t)(end - begin), err);
}

/* The name that a source gets where none is given. */
static char *usual_name(const struct mlf_flag_source *source, struct mlf_err *err)
{
    if (source->painted)
        return folder_of(source->path, err);
    return strcmp(source->path, "-") == 0 ? mlf_strdup("stdin", err) : stem_of(mlf_path_base(source->path), err);
}

/* Whether another flag file has the same name. */
static int has_namesake(const struct mlf_flag_source *sources, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++)
        if (k != i && !sources[k].painted && strcmp(sources[k].name, sources[i].name) == 0 &&
            strcmp(sources[k].path, sources[i].path))
            return 1;
    return 0;
}

static int name_by_path(struct mlf_flag_source *sources, size_t n, struct mlf_err *err)
{
    char **longer = mlf_alloc(n, sizeof *longer, err);
    int result = longer ? 0 : -1, differ = 0;
    for (size_t i = 0; i < n && result == 0; i++)
        result = (sources[i].name = usual_name(&sources[i], err)) ? 0 : -1;
    for (size_t i = 0; i < n && result == 0; i++)
        if (!sources[i].painted && has_namesake(sources, n, i))
            result = (longer[i] = stem_of(sources[i].path, err)) ? 0 : -1;
    for (size_t i = 0; longer && i < n; i++) {
        if (!longer[i])
            continue;
        free(sources[i].name);
        sources[i].name = longer[i];
    }
    for (size_t i = 1; i < n && result == 0; i++)
        differ |= strcmp(sources[i].name, sources[0].name);
    if (result == 0 && !differ)
        mlf_flag_sources_free(sources, n);
    free(longer);
    return result;
}

int mlf_flag_sources_name(struct mlf_flag_source *sources, size_t n, const char *const *by, size_t n_by,
                          struct mlf_err *err)
{
    if (n_by == 0)
        return name_by_path(sources, n, err);
    if (n_by != 1 && n_by != n)
        return mlf_fail(err, "%zu reviewers are named and %zu file%s given: name one, or one for each file", n_by, n,
                        n == 1 ? " is" : "s are");
    for (size_t i = 0; i < n; i++)
        if (!(sources[i].name = mlf_strdup(by[n_by == 1 ? 0 : i], err)))
            return -1;
    return 0;
}

void mlf_flag_sources_free(struct mlf_flag_source *sources, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(sources[i].name);
        sources[i].name = NULL;
    }
}
