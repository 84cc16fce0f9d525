/* What is to be removed when the process ends before its time: temporary files and folders.
 *
 * A signal that ends the process (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXCPU,
 * SIGXFSZ) first removes them, on whatever thread it arrives. A library that gives up
 * (SIGABRT, SIGTRAP: GLib does so when memory is short; SIGSEGV: Fontconfig) or a mapped file
 * that becomes shorter (SIGBUS) becomes a sentence on stderr and status 2. Signals that somebody else handles or
 * ignores stay as they are.
 *
 * So that none is missed, a file appears and is noted, or is renamed and forgotten, in one
 * section: while a thread is in a section no signal reaches it, and the handler waits until
 * all have left theirs; after that none can begin one. */
#ifndef MLFIX_BASE_CLEANUP_H
#define MLFIX_BASE_CLEANUP_H

#include <signal.h>

/* Installs the handlers; the programs do so when they start. Harmless when called again. `program`
 * is the name for the sentence and must stay; NULL leaves it as it is. */
void mlf_cleanup_start(const char *program);

/* Begins a section; `before` is for mlf_cleanup_leave. Sections do not nest, and hold nothing that
 * takes long. */
void mlf_cleanup_enter(sigset_t *before);
void mlf_cleanup_leave(const sigset_t *before);

/* In a section: notes a file, or a folder with all that is in it. The path must stay until it is
 * forgotten. Returns its slot; -1 where there are too many (65536): this one then stays after a
 * signal. */
int mlf_cleanup_note(char *path);

/* In a section: the file is none of ours any more. Harmless for slot -1. */
void mlf_cleanup_forget(int slot);

/* Removes the file, or the folder with all that is in it, `name` of the open folder `at` (may be
 * AT_FDCWD). Follows no links; may be called from a signal handler. Returns 0, or -1 where
 * something is left. */
int mlf_cleanup_tree(int at, const char *name);

#endif
