// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail - make, change and remove jails.
 *
 * A jail is described by parameters on the command line, or by its name, and
 * then /etc/jail.conf says the rest.  Here is only what was asked for; how
 * it is done is in user/jail.
 */
#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/jail/job.h"

#define CONF_FILE	"/etc/jail.conf"

/* What the options ask for. */
struct request {
	int rq_create, rq_update, rq_remove, rq_cleanup;
	int rq_no_conf;			/* -R */
	const char *rq_file;		/* -f */
	const char *rq_name;		/* -n */
	const char *rq_sep;		/* -e */
};

static void
usage(void)
{
	fprintf(stderr,
	    "usage: jail [-dilqv] [-n name] [-J file] [-u user | -U user]\n"
	    "            -c | -m | -cm | -rc param=value ... "
	    "[command=command ...]\n"
	    "       jail [-dilqv] [-f file] [-J file] [-p limit] "
	    "-c | -m | -cm | -rc | -C [jail ... | *]\n"
	    "       jail [-qRv] [-f file] [-t seconds] -r jail ... | *\n"
	    "       jail [-f file] -e separator\n");
	exit(1);
}

/* ------------------------------------------- from the command line */

/* Those of our own that may be given more than once. */
static int
is_list(const char *name)
{
	return strncmp(name, "exec.", 5) == 0 || strcmp(name, "mount") == 0 ||
	    strcmp(name, "vnet.interface") == 0;
}

/* One word; nonzero if what follows belongs to command=. */
static int
word_read(struct job *jb, char *word, char **rest)
{
	char *value = strchr(word, '='), *one;
	const char *given;
	int error = 0;

	if (value != NULL)
		*value++ = '\0';
	given = value;
	if (strcmp(word, "command") == 0 && value != NULL) {
		*rest = value;
		jb->jb_command = rest;
		return 1;
	}
	if (strcmp(word, "name") == 0)
		jb->jb_name = value;
	if (strcmp(word, "vnet.interface") == 0)
		while (error == 0 && (one = strsep(&value, ",")) != NULL)
			error = conf_block_append(jb->jb_conf, word, one);
	else if (is_list(word) && value != NULL)
		error = conf_block_append(jb->jb_conf, word, value);
	else
		error = conf_block_set(jb->jb_conf, word, &given,
		    value != NULL, 0);
	if (error != 0)
		err(1, NULL);
	return 0;
}

/* The jail that -rc is to remove first: by name, or by number. */
static int
replace(struct job *jb)
{
	struct job old = { .jb_name = jb->jb_name };

	if (old.jb_name == NULL)
		old.jb_name = conf_value(jb->jb_conf, "jid");
	if (old.jb_name == NULL || job_find(old.jb_name) == 0)
		return 0;
	return job_remove(&old);
}

static int
by_words(const struct request *rq, int argc, char **argv)
{
	struct job jb = { .jb_name = rq->rq_name };
	int i;

	jb.jb_conf = conf_block_make("");
	if (jb.jb_conf == NULL || (rq->rq_name != NULL &&
	    conf_block_set(jb.jb_conf, "name", &rq->rq_name, 1, 0) != 0))
		err(1, NULL);
	for (i = 0; i < argc; i++)
		if (word_read(&jb, argv[i], argv + i))
			break;
	if (rq->rq_remove && replace(&jb) != 0)
		return 1;
	if (rq->rq_create)
		return job_create(&jb, JAIL_CREATE |
		    (rq->rq_update ? JAIL_UPDATE : 0));
	return job_update(&jb);
}

/* ---------------------------------------------------- from the file */

/* Every jail there is, with or without a place in the file. */
static int
remove_all(struct plan *pl)
{
	char last[JAIL_NAME_MAX] = "0", name[JAIL_NAME_MAX];
	int jid, status = 0;

	for (;;) {
		name[0] = '\0';
		jid = jail_getv(0, "lastjid", last, "name", name, NULL);
		if (jid < 0)
			return status;
		snprintf(last, sizeof(last), "%d", jid);
		if (strchr(name, '.') == NULL)	/* others go with theirs */
			status |= plan_remove(pl, name);
	}
}

static int
by_name(struct plan *pl, const struct request *rq, const char *name)
{
	if (rq->rq_cleanup)
		return plan_cleanup(pl, name);
	if (rq->rq_create && rq->rq_update)
		return plan_update(pl, name, 1);
	if (rq->rq_create)
		return plan_create(pl, name, rq->rq_remove);
	if (rq->rq_update)
		return plan_update(pl, name, 0);
	return strcmp(name, "*") == 0 ? remove_all(pl) :
	    plan_remove(pl, name);
}

/* Removing needs no file; all else is about what it says. */
static int
by_names(const struct request *rq, int argc, char **argv)
{
	const char *file = rq->rq_file != NULL ? rq->rq_file : CONF_FILE;
	struct plan plan = { .pl_jobs = NULL };
	int i, error, status = 0;

	error = rq->rq_no_conf ? 0 : plan_read(&plan, file);
	if (error == EINVAL)
		errx(1, "%s", plan.pl_conf.cf_error);
	if (error != 0 && (rq->rq_file != NULL || rq->rq_create ||
	    rq->rq_update || rq->rq_cleanup || rq->rq_sep != NULL))
		errx(1, "%s: %s", file, strerror(error));
	if (rq->rq_sep != NULL) {
		plan_print(&plan, rq->rq_sep);
		return 0;
	}
	if (argc == 0)
		return by_name(&plan, rq, "*");
	for (i = 0; i < argc; i++)
		status |= by_name(&plan, rq, argv[i]);
	return status;
}

/* Are they parameters, not names of jails? */
static int
are_words(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++)
		if (strchr(argv[i], '=') != NULL)
			return 1;
	return 0;
}

/* The number an option takes. */
static int
number(int option, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text == '\0' || *end != '\0' || n < 0 || n > 86400)
		errx(1, "-%c %s: not a number of %s", option, text,
		    option == 't' ? "seconds" : "commands");
	return (int)n;
}

int
main(int argc, char **argv)
{
	struct request rq = { 0 };
	int ch;

	while ((ch = getopt(argc, argv, "+cCde:f:iJ:lmn:p:qRrt:U:u:v")) != -1) {
		switch (ch) {
		case 'c': rq.rq_create = 1; break;
		case 'C': rq.rq_cleanup = 1; break;
		case 'd': break;
		case 'e': rq.rq_sep = optarg; break;
		case 'f': rq.rq_file = optarg; break;
		case 'i': options.op_print_jid = 1; break;
		case 'J': options.op_jidfile = optarg; break;
		case 'l': options.op_clean = 1; break;
		case 'm': rq.rq_update = 1; break;
		case 'n': rq.rq_name = optarg; break;
		case 'p': (void)number(ch, optarg); break; /* one at a time */
		case 'q': options.op_quiet = 1; break;
		case 'R': rq.rq_no_conf = 1; break;
		case 'r': rq.rq_remove = 1; break;
		case 't': options.op_force = number(ch, optarg); break;
		case 'U': case 'u': options.op_user = optarg; break;
		case 'v': options.op_verbose = 1; break;
		default: usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (!rq.rq_create && !rq.rq_update && !rq.rq_remove &&
	    !rq.rq_cleanup && rq.rq_sep == NULL)
		usage();
	if (are_words(argc, argv) || rq.rq_name != NULL)
		return rq.rq_create || rq.rq_update ?
		    by_words(&rq, argc, argv) : (usage(), 1);
	if (argc == 0 && rq.rq_remove && !rq.rq_create)
		usage();
	return by_names(&rq, argc, argv);
}
