#include "CImages.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// zlib's strategies; png.h does not include zlib.h.
enum { HUFFMAN_ONLY = 2, RUN_LENGTHS = 3 };

typedef struct source {
  const uint8_t *bytes;
  size_t count, position;
  zoo_image_status status;
  zoo_image_report *report;
  // Where the pixels must have ended.
  size_t limit;
} source;

typedef struct sink {
  uint8_t *bytes;
  size_t count, capacity;
  zoo_image_status status;
  zoo_image_report *report;
} sink;

static void copy_message(zoo_image_report *report, const char *message) {
  strncpy(report->message, message, sizeof report->message - 1);
  report->message[sizeof report->message - 1] = 0;
}

static void read_failed(png_structp png, png_const_charp message) {
  source *from = png_get_error_ptr(png);
  if (from->status == ZOO_IMAGE_OK) {
    from->status = strstr(message, "emory") ? ZOO_IMAGE_NO_MEMORY : ZOO_IMAGE_CORRUPT;
    copy_message(from->report, message);
  }
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void read_bytes(png_structp png, png_bytep into, size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->count - from->position) {
    from->position = from->count;
    from->status = ZOO_IMAGE_TRUNCATED;
    copy_message(from->report, "the file ends early");
    png_error(png, "truncated");
  }
  if (count > from->limit - from->position) png_error(png, "more pixels than its header says");
  memcpy(into, from->bytes + from->position, count);
  from->position += count;
}

// May leave by longjmp: one of the settings takes memory.
static void set_up(png_structp png, source *from) {
  png_set_read_fn(png, from, read_bytes);
  // The caller's limit is on the product, so that a long strip is no special case.
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_chunk_malloc_max(png, 8 << 20);
  // No text, profile or gamma is wanted: skipped, not inflated, only their checksum is verified.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
}

zoo_image_status zoo_png_header(const uint8_t *bytes, size_t count, zoo_image_report *report) {
  // By hand: 33 fixed bytes, and nothing is allocated for a file that is refused.
  memset(report, 0, sizeof *report);
  if (count < 33) {
    report->reached = count;
    copy_message(report, "the file ends in its header");
    return ZOO_IMAGE_TRUNCATED;
  }
  report->reached = 33;
  if (memcmp(bytes + 8, "\0\0\0\rIHDR", 8) != 0) {
    copy_message(report, "the header chunk is missing");
    return ZOO_IMAGE_CORRUPT;
  }
  const uint8_t *header = bytes + 16;
  report->width = png_get_uint_32(header);
  report->height = png_get_uint_32(header + 4);
  if (report->width == 0 || report->height == 0 || report->width > 0x7fffffff ||
      report->height > 0x7fffffff) {
    copy_message(report, "the header has an impossible size");
    return ZOO_IMAGE_CORRUPT;
  }
  static const uint8_t channels[7] = {1, 0, 3, 1, 2, 0, 4};
  if (header[9] > 6 || channels[header[9]] == 0) {
    copy_message(report, "the header has an unknown colour type");
    return ZOO_IMAGE_CORRUPT;
  }
  report->bits_per_pixel = (uint32_t)header[8] * channels[header[9]];
  return ZOO_IMAGE_OK;
}

typedef struct reading {
  source from;
  png_structp png;
  png_infop info;
} reading;

// Everything that libpng may leave by longjmp; what must survive it is in `state`.
static void decode_rows(reading *state, uint32_t width, uint32_t height, uint8_t *pixels) {
  png_structp png = state->png;
  if (setjmp(png_jmpbuf(png))) return;
  set_up(png, &state->from);
  png_read_info(png, state->info);
  if (png_get_image_width(png, state->info) != width ||
      png_get_image_height(png, state->info) != height) {
    png_error(png, "the header changed");
  }
  int color = png_get_color_type(png, state->info);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (!(color & PNG_COLOR_MASK_COLOR)) {
    if (png_get_bit_depth(png, state->info) < 8) png_set_expand_gray_1_2_4_to_8(png);
    png_set_gray_to_rgb(png);
  }
  if (png_get_bit_depth(png, state->info) == 16) png_set_strip_16(png);
  png_set_strip_alpha(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, state->info);
  size_t stride = (size_t)width * 3;
  if (png_get_rowbytes(png, state->info) != stride) png_error(png, "unexpected row size");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < height; y++) {
      // With the last row libpng unpacks all that is left, however much that is: no more of it than a
      // row needs, of eight bytes a pixel and in many chunks.
      if (pass == passes - 1 && y == height - 1)
        state->from.limit = state->from.position + (size_t)width * 16 + (16 << 10);
      png_read_row(png, pixels + y * stride, NULL);
    }
  }
  state->from.limit = SIZE_MAX;
  png_read_end(png, NULL);
}

