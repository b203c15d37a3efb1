// ICU's data, with nothing in it: 34 MB of tables for locales, calendars and regular expressions that the program never asks for,
// but which Foundation, brought along by GRDB, would have linked into it.
//
// Linked as an object, this stands for the archive's member of the same name. It is ICU's own way to do without
// (icu4c/source/stubdata): a header with an empty table of contents, so whoever asks finds nothing and gets an error from ICU, no
// crash. Of another version of ICU the name differs, and the tables are simply there again: scripts/release.sh sees the size.
//
// - SeeAlso: ICU User Guide, "ICU Data", https://unicode-org.github.io/icu/userguide/icu_data/
#include <stdint.h>

#ifdef __linux__

// struct UDataInfo of unicode/udata.h, with the header before it and the table of contents (UDataOffsetTOC) behind it.
struct BareData {
  uint16_t headerSize;
  uint8_t magic1, magic2;
  uint16_t size, reservedWord;
  uint8_t isBigEndian, charsetFamily, sizeofUChar, reservedByte;
  uint8_t dataFormat[4], formatVersion[4], dataVersion[4];
  char padding[8];
  uint32_t count, reserved;
};

_Static_assert(sizeof(struct BareData) == 40, "the table of contents begins behind 32 bytes");

// The machine's own byte order, ASCII, and characters of two bytes.
__attribute__((visibility("hidden"), used, aligned(16))) const struct BareData icudt76_dat = {
    32, 0xda, 0x27, 20, 0, 0, 0, 2, 0, {'C', 'm', 'n', 'D'}, {1, 0, 0, 0}, {0, 0, 0, 0}, {0}, 0, 0};

#endif
