#include <yaml.h>

/* What libyaml alone costs: parses every event of one input and deletes it. Returns the number of events. */
static inline long bare_event_loop(const unsigned char *input, size_t size) {
  yaml_parser_t parser;
  yaml_event_t event;
  long events = 0;
  int done = 0;
  if (!yaml_parser_initialize(&parser)) return -1;
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, input, size);
  while (!done && yaml_parser_parse(&parser, &event)) {
    done = event.type == YAML_STREAM_END_EVENT;
    events++;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return events;
}
