/* Boxes that can be set right by arithmetic. See mlfix/doctor-fixes.h. */

#include "mlfix/doctor/doctor-fixes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/json/json-text.h"

/* So much of a track must have a label for the others to be taken for mistakes. */
#define MOST_OF_TRACK 0.75

/* Swaps the corners of a box whose second one stands before its first, and cuts off what lies beyond the
 * photo. 0 where nothing is left of the box, or nothing changes. */
static int set_right(const struct mlf_object *object, int two_corners, double bbox[4])
{
    int changed = two_corners;

    for (int k = 0; k < 2; k++) {
        double size = k ? object->height : object->width;
        double low = object->bbox[k];
        double high = two_corners ? object->bbox[k + 2] : low + object->bbox[k + 2];

        if (high < low) {
            double lower = high;

            high = low;
            low = lower;
            changed = 1;
        }
        if (size > 0 && (low < -0.5 || high > size + 0.5)) {
            low = fmax(low, 0);
            high = fmin(high, size);
            changed = 1;
        }
        bbox[k] = low;
        bbox[k + 2] = high - low;
    }
    return changed && bbox[2] > 0 && bbox[3] > 0;
}

/* The label that most of the track has, where at least three quarters have it, as `doctor` says it. */
static int fix_label(const struct mlf_finding *finding, struct mlf_buf *buf)
{
    static const char key[] = "\"track-label\":{\"label\":";
    const char *said = finding->doctor ? strstr(finding->doctor, key) : NULL;
    const char *share = said ? strstr(said, ",\"share\":") : NULL;

    if (!(finding->issues >> MLF_ISSUE_TRACK_LABEL & 1) || !share || !(strtod(share + 9, NULL) >= MOST_OF_TRACK))
        return 0;
    mlf_buf_puts(buf, "{\"id\": ");
    mlf_json_put_string(buf, finding->object.id);
    mlf_buf_puts(buf, ", \"verdict\": \"relabel\", \"label\": ");
    mlf_buf_add(buf, said + sizeof key - 1, (size_t)(share - said) - (sizeof key - 1));
    mlf_buf_puts(buf, ", \"label_was\": ");
    mlf_json_put_string(buf, finding->object.label);
    mlf_buf_puts(buf, ", \"by\": \"mlfix-crop\", \"note\": \"most of the track has this label\"}\n");
    return 1;
}

int mlf_doctor_fix(const struct mlf_finding *finding, struct mlf_buf *buf)
{
    const uint64_t known = 1U << MLF_ISSUE_DEGENERATE | 1U << MLF_ISSUE_OUTSIDE | 1U << MLF_ISSUE_CORNERS;
    const uint64_t not_ours = 1U << MLF_ISSUE_SEAM | 1U << MLF_ISSUE_CROWD | 1U << MLF_ISSUE_IGNORED |
                              1U << MLF_ISSUE_FRAME | 1U << MLF_ISSUE_SIZE;
    const struct mlf_object *object = &finding->object;
    int two_corners = (finding->issues >> MLF_ISSUE_CORNERS & 1) != 0;
    double bbox[4];

    if (fix_label(finding, buf))
        return 2;
    if (!(finding->issues & known) || finding->issues & not_ours || !object->has_bbox || object->normalised ||
        object->corners || finding->turned || !set_right(object, two_corners, bbox))
        return 0;
    mlf_buf_puts(buf, "{\"id\": ");
    mlf_json_put_string(buf, object->id);
    mlf_buf_puts(buf, ", \"verdict\": \"box\", \"bbox\": [");
    for (int i = 0; i < 4; i++) {
        mlf_buf_puts(buf, i ? ", " : "");
        mlf_json_put_number(buf, bbox[i]);
    }
    mlf_buf_puts(buf, "], \"bbox_was\": [");
    for (int i = 0; i < 4; i++) {
        mlf_buf_puts(buf, i ? ", " : "");
        mlf_json_put_number(buf, object->bbox[i]);
    }
    mlf_buf_printf(buf, "], \"by\": \"mlfix-crop\", \"note\": \"%s\"}\n",
                   two_corners                                  ? "the numbers are two corners"
                   : object->bbox[2] < 0 || object->bbox[3] < 0 ? "the corners are swapped"
                                                                : "cut off at the edge of the photo");
    return 1;
}
