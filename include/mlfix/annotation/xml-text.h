/* Text as XML character data. */
#ifndef MLFIX_ANNOTATION_XML_TEXT_H
#define MLFIX_ANNOTATION_XML_TEXT_H

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"

struct mlf_buf;
struct mlf_err;

enum mlf_xml_how {
    MLF_XML_ASCII = 1,     /* everything beyond ASCII as character references */
    MLF_XML_ATTRIBUTE = 2, /* between quotes of either kind: these and blanks other than spaces escaped too */
};

/* Appends `text` as XML character data, & < > escaped; `how` is a sum of mlf_xml_how. An
 * error for bytes XML cannot say. */
int mlf_xml_put(struct mlf_buf *buf, const char *text, unsigned how, struct mlf_err *err);

#endif
