/* Folders that are known by their names, wherever they lie in a dataset. */
#ifndef MLFIX_DATASET_FIND_FOLDERS_H
#define MLFIX_DATASET_FIND_FOLDERS_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_string_set;

/* Adds the folders below `root`, at most four deep, of which `is` is true: paths relative to root, sorted. What lies in
 * a folder that was found is not looked at. `is` gets the path, with root in front ("" where it is root itself, which
 * is then all that is found: "" is added). */
int mlf_folders_that_are(const char *root, int (*is)(const char *root, const char *relative),
                         struct mlf_string_set *found, struct mlf_err *err);

/* Whether the path ends in a folder of that name; `root` itself where the path is "". Capitals count. */
int mlf_folder_is_called(const char *root, const char *relative, const char *name);

/* Adds all files with the extension in the folders of which `is` is true. */
int mlf_files_in_folders(const char *root, int (*is)(const char *root, const char *relative), const char *extension,
                         struct mlf_string_set *files, struct mlf_err *err);

#endif
