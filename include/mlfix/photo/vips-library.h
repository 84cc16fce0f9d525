/* The functions of libvips that mlfix calls, found when the first picture needs one. The
 * library brings a hundred others with it, whose start takes longer than most of what the
 * programs do without it: reading JPEGs, annotations and records. So nothing is linked to
 * it, and it is opened as late as that.
 *
 * A function vips_copy is called as `mlf_vips.copy(...)`, inside mlf_vips_guard or after a
 * successful mlf_vips_need: before those all members are NULL. */
#ifndef MLFIX_PHOTO_VIPS_LIBRARY_H
#define MLFIX_PHOTO_VIPS_LIBRARY_H

#include <vips/vips.h>

struct mlf_err;

/* Names without their "vips_". */
#define MLF_VIPS_FUNCTIONS(FUNCTION)                                                                                   \
    FUNCTION(area_unref)                                                                                               \
    FUNCTION(array_double_new)                                                                                         \
    FUNCTION(block_untrusted_set)                                                                                      \
    FUNCTION(cache_set_max)                                                                                            \
    FUNCTION(cast_uchar)                                                                                               \
    FUNCTION(colourspace)                                                                                              \
    FUNCTION(concurrency_set)                                                                                          \
    FUNCTION(copy)                                                                                                     \
    FUNCTION(error)                                                                                                    \
    FUNCTION(error_buffer)                                                                                             \
    FUNCTION(error_buffer_copy)                                                                                        \
    FUNCTION(error_clear)                                                                                              \
    FUNCTION(extract_band)                                                                                             \
    FUNCTION(flatten)                                                                                                  \
    FUNCTION(foreign_find_load_buffer)                                                                                 \
    FUNCTION(format_sizeof)                                                                                            \
    FUNCTION(image_get_orientation)                                                                                    \
    FUNCTION(image_hasalpha)                                                                                           \
    FUNCTION(image_new_from_buffer)                                                                                    \
    FUNCTION(image_new_from_memory)                                                                                    \
    FUNCTION(image_new_from_source)                                                                                    \
    FUNCTION(image_write_to_memory)                                                                                    \
    FUNCTION(init)                                                                                                     \
    FUNCTION(operation_block_set)                                                                                      \
    FUNCTION(pngsave_buffer)                                                                                           \
    FUNCTION(region_new)                                                                                               \
    FUNCTION(region_prepare)                                                                                           \
    FUNCTION(shutdown)                                                                                                 \
    FUNCTION(source_new_from_memory)                                                                                   \
    FUNCTION(thumbnail_buffer)                                                                                         \
    FUNCTION(version)                                                                                                  \
    FUNCTION(webpsave_buffer)

struct mlf_vips_functions {
#define MLF_VIPS_MEMBER(name) __typeof__(vips_##name) *name;
    MLF_VIPS_FUNCTIONS(MLF_VIPS_MEMBER)
#undef MLF_VIPS_MEMBER
};

extern struct mlf_vips_functions mlf_vips;

/* Opens the library and finds its functions, while no other thread calls this. Fails where
 * it is not there, or is of another kind than the one that mlfix was built with. */
int mlf_vips_library_open(struct mlf_err *err);

#endif
