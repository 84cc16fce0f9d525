/* Shards of a WebDataset and their samples. See webdataset-shard.h. What is a sample follows
 * the library webdataset (T. Breuel; base_plus_ext and tar_file_iterator of its tariterators.py). */

#include "webdataset-shard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

static int is_compressed(const char *name)
{
    size_t length = strlen(name);

    return (length > 7 && !strcasecmp(name + length - 7, ".tar.gz")) ||
           (length > 4 && !strcasecmp(name + length - 4, ".tgz"));
}

int wds_shards(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    int result;

    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    result = mlf_files_below(dataset->root, "", ".tar", files, err);
    if (!result)
        result = mlf_folder_entries(dataset->root, "", 0, &entries, err);
    for (size_t i = 0; i < entries.n && !result; i++)
        if (is_compressed(entries.items[i]))
            result = mlf_string_set_add(files, entries.items[i], NULL, NULL, err);
    mlf_string_set_free(&entries);
    return result;
}

int wds_shard_open(struct wds_shard *shard, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    char *path = mlf_path_join(dataset->root, file, err);
    int result;

    *shard = (struct wds_shard){.file = file};
    result = path && !mlf_note_read(dataset, file, err) ? mlf_tar_open(&shard->tar, path, err) : -1;
    free(path);
    return result;
}

void wds_shard_close(struct wds_shard *shard)
{
    mlf_tar_close(&shard->tar);
    mlf_string_set_free(&shard->keys);
}

void wds_sample_free(struct wds_sample *sample)
{
    for (size_t i = 0; i < sample->n; i++)
        free(sample->parts[i].name);
    free(sample->parts);
    free(sample->key);
    free(sample->error);
    *sample = (struct wds_sample){0};
}

/* The length of the key in a member's name, 0 where it belongs to no sample: names without an
 * extension, hidden files, and those called __LIKE_THIS__ or in such a folder, which tell of the shard. */
static size_t key_length(const char *name)
{
    const char *base = mlf_path_base(name);
    const char *dot = strchr(base, '.');
    size_t first = strcspn(name, "/");

    if (!dot || dot == base)
        return 0;
    if (first >= 4 && !strncmp(name, "__", 2) && !strncmp(name + first - 2, "__", 2))
        return 0;
    return (size_t)(dot - name);
}

static int add_part(const struct wds_shard *shard, struct wds_sample *sample, size_t length, struct mlf_err *err)
{
    const struct mlf_tar_member *member = &shard->ahead;
    struct wds_part *part;

    if (mlf_grow(&sample->parts, &sample->capacity, sample->n + 1, sizeof *sample->parts, err))
        return -1;
    part = &sample->parts[sample->n];
    *part = (struct wds_part){.name = mlf_strdup(member->name, err), .member = *member};
    if (!part->name)
        return -1;
    part->extension = part->name + length + 1;
    part->member.name = NULL;
    sample->n++;
    if (!member->sparse || sample->error)
        return 0;
    sample->error = mlf_strf(err, "%s:%zu: '%s' is a sparse file, which is not read: write the shard without --sparse",
                             shard->tar.path, member->begin, member->name);
    return sample->error ? 0 : -1;
}

/* Moves to the next member that belongs to a sample: 1 with the length of its key, or 0 at the end. */
static int next_member(struct wds_shard *shard, size_t *length)
{
    int more = 1;

    if (shard->has_ahead) {
        shard->has_ahead = 0;
        *length = key_length(shard->ahead.name);
        return 1;
    }
    do {
        more = shard->ended ? 0 : mlf_tar_next(&shard->tar, &shard->ahead, &shard->damage);
        *length = more > 0 ? key_length(shard->ahead.name) : 0;
    } while (more > 0 && *length == 0);
    if (more <= 0)
        shard->ended = 1;
    return more > 0;
}

/* Tells the damage with this sample if the damaged member belongs to it. */
static int tell_damage(struct wds_shard *shard, struct wds_sample *sample, struct mlf_err *err)
{
    const char *name = shard->ahead.name;
    size_t length = name ? key_length(name) : 0;
    int here = !sample->key || (strlen(sample->key) == length && !strncmp(sample->key, name, length));

    if (!shard->damage.text[0] || !here)
        return 0;
    if (!sample->key && !(sample->key = length ? mlf_strndup(name, length, err) : mlf_strdup("", err)))
        return -1;
    free(sample->error);
    sample->error = mlf_strdup(shard->damage.text, err);
    mlf_err_clear(&shard->damage);
    return sample->error ? 0 : -1;
}

int wds_shard_next(struct wds_shard *shard, struct wds_sample *sample, struct mlf_err *err)
{
    size_t length;
    int fresh = 1;

    *sample = (struct wds_sample){0};
    while (next_member(shard, &length)) {
        if (!sample->key && !(sample->key = mlf_strndup(shard->ahead.name, length, err)))
            goto failed;
        if (strlen(sample->key) != length || strncmp(sample->key, shard->ahead.name, length) != 0) {
            shard->has_ahead = 1;
            break;
        }
        if (add_part(shard, sample, length, err))
            goto failed;
    }
    if (!shard->has_ahead && tell_damage(shard, sample, err))
        goto failed;
    if (!sample->key)
        return 0;
    if (*sample->key && mlf_string_set_add(&shard->keys, sample->key, NULL, &fresh, err))
        goto failed;
    if (!fresh && !sample->error &&
        !(sample->error = mlf_strf(
              err,
              "the sample has begun before in the shard: its files must follow each other, as with tar --sort=name")))
        goto failed;
    return 1;
failed:
    wds_sample_free(sample);
    return -1;
}

/* ---- Parts ---- */

size_t wds_part_of(const struct wds_sample *sample, const char *extension)
{
    for (size_t i = 0; i < sample->n; i++)
        if (!strcasecmp(sample->parts[i].extension, extension))
            return i;
    return WDS_NONE;
}

static int begins(const char *extension, const char *word)
{
    size_t length = strlen(word);

    return !strncasecmp(extension, word, length) && extension[length] == '.';
}

/* How well the part serves as the photo: less is better, 0 not at all. */
static int picture_rank(const struct wds_part *part)
{
    static const char *const plain[] = {"jpg", "jpeg", "png", "webp"};
    static const char *const others[] = {"seg", "mask", "segmentation", "depth", "label", "alpha", "normal", "edge"};
    int rank = 1;

    if (!mlf_path_is_image(part->name))
        return 0;
    for (; rank <= 4; rank++)
        if (!strcasecmp(part->extension, plain[rank - 1]))
            return rank;
    if (!strchr(part->extension, '.'))
        return rank;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (begins(part->extension, others[i]))
            return 0;
    return begins(part->extension, "img") || begins(part->extension, "image") ? rank + 1 : rank + 2;
}

size_t wds_picture(const struct wds_sample *sample)
{
    size_t best = WDS_NONE;
    int least = 0;

    for (size_t i = 0; i < sample->n; i++) {
        int rank = picture_rank(&sample->parts[i]);

        if (rank && (!least || rank < least)) {
            least = rank;
            best = i;
        }
    }
    return best;
}
