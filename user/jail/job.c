// SPDX-License-Identifier: BSD-2-Clause
/*
 * job - making, changing and removing one jail, with everything around it.
 *
 * Making: exec.prepare, exec.prestart, mounts, the jail itself (persistent,
 * so that it lives until its commands are inside), vnet.interface,
 * exec.created, exec.start, command, exec.poststart.  Removing:
 * exec.prestop, exec.stop, SIGTERM and stop.timeout, the jail itself,
 * exec.poststop, mounts, exec.release.  When a step of making fails, what
 * came before it is undone.
 */
#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "user/jail/job.h"

#define STOP_TIMEOUT	10	/* seconds, as FreeBSD's */

struct options options = { .op_force = -1 };

void
job_complain(const char *name, const char *why)
{
	if (name != NULL)
		warnx("%s: %s", name, why);
	else
		warnx("%s", why);
}

/* In FreeBSD's words: the kernel's if it gave some. */
static void
complain_kernel(const struct job *jb)
{
	const char *jid = conf_value(jb->jb_conf, "jid");

	job_complain(jb->jb_name != NULL ? jb->jb_name : jid,
	    jail_errmsg[0] != '\0' ? jail_errmsg : strerror(errno));
}

int
job_find(const char *name)
{
	int jid = jail_getid(name);

	return jid > 0 ? jid : 0;
}

/* ------------------------------------------------------- parameters */

/* Is it ours, not the kernel's? */
static int
is_own(const char *name)
{
	static const char *const own[] = {
		"command", "depend", "exec.clean", "exec.consolelog",
		"exec.created", "exec.jail_user", "exec.poststart",
		"exec.poststop", "exec.prepare", "exec.prestart",
		"exec.prestop", "exec.release", "exec.start", "exec.stop",
		"exec.system_jail_user", "exec.system_user", "exec.timeout",
		"mount",
		"mount.devfs", "mount.fstab", "mount.nodevfs",
		"mount.noprocfs", "mount.procfs", "stop.timeout",
		"vnet.interface"
	};
	unsigned i;

	if (name[0] == '$' || strcmp(name, "exec.noclean") == 0)
		return 1;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strcmp(name, own[i]) == 0)
			return 1;
	return 0;
}

/* One value as the kernel wants it: lists are joined by commas. */
static int
param_import(struct jailparam *jp, const struct conf_param *cp)
{
	char *joined;
	size_t len = 1;
	unsigned i;
	int error;

	if (cp->cp_count <= 1)
		return jailparam_import(jp, cp->cp_count == 0 ? NULL :
		    cp->cp_value[0]);
	for (i = 0; i < cp->cp_count; i++)
		len += strlen(cp->cp_value[i]) + 1;
	joined = calloc(1, len);
	if (joined == NULL)
		err(1, NULL);
	for (i = 0; i < cp->cp_count; i++) {
		strcat(joined, i > 0 ? "," : "");
		strcat(joined, cp->cp_value[i]);
	}
	error = jailparam_import(jp, joined);
	free(joined);
	return error;
}

/* jail_set(2) with all that is the kernel's; the jid, or -1. */
static int
kernel_set(struct job *jb, int flags, int persist)
{
	struct jailparam *jp;
	const struct conf_param *cp;
	unsigned n = 0;
	int jid = -1;

	jp = calloc(jb->jb_conf->cb_count + 1, sizeof(*jp));
	if (jp == NULL)
		err(1, NULL);
	for (cp = jb->jb_conf->cb_params; cp != NULL; cp = cp->cp_next) {
		if (is_own(cp->cp_name) || (persist &&
		    (strcmp(cp->cp_name, "persist") == 0 ||
		    strcmp(cp->cp_name, "nopersist") == 0)))
			continue;
		if (jailparam_init(&jp[n], cp->cp_name) != 0)
			goto out;
		if (param_import(&jp[n++], cp) != 0)
			goto out;
	}
	if (persist && (jailparam_init(&jp[n], "persist") != 0 ||
	    jailparam_import(&jp[n++], NULL) != 0))
		goto out;
	jid = jailparam_set(jp, n, flags);
out:
	jailparam_free(jp, n);
	free(jp);
	return jid;
}

/* --------------------------------------------------------- creating */

static void
jid_tell(int jid)
{
	FILE *f;

	if (options.op_print_jid)
		printf("%d\n", jid);
	if (options.op_jidfile == NULL)
		return;
	f = fopen(options.op_jidfile, "w");
	if (f == NULL || fprintf(f, "jid=%d\n", jid) < 0 || fclose(f) != 0)
		err(1, "%s", options.op_jidfile);
}

static void
say(const struct job *jb, const char *what)
{
	if (!options.op_quiet && (jb->jb_name != NULL || options.op_verbose))
		printf("%s: %s\n", jb->jb_name ? jb->jb_name : "jail", what);
	fflush(stdout);
}

static int
lend_interfaces(const struct job *jb)
{
	const struct conf_param *cp = conf_find(jb->jb_conf,
	    "vnet.interface");
	char num[16];
	unsigned i;

	snprintf(num, sizeof(num), "%d", jb->jb_jid);
	for (i = 0; cp != NULL && i < cp->cp_count; i++) {
		char *argv[] = { "ifconfig", cp->cp_value[i], "vnet", num,
		    NULL };

		if (run_program(jb, argv) != 0)
			return 1;
	}
	return 0;
}

