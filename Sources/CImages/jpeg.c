#include "CImages.h"

#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

typedef struct failure {
  struct jpeg_error_mgr manager;
  jmp_buf exit;
  zoo_image_status status;
  zoo_image_report *report;
  bool accepts_damage;  // missing parts become grey
} failure;

typedef struct reading {
  struct jpeg_decompress_struct codec;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  failure failure;
  uint32_t scan_limit;
  size_t memory_limit;
  uint8_t *row;  // one row of CMYK, else NULL
} reading;

static void fail(j_common_ptr codec, zoo_image_status status, const char *message) {
  failure *to = (failure *)codec->err;
  to->status = status;
  strncpy(to->report->message, message, sizeof to->report->message - 1);
  to->report->message[sizeof to->report->message - 1] = 0;
  longjmp(to->exit, 1);
}

static void library_failed(j_common_ptr codec) {
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  zoo_image_status status = ZOO_IMAGE_CORRUPT;
  switch (codec->err->msg_code) {
  case JERR_BAD_PRECISION:
  case JERR_SOF_UNSUPPORTED:
  case JERR_ARITH_NOTIMPL:
  case JERR_CONVERSION_NOTIMPL:
    status = ZOO_IMAGE_UNSUPPORTED;
    break;
  case JERR_NO_BACKING_STORE:  // libjpeg would go on in a temporary file
  case JERR_OUT_OF_MEMORY:
    status = ZOO_IMAGE_NO_MEMORY;
    break;
  default:
    break;
  }
  fail(codec, status, message);
}

static void ignore_message(j_common_ptr codec) { (void)codec; }

// libjpeg only warns where a part of the picture is lost; odd but complete files pass.
static void warned(j_common_ptr codec, int level) {
  if (level >= 0 || ((failure *)codec->err)->accepts_damage) return;
  switch (codec->err->msg_code) {
  case JWRN_ARITH_BAD_CODE:
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_MUST_RESYNC:
    library_failed(codec);
    break;
  default:
    break;
  }
}

static void source_opened(j_decompress_ptr codec) { (void)codec; }
static void source_closed(j_decompress_ptr codec) { (void)codec; }

static boolean source_ended(j_decompress_ptr codec) {
  if (((failure *)codec->err)->accepts_damage) {
    static const JOCTET end[2] = {0xFF, JPEG_EOI};
    codec->src->next_input_byte = end;
    codec->src->bytes_in_buffer = sizeof end;
    return TRUE;
  }
  codec->src->bytes_in_buffer = 0;
  fail((j_common_ptr)codec, ZOO_IMAGE_TRUNCATED, "the file ends early");
  return FALSE;
}

static void source_skipped(j_decompress_ptr codec, long count) {
  if (count <= 0) return;
  if ((size_t)count > codec->src->bytes_in_buffer) {
    source_ended(codec);
    return;
  }
  codec->src->next_input_byte += count;
  codec->src->bytes_in_buffer -= (size_t)count;
}

// A few kilobytes can hold thousands of empty scans, each a pass over the whole picture.
static void scans_counted(j_common_ptr codec) {
  reading *state = (reading *)codec;
  if ((uint32_t)state->codec.input_scan_number > state->scan_limit) {
    fail(codec, ZOO_IMAGE_CORRUPT, "too many progressive scans");
  }
}

static void open_failure(failure *to, zoo_image_report *report) {
  jpeg_std_error(&to->manager);
  to->manager.error_exit = library_failed;
  to->manager.output_message = ignore_message;
  to->manager.emit_message = warned;
  to->status = ZOO_IMAGE_OK;
  to->report = report;
}

static void open_jpeg(reading *state, const uint8_t *bytes, size_t count,
                      zoo_image_report *report) {
  memset(state, 0, sizeof *state);
  memset(report, 0, sizeof *report);
  open_failure(&state->failure, report);
  state->codec.err = &state->failure.manager;
  state->source = (struct jpeg_source_mgr){.next_input_byte = bytes,
                                           .bytes_in_buffer = count,
                                           .init_source = source_opened,
                                           .fill_input_buffer = source_ended,
                                           .skip_input_data = source_skipped,
                                           .resync_to_restart = jpeg_resync_to_restart,
                                           .term_source = source_closed};
}

static void read_header(reading *state, zoo_image_report *report) {
  jpeg_create_decompress(&state->codec);
  state->codec.src = &state->source;
  jpeg_read_header(&state->codec, TRUE);
  report->width = state->codec.image_width;
  report->height = state->codec.image_height;
  report->bits_per_pixel = 8 * (uint32_t)state->codec.num_components;
}

static zoo_image_status close_jpeg(reading *state, size_t count, zoo_image_report *report) {
  size_t left = state->source.bytes_in_buffer;
  report->reached = left < count ? count - left : count;
  jpeg_destroy_decompress(&state->codec);
  free(state->row);
  return state->failure.status;
}

