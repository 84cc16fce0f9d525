/* Opening the user's browser. */
#ifndef MLFIX_SERVE_BROWSER_H
#define MLFIX_SERVE_BROWSER_H

/* Asks the desktop to show an address, where there is a desktop. Returns whether it was asked; nothing is waited for.
 */
int serve_browser_open(const char *address);

/* Takes note when the helper that asked the desktop has ended. */
void serve_browser_tend(void);

#endif