static int
let_go(const struct job *jb)
{
	char num[16];

	snprintf(num, sizeof(num), "%d", jb->jb_jid);
	return jail_setv(JAIL_UPDATE, "jid", num, "nopersist", NULL,
	    NULL) < 0;
}

/* It lives as long as these run, and persists until they are inside. */
static int
has_commands(const struct job *jb)
{
	return jb->jb_command != NULL ||
	    conf_find(jb->jb_conf, "exec.start") != NULL;
}

/* What happens in and around a jail that exists. */
static int
start(struct job *jb, int lives)
{
	int error = lend_interfaces(jb);

	if (error == 0)
		error = run_outside(jb, "exec.created");
	if (error == 0)
		error = run_inside(jb, "exec.start");
	if (error == 0 && jb->jb_command != NULL)
		error = run_command(jb, !lives);
	else if (error == 0 && !lives && has_commands(jb))
		error = let_go(jb);
	if (error == 0)
		error = run_outside(jb, "exec.poststart");
	return error;
}

void
job_cleanup(struct job *jb)
{
	(void)run_outside(jb, "exec.poststop");
	mounts_undo(jb);
	(void)run_outside(jb, "exec.release");
}

int
job_create(struct job *jb, int flags)
{
	int lives = conf_true(jb->jb_conf, "persist");
	int was = (flags & JAIL_UPDATE) != 0 && jb->jb_name != NULL &&
	    job_find(jb->jb_name) != 0;
	int error;

	if (run_outside(jb, "exec.prepare") != 0)
		return 1;
	if (run_outside(jb, "exec.prestart") != 0) {
		(void)run_outside(jb, "exec.release");
		return 1;
	}
	error = mounts_make(jb);
	if (error == 0) {
		jb->jb_jid = kernel_set(jb, flags,
		    lives || has_commands(jb));
		error = jb->jb_jid < 0;
		if (error != 0)
			complain_kernel(jb);
	}
	if (error != 0) {
		jb->jb_jid = 0;
		mounts_undo(jb);
		(void)run_outside(jb, "exec.release");
		return 1;
	}
	jid_tell(jb->jb_jid);
	say(jb, "created");
	if (options.op_verbose)
		stages_made(jb->jb_jid);
	if (start(jb, lives) == 0)
		return 0;
	if (was)
		return 1;		/* not ours to take away again */
	jail_remove(jb->jb_jid);
	jb->jb_jid = 0;
	job_cleanup(jb);
	return 1;
}

/* ---------------------------------------------- changing, removing */

int
job_update(struct job *jb)
{
	int jid = kernel_set(jb, JAIL_UPDATE, 0);

	if (jid < 0) {
		complain_kernel(jb);
		return 1;
	}
	jb->jb_jid = jid;
	jid_tell(jid);
	return 0;
}

static int
stop_timeout(const struct job *jb)
{
	const char *v = conf_value(jb->jb_conf, "stop.timeout");

	return v != NULL ? atoi(v) : STOP_TIMEOUT;
}

int
job_find_any(const char *name)
{
	char num[16] = "", text[JAIL_NAME_MAX];
	int jid = job_find(name);

	if (jid != 0 || options.op_force < 0)
		return jid;
	snprintf(text, sizeof(text), "%s", name);
	jid = jail_getv(JAIL_DYING, "name", text, "jid", num, NULL);
	if (jid < 0)
		jid = jail_getv(JAIL_DYING, "jid", text, NULL);
	return jid > 0 ? jid : 0;
}

/* 0, or 1 having said why its end cannot be forced. */
static int
force(const struct job *jb)
{
	struct jail_force jf = { jb->jb_jid, options.op_force };

	if (options.op_force < 0 || sysctlbyname("security.jail.force", NULL,
	    NULL, &jf, sizeof(jf)) == 0 || errno == ENOENT)
		return 0;
	warn("%s: security.jail.force", jb->jb_name);
	return 1;
}

/* A command that fails does not keep a jail alive. */
int
job_remove(struct job *jb)
{
	int alive = job_find(jb->jb_name);

	jb->jb_jid = job_find_any(jb->jb_name);
	if (jb->jb_jid == 0) {
		warnx("\"%s\" not found", jb->jb_name);
		return 1;
	}
	if (jb->jb_conf != NULL && alive != 0) {
		(void)run_outside(jb, "exec.prestop");
		(void)run_inside(jb, "exec.stop");
		run_term(jb, stop_timeout(jb));
	}
	if (force(jb) != 0)
		return 1;
	/* One that did not persist may have ended by itself by now. */
	if (jail_remove(jb->jb_jid) != 0 && job_find(jb->jb_name) != 0) {
		warn("%s: jail_remove", jb->jb_name);
		return 1;
	}
	say(jb, "removed");
	if (options.op_verbose)
		stages_ended(jb->jb_jid);
	if (jb->jb_conf != NULL)
		job_cleanup(jb);
	return 0;
}
