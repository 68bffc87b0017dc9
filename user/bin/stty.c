// SPDX-License-Identifier: BSD-2-Clause
/*
 * stty - print or change the settings of the terminal on standard input.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/param.h>
#include <termios.h>
#include <unistd.h>

struct mode {
	const char *name;
	tcflag_t bits;
};

static const struct mode imodes[] = {
	{ "brkint", BRKINT }, { "icrnl", ICRNL }, { "ignbrk", IGNBRK },
	{ "igncr", IGNCR }, { "ignpar", IGNPAR }, { "imaxbel", IMAXBEL },
	{ "inlcr", INLCR }, { "inpck", INPCK }, { "istrip", ISTRIP },
	{ "ixany", IXANY }, { "ixoff", IXOFF }, { "ixon", IXON },
	{ "parmrk", PARMRK }, { NULL, 0 },
};
static const struct mode omodes[] = {
	{ "ocrnl", OCRNL }, { "onlcr", ONLCR }, { "onlret", ONLRET },
	{ "onocr", ONOCR }, { "opost", OPOST }, { "oxtabs", OXTABS },
	{ NULL, 0 },
};
static const struct mode cmodes[] = {
	{ "clocal", CLOCAL }, { "cread", CREAD }, { "crtscts", CRTSCTS },
	{ "cstopb", CSTOPB }, { "hupcl", HUPCL }, { "parenb", PARENB },
	{ "parodd", PARODD }, { NULL, 0 },
};
static const struct mode lmodes[] = {
	{ "echo", ECHO }, { "echoctl", ECHOCTL }, { "echoe", ECHOE },
	{ "echok", ECHOK }, { "echoke", ECHOKE }, { "echonl", ECHONL },
	{ "icanon", ICANON }, { "iexten", IEXTEN }, { "isig", ISIG },
	{ "noflsh", NOFLSH }, { "tostop", TOSTOP }, { NULL, 0 },
};
static const struct {
	const char *name;
	int index;
} chars[] = {
	{ "eof", VEOF }, { "eol", VEOL }, { "erase", VERASE },
	{ "intr", VINTR }, { "kill", VKILL }, { "lnext", VLNEXT },
	{ "min", VMIN }, { "quit", VQUIT }, { "reprint", VREPRINT },
	{ "start", VSTART }, { "status", VSTATUS }, { "stop", VSTOP },
	{ "susp", VSUSP }, { "time", VTIME }, { "werase", VWERASE },
};

static struct termios t;
static struct winsize ws;

static void
usage(void)
{
	fprintf(stderr, "usage: stty [-a | -g | size] [setting ...]\n");
	exit(1);
}

static void
modes_print(const char *title, const struct mode *m, tcflag_t flags)
{
	printf("%s:", title);
	for (; m->name != NULL; m++)
		printf(" %s%s", flags & m->bits ? "" : "-", m->name);
	putchar('\n');
}

static void
char_print(const char *name, int index)
{
	cc_t c = t.c_cc[index];

	if (index == VMIN || index == VTIME)
		printf(" %s = %d;", name, c);
	else if (c == _POSIX_VDISABLE)
		printf(" %s = <undef>;", name);
	else if (c == 0x7f)
		printf(" %s = ^?;", name);
	else if (c < ' ')
		printf(" %s = ^%c;", name, c + '@');
	else
		printf(" %s = %c;", name, c);
}

static void
print_all(void)
{
	size_t i;

	printf("speed %u baud; %d rows; %d columns;\n", t.c_ospeed,
	    ws.ws_row, ws.ws_col);
	modes_print("lflags", lmodes, t.c_lflag);
	modes_print("iflags", imodes, t.c_iflag);
	modes_print("oflags", omodes, t.c_oflag);
	modes_print("cflags", cmodes, t.c_cflag);
	printf("cchars:");
	for (i = 0; i < nitems(chars); i++)
		char_print(chars[i].name, chars[i].index);
	putchar('\n');
}

/* All four flag words as hex, which print_saved's reader takes back. */
static void
print_saved(void)
{
	int i;

	printf("%x:%x:%x:%x", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
	for (i = 0; i < NCCS; i++)
		printf(":%x", t.c_cc[i]);
	putchar('\n');
}

static int
saved_parse(const char *s)
{
	tcflag_t *word[] = { &t.c_iflag, &t.c_oflag, &t.c_cflag, &t.c_lflag };
	unsigned long val;
	char *end;
	int i;

	if (strchr(s, ':') == NULL)
		return 0;
	for (i = 0; i < 4 + NCCS; i++, s = end + 1) {
		val = strtoul(s, &end, 16);
		if (end == s || *end != (i < 3 + NCCS ? ':' : '\0'))
			return 0;
		if (i < 4)
			*word[i] = (tcflag_t)val;
		else
			t.c_cc[i - 4] = (cc_t)val;
	}
	return 1;
}

static int
mode_set(const struct mode *m, const char *name, tcflag_t *flags)
{
	int off = *name == '-';

	for (name += off; m->name != NULL; m++) {
		if (strcmp(m->name, name) != 0)
			continue;
		if (off)
			*flags &= ~m->bits;
		else
			*flags |= m->bits;
		return 1;
	}
	return 0;
}

static cc_t
char_parse(const char *s, int index)
{
	if (index == VMIN || index == VTIME)
		return (cc_t)atoi(s);
	if (strcmp(s, "undef") == 0 || strcmp(s, "^-") == 0)
		return _POSIX_VDISABLE;
	if (s[0] == '^' && s[1] != '\0')
		return s[1] == '?' ? 0x7f :
		    (cc_t)(toupper((unsigned char)s[1]) & 0x1f);
	return (cc_t)s[0];
}

/* "intr ^C", "rows 24": yes when name takes a value and it is set. */
static int
value_set(const char *name, const char *value)
{
	size_t i;

	if (value == NULL)
		return 0;
	for (i = 0; i < nitems(chars); i++) {
		if (strcmp(chars[i].name, name) != 0)
			continue;
		t.c_cc[chars[i].index] = char_parse(value, chars[i].index);
		return 1;
	}
	if (strcmp(name, "rows") == 0)
		ws.ws_row = (unsigned short)atoi(value);
	else if (strcmp(name, "cols") == 0 || strcmp(name, "columns") == 0)
		ws.ws_col = (unsigned short)atoi(value);
	else
		return 0;
	if (ioctl(STDIN_FILENO, TIOCSWINSZ, &ws) != 0)
		err(1, "%s", name);
	return 1;
}

static int
combination_set(const char *name)
{
	if (strcmp(name, "raw") == 0)
		cfmakeraw(&t);
	else if (strcmp(name, "sane") == 0 || strcmp(name, "-raw") == 0 ||
	    strcmp(name, "cooked") == 0) {
		t.c_iflag = TTYDEF_IFLAG;
		t.c_oflag = TTYDEF_OFLAG;
		t.c_lflag = TTYDEF_LFLAG;
		t.c_cflag = TTYDEF_CFLAG | (t.c_cflag & CLOCAL);
	} else if (strcmp(name, "cbreak") == 0)
		t.c_lflag &= ~ICANON;
	else if (strcmp(name, "-cbreak") == 0)
		t.c_lflag |= ICANON;
	else
		return 0;
	return 1;
}

static void
settings(char **arg)
{
	for (; *arg != NULL; arg++) {
		if (combination_set(*arg) || saved_parse(*arg) ||
		    mode_set(imodes, *arg, &t.c_iflag) ||
		    mode_set(omodes, *arg, &t.c_oflag) ||
		    mode_set(cmodes, *arg, &t.c_cflag) ||
		    mode_set(lmodes, *arg, &t.c_lflag))
			continue;
		if (!value_set(*arg, arg[1])) {
			warnx("illegal option -- %s", *arg);
			usage();
		}
		arg++;
	}
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &t) != 0)
		err(1, "stdin");
}

int
main(int argc, char **argv)
{
	if (tcgetattr(STDIN_FILENO, &t) != 0)
		errx(1, "stdin isn't a terminal");
	ioctl(STDIN_FILENO, TIOCGWINSZ, &ws);
	if (argc == 1 || strcmp(argv[1], "-a") == 0)
		print_all();
	else if (strcmp(argv[1], "-g") == 0)
		print_saved();
	else if (strcmp(argv[1], "size") == 0)
		printf("%d %d\n", ws.ws_row, ws.ws_col);
	else
		settings(argv + 1);
	return 0;
}
