// Nothing is called: see bare-icu.c.