static void header_or_exit(reading *state, zoo_image_report *report) {
  if (setjmp(state->failure.exit)) return;
  read_header(state, report);
}

zoo_image_status zoo_jpeg_header(const uint8_t *bytes, size_t count, zoo_image_report *report) {
  reading state;
  open_jpeg(&state, bytes, count, report);
  header_or_exit(&state, report);
  return close_jpeg(&state, count, report);
}

// a · b / 255, rounded.
static inline int scaled(int a, int b) {
  int product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// Adobe stores inverted inks: 255 is none. out = K − (255 − ink) · K / 255.
static void rgb_from_cmyk(const uint8_t *row, uint32_t width, uint8_t *rgb) {
  for (uint32_t x = 0; x < width; x++, row += 4, rgb += 3) {
    for (int c = 0; c < 3; c++) rgb[c] = (uint8_t)(row[3] - scaled(255 - row[c], row[3]));
  }
}

static void rows_or_exit(reading *state, uint32_t width, uint32_t height, uint8_t *pixels,
                         zoo_image_report *report) {
  if (setjmp(state->failure.exit)) return;
  read_header(state, report);
  struct jpeg_decompress_struct *codec = &state->codec;
  j_common_ptr common = (j_common_ptr)codec;
  if (codec->image_width != width || codec->image_height != height) {
    fail(common, ZOO_IMAGE_CORRUPT, "the header changed");
  }
  if (codec->num_components == 4) {
    codec->out_color_space = JCS_CMYK;
    state->row = malloc((size_t)width * 4);
    if (state->row == NULL) fail(common, ZOO_IMAGE_NO_MEMORY, "out of memory");
  } else if (codec->num_components == 1 || codec->num_components == 3) {
    codec->out_color_space = JCS_RGB;
  } else {
    fail(common, ZOO_IMAGE_UNSUPPORTED, "a picture of two components");
  }
  state->progress.progress_monitor = scans_counted;
  codec->progress = &state->progress;
  codec->mem->max_memory_to_use = state->memory_limit > LONG_MAX ? LONG_MAX : (long)state->memory_limit;
  jpeg_start_decompress(codec);
  size_t stride = (size_t)width * 3;
  while (codec->output_scanline < height) {
    uint8_t *rgb = pixels + codec->output_scanline * stride;
    JSAMPROW rows[1] = {state->row == NULL ? rgb : state->row};
    jpeg_read_scanlines(codec, rows, 1);
    if (state->row != NULL) rgb_from_cmyk(state->row, width, rgb);
  }
  jpeg_finish_decompress(codec);
}

zoo_image_status zoo_jpeg_decode(const uint8_t *bytes, size_t count, uint32_t width,
                                 uint32_t height, uint32_t scan_limit, size_t memory_limit,
                                 bool accepts_damage, uint8_t *pixels, zoo_image_report *report) {
  reading state;
  open_jpeg(&state, bytes, count, report);
  state.failure.accepts_damage = accepts_damage;
  state.scan_limit = scan_limit;
  state.memory_limit = memory_limit;
  rows_or_exit(&state, width, height, pixels, report);
  return close_jpeg(&state, count, report);
}

typedef struct writing {
  struct jpeg_compress_struct codec;
  failure failure;
  unsigned char *bytes;
  unsigned long count;
} writing;

static void encode_or_exit(writing *state, const uint8_t *pixels, uint32_t width, uint32_t height,
                           int32_t quality) {
  if (setjmp(state->failure.exit)) return;
  struct jpeg_compress_struct *codec = &state->codec;
  jpeg_create_compress(codec);
  jpeg_mem_dest(codec, &state->bytes, &state->count);
  codec->image_width = width;
  codec->image_height = height;
  codec->input_components = 3;
  codec->in_color_space = JCS_RGB;
  jpeg_set_defaults(codec);
  jpeg_set_quality(codec, quality, TRUE);
  jpeg_start_compress(codec, TRUE);
  while (codec->next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)codec->next_scanline * width * 3);
    jpeg_write_scanlines(codec, &row, 1);
  }
  jpeg_finish_compress(codec);
}

zoo_image_status zoo_jpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height,
                                 int32_t quality, uint8_t **encoded, size_t *encoded_count,
                                 zoo_image_report *report) {
  writing state;
  memset(&state, 0, sizeof state);
  memset(report, 0, sizeof *report);
  *encoded = NULL;
  *encoded_count = 0;
  open_failure(&state.failure, report);
  state.codec.err = &state.failure.manager;
  encode_or_exit(&state, pixels, width, height, quality);
  jpeg_destroy_compress(&state.codec);
  if (state.failure.status != ZOO_IMAGE_OK) {
    free(state.bytes);
    return state.failure.status;
  }
  *encoded = state.bytes;
  *encoded_count = state.count;
  return ZOO_IMAGE_OK;
}
