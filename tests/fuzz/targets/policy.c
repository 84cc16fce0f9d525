/* Policies of mlfix-check and its reports: a parcel with the files `policy`, `records` and perhaps `before`. */

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/utf8.h"
#include "mlfix/gate/ci-reports.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/gate/statement-text.h"
#include "mlfix/gate/statement.h"
#include "mlfix/gate/text-report.h"
#include "mlfix/gate/vocabulary.h"

static void report(struct mlf_gate *gate)
{
    struct mlf_buf buf = {0};
    struct mlf_statement statement = {0};
    json_t *sarif;

    mlf_gate_junit(gate, &buf);
    HOLDS(mlf_utf8_is_valid(buf.data, buf.length, NULL), "%s", buf.data);
    mlf_buf_clear(&buf);
    if (mlf_gate_sarif(gate, &buf, NULL) == 0) {
        HOLDS((sarif = json_loadb(buf.data, buf.length, JSON_REJECT_DUPLICATES, NULL)) != NULL, "%s", buf.data);
        json_decref(sarif);
    }
    mlf_gate_markdown(gate, &buf);
    mlf_gate_table(gate, &buf);
    if (mlf_statement_make(&statement, gate, NULL, NULL, NULL) == 0)
        mlf_statement_print(&statement, gate, &buf);
    mlf_statement_free(&statement);
    mlf_buf_free(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct mlf_gate gate = {0};

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (mlf_gate_rule(&gate, *parcel.words ? parcel.words : "any=0", "--max", NULL) == 0 &&
        mlf_gate_policy(&gate, fuzz_path("policy"), NULL) == 0 && mlf_gate_check_rules(&gate, NULL) == 0 &&
        mlf_records_read(&gate.records, fuzz_path("records"), 1, NULL) == 0 && gate.records.n > 0 &&
        mlf_gate_find(&gate, NULL, NULL) == 0 &&
        (!parcel_find(&parcel, "before") || mlf_gate_ratchet(&gate, fuzz_path("before"), NULL) == 0) &&
        mlf_gate_judge(&gate, NULL) >= 0 && mlf_gate_check_labels(&gate, NULL) == 0)
        report(&gate);
    mlf_gate_free(&gate);
    return 0;
}
