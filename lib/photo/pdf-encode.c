#include "pdf-encode.h"

#include "jpeg-encode.h"
#include "mlfix/base/buf.h"
#include "mlfix/photo/pixels.h"

/* The objects of the file: catalogue, list of pages, page, drawing commands, picture. */
#define OBJECTS 5

int mlf_pdf_encode(const struct mlf_pixels *pixels, int quality, struct mlf_buf *buf, struct mlf_err *err)
{
    struct mlf_buf jpeg = {0}, draw = {0};
    size_t start = buf->length, at[OBJECTS];
    double width = pixels->width * 72.0 / MLF_PDF_DPI, height = pixels->height * 72.0 / MLF_PDF_DPI;
    int result = -1;
    mlf_buf_printf(&draw, "%.2f 0 0 %.2f 0 0 cm /P Do", width, height);
    if (mlf_jpeg_encode(pixels, quality, &jpeg, err) || mlf_buf_check(&draw, err))
        goto done;
    mlf_buf_puts(buf, "%PDF-1.4\n");
    at[0] = buf->length - start;
    mlf_buf_puts(buf, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
    at[1] = buf->length - start;
    mlf_buf_puts(buf, "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n");
    at[2] = buf->length - start;
    mlf_buf_printf(buf,
                   "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents 4 0 R "
                   "/Resources << /XObject << /P 5 0 R >> >> >>\nendobj\n",
                   width, height);
    at[3] = buf->length - start;
    mlf_buf_printf(buf, "4 0 obj\n<< /Length %zu >>\nstream\n%s\nendstream\nendobj\n", draw.length, draw.data);
    at[4] = buf->length - start;
    mlf_buf_printf(buf,
                   "5 0 obj\n<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
                   "/BitsPerComponent 8 /Filter /DCTDecode /Length %zu >>\nstream\n",
                   pixels->width, pixels->height, jpeg.length);
    mlf_buf_add(buf, jpeg.data, jpeg.length);
    mlf_buf_puts(buf, "\nendstream\nendobj\n");
    size_t table = buf->length - start;
    mlf_buf_printf(buf, "xref\n0 %d\n0000000000 65535 f \n", OBJECTS + 1);
    for (int i = 0; i < OBJECTS; i++)
        mlf_buf_printf(buf, "%010zu 00000 n \n", at[i]);
    mlf_buf_printf(buf, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1, table);
    result = mlf_buf_check(buf, err);
done:
    mlf_buf_free(&jpeg);
    mlf_buf_free(&draw);
    return result;
}
