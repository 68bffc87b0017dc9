// SPDX-License-Identifier: BSD-2-Clause
/*
 * conf - what /etc/jail.conf says.
 *
 * The syntax is FreeBSD's jail.conf(5).  Reading and choosing are two steps:
 * conf_read_* keep statements in their order, conf_jail puts together those
 * that concern one jail and fills in its variables.  Functions that return
 * int give 0, or -1 with a text in cf_error; nothing is ever half added to
 * what a caller can see.
 */
#pragma once

#include <stddef.h>

#define CONF_SIZE_MAX	(1024 * 1024)	/* bytes of a file */
#define CONF_VALUE_MAX	(64 * 1024)	/* bytes of a value, filled in */
#define CONF_STEPS_MAX	10000		/* variables filled in for a jail */
#define CONF_PARAMS_MAX	1000		/* parameters of one jail */
#define CONF_DEPTH_MAX	8		/* files or variables in each other */

/* name; name = value, value; name += value; */
struct conf_param {
	struct conf_param *cp_next;
	char *cp_name;
	char **cp_value;		/* cp_count of them */
	unsigned cp_count;		/* 0: the name alone */
	int cp_append;			/* += */
};

/* name { parameters }; what stands outside of any is the block "*". */
struct conf_block {
	struct conf_block *cb_next;
	char *cb_name;
	struct conf_param *cb_params;
	struct conf_param *cb_last;
	unsigned cb_count;
};

struct conf {
	struct conf_block *cf_blocks;	/* in the order of the files */
	struct conf_block *cf_last;
	char cf_error[200];		/* "file:line: what is wrong" */
	unsigned cf_depth;		/* files being read in each other */
	unsigned cf_steps;		/* variables filled in for a jail */
};

int	conf_read_text(struct conf *cf, const char *file, const char *text,
	    size_t len);
int	conf_read_file(struct conf *cf, const char *path);
void	conf_free(struct conf *cf);

/* Does a pattern of components, each a name or "*", match a jail's name? */
int	conf_match(const char *pattern, const char *name);
/* Is there a block of exactly that name, without wildcards? */
int	conf_has(const struct conf *cf, const char *name);
/* All that is said of that jail, in order of first mention; NULL: error. */
struct conf_block *conf_jail(struct conf *cf, const char *name);
void	conf_block_free(struct conf_block *cb);

/* A block put together by hand; cp_append as above.  -1: no memory. */
struct conf_block *conf_block_make(const char *name);
int	conf_block_set(struct conf_block *cb, const char *name,
	    const char *const *value, unsigned count, int append);
/* One more value for what has some already, or the first. */
int	conf_block_append(struct conf_block *cb, const char *name,
	    const char *value);
/* NULL: not given. */
const struct conf_param *conf_find(const struct conf_block *cb,
	    const char *name);
/* The last value, or NULL. */
const char *conf_value(const struct conf_block *cb, const char *name);
/* Given, and neither "false", "no", "0" nor with a "no" before it? */
int	conf_true(const struct conf_block *cb, const char *name);

/* Within values as they are read: a variable's name stands between these. */
#define CONF_VAR	'\1'
#define CONF_VAR_END	'\2'
