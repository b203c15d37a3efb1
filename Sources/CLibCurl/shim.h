// libcurl's types and constants. Nothing is linked: the library is opened at run time, and the functions below call
// through the addresses found then, since Swift cannot call variadic functions.
#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo

// The functions of libcurl that are used.
struct inframind_curl {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  CURLcode (*easy_perform)(CURL *);
  void (*easy_cleanup)(CURL *);
  void (*easy_reset)(CURL *);
  const char *(*easy_strerror)(CURLcode);
  struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
  void (*slist_free_all)(struct curl_slist *);
};

// Finds the functions in an opened library. Returns the name of the first that is missing, or NULL.
static inline const char *inframind_curl_resolve(void *library, struct inframind_curl *curl) {
  const struct {
    const char *name;
    void *slot;
  } wanted[] = {
      {"curl_global_init", &curl->global_init},     {"curl_easy_init", &curl->easy_init},
      {"curl_easy_setopt", &curl->easy_setopt},     {"curl_easy_getinfo", &curl->easy_getinfo},
      {"curl_easy_perform", &curl->easy_perform},   {"curl_easy_cleanup", &curl->easy_cleanup},
      {"curl_easy_reset", &curl->easy_reset},       {"curl_easy_strerror", &curl->easy_strerror},
      {"curl_slist_append", &curl->slist_append},   {"curl_slist_free_all", &curl->slist_free_all},
  };
  for (size_t index = 0; index < sizeof wanted / sizeof *wanted; index++) {
    void *address = dlsym(library, wanted[index].name);
    if (!address) return wanted[index].name;
    __builtin_memcpy(wanted[index].slot, &address, sizeof address);
  }
  return NULL;
}

static inline CURLcode inframind_curl_set_long(struct inframind_curl curl, CURL *handle, CURLoption option,
                                               long value) {
  return curl.easy_setopt(handle, option, value);
}

// Text, lists and the first argument of callbacks.
static inline CURLcode inframind_curl_set_pointer(struct inframind_curl curl, CURL *handle, CURLoption option,
                                                  const void *value) {
  return curl.easy_setopt(handle, option, value);
}

typedef size_t (*inframind_curl_sink)(char *, size_t, size_t, void *);

static inline CURLcode inframind_curl_set_sink(struct inframind_curl curl, CURL *handle, CURLoption option,
                                               inframind_curl_sink sink) {
  return curl.easy_setopt(handle, option, sink);
}

static inline CURLcode inframind_curl_set_progress(struct inframind_curl curl, CURL *handle,
                                                   curl_xferinfo_callback callback) {
  return curl.easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

static inline CURLcode inframind_curl_get_long(struct inframind_curl curl, CURL *handle, CURLINFO info, long *value) {
  return curl.easy_getinfo(handle, info, value);
}