zoo_image_status zoo_png_decode(const uint8_t *bytes, size_t count, uint32_t width, uint32_t height,
                                uint8_t *pixels, zoo_image_report *report) {
  memset(report, 0, sizeof *report);
  reading state = {.from = {bytes, count, 0, ZOO_IMAGE_OK, report, SIZE_MAX}};
  state.png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &state.from, read_failed, ignore_warning);
  if (state.png != NULL) state.info = png_create_info_struct(state.png);
  if (state.info == NULL) {
    if (state.png != NULL) png_destroy_read_struct(&state.png, NULL, NULL);
    copy_message(report, "out of memory");
    return ZOO_IMAGE_NO_MEMORY;
  }
  decode_rows(&state, width, height, pixels);
  report->width = width;
  report->height = height;
  report->reached = state.from.position;
  png_destroy_read_struct(&state.png, &state.info, NULL);
  return state.from.status;
}

static void write_failed(png_structp png, png_const_charp message) {
  sink *to = png_get_error_ptr(png);
  if (to->status == ZOO_IMAGE_OK) {
    to->status = strstr(message, "emory") ? ZOO_IMAGE_NO_MEMORY : ZOO_IMAGE_CORRUPT;
    copy_message(to->report, message);
  }
  png_longjmp(png, 1);
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  sink *to = png_get_io_ptr(png);
  if (count > to->capacity - to->count) {
    size_t capacity = to->capacity * 2 > to->count + count ? to->capacity * 2 : to->count + count;
    uint8_t *grown = realloc(to->bytes, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    to->bytes = grown;
    to->capacity = capacity;
  }
  memcpy(to->bytes + to->count, bytes, count);
  to->count += count;
}

static void ignore_flush(png_structp png) { (void)png; }

// Whether nearly all bytes continue a run once the row above is subtracted, judged by some of
// the rows: drawings have such runs, photos do not, and looking for them takes time.
static bool has_runs(const uint8_t *pixels, uint32_t width, uint32_t height) {
  size_t stride = (size_t)width * 3, seen = 0, in_runs = 0;
  uint32_t step = height / 64 + 1;
  for (uint32_t y = 1; y < height; y += step) {
    const uint8_t *row = pixels + y * stride, *above = row - stride;
    uint8_t last = (uint8_t)(row[0] - above[0]);
    for (size_t x = 1; x < stride; x++) {
      uint8_t next = (uint8_t)(row[x] - above[x]);
      in_runs += next == last;
      last = next;
    }
    seen += stride;
  }
  return in_runs * 8 >= seen * 7;
}

static void encode_rows(png_structp png, png_infop info, const uint8_t *pixels, uint32_t width,
                        uint32_t height) {
  if (setjmp(png_jmpbuf(png))) return;
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  // One cheap filter, and runs only or not even those: several times faster than the default, and
  // about as small for photos.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_set_compression_level(png, 1);
  png_set_compression_strategy(png, has_runs(pixels, width, height) ? RUN_LENGTHS : HUFFMAN_ONLY);
  png_set_compression_buffer_size(png, 1 << 18);
  png_write_info(png, info);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, pixels + (size_t)y * width * 3);
  png_write_end(png, NULL);
}

zoo_image_status zoo_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height,
                                uint8_t **encoded, size_t *encoded_count,
                                zoo_image_report *report) {
  memset(report, 0, sizeof *report);
  *encoded = NULL;
  *encoded_count = 0;
  size_t capacity = (size_t)width * height + 4096;
  sink to = {malloc(capacity), 0, capacity, ZOO_IMAGE_OK, report};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &to, write_failed, ignore_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  if (to.bytes == NULL || info == NULL) {
    copy_message(report, "out of memory");
    to.status = ZOO_IMAGE_NO_MEMORY;
  } else {
    png_set_write_fn(png, &to, write_bytes, ignore_flush);
    encode_rows(png, info, pixels, width, height);
  }
  if (png != NULL) png_destroy_write_struct(&png, &info);
  if (to.status != ZOO_IMAGE_OK) {
    free(to.bytes);
    return to.status;
  }
  *encoded = to.bytes;
  *encoded_count = to.count;
  return ZOO_IMAGE_OK;
}

void zoo_image_free(uint8_t *encoded) { free(encoded); }
