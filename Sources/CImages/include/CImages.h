#ifndef CIMAGES_H
#define CIMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Decoding and encoding of PNG and JPEG on buffers. libpng and libjpeg report errors by longjmp,
// which must not cross Swift frames: it begins and ends inside these functions.

/// How a call ended.
typedef enum zoo_image_status {
  ZOO_IMAGE_OK = 0,
  /// The bytes end before the picture does.
  ZOO_IMAGE_TRUNCATED,
  /// The bytes contradict the format.
  ZOO_IMAGE_CORRUPT,
  /// A valid file of a kind that the library does not decode.
  ZOO_IMAGE_UNSUPPORTED,
  ZOO_IMAGE_NO_MEMORY,
} zoo_image_status;

/// What a call found out; on failure, why and where.
typedef struct zoo_image_report {
  uint32_t width, height;
  /// Bits a pixel takes in the file before compression.
  uint32_t bits_per_pixel;
  /// The bytes consumed when the call ended.
  size_t reached;
  char message[200];
} zoo_image_report;

/// Reads the header only; allocates nothing that depends on the picture's size.
zoo_image_status zoo_png_header(const uint8_t *bytes, size_t count, zoo_image_report *report);

/// Decodes to 8-bit RGB without gamma or colour conversion; alpha is dropped, 16 bits keep the high byte.
/// `pixels` has room for `width * height * 3` bytes, as the header said.
zoo_image_status zoo_png_decode(const uint8_t *bytes, size_t count, uint32_t width, uint32_t height,
                                uint8_t *pixels, zoo_image_report *report);

/// Encodes 8-bit RGB. On success `*encoded` is to be freed with `zoo_image_free`.
zoo_image_status zoo_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height,
                                uint8_t **encoded, size_t *encoded_count, zoo_image_report *report);

/// Reads the header only, up to the first scan.
zoo_image_status zoo_jpeg_header(const uint8_t *bytes, size_t count, zoo_image_report *report);

/// Decodes to 8-bit RGB: grey, YCbCr, RGB, CMYK and YCCK (inverted, as Adobe writes them).
/// Progressive files with more than `scan_limit` scans are refused, and those whose coefficients
/// take more than `memory_limit` bytes. So are files of which a part is missing or unreadable,
/// unless `accepts_damage`: then what is lost becomes grey.
zoo_image_status zoo_jpeg_decode(const uint8_t *bytes, size_t count, uint32_t width,
                                 uint32_t height, uint32_t scan_limit, size_t memory_limit,
                                 bool accepts_damage, uint8_t *pixels, zoo_image_report *report);

/// Encodes 8-bit RGB at `quality` 1…100, 4:2:0.
zoo_image_status zoo_jpeg_encode(const uint8_t *pixels, uint32_t width, uint32_t height,
                                 int32_t quality, uint8_t **encoded, size_t *encoded_count,
                                 zoo_image_report *report);

/// Frees what an encoder returned.
void zoo_image_free(uint8_t *encoded);

#endif
