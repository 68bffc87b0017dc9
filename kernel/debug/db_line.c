// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_line - editing a line, key by key, and the lines before it.
 *
 * Only the state; db_input.c reads the keys and draws.  Known keys: ^A ^E
 * ^B ^F ^H DEL ^D ^K ^U ^W ^C and the arrows, Home and End as ANSI
 * terminals send them.  Others that cannot be printed are dropped.
 *
 * Pure; the host tests type on it.
 */
#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

#define CTRL(c)		((c) & 0x1f)
#define KEY_ESC		27
#define KEY_DEL		127

/* dl_escape: how much of ESC [ X has come. */
enum { ESCAPE_NONE, ESCAPE_ESC, ESCAPE_BRACKET };

void
db_line_start(struct db_line *dl)
{
	dl->dl_text[0] = '\0';
	dl->dl_len = dl->dl_pos = 0;
	dl->dl_back = 0;
	dl->dl_escape = ESCAPE_NONE;
}

static void
line_insert(struct db_line *dl, char c)
{
	char *at = dl->dl_text + dl->dl_pos;

	if (dl->dl_len + 1 >= DB_LINE)
		return;
	memmove(at + 1, at, dl->dl_len - dl->dl_pos + 1);
	*at = c;
	dl->dl_len++;
	dl->dl_pos++;
}

/* Delete [from, to); the cursor stays where they were. */
static void
line_cut(struct db_line *dl, size_t from, size_t to)
{
	memmove(dl->dl_text + from, dl->dl_text + to, dl->dl_len - to + 1);
	dl->dl_len -= to - from;
	dl->dl_pos = from;
}

/* Where the word before the cursor begins. */
static size_t
line_word(const struct db_line *dl)
{
	size_t i = dl->dl_pos;

	while (i > 0 && dl->dl_text[i - 1] == ' ')
		i--;
	while (i > 0 && dl->dl_text[i - 1] != ' ')
		i--;
	return i;
}

/* Show the line typed back lines ago; 0 is a new, empty one. */
static void
line_history(struct db_line *dl, unsigned back)
{
	unsigned kept = dl->dl_old_count < DB_HISTORY ? dl->dl_old_count :
	    DB_HISTORY;

	if (back > kept)
		return;
	dl->dl_back = back;
	dl->dl_text[0] = '\0';
	if (back > 0)
		strlcpy(dl->dl_text,
		    dl->dl_old[(dl->dl_old_count - back) % DB_HISTORY],
		    DB_LINE);
	dl->dl_len = dl->dl_pos = strlen(dl->dl_text);
}

static void
line_remember(struct db_line *dl)
{
	if (dl->dl_len == 0)
		return;
	strlcpy(dl->dl_old[dl->dl_old_count % DB_HISTORY], dl->dl_text,
	    DB_LINE);
	dl->dl_old_count++;
}

/* The plain key that an arrow, Home or End stands for, or 0. */
static int
line_escape(struct db_line *dl, int key)
{
	static const char from[] = "ABCDHF", to[] = "PNFBAE";
	const char *found;

	if (dl->dl_escape == ESCAPE_ESC && (key == '[' || key == 'O')) {
		dl->dl_escape = ESCAPE_BRACKET;
		return 0;
	}
	if (dl->dl_escape == ESCAPE_BRACKET && key >= '0' && key <= '9')
		return 0;
	found = dl->dl_escape == ESCAPE_BRACKET ? strchr(from, key) : NULL;
	dl->dl_escape = ESCAPE_NONE;
	return found != NULL && key != 0 ? CTRL(to[found - from]) : 0;
}

static void
line_delete(struct db_line *dl, int key)
{
	size_t pos = dl->dl_pos;

	if ((key == CTRL('H') || key == KEY_DEL) && pos > 0)
		line_cut(dl, pos - 1, pos);
	else if (key == CTRL('D') && pos < dl->dl_len)
		line_cut(dl, pos, pos + 1);
	else if (key == CTRL('K'))
		line_cut(dl, pos, dl->dl_len);
	else if (key == CTRL('U') || key == CTRL('C'))
		line_cut(dl, 0, dl->dl_len);
	else if (key == CTRL('W'))
		line_cut(dl, line_word(dl), pos);
}

static void
line_move(struct db_line *dl, int key)
{
	if (key == CTRL('A'))
		dl->dl_pos = 0;
	else if (key == CTRL('E'))
		dl->dl_pos = dl->dl_len;
	else if (key == CTRL('B') && dl->dl_pos > 0)
		dl->dl_pos--;
	else if (key == CTRL('F') && dl->dl_pos < dl->dl_len)
		dl->dl_pos++;
	else if (key == CTRL('P'))
		line_history(dl, dl->dl_back + 1);
	else if (key == CTRL('N') && dl->dl_back > 0)
		line_history(dl, dl->dl_back - 1);
}

enum db_line_state
db_line_key(struct db_line *dl, int key)
{
	if (dl->dl_escape != ESCAPE_NONE) {
		key = line_escape(dl, key);
	} else if (key == KEY_ESC) {
		dl->dl_escape = ESCAPE_ESC;
		return DB_LINE_MORE;
	}
	if (key == '\r' || key == '\n') {
		line_remember(dl);
		return DB_LINE_DONE;
	}
	if (key >= ' ' && key < KEY_DEL)
		line_insert(dl, (char)key);
	line_delete(dl, key);
	line_move(dl, key);
	return DB_LINE_MORE;
}
